//! The type of a bucket before its ID. This server has no other buckets than those of the default type.

use http::request::Parts;

use super::{Rewriting, Tolerance, path::change_segments};
use crate::directory::Directory;

/// What stands for the default type: in the reference, and in the addresses that Kii Cloud itself gives.
const PREFIXES: [&str; 2] = ["default:", "rw:"];

pub(super) const BUCKET_TYPE: Tolerance = Tolerance {
    id: "bucket-type",
    summary: "buckets/default:x and buckets/rw:x are served as buckets/x.",
    rewriting: Rewriting::Head(without_type),
};

fn without_type(parts: &mut Parts, _: &Directory) {
    change_segments(parts, |before, text| {
        let ["", "api", "apps", .., "buckets"] = before else { return None };
        PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)).map(str::to_owned)
    });
}
