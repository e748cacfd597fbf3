//! Servers that are wrong under conditions: that they are wrong then, and only then.

use std::collections::HashSet;

use axum::body::Body;
use http::{Method, StatusCode, header};
use tower::ServiceExt as _;

use super::*;

/// A server with the fault that has this ID.
struct Deployment {
    fixture: Fixture,
    router: Router,
    firings: Firings,
}

impl Deployment {
    fn with(id: &str) -> Self {
        let fixture = Fixture::demo();
        let fault = ConditionalFault::all().into_iter().find(|fault| fault.id() == id).unwrap();
        let (router, firings) = fault.router(fixture.clone());
        Self { fixture, router, firings }
    }

    /// The answer to the owner of `users/me`: its status and its content as text.
    async fn ask(&self, method: Method, path: &str, if_match: Option<&str>) -> (StatusCode, String) {
        let path = format!("/api/apps/{}/users/me/buckets/bucket/objects{path}", self.fixture.app_id);
        let mut request = Request::builder().method(method).uri(path);
        request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.fixture.owner.token));
        if let Some(version) = if_match {
            request = request.header(header::IF_MATCH, version);
        }
        let request = request.body(Body::from(r#"{"name":"value"}"#)).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (head, content) = answer.into_parts();
        let content = axum::body::to_bytes(content, usize::MAX).await.unwrap();
        (head.status, String::from_utf8(content.to_vec()).unwrap())
    }

    /// The path of an object that POST creates.
    async fn post(&self) -> String {
        let (status, content) = self.ask(Method::POST, "", None).await;
        assert_eq!(status, StatusCode::CREATED);
        let content: serde_json::Value = serde_json::from_str(&content).unwrap();
        format!("/{}", content["objectID"].as_str().unwrap())
    }
}

#[test]
fn every_fault_has_a_name_of_its_own_in_kebab_case() {
    let mut seen = HashSet::new();
    for fault in ConditionalFault::all() {
        let (id, summary) = (fault.id(), fault.summary());
        let is_word =
            |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        assert!(id.split('-').all(is_word), "`{id}` is not kebab-case");
        assert!(
            summary.ends_with('.') && !summary.contains(".."),
            "`{id}` has a summary that is no sentence: {summary}"
        );
        assert!(seen.insert(id.clone()), "`{id}` is the name of two faults");
    }
}

#[test]
fn what_can_never_meet_is_no_fault() {
    let ids: HashSet<String> = ConditionalFault::all().iter().map(ConditionalFault::id).collect();
    assert!(ids.contains("object-put-ignores-if-match-when-the-caller-is-the-administrator"));
    for impossible in [
        // It needs If-Match, so this says nothing new.
        "object-put-ignores-if-match-when-if-match-is-sent",
        "object-put-ignores-if-none-match-when-if-match-is-sent",
        // Everybody admits the administrator.
        "object-put-admits-everybody-when-the-caller-is-the-administrator",
        "object-put-brings-the-lost-body-back-when-the-object-has-a-body",
        "object-get-finds-nothing-when-the-upload-is-empty",
    ] {
        assert!(!ids.contains(impossible), "{impossible}");
    }
}

#[tokio::test]
async fn a_server_is_wrong_about_the_requests_that_meet_the_trigger_and_right_about_others() {
    let wrong = Deployment::with("object-put-ignores-if-match-when-the-object-was-made-by-post");
    assert_eq!(wrong.ask(Method::PUT, "/named", None).await.0, StatusCode::CREATED);
    assert_eq!(wrong.ask(Method::PUT, "/named", Some("\"none\"")).await.0, StatusCode::CONFLICT);
    assert_eq!((wrong.firings.met(), wrong.firings.wrong()), (0, 0));
    let chosen = wrong.post().await;
    assert_eq!(wrong.ask(Method::PUT, &chosen, Some("*")).await.0, StatusCode::OK);
    assert_eq!((wrong.firings.met(), wrong.firings.wrong()), (1, 0), "what is right in spite of it does not count");
    assert_eq!(wrong.ask(Method::PUT, &chosen, Some("\"none\"")).await.0, StatusCode::OK);
    assert_eq!((wrong.firings.met(), wrong.firings.wrong()), (2, 1));
}

#[tokio::test]
async fn a_write_that_is_taken_back_leaves_everything_as_it_was() {
    let wrong = Deployment::with("object-put-refuses-everybody-when-the-object-was-written-thrice");
    let mut before = Vec::new();
    for expected in [StatusCode::CREATED, StatusCode::OK, StatusCode::OK, StatusCode::UNAUTHORIZED] {
        before.push(wrong.ask(Method::GET, "/named", None).await.1);
        assert_eq!(wrong.ask(Method::PUT, "/named", None).await.0, expected);
    }
    assert_eq!(wrong.ask(Method::GET, "/named", None).await.1, before[3]);
}

#[tokio::test]
async fn an_object_remembers_its_earlier_lives() {
    let wrong = Deployment::with("object-put-does-nothing-when-the-object-had-been-deleted");
    assert_eq!(wrong.ask(Method::PUT, "/named", None).await.0, StatusCode::CREATED);
    assert_eq!(wrong.ask(Method::GET, "/named", None).await.0, StatusCode::OK);
    assert_eq!(wrong.ask(Method::DELETE, "/named", None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(wrong.ask(Method::PUT, "/named", None).await.0, StatusCode::CREATED);
    assert_eq!(wrong.ask(Method::GET, "/named", None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_right_server_says_which_triggers_its_requests_meet() {
    let (fixture, met) = (Fixture::demo(), MetTriggers::default());
    let deployment = Deployment { router: met.router(fixture.clone()), fixture, firings: Firings::default() };
    let fault = |id: &str| ConditionalFault::all().into_iter().find(|fault| fault.id() == id).unwrap();
    let (by_post, always) =
        (fault("object-get-finds-nothing-when-the-object-was-made-by-post"), fault("object-get-finds-nothing"));
    deployment.ask(Method::PUT, "/named", None).await;
    deployment.ask(Method::GET, "/named", None).await;
    let first = met.take();
    assert!(always.is_met_by(&first) && !by_post.is_met_by(&first));
    let chosen = deployment.post().await;
    deployment.ask(Method::GET, &chosen, None).await;
    assert!(by_post.is_met_by(&met.take()));
}
