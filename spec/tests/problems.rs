//! Each bad spec gets the messages in the file beside it.
//!
//! Every `tests/problems/NAME.yaml` changes the small good spec in `tests/problems/base`; `NAME.txt` is what loading it says.
//! `INSTA_UPDATE=always cargo test -p kii-spec` writes the messages anew: look at what changed.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

mod folder;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use folder::{copy, files};
use kii_spec::{
    Api,
    document::{OneOrMany, Review},
    yaml_structs,
};

yaml_structs! {
    /// A bad spec.
    struct Fixture {
        /// What is wrong with it.
        wrong: String,
        /// How it differs from the good one.
        change: OneOrMany<Change>,
    }

    /// A change of one file.
    struct Change {
        /// The file.
        file: String,
        /// A text that stands in it once.
        find: Option<String>,
        /// What stands there instead; with `find` left out: the whole file.
        replace: Option<String>,
        /// The bytes of the whole file.
        bytes: Option<Vec<usize>>,
    }
}

fn dir(path: &str) -> PathBuf {
    folder::dir("tests/problems").join(path)
}

/// What to do when a text has changed by intent. The variable is that of the crate `insta`, as everywhere in this workspace.
const HOW_TO_UPDATE: &str = "If that is right: INSTA_UPDATE=always cargo test -p kii-spec";

/// Whether expected texts are to be written anew.
fn is_update() -> bool {
    env::var("INSTA_UPDATE").is_ok_and(|update| update == "always")
}

/// Compares a text with the one in a file; what differs is the error.
fn same(file: &Path, found: &str) -> Result<(), String> {
    let expected = fs::read_to_string(file).unwrap_or_default();
    if expected == found {
        return Ok(());
    }
    let difference = similar::TextDiff::from_lines(expected.as_str(), found);
    Err(difference.unified_diff().header("expected", "found").to_string())
}

fn apply(change: &Change, root: &Path) {
    let path = root.join(&change.file);
    match (&change.find, &change.replace, &change.bytes) {
        (Some(find), replace, None) => {
            let text = fs::read_to_string(&path).unwrap();
            assert_eq!(text.matches(find.as_str()).count(), 1, "`{find}` stands once in {}", change.file);
            fs::write(&path, text.replace(find, replace.as_deref().unwrap_or_default())).unwrap();
        }
        (None, Some(text), None) => fs::write(&path, text).unwrap(),
        (None, None, Some(bytes)) => {
            fs::write(&path, bytes.iter().map(|byte| u8::try_from(*byte).unwrap()).collect::<Vec<_>>()).unwrap();
        }
        (None, None, None) => fs::remove_file(&path).unwrap(),
        (_, _, Some(_)) => panic!("`bytes` stands alone"),
    }
}

#[test]
fn the_good_spec_has_no_problems() {
    if let Err(problems) = Api::load(&dir("base")) {
        panic!("{problems}");
    }
}

#[test]
fn bad_specs_get_their_messages() {
    let beside = files(&dir("")).into_iter().filter(|path| !path.contains('/'));
    let (names, messages): (Vec<_>, Vec<_>) =
        beside.map(|path| dir(&path)).partition(|path| path.extension().is_some_and(|it| it == "yaml"));
    assert!(!names.is_empty(), "there are fixtures");
    let orphan = messages.iter().find(|path| !path.with_extension("yaml").exists());
    assert_eq!(orphan, None, "every message belongs to a fixture");
    let mut stale = Vec::new();
    for path in names {
        let review = Review::default();
        let read = review.read::<Fixture>(&path.display().to_string(), &fs::read_to_string(&path).unwrap());
        review.close().unwrap_or_else(|problems| panic!("{problems}"));
        let (_, fixture) = read.unwrap();
        let root = tempfile::tempdir().unwrap();
        copy(&dir("base"), root.path());
        fixture.change.0.iter().for_each(|change| apply(change, root.path()));
        let found = match Api::load(root.path()) {
            Ok(_) => panic!("{}: {}, and yet it loads", path.display(), fixture.wrong),
            // The directory is another one every time.
            Err(problems) => format!("{problems}\n").replace(&format!("{}/", root.path().display()), ""),
        };
        let beside = path.with_extension("txt");
        if is_update() {
            fs::write(&beside, &found).unwrap();
        }
        if let Err(difference) = same(&beside, &found) {
            stale.push(format!("{}: {}\n{difference}", path.display(), fixture.wrong));
        }
    }
    assert!(stale.is_empty(), "{}\n{}", stale.join("\n"), HOW_TO_UPDATE);
}

#[test]
fn what_editors_and_systems_leave_is_no_part_of_the_spec() {
    let root = tempfile::tempdir().unwrap();
    copy(&dir("base"), root.path());
    let write = |path: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, [0xff]).unwrap();
    };
    let left = [
        ".#service.yaml",
        "operations/.note.yaml.swp",
        "operations/note.yaml~",
        "#rules.yaml#",
        "4913",
        ".DS_Store",
        "types/notes.yaml.orig",
        ".idea/workspace.yaml",
        "types/notes.yaml.bak",
    ];
    left.into_iter().for_each(write);
    // Emacs locks a file with a link that leads nowhere.
    #[cfg(unix)]
    std::os::unix::fs::symlink("somebody@host.1234", root.path().join("types/.#notes.yaml")).unwrap();
    assert!(Api::load(root.path()).is_ok(), "{}", Api::load(root.path()).unwrap_err());
    write("operations/note.yml");
    let problems = Api::load(root.path()).unwrap_err().to_string();
    assert!(
        problems.contains("operations/note.yml"),
        "a file that somebody may have written is not ignored: {problems}"
    );
}

#[test]
fn a_directory_that_does_not_exist_is_a_problem() {
    let problems = Api::load(Path::new("/nowhere/at/all")).unwrap_err().to_string();
    assert!(problems.contains("--> /nowhere/at/all"), "{problems}");
    assert!(problems.ends_with("found 1 problem"), "{problems}");
}
