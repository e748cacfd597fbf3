//! A damaged spec gets few problems, and the first one points at the damage.
//!
//! The small spec of the other tests is damaged everywhere, the real one at places that are spread over all files.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

mod folder;

use std::{fs, path::PathBuf};

use folder::{copy, files};
use kii_spec::{Api, Problem, Problems};

/// A spec, and how many damages are left out between two that are tried.
struct Spec {
    dir: PathBuf,
    stride: usize,
}

/// One damage of one file.
struct Damage {
    /// The file afterwards; `None` when it is gone.
    bytes: Option<Vec<u8>>,
    /// The line that is damaged, from 1.
    line: usize,
    /// What was there, or is there now.
    text: String,
}

fn specs() -> [Spec; 2] {
    [Spec { dir: folder::dir("tests/problems/base"), stride: 1 }, Spec { dir: folder::dir("api"), stride: 97 }]
}

/// Tries every damage of both specs, and calls `check` with those that give problems.
fn damaged(damages: impl Fn(&str) -> Vec<Damage>, check: impl Fn(&Problems, &str, &Damage)) {
    for Spec { dir, stride } in specs() {
        let root = tempfile::tempdir().unwrap();
        copy(&dir, root.path());
        let mut tried = 0;
        let mut refused = 0;
        for file in files(&dir) {
            let good = fs::read_to_string(dir.join(&file)).unwrap();
            let target = root.path().join(&file);
            for damage in damages(&good).iter().step_by(stride) {
                match &damage.bytes {
                    Some(bytes) => fs::write(&target, bytes).unwrap(),
                    None => fs::remove_file(&target).unwrap(),
                }
                tried += 1;
                if let Err(problems) = Api::load(root.path()) {
                    refused += 1;
                    let first = &problems.as_slice()[0];
                    assert!(first.to_string().contains(first.title()), "{file}:{}: {first}", damage.line);
                    check(&problems, &file, damage);
                }
            }
            fs::write(&target, good).unwrap();
        }
        assert!(refused > 0, "{}: only {refused} of {tried} damages are refused", dir.display());
    }
}

/// Whether a problem shows a line of the damaged file.
fn points_at(problem: &Problem, file: &str, lines: impl Fn(usize) -> bool) -> bool {
    problem.places().any(|(path, line)| path.ends_with(file) && lines(line))
}

/// Whether a problem names something that is written in a text.
fn names(problem: &Problem, text: &str) -> bool {
    let quoted = problem.title().split('`').skip(1).step_by(2);
    let words = quoted.flat_map(|name| name.split(['.', '/', ':']));
    let ids = problem.title().split([' ', ',']).filter(|word| word.starts_with('R'));
    words.chain(ids).any(|word| !word.is_empty() && text.contains(word))
}

fn at_most(count: usize, problems: &Problems, file: &str, damage: &Damage) {
    let (found, line, text) = (problems.as_slice().len(), damage.line, &damage.text);
    assert!(found <= count, "{file}:{line}: {text}\nis one damage and gives more than {count} problems:\n{problems}");
}

