//! A damaged spec gets problems with places in it; it never makes the loader panic.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{fs, path::Path};

use kii_spec::Api;

const FILES: [&str; 8] = [
    "service.yaml",
    "sources.yaml",
    "decisions.yaml",
    "rules.yaml",
    "inventory.yaml",
    "operations/note.yaml",
    "types/notes.yaml",
    "types/errors.yaml",
];

/// Calls `each` with a directory in which one file has been damaged, for every damage of every file.
fn damaged(damages: impl Fn(&str) -> Vec<String>, each: impl Fn(&Path, &str)) {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/problems/base");
    let root = tempfile::tempdir().unwrap();
    for folder in ["operations", "types"] {
        fs::create_dir(root.path().join(folder)).unwrap();
    }
    for file in FILES {
        fs::copy(base.join(file), root.path().join(file)).unwrap();
    }
    for file in FILES {
        let good = fs::read_to_string(base.join(file)).unwrap();
        for bad in damages(&good) {
            fs::write(root.path().join(file), &bad).unwrap();
            each(root.path(), &bad);
        }
        fs::write(root.path().join(file), good).unwrap();
    }
}

/// Loads a spec, and renders what is wrong with it.
fn load(root: &Path, damaged: &str) {
    let Err(problems) = Api::load(root) else { return };
    assert!(!problems.as_slice().is_empty());
    for problem in problems.as_slice() {
        let (line, column) = problem.position();
        assert!(line >= 1 && column >= 1);
        assert!(problem.to_string().contains(problem.title()), "{damaged}");
    }
}

#[test]
fn every_line_may_be_missing() {
    let without = |text: &str| {
        let lines: Vec<&str> = text.lines().collect();
        (0..lines.len()).map(|gap| [&lines[..gap], &lines[gap + 1..]].concat().join("\n")).collect()
    };
    damaged(without, load);
}

#[test]
fn any_file_may_be_cut_off() {
    let cut = |text: &str| (0..text.len()).step_by(31).filter_map(|end| text.get(..end)).map(str::to_owned).collect();
    damaged(cut, load);
}

#[test]
fn any_word_may_be_foreign() {
    let replace = |foreign: &'static str| {
        move |text: &str| {
            let words = text.match_indices([' ', ':']).map(|(at, _)| at + 1);
            // All of them would take a minute.
            words.step_by(41).map(|at| format!("{}{foreign}{}", &text[..at], &text[at..])).collect()
        }
    };
    damaged(replace("ü→𝄞"), load);
    damaged(replace("\u{feff}"), load);
    damaged(replace("&a *a "), load);
    damaged(replace("\t\r\n"), load);
    damaged(replace("12"), load);
    damaged(replace(" [{"), load);
}

#[test]
fn every_file_may_have_another_line_ending_or_a_byte_order_mark() {
    let windows = |text: &str| vec![text.replace('\n', "\r\n"), format!("\u{feff}{text}")];
    damaged(windows, |root, damaged| assert!(Api::load(root).is_ok(), "{damaged}: {:?}", Api::load(root).err()));
    let misspelt = |text: &str| vec![format!("\u{feff}{}\u{fc}: \u{fc}\r\n", text.replace('\n', "\r\n"))];
    damaged(misspelt, load);
}
