//! Folders of specs for tests that change them, and the comparison with expected texts.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]
#![expect(dead_code, reason = "each test needs another part of it")]

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// A folder of this crate.
pub(crate) fn dir(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Copies a folder with everything in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// The files of a folder and those below it, by path.
pub(crate) fn files(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(dir).unwrap().to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// What to do when a text has changed by intent. The variable is that of the crate `insta`, as everywhere in this workspace.
pub(crate) const HOW_TO_UPDATE: &str = "If that is right: INSTA_UPDATE=always cargo test -p kii-spec";

/// Whether expected texts are to be written anew.
pub(crate) fn is_update() -> bool {
    env::var("INSTA_UPDATE").is_ok_and(|update| update == "always")
}

/// Compares a text with the one in a file; what differs is the error.
pub(crate) fn same(file: &Path, found: &str) -> Result<(), String> {
    let expected = fs::read_to_string(file).unwrap_or_default();
    if expected == found {
        return Ok(());
    }
    let difference = similar::TextDiff::from_lines(expected.as_str(), found);
    Err(difference.unified_diff().header("expected", "found").to_string())
}
