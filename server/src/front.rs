//! What a request passes on its way to an operation, and its answer on the way back.
//!
//! All of it is one service. As layers of a router, each would be put into boxes of its own for every request, and that was a
//! fifth of the time that an answer took.

use std::{convert::Infallible, sync::Arc};

use axum::{Router, extract::Request, response::Response};
use tower::{Layer, ServiceExt, service_fn};

use crate::{challenge, cors::Cors, directory::Directory, host, timed_out::Stall, tolerance, unavailable, unserved};

/// What stands before the operations.
#[derive(Clone)]
pub(crate) struct Front {
    operations: Router,
    directory: Arc<Directory>,
}

impl Front {
    /// What stands before these operations.
    pub(crate) fn new(operations: Router, directory: Arc<Directory>) -> Self {
        Self { operations, directory }
    }

    /// The operations behind it, for pages of these origins.
    pub(crate) fn router(self, cors: &Cors) -> Router {
        let answer = move |request| {
            let front = self.clone();
            async move { Ok::<_, Infallible>(front.answer(request).await) }
        };
        Router::new().fallback_service(cors.layer().layer(service_fn(answer)))
    }

    async fn answer(self, request: Request) -> Response {
        if let Some(refusal) = host::refusal(request.headers()) {
            return refusal;
        }
        let stall = request.extensions().get::<Stall>().cloned();
        let request = tolerance::documented(request, &self.directory).await;
        let response = match unserved::part(request.uri().path()) {
            Some(part) => unserved::unserved(part),
            None => unavailable::unless_ended(self.operations.oneshot(request)).await,
        };
        // Here already, so that whatever is around this sees the answer that is sent.
        let response = match stall {
            Some(stall) => stall.answer_or(response),
            None => response,
        };
        challenge::named(response)
    }
}
