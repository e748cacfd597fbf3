//! The tables on the pages for people that repeat what the code says. These tests compare both, and name the row that differs.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Command;
use kii_spec::Api;

use super::program;
use crate::{
    deployment::{Key, Keys, PREFIX},
    report::ReportFolder,
    run::OutcomeKind,
};

/// Tables of exit codes, each with the command that it is about.
const EXIT_CODES: &[(&str, &str)] = &[
    ("README.md", "run"),
    ("conformance/README.md", "run"),
    ("docs/checking-traffic.md", "check"),
    ("docs/exploring.md", "explore"),
    ("docs/mutation-testing.md", "self-test"),
];

/// The page that is made from the commands, with a table of exit codes for each.
const REFERENCE: &str = "docs/command-line.md";

/// Variables that tests alone read.
const UNLISTED: &[&str] = &["INSTA_UPDATE", "KEEP"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn read(page: &str) -> String {
    fs::read_to_string(root().join(page)).unwrap()
}

/// The rows of the first table on a page with this head: the texts of their cells.
fn rows(page: &str, head: &str) -> Vec<Vec<String>> {
    let text = read(page);
    let (_, table) = text.split_once(&format!("{head}\n")).unwrap_or_else(|| panic!("{page}: expected `{head}`"));
    let rows = table.lines().skip(1).map_while(|line| line.strip_prefix("| "));
    rows.map(|row| row.trim_end_matches(" |").split(" | ").map(plain).collect()).collect()
}

/// The first column of such a table.
fn names(page: &str, head: &str) -> Vec<String> {
    rows(page, head).into_iter().map(|row| row[0].clone()).collect()
}

/// A text without the marks of Markdown: of a link, what people see.
fn plain(cell: &str) -> String {
    let seen = cell.strip_prefix('[').and_then(|link| link.split(']').next()).unwrap_or(cell);
    seen.replace(['`', '*'], "")
}

fn command(name: &str) -> Command {
    program::commands().into_iter().find(|(known, _)| *known == name).unwrap().1
}

/// The exit codes in the help of a command, each with its meaning.
fn exit_codes(name: &str) -> Vec<Vec<String>> {
    let help = command(name).get_after_help().unwrap().to_string();
    let lines = help.split_once("Exit codes:\n").unwrap().1.lines().map_while(|line| line.strip_prefix("  "));
    lines.map(|line| line.split("  ").map(plain).collect()).collect()
}

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The environment variables that a command and its commands have for their flags.
fn variables(command: &Command) -> Vec<String> {
    let own = command.get_arguments().filter_map(|argument| argument.get_env());
    let own = own.map(|name| name.to_string_lossy().into_owned());
    own.chain(command.get_subcommands().flat_map(variables)).collect()
}

#[test]
fn every_outcome_is_explained() {
    // The message about a word that is none has all that are.
    let error = serde_json::from_value::<OutcomeKind>("none".into()).unwrap_err().to_string();
    let words: Vec<&str> = error.split('`').skip(1).step_by(2).skip(1).collect();
    assert_eq!(OutcomeKind::ALL.map(OutcomeKind::word).as_slice(), words);
    assert_eq!(names("docs/results.md", "| outcome | meaning |"), words, "the table of outcomes in docs/results.md");
}

#[test]
fn exit_codes_mean_on_the_pages_what_the_help_says() {
    const HEAD: &str = "| exit code | meaning |";
    for (page, name) in EXIT_CODES {
        assert_eq!(rows(page, HEAD), exit_codes(name), "{page}, and `kii-conformance {name} --help`");
    }
    let docs = files(&root().join("docs")).into_iter().filter(|path| path.extension().is_some_and(|end| end == "md"));
    let docs =
        docs.map(|path| path.strip_prefix(root()).unwrap().display().to_string()).filter(|page| page != REFERENCE);
    for page in docs.filter(|page| read(page).contains(HEAD)) {
        assert!(EXIT_CODES.iter().any(|(known, _)| *known == page), "{page}: its exit codes are compared with nothing");
    }
}

#[test]
fn every_format_of_a_report_is_listed() {
    let flags =
        command("run").get_arguments().filter_map(|flag| flag.get_long().map(str::to_owned)).collect::<Vec<_>>();
    let flags: Vec<String> = flags.into_iter().filter(|flag| flag.starts_with("report-")).collect();
    let listed = names("docs/results.md", "| flag | format |");
    let listed: Vec<&str> =
        listed.iter().map(|flag| flag.split(' ').next().unwrap().trim_start_matches("--")).collect();
    assert_eq!(listed, flags, "the table of reports in docs/results.md");

    let folder = tempfile::tempdir().unwrap();
    let written = ReportFolder::new(folder.path()).unwrap().files();
    let mut written: Vec<_> = written.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    let listed = names("docs/reading-a-report.md", "| file | for |").join(", ");
    let mut listed: Vec<&str> = listed.split(", ").collect();
    written.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, written, "the table of files in docs/reading-a-report.md");

    let report = command("report");
    let convert = report.find_subcommand("convert").unwrap();
    let to = convert.get_arguments().find(|flag| flag.get_long() == Some("to")).unwrap().get_possible_values();
    let formats: Vec<String> = to.iter().map(|format| format!("`{}`", format.get_name())).collect();
    let (last, others) = formats.split_last().unwrap();
    let sentence = format!("`--to` takes {} and {last}.", others.join(", "));
    assert!(read("docs/reading-a-report.md").contains(&sentence), "docs/reading-a-report.md: expected {sentence}");
}

#[test]
fn every_environment_variable_that_is_read_is_listed() {
    let listed = names(REFERENCE, "| variable | what it is |");
    let mut read: Vec<String> = program::commands().iter().flat_map(|(_, command)| variables(command)).collect();
    for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let calls =
            text.split("env::var").skip(1).filter_map(|rest| rest.trim_start_matches("_os").strip_prefix("(\""));
        read.extend(calls.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    assert!(read.len() > 5, "{read:?}");
    for name in read.iter().filter(|name| !UNLISTED.contains(&name.as_str())) {
        assert!(listed.contains(name), "{name} is not in the table of environment variables in {REFERENCE}");
    }
}

#[test]
fn the_variables_in_the_page_about_targets_are_those_of_their_keys() {
    let keys = Keys::of(&Api::embedded().unwrap());
    let rows = rows("docs/targets.md", "| key | variable |");
    assert!(!rows.is_empty());
    for row in rows {
        let variable = keys.iter().find(|key| key.path() == row[0]).map(Key::variable);
        let header = row[0].strip_prefix("headers.");
        let header = header.map(|name| format!("{PREFIX}HEADER_{}", name.replace('-', "_").to_uppercase()));
        assert_eq!(variable.or(header).as_ref(), Some(&row[1]), "docs/targets.md: {}", row[0]);
    }
}
