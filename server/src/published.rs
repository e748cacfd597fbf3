//! Published content: bodies at addresses that need no credentials.
//!
//! The API's pages tell its statuses only, so neither the route nor its errors are part of the generated code.

use std::sync::Arc;

use axum::{
    Router,
    body::Body as Content,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{StatusCode, header::CONTENT_TYPE};
use kii_types::{PUBLISHED_ROUTE, PublicationId};
use serde_json::json;

use crate::{publication::Published, store::Store};

/// Serves what is published from this store.
pub(crate) fn router(store: Arc<Store>) -> Router {
    Router::new().route(PUBLISHED_ROUTE, get(read)).with_state(store)
}

async fn read(State(store): State<Arc<Store>>, Path(publication_id): Path<String>) -> Response {
    match store.begin().published(&PublicationId::new(publication_id)) {
        Published::Body(body) => {
            let content = Content::from(body.bytes.clone());
            ([(CONTENT_TYPE, body.media_type.to_string())], content).into_response()
        }
        Published::Expired => Gone::Expired.into_response(),
        Published::Nothing => Gone::NotFound.into_response(),
    }
}

/// Why there is nothing to read.
enum Gone {
    Expired,
    NotFound,
}

impl IntoResponse for Gone {
    fn into_response(self) -> Response {
        let (status, media_type, code, message) = match self {
            Self::Expired => (
                StatusCode::GONE,
                "application/vnd.kii.PublicationExpiredException+json",
                "PUBLICATION_EXPIRED",
                "The publication has expired.",
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "application/vnd.kii.PublicationNotFoundException+json",
                "PUBLICATION_NOT_FOUND",
                "There is no publication under this ID.",
            ),
        };
        let body = json!({ "errorCode": code, "message": message }).to_string();
        (status, [(CONTENT_TYPE, media_type)], body).into_response()
    }
}
