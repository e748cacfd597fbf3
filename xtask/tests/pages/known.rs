//! Every line for a shell on the pages begins with a program that is there. Its arguments are parsed by the package that has the
//! program.

use std::fs;

use crate::commands::{root, shown};

/// The programs of this repository, each with the test that parses its commands on the pages.
const PARSED: &[(&str, &str)] = &[
    ("kii-conformance", "conformance/src/cli/pages.rs"),
    ("kii-codegen", "codegen/src/main.rs"),
    ("kii-server", "server/src/program.rs"),
    ("cargo run --package kii-server --features cli --", "server/src/program.rs"),
    ("cargo xtask", "xtask/src/help.rs"),
];

/// Folders with scripts.
const SCRIPTS: [&str; 3] = ["release/", ".ci/", "outside/"];

/// The beginnings of commands that are none of this repository.
const OTHERS: &[&str] = &[
    "cargo test",
    "cargo install",
    "cargo clippy",
    "cargo nextest",
    "cargo +nightly fuzz",
    "docker",
    "export",
    "bash",
];

fn begins(words: &[String], program: &str) -> bool {
    program.split(' ').enumerate().all(|(place, part)| words.get(place).is_some_and(|word| word == part))
}

#[test]
fn every_line_for_a_shell_begins_with_a_program() {
    let mut wrong = Vec::new();
    let mut is_continued = false;
    for shown in shown().into_iter().filter(|shown| !shown.is_in_sentence) {
        let words = shown.words();
        let is_known = PARSED.iter().any(|(program, _)| begins(&words, program))
            || OTHERS.iter().any(|program| begins(&words, program))
            || words.first().is_some_and(|word| SCRIPTS.iter().any(|folder| word.starts_with(folder)));
        let is_comment = words.is_empty() || shown.text.starts_with('#');
        if !is_known && !is_comment && !is_continued {
            wrong.push(format!("{}: {}", shown.place, shown.text));
        }
        is_continued = shown.text.ends_with('\\');
    }
    assert!(
        wrong.is_empty(),
        "these lines begin with no program that xtask/tests/pages/known.rs knows. If they are output, begin the block with \
         ```text; if they are a command, add its program:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_test_parses_the_commands_of_each_program() {
    for (program, file) in PARSED {
        let test = fs::read_to_string(root().join(file)).unwrap();
        assert!(test.contains(&format!("::check(\"{program}\"")), "{file} does not parse the commands of {program}");
    }
}

#[test]
fn scripts_and_tests_that_the_pages_name_are_there() {
    let (mut scripts, mut tests) = (0, 0);
    for shown in shown() {
        let words = shown.words();
        let Some(first) = words.first() else { continue };
        let is_name =
            |word: &str| !word.starts_with('-') && word.chars().all(|char| char.is_ascii_lowercase() || char == '-');
        if SCRIPTS.iter().any(|folder| first.starts_with(folder) && first.len() > folder.len()) {
            assert!(root().join(first).exists(), "{}: `{}`: there is no file {first}", shown.place, shown.text);
            scripts += 1;
        }
        if first == ".ci/outside" {
            for check in words[1..].iter().filter(|word| is_name(word)) {
                let script = root().join(format!("outside/{check}.sh"));
                assert!(script.exists(), "{}: `{}`: there is no check {check}", shown.place, shown.text);
            }
        }
        if begins(&words, "cargo test") {
            let names = words.windows(2).filter(|pair| pair[0] == "--test" && is_name(&pair[1])).map(|pair| &pair[1]);
            for name in names {
                assert!(is_test(&words, name), "{}: `{}`: there is no test {name}", shown.place, shown.text);
                tests += 1;
            }
        }
    }
    assert!(scripts > 20 && tests > 5, "only {scripts} scripts and {tests} tests were found");
}

/// Whether the package that a command names, or one of all if it names none, has a test of this name.
fn is_test(words: &[String], name: &str) -> bool {
    let package = words.windows(2).find(|pair| pair[0] == "-p" || pair[0] == "--package").map(|pair| pair[1].as_str());
    let packages = fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    let mut packages = packages.filter(|folder| {
        let named = package.map(|package| package.trim_start_matches("kii-"));
        named.is_none_or(|named| folder.ends_with(named)) && folder.join("tests").is_dir()
    });
    packages.any(|folder| {
        folder.join(format!("tests/{name}.rs")).exists() || folder.join(format!("tests/{name}/main.rs")).exists()
    })
}