/// The keys of a file, by where they begin and end.
fn keys(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut before = 0;
    for line in text.split_inclusive('\n') {
        let colons = line.match_indices(": ").chain(line.match_indices(":\n")).map(|(colon, _)| colon);
        for colon in colons.filter(|_| !line.trim_start().starts_with('#')) {
            let start = line[..colon].rfind([' ', '{', '[', ',', '"', '\'']).map_or(0, |space| space + 1);
            if start < colon && line.as_bytes()[start].is_ascii_alphabetic() {
                found.push((before + start, before + colon));
            }
        }
        before += line.len();
    }
    found
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

#[test]
fn a_misspelt_key_is_one_problem_at_its_line() {
    let misspelt = |text: &str| {
        let misspell = |(start, end): (usize, usize)| {
            let name = format!("{}x{}", &text[start..=start], &text[start + 1..end]);
            let bytes = [&text[..start], &name, &text[end..]].concat().into_bytes();
            Damage { bytes: Some(bytes), line: line_of(text, start), text: name }
        };
        keys(text).into_iter().map(misspell).collect()
    };
    damaged(misspelt, |problems, file, damage| {
        at_most(1, problems, file, damage);
        let first = &problems.as_slice()[0];
        assert!(points_at(first, file, |line| line == damage.line), "{file}:{}\n{problems}", damage.line);
    });
}

#[test]
fn a_byte_that_is_not_utf8_is_one_problem_at_its_place() {
    let latin = |text: &str| {
        let replace = |at: usize| {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = 0xfc;
            Damage { bytes: Some(bytes), line: line_of(text, at), text: "0xFC".to_owned() }
        };
        (0..text.len()).step_by(97).filter(|at| text.as_bytes()[*at] != b'\n').map(replace).collect()
    };
    damaged(latin, |problems, file, damage| {
        at_most(1, problems, file, damage);
        let first = &problems.as_slice()[0];
        assert_eq!((first.file().ends_with(file), first.position().0), (true, damage.line), "{problems}");
        assert!(first.title().contains("0xFC"), "{problems}");
    });
}

#[test]
fn a_missing_line_gives_few_problems_and_the_first_is_near_it() {
    let without = |text: &str| {
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let remove = |gap: usize| Damage {
            bytes: Some([&lines[..gap], &lines[gap + 1..]].concat().concat().into_bytes()),
            line: gap + 1,
            text: lines[gap].to_owned(),
        };
        let says = |gap: &usize| !lines[*gap].trim().is_empty() && !lines[*gap].starts_with('#');
        (0..lines.len()).filter(says).map(remove).collect()
    };
    damaged(without, |problems, file, damage| {
        at_most(3, problems, file, damage);
        let first = &problems.as_slice()[0];
        let near = points_at(first, file, |line| line.abs_diff(damage.line) <= 12);
        // A parser may see only at the end of a block that its beginning is missing.
        let syntax = problems.as_slice().len() == 1 && points_at(first, file, |line| line > damage.line);
        assert!(near || syntax || names(first, &damage.text), "{file}:{}: {}\n{problems}", damage.line, damage.text);
    });
}

#[test]
fn a_file_that_is_cut_off_gives_few_problems_and_the_first_is_about_what_is_missing() {
    let cut = |text: &str| {
        let ends = (0..text.len()).step_by(61).filter(|end| text.is_char_boundary(*end));
        let cut = |end: usize| Damage {
            bytes: Some(text.as_bytes()[..end].to_vec()),
            line: line_of(text, end),
            text: text[end..].to_owned(),
        };
        ends.map(cut).collect()
    };
    damaged(cut, |problems, file, damage| {
        at_most(4, problems, file, damage);
        let first = &problems.as_slice()[0];
        let about = first.file().ends_with(file) || names(first, &damage.text);
        assert!(about, "{file} is cut off at line {}\n{problems}", damage.line);
    });
}

#[test]
fn a_missing_file_is_one_problem_about_what_it_declares() {
    let gone = |text: &str| vec![Damage { bytes: None, line: 1, text: text.to_owned() }];
    damaged(gone, |problems, file, damage| {
        at_most(1, problems, file, damage);
        let first = &problems.as_slice()[0];
        let missing = first.title() == "there is no such file";
        assert!(missing || names(first, &damage.text), "without {file}:\n{problems}");
    });
}

#[test]
fn a_foreign_word_never_makes_the_loader_panic() {
    let foreign = |text: &str| {
        let words = ["ü→𝄞", "\u{feff}", "&a *a ", "\t\r\n", "12", " [{"];
        let places = text.match_indices([' ', ':']).map(|(at, _)| at + 1).step_by(211);
        let insert = |(at, word): (usize, &str)| Damage {
            bytes: Some([&text[..at], word, &text[at..]].concat().into_bytes()),
            line: line_of(text, at),
            text: word.to_owned(),
        };
        places.flat_map(|at| words.map(|word| (at, word))).map(insert).collect()
    };
    damaged(foreign, |problems, file, damage| {
        // Where the text goes on otherwise, several maps can be another one; yet the place is known.
        let first = &problems.as_slice()[0];
        assert!(first.position() >= (1, 1), "{file}:{}: {}", damage.line, damage.text);
    });
}

#[test]
fn line_endings_and_a_byte_order_mark_change_no_position() {
    let dir = folder::dir("tests/problems/base");
    let root = tempfile::tempdir().unwrap();
    let write = |change: &dyn Fn(&str) -> String| {
        copy(&dir, root.path());
        for file in files(&dir) {
            let text = fs::read_to_string(dir.join(&file)).unwrap();
            fs::write(root.path().join(file), change(&text)).unwrap();
        }
        Api::load(root.path())
    };
    let positions = |problems: Problems| -> Vec<_> {
        let all = problems.as_slice().iter();
        all.map(|problem| (problem.file(), problem.position(), problem.title().to_owned())).collect()
    };
    let windows = |text: &str| text.replace('\n', "\r\n");
    let marked = |text: &str| format!("\u{feff}{text}");
    for change in [&windows as &dyn Fn(&str) -> String, &marked] {
        assert!(write(change).is_ok(), "{:?}", write(change).err());
        let misspelt = |text: &str| text.replace("    access: write", "    acess: write").replace("D1 }", "D2 }");
        let expected = positions(write(&misspelt).unwrap_err());
        assert!(expected.len() > 1, "{expected:?}");
        assert_eq!(positions(write(&|text| change(&misspelt(text))).unwrap_err()), expected);
    }
}
