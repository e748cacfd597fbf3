//! The paths of requests, and how they are altered on their way to the router.

use axum::extract::Request;
use http::Uri;

/// Replaces the segment that stands behind another, if there is one to be replaced.
pub(super) fn rewrite(request: &mut Request, behind: &str, change: impl Fn(&str) -> Option<String>) {
    let segments: Vec<&str> = request.uri().path().split('/').collect();
    let place = segments.iter().position(|segment| *segment == behind).map(|place| place + 1);
    let Some((place, segment)) = place.and_then(|place| Some((place, *segments.get(place)?))) else { return };
    let Some(replacement) = change(segment) else { return };
    let mut segments = segments.clone();
    if let Some(segment) = segments.get_mut(place) {
        *segment = &replacement;
    }
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = segments.join("/").parse().ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
}
