//! A server on a disk, and requests of the owner to it.

use std::sync::Arc;

use axum::{Router, body::Body};
use http::{Method, Request};
use kii_server::{Clock, Disk, Fixture, OpenError, ReferenceServer};
use tower::ServiceExt;

/// The greatest size of an answer in these tests.
const ANSWER_LIMIT: usize = 1 << 22;

/// A server whose data is on a disk.
pub(crate) struct DurableServer {
    pub(crate) fixture: Fixture,
    router: Router,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) e_tag: String,
    pub(crate) content: Vec<u8>,
}

impl DurableServer {
    pub(crate) fn open(disk: impl Disk) -> Result<Self, OpenError> {
        let (server, fixture) = ReferenceServer::open(Arc::new(disk), Clock::system())?;
        Ok(Self { fixture, router: server.router() })
    }

    /// Sends a request about something in the owner's bucket; headers are given as a name and a value.
    pub(crate) async fn send(&self, method: Method, rest: &str, headers: &[(&str, &str)], content: Vec<u8>) -> Answer {
        let path = if rest.starts_with('/') {
            rest.to_owned()
        } else {
            format!("/api/apps/{}/users/me/buckets/bb/objects/{rest}", self.fixture.app_id)
        };
        let mut request = Request::builder().method(method).uri(path);
        request = request.header("authorization", format!("Bearer {}", self.fixture.owner.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(Body::from(content)).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let e_tag = parts.headers.get("etag").map_or("", |tag| tag.to_str().unwrap()).to_owned();
        // A body that cannot be read to its end is as good as none.
        let content = axum::body::to_bytes(body, ANSWER_LIMIT).await.map(|bytes| bytes.to_vec()).unwrap_or_default();
        Answer { status: parts.status.as_u16(), e_tag, content }
    }

    pub(crate) async fn get(&self, rest: &str) -> Answer {
        self.send(Method::GET, rest, &[], Vec::new()).await
    }
}
