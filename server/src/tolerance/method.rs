//! The method in a header, for clients whose HTTP library does not know it.

use http::{HeaderName, Method, request::Parts};

use super::{Rewriting, Tolerance};
use crate::directory::Directory;

const HEADER: HeaderName = HeaderName::from_static("x-http-method-override");

pub(super) const METHOD_OVERRIDE: Tolerance = Tolerance {
    id: "method-override",
    summary: "POST with X-HTTP-Method-Override is served as the method that the header names.",
    rewriting: Rewriting::Head(override_method),
};

fn override_method(parts: &mut Parts, _: &Directory) {
    let Some(named) = parts.headers.get(HEADER) else { return };
    let named = named.as_bytes().trim_ascii().to_ascii_uppercase();
    let known = [Method::GET, Method::HEAD, Method::PUT, Method::PATCH, Method::DELETE];
    if parts.method == Method::POST
        && let Some(method) = known.into_iter().find(|method| method.as_str().as_bytes() == named)
    {
        parts.method = method;
    }
}
