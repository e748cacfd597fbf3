//! The files of a spec, embedded in the program or in a directory.

use std::{fs, io, path::Path, sync::Arc};

use include_dir::{Dir, DirEntry, include_dir};

use crate::problem::{Place, Problem};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/api");

/// Where the embedded files are in a checkout, so that people find them.
const CHECKOUT: &str = "spec/api";

/// A file that every spec has.
const FIRST: &str = "service.yaml";

/// A file and its text.
#[derive(Debug)]
pub struct File {
    /// The directory that is read.
    pub(crate) root: String,
    /// The path below it, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The files of a spec by path; those that are not text are problems.
pub(crate) struct Files {
    pub(crate) root: String,
    pub(crate) found: Vec<Arc<File>>,
    pub(crate) problems: Vec<Problem>,
}

impl File {
    /// The path for people.
    pub(crate) fn shown(&self) -> String {
        if self.root.is_empty() { self.path.clone() } else { format!("{}/{}", self.root, self.path) }
    }

    /// The name of the file without its folder.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

impl Files {
    /// The files that the program was built with.
    pub(crate) fn embedded() -> Self {
        let mut files = Self { root: CHECKOUT.to_owned(), found: Vec::new(), problems: Vec::new() };
        files.embed(&EMBEDDED);
        files.sorted()
    }

    /// The files below a directory.
    pub(crate) fn below(root: &Path) -> Self {
        let mut files = Self { root: slashed(root), found: Vec::new(), problems: Vec::new() };
        if let Some(problem) = misses_the_spec(root) {
            files.problems.push(problem);
            return files;
        }
        if let Err(error) = files.walk(root, root) {
            files.problems.push(unreadable(&files.root, "", &format!("the directory cannot be listed: {error}")));
        }
        files.sorted()
    }

    fn embed(&mut self, dir: &Dir<'_>) {
        for entry in dir.entries() {
            match entry {
                _ if is_ignored(&slashed(entry.path())) => {}
                DirEntry::Dir(dir) => self.embed(dir),
                DirEntry::File(file) => self.add(slashed(file.path()), file.contents().to_vec()),
            }
        }
    }

    fn walk(&mut self, root: &Path, dir: &Path) -> io::Result<()> {
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            let name = slashed(path.strip_prefix(root).unwrap_or(&path));
            if is_ignored(&name) {
                continue;
            }
            if path.is_dir() {
                self.walk(root, &path)?;
                continue;
            }
            match fs::read(&path) {
                Ok(bytes) => self.add(name, bytes),
                Err(error) => {
                    self.problems.push(unreadable(&self.root, &name, &format!("the file cannot be read: {error}")));
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, path: String, bytes: Vec<u8>) {
        match String::from_utf8(bytes) {
            Ok(text) => self.found.push(Arc::new(File { root: self.root.clone(), path, text })),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                let byte = bytes.get(at).copied().unwrap_or_default();
                // The excerpt shows a replacement character where the byte stands; what is before it is not changed.
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let file = Arc::new(File { root: self.root.clone(), path, text });
                let span = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
                let title =
                    format!("the file is not UTF-8: the byte 0x{byte:02X} at offset {at} belongs to no character");
                let problem = Problem::new(Place { file, span }, title, "this byte");
                self.problems
                    .push(problem.help("save the file as UTF-8; in Latin-1, for example, `ü` is the byte 0xFC"));
            }
        }
    }

    /// The same order on every system.
    fn sorted(mut self) -> Self {
        self.found.sort_by(|a, b| a.path.cmp(&b.path));
        self
    }
}

/// A problem of a file of which there is nothing to show.
pub(crate) fn unreadable(root: &str, path: &str, why: &str) -> Problem {
    let file = File { root: root.to_owned(), path: path.to_owned(), text: String::new() };
    Problem::new(Place { file: Arc::new(file), span: 0..0 }, why, "")
}

/// What is wrong with a directory that has no spec, when a folder in it has one.
fn misses_the_spec(root: &Path) -> Option<Problem> {
    let folders = fs::read_dir(root).ok().filter(|_| !root.join(FIRST).exists())?;
    // Near the root of a checkout, the spec is two folders deep.
    let folders = folders.filter_map(Result::ok).map(|entry| entry.path()).chain([root.join(CHECKOUT)]);
    let mut specs: Vec<String> =
        folders.filter(|folder| folder.join(FIRST).is_file()).map(|folder| format!("`{}`", slashed(&folder))).collect();
    specs.sort();
    let first = specs.first()?;
    let title = format!("expected the folder of a spec, which has a {FIRST}; found none");
    let help = match specs.len() {
        1 => format!("name the folder in it that has one: {first}"),
        _ => format!("name one of the folders in it that have one: {}", specs.join(", ")),
    };
    Some(unreadable(&slashed(root), FIRST, &title).help(help))
}

/// Whether a file or folder was left there by an editor or a system, and is no part of the spec: its name is hidden (`.#object.yaml`, `.object.yaml.swp`, `.DS_Store`), that of a backup (`object.yaml~`, `#object.yaml#`,
/// `object.yaml.orig`), or a number, as the file with which Vim tries whether it can write (`4913`).
fn is_ignored(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let backup = ["~", ".bak", ".orig", ".rej", ".swp", ".tmp"].iter().any(|ending| name.ends_with(ending));
    let saved = name.starts_with('#') && name.ends_with('#');
    let number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    name.starts_with('.') || backup || saved || number
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/").trim_end_matches('/').to_owned()
}
