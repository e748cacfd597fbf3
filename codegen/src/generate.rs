//! Which files are generated.

use std::path::PathBuf;

use kii_spec::Api;

use crate::{Error, Target, templates::Templates};

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Where it belongs, below `generated/`.
    pub path: PathBuf,
    /// Its whole text.
    pub text: String,
}

/// Everything that follows from a spec, by path: the same files, byte by byte, for the same spec.
///
/// # Errors
///
/// When a template is broken, or when the spec lacks what a target needs; then all such targets are named.
pub fn generate(api: &Api) -> Result<Vec<GeneratedFile>, Error> {
    let templates = Templates::embedded()?;
    let mut files = Vec::new();
    let mut failures = Vec::new();
    for target in Target::ALL {
        match target.files(api, &templates) {
            Ok(made) => files.extend(made),
            Err(error) => failures.push((target, error)),
        }
    }
    if !failures.is_empty() {
        return Err(Error::Targets(failures));
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}
