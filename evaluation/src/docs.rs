//! The reference documentation, in which each statement names the cases that check it and the faults that these have to detect.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, anyhow};
use clap::Args;
use kii_codegen::{Checks, Evidence, reference};
use kii_conformance::{Suite, mutation::Fault};
use kii_spec::Statement;

use crate::mutants::Faults;

/// Where the page is written.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The file [default: target/docs/index.html]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes the page.
pub(crate) fn run(args: &Arguments) -> Result<ExitCode> {
    let suite = Suite::load().map_err(|error| anyhow!(error))?;
    let page = reference(&suite.api, &evidence(&suite)?)?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("target/docs/index.html");
    let out = args.out.as_deref().unwrap_or(&root);
    if let Some(folder) = out.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    fs::write(out, page).with_context(|| format!("cannot write {}", out.display()))?;
    println!("wrote {}", out.display());
    Ok(ExitCode::SUCCESS)
}

/// What checks each statement: all cases that cite it, and all faults that violate it.
fn evidence(suite: &Suite) -> Result<Evidence> {
    let mut evidence = Evidence::new();
    for case in &suite.cases {
        for statement in case.covers.iter() {
            let cases = &mut checks(&mut evidence, statement).cases;
            cases.entry(case.id.to_string()).or_default().push(case.scope.to_string());
        }
    }
    let faults = Faults::load(suite)?;
    for fault in faults.all() {
        for statement in &fault.violates {
            let (id, scope) = apart(fault);
            checks(&mut evidence, statement).faults.entry(id).or_default().extend(scope);
        }
    }
    Ok(evidence)
}

fn checks<'a>(evidence: &'a mut Evidence, statement: &Statement) -> &'a mut Checks {
    evidence.entry(statement.clone()).or_default()
}

/// The ID of a fault without its scope, and the scope.
fn apart(fault: &Fault) -> (String, Option<String>) {
    match &fault.scope {
        Some(scope) => (fault.id.to_string().replacen(&format!("@{scope}"), "", 1), Some(scope.to_string())),
        None => (fault.id.to_string(), None),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kii_conformance::Coverage;

    use super::*;

    #[test]
    fn everything_that_is_demanded_of_a_response_has_cases_and_an_address_of_its_own() {
        let suite = Suite::load().unwrap();
        let evidence = evidence(&suite).unwrap();
        let page = reference(&suite.api, &evidence).unwrap();
        let mut without_fault = Vec::new();
        for entry in Coverage::of(&suite.api, &[]).unchecked() {
            let statement = &entry.statement;
            if matches!(statement, Statement::Rule(_)) {
                continue;
            }
            let checks = evidence.get(statement).cloned().unwrap_or_default();
            assert!(!checks.cases.is_empty(), "{statement}");
            assert!(page.contains(&format!("<details id=\"checks-{statement}\">")), "{statement}");
            if checks.faults.is_empty() {
                without_fault.push(statement.to_string());
            }
        }
        // What these demand is in rules: the media type and the bytes that were stored.
        let known = [
            "body.head/found:media-type",
            "body.get/whole:content",
            "body.get/part:content",
            "object.head/found:media-type",
        ];
        assert_eq!(without_fault, known);
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len(), "an address leads to one place");
        assert!(page.contains("object.put/stale:status=") && !page.contains("object.put/stale@app:status="));
    }
}
