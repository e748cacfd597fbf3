//! The files of a spec, embedded in the program or in a directory.

use std::{fs, path::Path, sync::Arc};

use include_dir::{Dir, DirEntry, include_dir};

use crate::problem::{Place, Problem};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/api");

/// A file's path, with slashes, and its text.
#[derive(Debug)]
pub struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The files that the program was built with, by path.
pub(crate) fn embedded() -> Vec<Result<Arc<File>, Problem>> {
    fn walk(dir: &Dir<'_>, files: &mut Vec<Result<Arc<File>, Problem>>) {
        for entry in dir.entries() {
            match entry {
                DirEntry::Dir(dir) => walk(dir, files),
                DirEntry::File(file) => files.push(decode(slashed(file.path()), file.contents().to_vec())),
            }
        }
    }
    let mut files = Vec::new();
    walk(&EMBEDDED, &mut files);
    sorted(files)
}

/// The files below a directory, by path.
pub(crate) fn below(root: &Path) -> Vec<Result<Arc<File>, Problem>> {
    fn walk(root: &Path, dir: &Path, files: &mut Vec<Result<Arc<File>, Problem>>) -> std::io::Result<()> {
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            let name = slashed(path.strip_prefix(root).unwrap_or(&path));
            if path.is_dir() {
                walk(root, &path, files)?;
            } else {
                files.push(match fs::read(&path) {
                    Ok(bytes) => decode(name, bytes),
                    Err(error) => Err(unreadable(name, &format!("cannot be read: {error}"))),
                });
            }
        }
        Ok(())
    }
    let mut files = Vec::new();
    if let Err(error) = walk(root, root, &mut files) {
        files.push(Err(unreadable(slashed(root), &format!("cannot be listed: {error}"))));
    }
    sorted(files)
}

/// A problem of a file as a whole, of which there is nothing to show.
pub(crate) fn unreadable(path: String, why: &str) -> Problem {
    let place = Place { file: Arc::new(File { path, text: String::new() }), span: 0..0 };
    Problem::new(place, format!("the file {why}"), "here")
}

fn decode(path: String, bytes: Vec<u8>) -> Result<Arc<File>, Problem> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Arc::new(File { path, text })),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            Err(unreadable(path, &format!("is not UTF-8: the byte at offset {at} belongs to no character")))
        }
    }
}

fn slashed(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn sorted(mut files: Vec<Result<Arc<File>, Problem>>) -> Vec<Result<Arc<File>, Problem>> {
    files.sort_by(|a, b| {
        let path = |file: &Result<Arc<File>, Problem>| match file {
            Ok(file) => file.path.clone(),
            Err(problem) => problem.file().to_owned(),
        };
        path(a).cmp(&path(b))
    });
    files
}
