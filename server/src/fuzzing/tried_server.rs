//! A server in memory with a user, and requests of that user to it.

use axum::{
    Router,
    body::{Body, to_bytes},
};
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, Uri, header::AUTHORIZATION, header::CONTENT_TYPE};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

use crate::{
    application::{Application, Group, Identity},
    principal::Principal,
    reference::ReferenceServer,
    secret_hash::SecretHash,
};

/// The greatest size of an answer: more than any input has, with all that an answer adds.
const ANSWER_LIMIT: usize = 16 << 20;

/// A server that nobody else uses.
pub(super) struct TriedServer {
    router: Router,
    runtime: Runtime,
}

impl TriedServer {
    /// A server with the application `app` and its user `user`, who is the only member of the group `group`.
    pub(super) fn new() -> Self {
        let user = Identity {
            principal: Principal::User("user".to_owned()),
            names: Vec::new(),
            secret: None,
            tokens: vec![SecretHash::of("token")],
        };
        let group = Group { id: "group".to_owned(), members: vec!["user".to_owned()] };
        let app = Application { id: "app".to_owned(), key: None, identities: vec![user], groups: vec![group] };
        #[expect(clippy::expect_used, reason = "without a runtime nothing can be tried")]
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
        Self { router: ReferenceServer::with_applications(vec![app]).router(), runtime }
    }

    /// The answer to a request of the user. It is never that the server has failed.
    pub(super) fn send(&self, method: Method, target: Uri, content: &[u8]) -> Response<Bytes> {
        let shown = format!("{method} {target}");
        let mut request = Request::new(Body::from(Bytes::copy_from_slice(content)));
        (*request.method_mut(), *request.uri_mut()) = (method, target);
        request.headers_mut().insert(AUTHORIZATION, http::HeaderValue::from_static("Bearer token"));
        request.headers_mut().insert(CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
        let answer = self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
            let (parts, body) = answer.into_parts();
            to_bytes(body, ANSWER_LIMIT).await.map(|content| Response::from_parts(parts, content))
        });
        let Ok(answer) = answer else { panic!("{shown}: the answer breaks off") };
        let status = answer.status();
        assert!(!status.is_server_error() || status == StatusCode::NOT_IMPLEMENTED, "{shown} {answer:?}");
        answer
    }
}
