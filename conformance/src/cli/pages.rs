//! The pages for people show commands; this test parses each of them.

use std::{fs, path::Path};

use clap::Command;

use super::program;

/// The words in front of a command of the suite. `cargo xtask conformance` is `kii-conformance run`.
const PROGRAMS: &[(&str, &str)] = &[("kii-conformance ", ""), ("cargo xtask conformance", "run"), ("cargo xtask ", "")];

/// The lines of the blocks of code in a page, but for those that show what is printed.
fn lines(page: &str) -> Vec<&str> {
    let (mut is_code, mut shows_output) = (false, false);
    let mut lines = Vec::new();
    for line in page.lines() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            (is_code, shows_output) = (!is_code, language == "text");
        } else if is_code && !shows_output {
            lines.push(line.trim());
        }
    }
    lines
}

/// The words of a command of the suite: its name, and its arguments.
fn words(line: &str, commands: &[(&'static str, Command)]) -> Option<Vec<String>> {
    let (program, command) = PROGRAMS.iter().find(|(program, _)| line.starts_with(program))?;
    let rest = &line[program.len()..];
    // A comment, a place for the output, or another command behind it.
    let end = [" #", " > ", " | ", " && ", " \\"].iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
    let words =
        shlex::split(&format!("{command} {}", &rest[..end])).unwrap_or_else(|| panic!("the quotes of `{line}`"));
    let is_own = commands.iter().any(|(name, _)| *name == words.first().map(String::as_str).unwrap_or_default());
    (is_own || line.starts_with(PROGRAMS[0].0)).then_some(words)
}

#[test]
fn every_command_on_the_pages_is_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let docs = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let docs = docs.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let commands = program::commands();
    let mut count = 0;
    let pages = ["README.md", "CONTRIBUTING.md", "conformance/README.md"].map(|name| root.join(name));
    for path in pages.into_iter().chain(docs) {
        let page = fs::read_to_string(&path).unwrap();
        for line in lines(&page) {
            let Some(words) = words(line, &commands) else { continue };
            let command = commands.iter().find(|(name, _)| *name == words[0]);
            let (_, command) =
                command.unwrap_or_else(|| panic!("{}: there is no such command: {line}", path.display()));
            let parsed = command.clone().no_binary_name(true).try_get_matches_from(&words[1..]);
            if let Err(error) = parsed {
                assert_eq!(error.exit_code(), 0, "{}: {line}\n{error}", path.display());
            }
            count += 1;
        }
    }
    assert!(count > 40, "only {count} commands were found");
}
