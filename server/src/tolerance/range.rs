//! A range under a condition, of a body that is not published.

use http::{
    header::{IF_RANGE, RANGE},
    request::Parts,
};

use super::{Rewriting, Tolerance};
use crate::directory::Directory;

pub(super) const RANGE_OF_A_VERSION: Tolerance = Tolerance {
    id: "range-of-a-version",
    summary: "A Range with If-Range is ignored, so the answer is the whole body, which is right whatever its version is.",
    rewriting: Rewriting::Head(without_range),
};

fn without_range(parts: &mut Parts, _: &Directory) {
    if parts.uri.path().ends_with("/body") && parts.headers.contains_key(IF_RANGE) {
        parts.headers.remove(RANGE);
    }
}
