//! The files that rules look at.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::rust::Token;

/// Folders of a checkout that are made by tools and ignored by version control.
const SKIPPED: &[&str] = &["target", ".git", ".idea", ".vscode", "fuzz/target", "fuzz/artifacts", "fuzz/coverage"];

/// The text files of a checkout.
pub(super) struct Repository {
    /// Every text file, by path.
    pub(super) files: Vec<File>,
    /// The paths of all files from the root, those of pictures among them.
    pub(super) paths: Vec<PathBuf>,
}

/// A text file.
pub(super) struct File {
    /// Its path from the repository's root.
    pub(super) path: PathBuf,
    /// Its content.
    pub(super) text: String,
    /// Its tokens, if it is Rust that people write.
    pub(super) tokens: Option<Vec<Token>>,
}

impl Repository {
    /// Reads the checkout at `root`.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or Rust that does not even split into tokens.
    pub(super) fn open(root: &Path) -> Result<Self> {
        let mut paths = Vec::new();
        walk(root, root, &mut paths).with_context(|| format!("cannot list {}", root.display()))?;
        paths.sort();
        let files = paths.iter().filter_map(|path| File::open(root, path.clone()).transpose());
        let files = files.collect::<Result<_>>()?;
        let paths = paths.into_iter().map(|path| path.strip_prefix(root).map_or(path.clone(), Path::to_owned));
        Ok(Self { files, paths: paths.collect() })
    }

    /// The Rust files that people write: all but the generated ones.
    pub(super) fn rust(&self) -> impl Iterator<Item = (&File, &[Token])> {
        self.files.iter().filter_map(|file| Some((file, file.tokens.as_deref()?)))
    }

    /// The files under a folder whose names end in `.{extension}`.
    pub(super) fn under<'a>(&'a self, folder: &'a str, extension: &'a str) -> impl Iterator<Item = &'a File> {
        let ends = move |file: &&File| file.path.extension().is_some_and(|found| found == extension);
        self.files.iter().filter(move |file| file.path.starts_with(folder)).filter(ends)
    }

    /// The file with this path from the root.
    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == Path::new(path))
    }
}

impl File {
    /// Reads a file; `None` if it is not text.
    fn open(root: &Path, path: PathBuf) -> Result<Option<Self>> {
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let Ok(text) = String::from_utf8(bytes) else { return Ok(None) };
        let path = path.strip_prefix(root).map_or(path.clone(), Path::to_owned);
        let is_written = path.extension().is_some_and(|found| found == "rs") && !path.starts_with("generated");
        let tokens = is_written.then(|| Token::read(&text)).transpose();
        let tokens = tokens.with_context(|| format!("{} is not Rust", path.display()))?;
        Ok(Some(Self { path, text, tokens }))
    }

    /// The file's name.
    pub(super) fn name(&self) -> &str {
        self.path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    /// Lines with their numbers, counted from 1.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.split('\n').enumerate().map(|(index, line)| (index + 1, line))
    }
}

fn walk(root: &Path, folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            if !SKIPPED.iter().any(|skipped| entry.path() == root.join(skipped)) {
                walk(root, &entry.path(), paths)?;
            }
        } else {
            paths.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
impl Repository {
    /// A checkout in a folder of its own that holds these files.
    pub(super) fn holding(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self::open(folder.path()).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_make_is_not_read() {
        let repository = Repository::holding(&[
            ("target/debug/build/out.rs", ""),
            ("fuzz/target/release/build/out.rs", ""),
            ("spec/src/target/lib.rs", "//! Spec."),
            (".ci/run", "cargo test"),
        ]);
        let paths: Vec<_> = repository.files.iter().map(|file| file.path.to_str().unwrap()).collect();
        assert_eq!(paths, [".ci/run", "spec/src/target/lib.rs"]);
    }

    #[test]
    fn generated_rust_is_not_a_rule_s_business() {
        let repository = Repository::holding(&[("generated/types/src/lib.rs", "fn x() {}"), ("spec/src/lib.rs", "")]);
        let rust: Vec<_> = repository.rust().map(|(file, _)| file.path.to_str().unwrap()).collect();
        assert_eq!(rust, ["spec/src/lib.rs"]);
    }
}
