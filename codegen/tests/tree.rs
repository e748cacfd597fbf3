//! Generated files on disk: what `check` finds, and what `write` leaves behind.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{fs, path::Path};

use kii_codegen::{Drift, GeneratedFile, check, write};
use tempfile::TempDir;

fn file(path: &str, text: &str) -> GeneratedFile {
    GeneratedFile { path: path.into(), text: text.into() }
}

/// A directory with a tree of two files, below `tree`.
fn written() -> (TempDir, Vec<GeneratedFile>) {
    let dir = TempDir::new().unwrap();
    let files = vec![file("a/one.rs", "one\n"), file("b/two.rs", "first\nsecond\nthird\n")];
    write(&dir.path().join("tree"), &files).unwrap();
    (dir, files)
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn what_was_written_has_no_drift() {
    let (dir, files) = written();
    assert_eq!(check(&dir.path().join("tree"), &files).unwrap(), []);
    assert_eq!(text(&dir.path().join("tree/a/one.rs")), "one\n");
}

#[test]
fn a_missing_file_is_found() {
    let (dir, files) = written();
    fs::remove_file(dir.path().join("tree/a/one.rs")).unwrap();
    assert_eq!(check(&dir.path().join("tree"), &files).unwrap(), [Drift::Missing("a/one.rs".into())]);
}

#[test]
fn without_a_tree_every_file_is_missing() {
    let dir = TempDir::new().unwrap();
    let drift = check(&dir.path().join("tree"), &[file("a/one.rs", "one\n")]).unwrap();
    assert_eq!(drift, [Drift::Missing("a/one.rs".into())]);
}

#[test]
fn a_stale_file_is_shown_as_a_unified_diff() {
    let (dir, files) = written();
    fs::write(dir.path().join("tree/b/two.rs"), "first\nedited\nthird\n").unwrap();
    let drift = check(&dir.path().join("tree"), &files).unwrap();
    let [stale @ Drift::Stale { path, diff }] = drift.as_slice() else { panic!("{drift:?}") };
    assert_eq!(path, Path::new("b/two.rs"));
    assert!(diff.starts_with("--- b/two.rs\n+++ b/two.rs\n@@ -1,3 +1,3 @@\n"), "{diff}");
    assert!(diff.contains("\n-edited\n+second\n"), "{diff}");
    assert!(stale.to_string().starts_with("stale: b/two.rs\n--- "), "{stale}");
}

#[test]
fn an_orphaned_file_is_found_and_removed() {
    let (dir, files) = written();
    let tree = dir.path().join("tree");
    fs::create_dir(tree.join("c")).unwrap();
    fs::write(tree.join("c/three.rs"), "three\n").unwrap();
    assert_eq!(check(&tree, &files).unwrap(), [Drift::Orphaned("c/three.rs".into())]);
    let written = write(&tree, &files).unwrap();
    assert_eq!(written.removed, [Path::new("c/three.rs")]);
    assert!(written.written.is_empty());
    assert!(!tree.join("c").exists());
}

#[test]
fn only_files_with_another_text_are_reported_as_written() {
    let (dir, mut files) = written();
    files[0].text = String::from("another\n");
    let written = write(&dir.path().join("tree"), &files).unwrap();
    assert_eq!(written.written, [Path::new("a/one.rs")]);
    assert_eq!(text(&dir.path().join("tree/a/one.rs")), "another\n");
}

#[test]
fn a_run_that_cannot_finish_the_new_tree_leaves_the_old_one() {
    let (dir, files) = written();
    // A file and a directory cannot have the same name, so building the new tree breaks off in its middle.
    let impossible = [file("a/one.rs", "another\n"), file("b", "file\n"), file("b/two.rs", "never\n")];
    write(&dir.path().join("tree"), &impossible).unwrap_err();
    assert_eq!(check(&dir.path().join("tree"), &files).unwrap(), []);
}

#[test]
fn the_next_run_clears_away_a_new_tree_that_was_never_finished() {
    let (dir, files) = written();
    fs::create_dir_all(dir.path().join(".tree.new/z")).unwrap();
    fs::write(dir.path().join(".tree.new/z/half.rs"), "half").unwrap();
    let changed = [file("a/one.rs", "another\n"), files[1].clone()];
    write(&dir.path().join("tree"), &changed).unwrap();
    assert_eq!(check(&dir.path().join("tree"), &changed).unwrap(), []);
    assert!(!dir.path().join(".tree.new").exists());
}

#[test]
fn the_old_tree_is_not_kept_beside_the_new_one() {
    let (dir, mut files) = written();
    files[0].text = String::from("another\n");
    write(&dir.path().join("tree"), &files).unwrap();
    let left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["tree"]);
}
