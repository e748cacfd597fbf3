//! The target of a request as a whole URL, as proxies get it and some clients send it (RFC 9112, 3.2.2).

use http::{HeaderValue, Uri, header::HOST, request::Parts};

use super::{Rewriting, Tolerance};
use crate::directory::Directory;

pub(super) const ABSOLUTE_TARGET: Tolerance = Tolerance {
    id: "absolute-target",
    summary: "A whole URL in the request line is served as its path; its host takes the place of the Host header.",
    rewriting: Rewriting::Head(to_path),
};

fn to_path(parts: &mut Parts, _: &Directory) {
    let (Some(authority), Some(path)) = (parts.uri.authority(), parts.uri.path_and_query()) else { return };
    if let Ok(host) = HeaderValue::from_str(authority.as_str()) {
        parts.headers.insert(HOST, host);
    }
    parts.uri = Uri::from(path.clone());
}
