//! Examples of each command, for its help.

use clap::Command;

/// The arguments of each command, and what they do.
const EXAMPLES: &[(&str, &[(&str, &str)])] = &[
    (
        "run",
        &[
            ("--target target.toml", "test a deployment"),
            ("--target target.toml object.put @group", "only cases whose names contain one of these texts"),
            ("--target target.toml --report-dir reports", "write every report, for people and for CI"),
            ("--target target.toml --rerun reports/report.json", "what failed there, again"),
        ],
    ),
    (
        "target",
        &[
            ("init target.toml", "write a template; fill it in"),
            ("check --target target.toml", "see which credentials work"),
        ],
    ),
    ("sweep", &[("--run 7gnbdxnd --target target.toml", "remove what this run has left")]),
    (
        "show",
        &[
            ("F1", "the case that shows the first finding best"),
            ("object.put/stale@user", "every exchange of a case"),
            ("object.put/stale@user --curl", "commands that get the same response"),
        ],
    ),
    (
        "report",
        &[
            ("merge a.json b.json --report-junit all.xml", "the shards of a run"),
            ("convert reports --to html --output report.html", "another format, afterwards"),
            ("compare before.json after.json", "what got worse"),
        ],
    ),
    ("self-test", &[("--target target.toml object.get", "faults in the responses of a deployment")]),
    ("explore", &[("--target target.toml --walks 200", "random walks; those that fail are shrunk")]),
    (
        "explain",
        &[("object.put/stale", "a response"), ("A29", "a decision"), ("one-writer-wins", "a rule of the pages")],
    ),
    (
        "list",
        &[
            ("--operation object.put --scope group", "the cases of an operation in a scope"),
            ("--outcome failed --format json", "what failed in the last run"),
        ],
    ),
    ("check", &[("traffic.har --base https://api.example.com", "the traffic of your own tests")]),
    (
        "proxy",
        &[("--listen 127.0.0.1:9000 --target https://api.example.com --har traffic.har", "the same while they run")],
    ),
];

/// The command with its examples in front of what its help says at the end. `name` is the command as people type it.
pub(super) fn of(command: Command, name: &str) -> Command {
    let last = name.rsplit(' ').next().unwrap_or(name);
    // `cargo xtask conformance` is `run` of a checkout.
    let own = if last == "conformance" { "run" } else { last };
    let Some((_, examples)) = EXAMPLES.iter().find(|(known, _)| *known == own) else { return command };
    let width = examples.iter().map(|(arguments, _)| arguments.len()).max().unwrap_or_default();
    let lines: String =
        examples.iter().map(|(arguments, what)| format!("  {name} {arguments:width$}  # {what}\n")).collect();
    let before = |rest: Option<String>| {
        format!("Examples:\n{lines}{}", rest.map(|rest| format!("\n{rest}")).unwrap_or_default())
    };
    let short = command.get_after_help().map(ToString::to_string);
    let long = command.get_after_long_help().map(ToString::to_string);
    match long {
        Some(long) => command.after_help(before(short)).after_long_help(before(Some(long))),
        None => command.after_help(before(short)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::program;

    #[test]
    fn every_command_has_examples_that_it_understands() {
        for (name, flags) in program::commands() {
            let (_, examples) = EXAMPLES.iter().find(|(known, _)| *known == name).expect("examples");
            for (arguments, _) in *examples {
                let words = arguments.split(' ');
                let parsed = flags.clone().no_binary_name(true).try_get_matches_from(words);
                assert!(parsed.is_ok(), "{name} {arguments}: {}", parsed.unwrap_err());
            }
            let help = of(flags, &format!("kii-conformance {name}")).render_help().to_string();
            assert!(help.contains(&format!("  kii-conformance {name} {}", examples[0].0)), "{help}");
        }
    }
}
