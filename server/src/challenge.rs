//! How to authenticate: the header `WWW-Authenticate` of every 401 (RFC 9110, 11.6.1).
//!
//! HTTP demands it, and the API's pages do not name it, so it is no part of the generated code.

use axum::response::Response;
use http::{HeaderValue, StatusCode, header::WWW_AUTHENTICATE};

/// The schemes that the API knows.
const SCHEMES: &str = "Bearer realm=\"Kii Cloud\", Basic realm=\"Kii Cloud\"";

/// The response, which names them if it is a 401.
pub(crate) fn named(mut response: Response) -> Response {
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(SCHEMES));
    }
    response
}
