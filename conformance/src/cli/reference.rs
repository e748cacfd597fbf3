//! The page about the command line. It is made from the commands themselves; this test keeps `docs/command-line.md` fresh.

use std::{env, fmt::Write as _, fs, path::Path};

use clap::{Arg, Command};
use indexmap::IndexMap;
use kii_spec::Api;

use super::{cache, examples, program};
use crate::deployment::{Keys, PREFIX, TARGET_FILE, WITHOUT};

const LEAD: &str = "\
<!-- Made from conformance/src/cli by `INSTA_UPDATE=always cargo test -p kii-conformance --lib reference`. Never edited by hand. -->

# The command line

Every command of `kii-conformance`, with its arguments, environment variables and exit codes. In a checkout, `cargo xtask conformance` is
`kii-conformance run`, and the other commands on this page have the same names; `completions` and `man` are for the installed program
alone.

Exit codes: 0, the answer is yes, or what was asked for is done; 1, the answer is no; 2, there is no answer. What that means for a
command is in its table.
";

#[test]
fn the_page_about_the_command_line_is_fresh() {
    let page = page();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/command-line.md");
    if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, &page).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    let difference = similar::TextDiff::from_lines(found.as_str(), &page);
    let difference = difference.unified_diff().header("checked in", "made from the code").to_string();
    let update = "INSTA_UPDATE=always cargo test -p kii-conformance --lib reference";
    assert!(found == page, "docs/command-line.md is stale; write it anew with `{update}`:\n{difference}");
}

fn page() -> String {
    let mut page = LEAD.to_owned();
    for (name, command) in program::commands() {
        let command = examples::of(command, &format!("kii-conformance {name}"));
        section(&mut page, &format!("kii-conformance {name}"), command, 2);
    }
    page + &environment()
}

/// Every variable that a command reads.
fn environment() -> String {
    let others = [
        (TARGET_FILE.to_owned(), "the target file, as `--target`"),
        ("KII_ENV_FILE".to_owned(), "the env file, as `--env-file`"),
        (WITHOUT.to_owned(), "`without`: capabilities that the target does not offer, separated by commas"),
        (format!("{PREFIX}HEADER_X_NAME"), "`headers.X-Name`; works for any name"),
        (
            cache::VARIABLE.to_owned(),
            "the folder in which the last run is kept for `show`; nothing is kept if it is empty",
        ),
        ("XDG_CACHE_HOME".to_owned(), "the folder for caches, by default `~/.cache`; the last run is kept below it"),
        ("GITHUB_ACTIONS".to_owned(), "`true`: the findings are also printed as annotations of GitHub"),
        ("COLUMNS".to_owned(), "the width of the screen at the end of a run"),
        ("TERM".to_owned(), "`dumb`: no line that shows how far a run is"),
        ("NO_COLOR".to_owned(), "no colours"),
        ("CLICOLOR_FORCE".to_owned(), "colours of `--format pretty` also where no person reads them"),
    ];
    let mut section = "\n## Environment variables\n\n| variable | what it is |\n|---|---|\n".to_owned();
    for key in Keys::of(&Api::embedded().unwrap()).iter() {
        writeln!(section, "| `{}` | `{}` of the target file |", key.variable(), key.path()).unwrap();
    }
    for (name, meaning) in others {
        writeln!(section, "| `{name}` | {meaning} |").unwrap();
    }
    section
}

