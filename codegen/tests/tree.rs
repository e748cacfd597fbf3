//! Generated files on disk: what `check` finds, and what `write` leaves behind.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
};

use kii_codegen::{Drift, GeneratedFile, check, generate, write};
use kii_spec::Api;
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

/// A text that says that it is generated, as every generated file does.
fn generated(text: &str) -> String {
    let file = generate(&Api::embedded().unwrap()).unwrap().remove(0);
    format!("{}\n{text}\n", file.text.lines().next().unwrap())
}

/// The names of what is in a directory.
fn names(dir: &Path) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into()).collect();
    names.sort();
    names
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
    fs::write(tree.join("c/three.rs"), generated("three")).unwrap();
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
    assert_eq!(names(dir.path()), [Path::new("tree")]);
}

#[test]
fn writers_at_once_leave_the_whole_tree_of_one_of_them() {
    let dir = TempDir::new().unwrap();
    let tree = dir.path().join("tree");
    let trees: Vec<Vec<GeneratedFile>> = (0..4)
        .map(|writer| (0..30).map(|at| file(&format!("{}/{at}.rs", at % 7), &format!("{writer}\n"))).collect())
        .collect();
    for _ in 0..10 {
        thread::scope(|scope| {
            let writers: Vec<_> = trees.iter().map(|files| scope.spawn(|| write(&tree, files))).collect();
            for writer in writers {
                writer.join().unwrap().unwrap();
            }
        });
        let whole = trees.iter().filter(|files| check(&tree, files).unwrap().is_empty()).count();
        assert_eq!(whole, 1, "the tree is none of those that were written");
        assert_eq!(names(dir.path()), [Path::new("tree")]);
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_the_tree_is_followed_and_stays() {
    let (dir, mut files) = written();
    let link = dir.path().join("link");
    std::os::unix::fs::symlink("tree", &link).unwrap();
    files[0].text = String::from("another\n");
    write(&link, &files).unwrap();
    assert!(link.is_symlink());
    assert_eq!(check(&dir.path().join("tree"), &files).unwrap(), []);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_an_error_and_stays() {
    let (dir, files) = written();
    let link = dir.path().join("link");
    std::os::unix::fs::symlink("nowhere", &link).unwrap();
    let message = write(&link, &files).unwrap_err().to_string();
    assert!(message.contains("link"), "{message}");
    assert!(link.is_symlink());
}

#[cfg(unix)]
#[test]
fn a_link_below_the_tree_is_foreign_whatever_it_leads_to() {
    let (dir, files) = written();
    let tree = dir.path().join("tree");
    std::os::unix::fs::symlink(dir.path(), tree.join("a/link")).unwrap();
    assert_eq!(check(&tree, &files).unwrap(), [Drift::Foreign("a/link".into())]);
}

#[test]
fn a_read_only_tree_stays_and_blocks_no_later_run() {
    let (dir, mut files) = written();
    let tree = dir.path().join("tree");
    let set = |readonly| {
        for dir in [&tree.join("a"), &tree] {
            let mut permissions = fs::metadata(dir).unwrap().permissions();
            permissions.set_readonly(readonly);
            fs::set_permissions(dir, permissions).unwrap();
        }
    };
    set(true);
    assert_eq!(write(&tree, &files).unwrap(), kii_codegen::Written::default());
    let old = files.clone();
    files[0].text = String::from("another\n");
    let message = write(&tree, &files).unwrap_err().to_string();
    assert!(message.contains("tree is read-only") && message.contains("chmod"), "{message}");
    assert_eq!(check(&tree, &old).unwrap(), []);
    assert_eq!(names(dir.path()), [Path::new("tree")]);
    set(false);
    write(&tree, &files).unwrap();
    assert_eq!(check(&tree, &files).unwrap(), []);
}

#[test]
fn a_file_that_the_generator_did_not_make_is_never_removed() {
    let (dir, mut files) = written();
    let tree = dir.path().join("tree");
    fs::write(tree.join("a/notes.txt"), "mine\n").unwrap();
    assert_eq!(check(&tree, &files).unwrap(), [Drift::Foreign("a/notes.txt".into())]);
    files[0].text = String::from("another\n");
    let message = write(&tree, &files).unwrap_err().to_string();
    assert!(message.contains("a/notes.txt") && message.contains("move"), "{message}");
    assert_eq!(text(&tree.join("a/notes.txt")), "mine\n");
    assert_eq!(text(&tree.join("a/one.rs")), "one\n");
}

#[test]
fn a_checkout_with_other_line_endings_is_one_difference_that_says_how_to_mend_it() {
    let (dir, files) = written();
    let tree = dir.path().join("tree");
    for file in &files {
        fs::write(tree.join(&file.path), file.text.replace('\n', "\r\n")).unwrap();
    }
    let drift = check(&tree, &files).unwrap();
    assert_eq!(drift, [Drift::LineEndings(vec!["a/one.rs".into(), "b/two.rs".into()])]);
    let message = drift[0].to_string();
    assert!(message.starts_with("line endings: 2 files") && message.contains("core.autocrlf"), "{message}");
    assert_eq!(write(&tree, &files).unwrap().written, [Path::new("a/one.rs"), Path::new("b/two.rs")]);
    assert_eq!(check(&tree, &files).unwrap(), []);
}

#[test]
fn what_package_managers_make_is_no_drift_and_stays() {
    let (dir, mut files) = written();
    let tree = dir.path().join("tree");
    let left = ["a/node_modules/x/index.js", "a/dist/one.js", "a/package-lock.json", "b/c/__pycache__/two.pyc"];
    for path in left {
        fs::create_dir_all(tree.join(path).parent().unwrap()).unwrap();
        fs::write(tree.join(path), "left").unwrap();
    }
    fs::write(tree.join("b/c/three.rs"), generated("three")).unwrap();
    files.push(file("b/c/three.rs", &text(&tree.join("b/c/three.rs"))));
    assert_eq!(check(&tree, &files).unwrap(), []);
    files[0].text.push_str("more\n");
    write(&tree, &files).unwrap();
    assert_eq!(text(&tree.join("a/one.rs")), "one\nmore\n");
    for path in left {
        assert_eq!(text(&tree.join(path)), "left", "{path}");
    }
}

#[test]
fn many_foreign_files_are_counted() {
    let (dir, files) = written();
    let tree = dir.path().join("tree");
    for number in 0..100 {
        fs::write(tree.join(format!("note-{number:03}.txt")), "mine").unwrap();
    }
    let message = write(&tree, &files).unwrap_err().to_string();
    assert!(message.contains("note-009.txt and 90 more;") && !message.contains("note-010.txt"), "{message}");
}
