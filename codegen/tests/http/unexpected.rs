//! What the generated client makes of answers that are not, or not quite, documented.

use axum::{Router, http::HeaderMap, response::IntoResponse, routing::any};
use kii_client::*;
use reqwest::StatusCode;

use crate::storage::{bucket, client, http, object, serve};

const NOT_FOUND: &str = r#"{"errorCode":"OBJECT_NOT_FOUND","message":"no","objectScope":{"appID":"app","type":"APP"},
    "bucketID":"bucket","objectID":"one","suppressed":[]}"#;

/// A server that gives one answer to everything.
async fn server(status: u16, headers: &[(&'static str, &str)], body: &'static str) -> Client {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, value.parse().unwrap());
    }
    let answer = (StatusCode::from_u16(status).unwrap(), map, body);
    client(serve(Router::new().fallback(any(async move || answer.clone().into_response()))).await)
}

async fn get(client: &Client) -> ObjectGetAnswer {
    let request = ObjectGetRequest { scope: Scope::App, bucket_id: bucket(), object_id: object("one") };
    client.object_get(request).await.unwrap()
}

fn unexpected(answer: ObjectGetAnswer) -> Unexpected {
    let ObjectGetAnswer::Unexpected(unexpected) = answer else { panic!("{answer:?}") };
    unexpected
}

#[tokio::test]
async fn an_undocumented_answer_keeps_status_headers_and_body() {
    let client = server(418, &[("content-type", "text/plain"), ("x-tea", "green"), ("x-tea", "black")], "short").await;
    let unexpected = unexpected(get(&client).await);
    assert_eq!(unexpected.status, 418);
    let teas: Vec<_> = unexpected.headers.get_all("x-tea").iter().collect();
    assert_eq!(teas, ["green", "black"]);
    assert_eq!(unexpected.body, "short");
    assert!(unexpected.reason.contains("418") && unexpected.reason.contains("text/plain"), "{}", unexpected.reason);
}

#[tokio::test]
async fn a_media_type_is_compared_without_case_and_parameters() {
    let media = "Application/VND.kii.objectnotfoundexception+JSON ; charset=UTF-8";
    let answer = get(&server(404, &[("content-type", media)], NOT_FOUND).await).await;
    assert!(matches!(&answer, ObjectGetAnswer::ObjectMissing(error) if error.object_id == "one"), "{answer:?}");
}

#[tokio::test]
async fn a_body_that_fits_does_not_make_up_for_media_type_status_or_code() {
    let object_not_found = "application/vnd.kii.ObjectNotFoundException+json";
    let cases = [
        (404, "application/json", NOT_FOUND, "application/json"),
        (404, "application/vnd.kii.UserNotFoundException+json", NOT_FOUND, "OBJECT_NOT_FOUND"),
        (410, object_not_found, NOT_FOUND, "410"),
        (404, object_not_found, r#"{"errorCode":"OBJECT_NOT_FOUND"}"#, "message"),
        (404, object_not_found, "not json", "code"),
    ];
    for (status, media, body, reason) in cases {
        let unexpected = unexpected(get(&server(status, &[("content-type", media)], body).await).await);
        assert_eq!((unexpected.status.as_u16(), unexpected.body.as_ref()), (status, body.as_bytes()));
        assert!(unexpected.reason.contains(reason), "{status} {media}: {}", unexpected.reason);
    }
}

#[tokio::test]
async fn a_success_without_a_documented_header_is_not_documented() {
    let client = server(200, &[("content-type", "application/json"), ("etag", "1")], "{}").await;
    let unexpected = unexpected(get(&client).await);
    assert!(unexpected.reason.contains("last-modified"), "{}", unexpected.reason);
    assert_eq!(unexpected.body, "{}");
}

#[tokio::test]
async fn a_streamed_success_that_is_not_documented_keeps_its_bytes() {
    let client = server(200, &[("content-type", "image/png")], "bytes").await;
    let (scope, bucket_id, object_id) = (Scope::App, bucket(), object("one"));
    let request = BodyGetRequest { scope, bucket_id, object_id, if_match: None, range: None };
    let answer = client.body_get(request).await.unwrap();
    let BodyGetAnswer::Unexpected(unexpected) = answer else { panic!("{answer:?}") };
    assert_eq!((unexpected.body.as_ref(), unexpected.status.as_u16()), (&b"bytes"[..], 200));
    assert!(unexpected.reason.contains("etag"), "{}", unexpected.reason);
}

#[tokio::test]
async fn a_header_is_read_under_its_other_name_too() {
    let headers = &[("content-type", "application/json"), ("etag", "1"), ("x-kii-bodytype", "image/png")];
    let client = server(200, headers, "{}").await;
    let (scope, bucket_id, object_id) = (Scope::App, bucket(), object("one"));
    let (precondition, media_type, content) = (Precondition::None, None, JsonObject::new());
    let request = ObjectPatchRequest { scope, bucket_id, object_id, precondition, media_type, content };
    let answer = client.object_patch(request).await.unwrap();
    let ObjectPatchAnswer::Updated { body_type: Some(body_type), .. } = answer else { panic!("{answer:?}") };
    assert!(body_type.is("image/png"));
}

#[tokio::test]
async fn head_needs_its_headers_and_no_media_type() {
    let request = || ObjectHeadRequest { scope: Scope::App, bucket_id: bucket(), object_id: object("one") };
    let answer = server(404, &[], "").await.object_head(request()).await.unwrap();
    assert!(matches!(answer, ObjectHeadAnswer::NotFound), "{answer:?}");
    let answer = server(204, &[("etag", "1")], "").await.object_head(request()).await.unwrap();
    assert!(matches!(answer, ObjectHeadAnswer::Unexpected(_)), "{answer:?}");
}

#[tokio::test]
async fn two_documented_successes_are_told_apart_by_their_status() {
    let headers = &[
        ("content-type", "application/vnd.kii.ObjectUpdateResponse+json"),
        ("etag", "\"1\""),
        ("location", "/somewhere"),
    ];
    let body = r#"{"createdAt":1,"modifiedAt":2}"#;
    let request = || ObjectPutRequest {
        scope: Scope::App,
        bucket_id: bucket(),
        object_id: object("one"),
        precondition: Precondition::None,
        media_type: None,
        content: JsonObject::new(),
    };
    let replaced = server(200, headers, body).await.object_put(request()).await.unwrap();
    assert!(matches!(replaced, ObjectPutAnswer::Replaced { .. }), "{replaced:?}");
    let created = server(201, headers, body).await.object_put(request()).await.unwrap();
    assert!(matches!(created, ObjectPutAnswer::Created { .. }), "{created:?}");
}

#[tokio::test]
async fn a_path_that_a_url_cannot_have_is_not_sent_elsewhere() {
    let client = server(200, &[], "").await;
    let request = ObjectGetRequest { scope: Scope::App, bucket_id: bucket(), object_id: object("..") };
    let error = client.object_get(request).await.unwrap_err();
    assert!(matches!(error, Error::Path(_)), "{error}");
}

#[tokio::test]
async fn what_would_be_sent_as_something_else_is_not_sent() {
    let address = || String::from("http://user:secret@127.0.0.1:1");
    let request = || ObjectGetRequest { scope: Scope::App, bucket_id: bucket(), object_id: object("one") };
    let error = client(address()).object_get(request()).await.unwrap_err();
    assert!(matches!(error, Error::BaseUrl) && !error.to_string().contains("secret"), "{error}");
    let error = Client::builder(address(), AppId::new("app")).http(http()).build().unwrap_err();
    assert!(matches!(error, BuildError::BaseUrl) && !error.to_string().contains("secret"), "{error}");

    // The colon would end the user (RFC 7617, 2).
    let basic = Authorization::Basic { user: "a:b".into(), password: "pw".into() };
    let client = server(200, &[], "").await.with_authorization(Some(basic));
    let error = client.object_get(request()).await.unwrap_err();
    assert!(matches!(&error, Error::Header(name) if name == "authorization"), "{error}");
}

#[tokio::test]
async fn the_message_of_an_error_has_each_cause_once() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let request = ObjectGetRequest { scope: Scope::App, bucket_id: bucket(), object_id: object("one") };
    let error = client(closed).object_get(request).await.unwrap_err();
    assert!(error.to_string().to_lowercase().contains("connection refused"), "{error}");
    assert!(std::error::Error::source(&error).is_none());
}