/// A command with its arguments, and below it the commands that it has.
fn section(page: &mut String, name: &str, command: Command, level: usize) {
    let mut command = command.bin_name(name).disable_help_subcommand(true);
    command.build();
    let about = command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string).unwrap_or_default();
    let paragraphs = about.split("\n\n").map(|part| match part.starts_with("  ") {
        true => format!("```text\n{part}\n```"),
        false => sentence(part),
    });
    let about = paragraphs.collect::<Vec<_>>().join("\n\n");
    write!(page, "\n{} `{name}`\n\n{about}\n", "#".repeat(level)).unwrap();
    if command.has_subcommands() {
        for inner in command.get_subcommands() {
            section(page, &format!("{name} {}", inner.get_name()), inner.clone(), level + 1);
        }
        return;
    }
    let usage = command.render_usage().to_string();
    write!(page, "\n```text\n{}\n```\n", usage.trim_start_matches("Usage: ")).unwrap();
    let shown = |argument: &&Arg| !argument.is_hide_set() && argument.get_id() != "help";
    let mut tables: IndexMap<&str, String> = IndexMap::new();
    for argument in command.get_arguments().filter(shown) {
        let usual = if argument.is_positional() { "Arguments" } else { "Options" };
        let rows = tables.entry(argument.get_help_heading().unwrap_or(usual)).or_default();
        writeln!(rows, "| {} | {} |", signature(argument), cell(&meaning(argument))).unwrap();
    }
    for (heading, rows) in tables {
        write!(page, "\n| {heading} | meaning |\n|---|---|\n{rows}").unwrap();
    }
    for part in command.get_after_help().map(ToString::to_string).unwrap_or_default().split("\n\n") {
        page.push_str(&tail(part));
    }
}

/// What the help says at the end: exit codes are a table, and examples are code. Environment variables have a section.
fn tail(part: &str) -> String {
    let (head, rest) = part.split_once('\n').unwrap_or((part, ""));
    match head {
        "Exit codes:" => {
            let row =
                |line: &str| line.trim().split_once("  ").map(|(code, what)| format!("| {code} | {} |\n", cell(what)));
            format!("\n| exit code | meaning |\n|---|---|\n{}", rest.lines().filter_map(row).collect::<String>())
        }
        "Examples:" => {
            let lines: String = rest.lines().map(|line| format!("{}\n", line.trim_start())).collect();
            format!("\n```sh\n{lines}```\n")
        }
        head if head.starts_with("Environment variables") => {
            "\nIt reads the [environment variables](#environment-variables) of a target.\n".to_owned()
        }
        head if head.starts_with("An env file") || head.starts_with("--help explains") => String::new(),
        _ => format!("\n{part}\n"),
    }
}

/// A flag as one types it.
fn signature(argument: &Arg) -> String {
    let names: Vec<String> = argument.get_value_names().into_iter().flatten().map(ToString::to_string).collect();
    let value = match argument.get_num_args().is_some_and(|number| number.takes_values()) {
        true => names.join(" "),
        false => String::new(),
    };
    let Some(long) = argument.get_long() else {
        return format!("`{}`", cell(&names.join(" ")));
    };
    let short = argument.get_short().map(|short| format!("-{short}, ")).unwrap_or_default();
    format!("`{}`", cell(format!("{short}--{long} {value}").trim_end()))
}

/// What a flag means, with its words, default and variable.
fn meaning(argument: &Arg) -> String {
    let long = argument.get_long_help().or_else(|| argument.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut meaning = long.split("\n\n").map(sentence).collect::<Vec<_>>().join(" ");
    if !argument.is_hide_possible_values_set() && argument.get_num_args().is_some_and(|number| number.takes_values()) {
        for value in argument.get_possible_values() {
            let help = value
                .get_help()
                .map(|help| format!(": {}", help.to_string().trim_end_matches('.')))
                .unwrap_or_default();
            write!(meaning, " `{}`{help}.", value.get_name()).unwrap();
        }
    }
    let default: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !default.is_empty()
        && !argument.is_hide_default_value_set()
        && argument.get_num_args().is_some_and(|n| n.takes_values())
    {
        write!(meaning, " Default: `{}`.", default.join(" ")).unwrap();
    }
    if let Some(variable) = argument.get_env() {
        write!(meaning, " Variable: `{}`.", variable.to_string_lossy()).unwrap();
    }
    meaning
}

/// A text that ends as a sentence.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let end = if text.ends_with(['.', ':']) || text.is_empty() { "" } else { "." };
    format!("{text}{end}").replace('\n', " ")
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "\\<")
}
