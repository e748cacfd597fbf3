//! `kii-conformance explain`: what an ID stands for, where it comes from, which cases check it and which faults they have to kill.

mod element;
mod page;

use std::{ffi::OsString, process::ExitCode};

use clap::Parser;

use self::{element::Element, page::Page};
use super::{command_line, exit_inconclusive};
use crate::{cases::Suite, mutation, report::terminal::Terminal};

const CODES: &str = "Exit codes:\n  0  the ID is explained\n  2  nothing has this ID";

/// Explain what an ID stands for, which cases check it, and which faults they have to kill
///
/// IDs are in failures, reports and documents. Examples:
///
///   object.put/stale         a response of an operation, and the case of this name
///   object.put/stale@user    a case in one scope
///   object.put/stale:status  a statement about a response
///   version-is-one           a rule
///   A09                      a decision
#[derive(Parser)]
#[command(verbatim_doc_comment, after_help = CODES)]
pub(super) struct Flags {
    /// The ID of an operation, a response, a statement, a rule, a decision or a case
    #[arg(value_name = "ID")]
    id: String,
}

/// Carries out `explain`; the first argument is the command as people type it.
///
/// Exit codes: 0, the ID is explained; 2, nothing has this ID.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    match command_line::parse(args, |command| command) {
        Ok(Flags { id }) => match Suite::load().and_then(|suite| explain(&suite, &id)) {
            Ok(text) => {
                Terminal::output().print(text);
                ExitCode::SUCCESS
            }
            Err(error) => exit_inconclusive(error),
        },
        Err(code) => code,
    }
}

fn explain(suite: &Suite, id: &str) -> Result<String, String> {
    let faults: Vec<mutation::Fault> = mutation::derive(&suite.api).into_iter().map(|wire| wire.fault).collect();
    let elements = Element::all(suite, id)?;
    let pages: Vec<String> =
        elements.iter().map(|element| Page { suite, faults: &faults, element }.to_string()).collect();
    Ok(pages.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One test, as it takes a while to make the suite.
    #[test]
    fn everything_that_a_report_names_can_be_explained() {
        let suite = Suite::load().unwrap();
        let has = |id: &str, parts: &[&str]| {
            let text = explain(&suite, id).unwrap();
            for part in parts {
                assert!(text.contains(part), "{part} is not in\n{text}");
            }
        };
        // A response, and the case that has the same ID.
        has(
            "object.put/stale",
            &[
                "response object.put/stale\n",
                "If-Match names a version that has been superseded.",
                "<https://docs.kii.com/",
                "if_match=stale",
                "object.put/stale:status",
                "object.put/stale  (app, user, me, group, thing)",
                "object.put/stale@app:status=",
                "case object.put/stale\n",
            ],
        );
        has("object.put", &["Replace an object, or create it", "kii-conformance list --operation object.put"]);
        has("object.put/stale@user", &["case object.put/stale@user\n", "object.put/stale@user:status="]);
        has("object.put/created:header.ETag", &["header ETag. The object's version.", "header.ETag=missing"]);
        has("version-is-one", &["level      must", "docs.kii.com"]);
        has("a09", &["decision A09", "question", "object.put/already_exists:status"]);
        has("object.put/oldest-version-stays-refused", &["superseded-version-stays-refused", "expects `stale`"]);

        // What does not exist gives what is like it.
        let error = explain(&suite, "object.put/stael").unwrap_err();
        assert!(error.contains("found `object.put/stael`") && error.contains("\n  object.put/stale\n"), "{error}");
        let error = explain(&suite, "object.put/stale@usr").unwrap_err();
        assert!(error.contains("\n  object.put/stale@user\n"), "{error}");
        let error = explain(&suite, "already_exists").unwrap_err();
        assert!(error.contains("\n  object.put/already_exists\n"), "{error}");
        let error = explain(&suite, "nope").unwrap_err();
        assert!(error.contains("The operations are ") && error.contains("`kii-conformance list`"), "{error}");
        assert!(!error.contains("A0"), "{error}");
    }
}
