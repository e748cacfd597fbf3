//! Rules about the repository itself, as code.
//!
//! A rule is a function from the [`Repository`] to what breaks it. It says where, what, why it matters and what to do, and
//! has a test with an example that breaks it. Nothing here repeats what rustc, clippy or rustfmt check.

mod build;
mod crates;
mod docs;
mod files;
mod layers;
mod modules;
mod names;
mod repository;
mod rust;
mod spec;
mod text;
mod toolchain;
mod vocabulary;
mod words;

use std::{fmt, path::PathBuf, process::ExitCode};

use anyhow::Result;
use kii_spec::Api;

use crate::{FAILED, root};
use repository::Repository;

/// A place that breaks a rule of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    /// The file, from the repository's root.
    file: PathBuf,
    /// The line, counted from 1.
    line: usize,
    /// What is wrong.
    what: String,
    /// Why it matters.
    why: &'static str,
    /// What to do about it.
    fix: String,
}

/// Prints everything that breaks a rule.
pub(crate) fn run() -> Result<ExitCode> {
    let findings = check()?;
    for finding in &findings {
        println!("{finding}");
    }
    Ok(match findings.len() {
        0 => {
            println!("tidy: nothing to mend");
            ExitCode::SUCCESS
        }
        count => {
            println!("tidy: {count} to mend");
            ExitCode::from(FAILED)
        }
    })
}

/// Everything in this checkout that breaks a rule, by file and line.
fn check() -> Result<Vec<Finding>> {
    let repository = Repository::open(&root())?;
    let api = Api::load(&root().join("spec/api"))?;
    let mut findings = findings(&repository, &api);
    findings.extend(build::stays_small(&root()));
    findings.extend(toolchain::builds_every_dependency(&root()));
    Ok(findings)
}

fn findings(repository: &Repository, api: &Api) -> Vec<Finding> {
    let mut findings = [
        crates::keep_their_arrows(repository),
        crates::say_what_they_are(repository),
        docs::show_the_two_commands(repository),
        docs::link_to_what_exists(repository),
        docs::are_all_in_the_book(repository),
        files::have_telling_names(repository),
        layers::no_arrow_runs_up(repository),
        modules::open_with_their_responsibility(repository),
        modules::are_short(repository),
        modules::are_declared(repository),
        names::stay_in_the_spec(repository, api),
        spec::rules_are_cited(repository, api),
        spec::files_are_read(repository),
        text::lines_end_clean(repository),
        toolchain::is_the_same_everywhere(repository),
        vocabulary::is_that_of_the_field(repository),
        words::leave_no_gaps(repository),
        words::expect_instead_of_allow(repository),
    ]
    .concat();
    findings.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    findings
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, what, why, fix } = self;
        write!(f, "{}:{line}: {what}\n    why: {why}\n    fix: {fix}", file.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_is_tidy() {
        let findings: Vec<_> = check().unwrap().iter().map(ToString::to_string).collect();
        assert!(findings.is_empty(), "`cargo xtask tidy` finds {}:\n{}", findings.len(), findings.join("\n"));
    }

    #[test]
    fn a_finding_says_where_what_why_and_how() {
        let finding = Finding {
            file: "spec/src/lib.rs".into(),
            line: 3,
            what: "it is green".to_owned(),
            why: "red is better",
            fix: "paint it".to_owned(),
        };
        assert_eq!(finding.to_string(), "spec/src/lib.rs:3: it is green\n    why: red is better\n    fix: paint it");
    }
}
