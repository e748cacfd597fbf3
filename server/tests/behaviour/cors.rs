//! Pages of other origins: what a browser asks, and what it lets the page read.

use axum::{Router, body::Body};
use http::{Method, Request, Response, StatusCode};
use kii_server::{Cors, Fixture, ReferenceServer};
use tower::ServiceExt;

/// The origin of the page. What every page may read is in Fetch, 4.4.
const PAGE: &str = "http://localhost:3000";

type Headers<'a> = &'a [(&'a str, &'a str)];

fn server(cors: Cors) -> (Router, Fixture) {
    let fixture = Fixture::demo();
    (ReferenceServer::new(fixture.clone()).router_for(&cors), fixture)
}

async fn send(router: &Router, method: Method, path: &str, headers: Headers<'_>) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(path).header("origin", PAGE);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    router.clone().oneshot(request.body(Body::from("{}")).unwrap()).await.unwrap()
}

/// The names in a list of an answer, in lower case.
fn names(answer: &Response<Body>, header: &str) -> Vec<String> {
    let list = answer.headers().get(header).map_or("", |value| value.to_str().unwrap());
    list.split(',').map(|name| name.trim().to_ascii_lowercase()).collect()
}

#[tokio::test]
async fn a_preflight_admits_every_method_and_header_of_the_api_at_every_path() {
    let (router, fixture) = server(Cors::default());
    let object = format!("/api/apps/{}/users/me/buckets/bb/objects/o1", fixture.app_id);
    for path in [&object, &format!("{object}/body"), "/api/x/abc", "/api/oauth2/token", "/nowhere"] {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] {
            let asked = "authorization,content-type,if-match,range,x-kii-appid,x-http-method-override";
            let headers = [("access-control-request-method", method), ("access-control-request-headers", asked)];
            let answer = send(&router, Method::OPTIONS, path, &headers).await;
            assert!(answer.status().is_success(), "{path}: {answer:?}");
            assert_eq!(answer.headers()["access-control-allow-origin"], "*");
            assert!(names(&answer, "access-control-allow-methods").contains(&method.to_ascii_lowercase()));
            let allowed = names(&answer, "access-control-allow-headers");
            assert!(asked.split(',').all(|name| allowed.iter().any(|it| it == name)), "{allowed:?}");
            assert!(answer.headers().contains_key("access-control-max-age"));
        }
    }
}

#[tokio::test]
async fn a_page_can_read_every_header_that_the_api_sends_of_successes_and_refusals() {
    let (router, fixture) = server(Cors::default());
    let credentials = format!("Bearer {}", fixture.owner.token);
    let object = format!("/api/apps/{}/users/me/buckets/bb/objects/o1", fixture.app_id);
    let bearer = ("authorization", credentials.as_str());
    let calls: [(Method, String, Headers<'_>, u16); 8] = [
        (Method::PUT, object.clone(), &[bearer], 201),
        (Method::PUT, format!("{object}/body"), &[bearer, ("content-type", "text/plain")], 200),
        (Method::GET, object.clone(), &[bearer], 200),
        (Method::PATCH, object.clone(), &[bearer], 200),
        (Method::GET, format!("{object}/body"), &[bearer, ("range", "bytes=0-0")], 206),
        (Method::GET, format!("{object}x"), &[bearer], 404),
        (Method::GET, object.clone(), &[], 401),
        (Method::GET, "/api/x/unknown".to_owned(), &[], 404),
    ];
    for (method, path, headers, status) in calls {
        let answer = send(&router, method.clone(), &path, headers).await;
        assert_eq!(answer.status().as_u16(), status, "{method} {path}");
        assert_eq!(answer.headers()["access-control-allow-origin"], "*", "{method} {path}");
        let exposed = names(&answer, "access-control-expose-headers");
        let exposed =
            [exposed, ["content-type", "content-length", "last-modified", "vary"].map(str::to_owned).into()].concat();
        for name in answer.headers().keys().filter(|name| !name.as_str().starts_with("access-control-")) {
            assert!(exposed.iter().any(|it| it == name.as_str()), "{name} of {method} {path}");
        }
    }
}

#[tokio::test]
async fn with_a_list_of_origins_no_other_origin_is_admitted() {
    for (cors, admitted) in [
        (Cors::Origins(vec![PAGE.parse().unwrap()]), true),
        (Cors::Origins(vec!["http://localhost:3001".parse().unwrap()]), false),
        (Cors::Origins(Vec::new()), false),
    ] {
        let (router, _) = server(cors);
        let headers = [("access-control-request-method", "PUT")];
        for method in [Method::OPTIONS, Method::GET] {
            let answer = send(&router, method, "/api/x/unknown", &headers).await;
            let origin = answer.headers().get("access-control-allow-origin");
            assert_eq!(origin.is_some_and(|origin| origin == PAGE), admitted, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn a_request_of_no_page_is_answered_as_before() {
    let (router, _) = server(Cors::Origins(Vec::new()));
    let request = Request::get("/api/x/unknown").body(Body::empty()).unwrap();
    assert_eq!(router.oneshot(request).await.unwrap().status(), StatusCode::NOT_FOUND);
}
