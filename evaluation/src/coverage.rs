//! What the suite checks of everything that the documents demand, computed from a run against the reference server.

use std::{process::ExitCode, sync::Arc};

use anyhow::{Context, Result, anyhow};
use clap::ValueEnum;
use kii_conformance::{Coverage, Pairs, Suite};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::{FAILED, survey::survey};

/// How the coverage is printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// Tables, and a line with the total.
    Text,
    /// Every statement with the cases that check it, for programs.
    Json,
}

/// Runs the suite and prints what it has checked; 1 when a statement is unchecked, or a case cites what it has not examined.
pub(crate) fn run(format: Format) -> Result<ExitCode> {
    let suite = Arc::new(Suite::load().map_err(|error| anyhow!(error))?);
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let (records, _) = runtime.block_on(survey(&suite))?;
    let coverage = Coverage::of(&suite.api, &records);
    let pairs = Pairs::of(&suite.api);
    match format {
        Format::Text => print!("{}\n{coverage}", table(&pairs)),
        Format::Json => println!("{:#}", json!({ "statements": coverage.json(), "pairs": rows(&pairs) })),
    }
    Ok(if coverage.is_complete() && pairs.iter().all(Pairs::is_complete) {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILED)
    })
}

/// The pairs of each operation as text.
fn table(pairs: &[Pairs]) -> String {
    let mut text = "pairs of settings, by operation: met where the request succeeds / can be met; those that meet only where it is \
                    refused; those that never meet; refusing settings with others; refusing settings with each other\n"
        .to_owned();
    for Pairs { operation, covered, open, refused, apart, refusals, refusals_open, double } in pairs {
        let possible = covered + open;
        text.push_str(&format!(
            "  {:<16}  {covered}/{possible}  refused {refused}  never {apart}  refusals {refusals}/{}  double {double}\n",
            operation.to_string(),
            refusals + refusals_open
        ));
    }
    text
}

/// The same for programs.
fn rows(pairs: &[Pairs]) -> Value {
    let row = |pairs: &Pairs| {
        json!({
            "operation": pairs.operation.to_string(),
            "covered": pairs.covered,
            "missing_rows": pairs.open,
            "only_refused": pairs.refused,
            "never": pairs.apart,
            "refusals": pairs.refusals,
            "missing_refusals": pairs.refusals_open,
            "double_refusals": pairs.double,
        })
    };
    pairs.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kii_conformance::{Coverage, CoverageState, Suite, testing::script};
    use kii_spec::{RuleId, Statement};

    use crate::survey::survey;

    async fn coverage(suite: Suite) -> Coverage {
        let suite = Arc::new(suite);
        let (records, _) = survey(&suite).await.expect("a run in which everything passes");
        Coverage::of(&suite.api, &records)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_run_against_the_reference_server_examines_everything_that_its_cases_cite() {
        let coverage = coverage(Suite::load().expect("the suite")).await;
        assert!(coverage.is_complete(), "{coverage}");
        let count =
            |wanted: fn(&CoverageState) -> bool| coverage.inventory.values().filter(|state| wanted(state)).count();
        let checked = count(|state| *state == CoverageState::Checked);
        let figures = format!("{checked} of {}", coverage.inventory.len());
        let readme = include_str!("../../README.md");
        assert!(
            readme.contains(&format!("`cargo xtask coverage`: {figures} |")),
            "the README says otherwise: {figures}"
        );
    }

    /// A new object has no version that it could have had before, so its creation shows nothing about new versions.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_case_that_cites_what_it_cannot_show_is_found() {
        let mut suite = Suite::load().expect("the suite");
        suite.cases.retain(|case| case.name() == "object.put/created@user");
        let statement = Statement::Rule(RuleId("write-gives-new-version".into()));
        assert!(!suite.cases[0].covers.contains(&statement), "it does not say so itself");
        let covers = suite.cases[0].covers.iter().cloned().chain([statement.clone()]);
        suite.cases[0].covers = covers.collect();
        let coverage = coverage(suite).await;
        assert_eq!(
            coverage.unexamined.into_iter().collect::<Vec<_>>(),
            [(statement, vec!["object.put/created@user".to_owned()])]
        );
    }

    fn written(text: &str) -> Suite {
        let mut suite = Suite::load().expect("the suite");
        suite.cases = script::load(&suite.api, [("case.yaml", text)]).expect("a case");
        suite.cases.retain(|case| case.scope.0 == "user");
        suite
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_range_in_lower_case_is_held_against_the_bytes_that_come_back() {
        let suite = Arc::new(written(
            "- id: body.get/x\n  covers: [body-comes-back]\n  steps: [{ do: object.put }, { do: body.put }, { do: body.get, headers: { range: bytes=2-9 } }]",
        ));
        let (records, _) = survey(&suite).await.expect("a run in which everything passes");
        let examined: Vec<String> = records[0].examined.iter().map(|(_, statement)| statement.to_string()).collect();
        for statement in ["body.get/part:content", "body.get/part:header.Content-Range", "body-comes-back"] {
            assert!(examined.iter().any(|examined| examined == statement), "{statement} is not in {examined:?}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_expectation_that_nothing_stored_can_be_compared_with_is_no_pass() {
        let steps =
            "{ do: object.put }, { do: body.put }, { do: publish.post }, { do: body.delete }, { fetch: served }";
        let suite = Arc::new(written(&format!("- id: body.get/x\n  covers: [body-comes-back]\n  steps: [{steps}]")));
        let error = survey(&suite).await.expect_err("a case without a result").to_string();
        assert!(error.contains("ended with `suite error`"), "{error}");
    }
}
