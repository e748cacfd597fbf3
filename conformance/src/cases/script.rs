//! Hand-written cases: behaviour over time, written in YAML and resolved against the spec.

mod headers;
mod resolve;
mod wire;
pub(crate) mod write;

use std::collections::HashSet;

use include_dir::{Dir, include_dir};
use kii_spec::{Api, document};

pub use document::Problems;

use crate::cases::case::Case;

static CASES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/cases");

/// The hand-written cases that the program was built with, in every scope they are for.
///
/// # Errors
/// Everything that is wrong with them, at once.
pub fn embedded(api: &Api) -> Result<Vec<Case>, Problems> {
    let files = CASES
        .files()
        .chain(CASES.dirs().flat_map(Dir::files))
        .filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)));
    load(api, files)
}

/// The hand-written cases in these files, given as path and text.
///
/// # Errors
/// Everything that is wrong with them, at once.
pub fn load<'a>(api: &Api, files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Vec<Case>, Problems> {
    let review = document::Review::default();
    let (mut cases, mut ids) = (Vec::new(), HashSet::new());
    for (path, text) in files {
        if let Some((file, written)) = review.read::<Vec<wire::Case>>(path, text) {
            cases.extend(resolve::cases(api, &review.diagnostics(&file), &written, &mut ids));
        }
    }
    review.close()?;
    Ok(cases)
}
