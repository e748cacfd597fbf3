//! Published content: bodies at addresses that need no credentials.
//!
//! The API's pages tell its statuses only, so neither the route nor its errors are part of the generated code.

use std::{io, sync::Arc};

use axum::{
    Router,
    body::Body as Content,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE, RANGE},
};
use kii_types::{ByteRange, ContentRange, HeaderField, PUBLISHED_ROUTE, PublicationId};
use serde_json::json;

use crate::{
    answered_for::AnsweredFor,
    body::Body,
    publication::Published,
    store::{Store, StoreFailure},
};

/// Serves what is published from this store.
pub(crate) fn router(store: Arc<Store>) -> Router {
    Router::new().route(PUBLISHED_ROUTE, get(read)).with_state(store)
}

async fn read(State(store): State<Arc<Store>>, Path(publication_id): Path<String>, headers: HeaderMap) -> Response {
    let published = store.read(|view| view.published(&PublicationId::new(publication_id))).await;
    match published {
        Published::Body { body, object } => {
            let range = headers.get(RANGE).filter(|_| is_current(&headers, &body)).and_then(ByteRange::from_value);
            let mut response = match content(&body, range) {
                Ok(response) => response,
                Err(error) => return store.fail(StoreFailure::of_body(&object, &error)).await,
            };
            response.extensions_mut().insert(AnsweredFor(object.app_id().to_owned()));
            response
        }
        Published::Expired => Gone::Expired.into_response(),
        Published::Nothing => Gone::NotFound.into_response(),
    }
}

/// Whether a range is one of this body. Whoever resumes a download names the version of what there is of it; the parts of two
/// versions would make neither (RFC 9110, 13.1.5).
fn is_current(headers: &HeaderMap, body: &Body) -> bool {
    headers.get(IF_RANGE).is_none_or(|named| body.version.to_value().is_some_and(|version| version == named))
}

/// The content, or the part of it that is asked for (RFC 9110, 14).
fn content(body: &Body, range: Option<ByteRange>) -> io::Result<Response> {
    let total = body.size();
    let (status, content, content_range) = match range.map(|range| range.resolve(total)) {
        None => (StatusCode::OK, body.whole()?, None),
        Some(Some(part)) => {
            let range = ContentRange { first: *part.start(), last: *part.end(), total: Some(total) };
            (StatusCode::PARTIAL_CONTENT, body.part(&part)?, range.to_value())
        }
        Some(None) => {
            let content_range = HeaderValue::from_str(&format!("bytes */{total}")).ok();
            return Ok(with(StatusCode::RANGE_NOT_SATISFIABLE.into_response(), CONTENT_RANGE, content_range));
        }
    };
    let (media_type, length) = (content.media_type.to_value(), content.length.map(HeaderValue::from));
    let response = (status, Content::from_stream(content.into_stream())).into_response();
    let response = with(with(response, CONTENT_TYPE, media_type), CONTENT_LENGTH, length);
    let response = with(with(response, CONTENT_RANGE, content_range), ETAG, body.version.to_value());
    Ok(with(response, ACCEPT_RANGES, Some(HeaderValue::from_static("bytes"))))
}

/// The response with a header, if it has a value.
fn with(mut response: Response, name: HeaderName, value: Option<HeaderValue>) -> Response {
    if let Some(value) = value {
        response.headers_mut().insert(name, value);
    }
    response
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
