//! `cargo xtask book`: the pages for people as one book, which mdBook makes.
//!
//! The pages link to each other as they are in the repository, so that the links are right there. A book knows only its own
//! folder, so the pages and the files that they show are copied into one, in the same places as in the repository.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, bail};

use crate::{
    FAILED,
    markdown::{self, Link},
    root,
};

/// The list of the pages, from the root of the repository.
pub(crate) const SUMMARY: &str = "docs/SUMMARY.md";

/// The check that installs mdBook. It has the version, and no other place does.
const CHECK: &str = include_str!("../../outside/book.sh");

/// mdBook with its version, as `cargo install` takes it.
fn package() -> &'static str {
    CHECK.split_whitespace().find(|word| word.starts_with("mdbook@")).unwrap_or("mdbook")
}

/// Makes the book in `target/book/html`.
pub(crate) fn run() -> Result<ExitCode> {
    let (root, book) = (root(), root().join("target/book"));
    stage(&root, &book)?;
    let made = Command::new("mdbook").arg("build").arg(&book).status();
    match made {
        Ok(status) if status.success() => {
            println!("the book is {}", book.join("html/index.html").display());
            Ok(ExitCode::SUCCESS)
        }
        Ok(_) => Ok(ExitCode::from(FAILED)),
        Err(error) => bail!("cannot start mdbook: {error}; install it with `cargo install --locked {}`", package()),
    }
}

/// Copies the pages, what they link to, and the settings of mdBook.
fn stage(root: &Path, book: &Path) -> Result<()> {
    let source = book.join("src");
    if source.exists() {
        fs::remove_dir_all(&source).with_context(|| format!("cannot remove {}", source.display()))?;
    }
    copy(&root.join("docs/book.toml"), &book.join("book.toml"))?;
    let summary = read(&root.join(SUMMARY))?;
    let pages: Vec<PathBuf> = markdown::links(&summary).filter_map(|link| link.file(Path::new(SUMMARY))).collect();
    let mut files = BTreeSet::new();
    for page in &pages {
        let text = read(&root.join(page))?;
        let linked = markdown::links(&text).filter_map(|link| link.file(page));
        files.extend(linked.filter(|path| !pages.contains(path) && root.join(path).is_file()));
        // What is a folder in the repository has no address in a book.
        let has_address = |link: &Link<'_>| link.file(page).is_none_or(|path| root.join(path).is_file());
        write(&source.join(page), &markdown::keep_links(&text, has_address))?;
    }
    for file in &files {
        copy(&root.join(file), &source.join(file))?;
    }
    // The list has the same links, from the root.
    let moved = markdown::move_links(&summary, |link| {
        link.file(Path::new(SUMMARY)).map_or_else(|| link.target.to_owned(), |path| path.display().to_string())
    });
    write(&source.join("SUMMARY.md"), &moved)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    make_folder_of(path)?;
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    make_folder_of(to)?;
    fs::copy(from, to).map(drop).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))
}

fn make_folder_of(path: &Path) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_that_is_to_be_installed_is_that_of_the_check() {
        let version = package().strip_prefix("mdbook@").unwrap();
        assert!(version.split('.').all(|part| part.parse::<u32>().is_ok()), "{version}");
        assert!(CHECK.contains(&format!("\ninstall_rust mdbook@{version}\n")), "{CHECK}");
    }

    #[test]
    fn pages_are_where_they_are_in_the_repository_and_links_to_folders_are_words() {
        let folder = tempfile::tempdir().unwrap();
        let (root, book) = (folder.path().join("root"), folder.path().join("book"));
        for (path, text) in [
            ("docs/book.toml", "[book]\n"),
            ("docs/SUMMARY.md", "[Begin](../README.md)\n- [Runs](runs.md)\n"),
            (
                "README.md",
                "see [runs](docs/runs.md#all), [code](src), ![a picture](docs/a.svg), [web](https://example.org)\n",
            ),
            ("docs/runs.md", "# All\nback [home](../README.md)\n"),
            ("docs/a.svg", "<svg/>\n"),
            ("docs/unlisted.md", "nobody lists it\n"),
            ("src/lib.rs", "//! code\n"),
        ] {
            write(&root.join(path), text).unwrap();
        }
        write(&book.join("src/old.md"), "of an earlier book").unwrap();
        stage(&root, &book).unwrap();
        let read = |path: &str| read(&book.join(path)).unwrap();
        assert_eq!(read("src/SUMMARY.md"), "[Begin](README.md)\n- [Runs](docs/runs.md)\n");
        let home = "see [runs](docs/runs.md#all), code, ![a picture](docs/a.svg), [web](https://example.org)\n";
        assert_eq!(read("src/README.md"), home);
        assert_eq!(read("src/docs/runs.md"), "# All\nback [home](../README.md)\n");
        assert_eq!((read("src/docs/a.svg").as_str(), read("book.toml").as_str()), ("<svg/>\n", "[book]\n"));
        assert!(!book.join("src/docs/unlisted.md").exists() && !book.join("src/old.md").exists());
    }
}