#[tokio::test]
async fn json_and_dates_are_as_strict_as_those_of_the_other_clients() {
    let headers = |date| [("content-type", "application/json"), ("etag", "1"), ("last-modified", date)];
    let good = ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"];
    for date in good {
        let answer = get(&server(200, &headers(date), "{}").await).await;
        assert!(matches!(answer, ObjectGetAnswer::Found { .. }), "{date}: {answer:?}");
    }
    let bad = [
        "Sun, 06 Nov 1994 08:49:37 +0200",
        "Sat, 31 Feb 2026 00:00:00 GMT",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "sun, 06 nov 1994 08:49:37 GMT",
        "1994-11-06T08:49:37Z",
    ];
    for date in bad {
        unexpected(get(&server(200, &headers(date), "{}").await).await);
    }
    for body in ["\u{feff}{\"a\":1}", "{\0\"\0a\0\"\0:\x001\0}\0"] {
        unexpected(get(&server(200, &headers(good[0]), body).await).await);
    }
}

#[tokio::test]
async fn a_status_that_deployments_are_known_to_give_is_read_as_the_documented_one() {
    let place = || (Scope::App, bucket(), object("one"));
    let headers = &[("content-type", "application/vnd.kii.ObjectBodyPublicationResponse+json")];
    let client = server(201, headers, r#"{"publicationID":"p","url":"https://example.com/p"}"#).await;
    let (scope, bucket_id, object_id) = place();
    let request = PublishPostRequest::new(scope, bucket_id, object_id, ObjectBodyPublicationRequest::Neither);
    let published = client.publish_post(request).await.unwrap().into_result().unwrap();
    assert_eq!(published.content.publication_id, "p");

    let date = "Sun, 29 Nov 2026 10:00:00 GMT";
    let client = server(200, &[("etag", "1"), ("last-modified", date), ("content-type", "image/png")], "").await;
    let (scope, bucket_id, object_id) = place();
    let answer = client.body_head(BodyHeadRequest::new(scope, bucket_id, object_id)).await.unwrap();
    assert!(matches!(answer, BodyHeadAnswer::Found { .. }), "{answer:?}");
}

#[tokio::test]
async fn a_result_has_the_success_or_an_error_with_status_and_code() {
    let client = server(404, &[("content-type", "application/vnd.kii.ObjectNotFoundException+json")], NOT_FOUND).await;
    let failure = get(&client).await.into_result().unwrap_err();
    assert_eq!((failure.status().unwrap().as_u16(), failure.code()), (404, Some("OBJECT_NOT_FOUND")));
    assert!(failure.to_string().contains("404"), "{failure}");

    let failure = get(&server(500, &[], "broken").await).await.into_result().unwrap_err();
    assert_eq!((failure.status().unwrap().as_u16(), failure.code()), (500, None));
    let Failure::Undocumented(unexpected) = failure else { panic!("{failure:?}") };
    assert_eq!(unexpected.body, "broken");
}
