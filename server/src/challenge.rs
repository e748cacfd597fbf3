//! How to authenticate: the header `WWW-Authenticate` of every 401 (RFC 9110, 11.6.1).
//!
//! HTTP demands it, and the API's pages do not name it, so it is no part of the generated code.

use axum::{Router, middleware::map_response, response::Response};
use http::{HeaderValue, StatusCode, header::WWW_AUTHENTICATE};

/// The schemes that the API knows.
const SCHEMES: &str = "Bearer realm=\"Kii Cloud\", Basic realm=\"Kii Cloud\"";

/// A router that names them in every 401.
pub(crate) fn named(router: Router) -> Router {
    router.layer(map_response(name))
}

async fn name(mut response: Response) -> Response {
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static(SCHEMES));
    }
    response
}
