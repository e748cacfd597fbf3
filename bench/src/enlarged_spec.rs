//! The spec with copies of its operations, to see how costs grow with their number.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// Writes the spec in `original` to `folder`, with so many of each operation: the copies have files, IDs and paths of their
/// own.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn write(original: &Path, folder: &Path, copies: usize) -> Result<()> {
    for path in files(original)? {
        let name = path.strip_prefix(original).unwrap_or(&path);
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        write_file(&folder.join(name), &text)?;
        if name.starts_with("operations") {
            let stem = name.file_stem().unwrap_or_default().to_string_lossy();
            for number in 1..copies {
                let copy = folder.join(format!("operations/{stem}{number}.yaml"));
                write_file(&copy, &at_another_path(&text, number))?;
            }
        }
    }
    Ok(())
}

/// A file of operations whose path begins with a segment of its own.
fn at_another_path(text: &str, number: usize) -> String {
    let line = |line: &str| match line.strip_prefix("path: ") {
        Some(path) => format!("path: /copy{number}{path}\n"),
        None => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

fn write_file(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Every file below a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("cannot list {}", folder.display()))?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use kii_spec::Api;

    use super::*;

    #[test]
    fn an_enlarged_spec_is_sound_and_has_code() {
        let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/api");
        let folder = tempfile::tempdir().unwrap();
        write(&original, folder.path(), 3).unwrap();
        let (one, three) =
            (Api::load(&original).unwrap(), Api::load(folder.path()).unwrap_or_else(|why| panic!("{why}")));
        assert_eq!(three.operations.len(), 3 * one.operations.len());
        kii_codegen::generate(&three).unwrap_or_else(|why| panic!("{why}"));
    }
}
