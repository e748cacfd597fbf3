//! A list of versions over several header lines (RFC 9110, 5.2).

use http::{HeaderValue, header::IF_MATCH, request::Parts};

use super::{Rewriting, Tolerance};
use crate::directory::Directory;

pub(super) const SEVERAL_CONDITIONS: Tolerance = Tolerance {
    id: "several-conditions",
    summary: "Several If-Match headers are served as one with all their versions.",
    rewriting: Rewriting::Head(join),
};

fn join(parts: &mut Parts, _: &Directory) {
    let lines: Vec<&[u8]> = parts.headers.get_all(IF_MATCH).iter().map(HeaderValue::as_bytes).collect();
    if lines.len() > 1
        && let Ok(value) = HeaderValue::from_bytes(&lines.join(b", ".as_slice()))
    {
        parts.headers.insert(IF_MATCH, value);
    }
}
