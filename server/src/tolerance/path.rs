//! The segments of a path, and the path without changes to the others.

use http::{Uri, request::Parts, uri::PathAndQuery};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Puts another text in place of a segment. `change` gets the two segments before it as they are sent, and its own text
/// decoded; `None` leaves it as it is.
pub(super) fn change_segments(parts: &mut Parts, change: impl Fn(&[&str], &str) -> Option<String>) {
    // Nothing that is changed here is without a colon, so nearly every path is looked at no further.
    let path = parts.uri.path();
    if !path.contains(':') && !path.contains("%3A") && !path.contains("%3a") {
        return;
    }
    let segments: Vec<&str> = path.split('/').collect();
    let changed = segments.iter().enumerate().map(|(index, segment)| {
        let text = percent_decode_str(segment).decode_utf8().ok()?;
        let changed = change(&segments[..index], &text)?;
        Some(utf8_percent_encode(&changed, NON_ALPHANUMERIC).to_string())
    });
    let path: Vec<String> =
        changed.zip(&segments).map(|(changed, segment)| changed.unwrap_or_else(|| (*segment).to_owned())).collect();
    let mut path = path.join("/");
    if let Some(query) = parts.uri.query() {
        path = format!("{path}?{query}");
    }
    if let Ok(path) = path.parse::<PathAndQuery>() {
        parts.uri = Uri::from(path);
    }
}
