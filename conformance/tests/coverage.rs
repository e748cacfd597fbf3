//! The coverage of a run is computed from its records alone.

use std::{collections::BTreeSet, time::Duration};

use kii_conformance::{Case, Coverage, CoverageLevel, CoverageState, MissingPrerequisite, Outcome, Record, Suite};
use kii_spec::{RuleId, Statement};

fn suite() -> Suite {
    Suite::load().unwrap_or_else(|error| panic!("{error}"))
}

/// A record of every case, without traffic, that says which of the statements the case cites were examined.
fn records(suite: &Suite, outcome: impl Fn(&str) -> Outcome, examined: impl Fn(&Statement) -> bool) -> Vec<Record> {
    let record = |case: &Case| {
        let cited = case.covers.iter().filter(|statement| examined(statement));
        Record {
            outcome: outcome(&case.name()),
            examined: cited.map(|statement| (case.operation.clone(), statement.clone())).collect(),
            ..Record::without_result(case.clone(), String::new(), Duration::ZERO)
        }
    };
    suite.cases.iter().map(record).collect()
}

fn left_out() -> Outcome {
    Outcome::NotApplicable(MissingPrerequisite::because("left out".to_owned()))
}

#[test]
fn every_case_cites_something_and_all_of_them_everything() {
    let suite = suite();
    assert!(suite.cases.iter().all(|case| !case.covers.is_empty()));
    let coverage = Coverage::of(&suite.api, &records(&suite, |_| Outcome::Passed, |_| true));
    assert!(coverage.is_complete(), "{coverage}");
    assert_eq!(coverage.inventory.len(), 558);
}

#[test]
fn a_case_that_passes_without_examining_what_it_cites_checks_nothing() {
    let suite = suite();
    let coverage = Coverage::of(&suite.api, &records(&suite, |_| Outcome::Passed, |_| false));
    assert!(!coverage.is_complete());
    assert!(!coverage.inventory.values().any(|state| *state == CoverageState::Checked));
    assert!(coverage.to_string().contains("0 checked, 2 excluded"), "{coverage}");
}

#[test]
fn what_is_cited_and_not_examined_is_named_with_its_cases() {
    let suite = suite();
    let new_version = Statement::Rule(RuleId("write-gives-new-version".into()));
    let coverage =
        Coverage::of(&suite.api, &records(&suite, |_| Outcome::Passed, |statement| *statement != new_version));
    assert!(!coverage.is_complete());
    let cases = &coverage.unexamined[&new_version];
    assert_eq!(coverage.unexamined.len(), 1);
    assert!(cases.iter().any(|case| case == "object.put/replaced@user"), "{cases:?}");
    assert!(!cases.iter().any(|case| case == "object.put/created@user"), "a new object has no version before");
    assert!(coverage.to_string().contains("cited but not examined: write-gives-new-version"), "{coverage}");
}

#[test]
fn a_case_that_ended_early_need_not_have_examined_what_it_cites() {
    let suite = suite();
    let mut records = records(&suite, |_| Outcome::Passed, |_| true);
    let lost = records.iter_mut().find(|record| record.case.name() == "object.put/replaced@user").expect("the case");
    *lost = Record::without_result(lost.case.clone(), "no answer".to_owned(), Duration::ZERO);
    assert!(Coverage::of(&suite.api, &records).unexamined.is_empty());
}

#[test]
fn a_case_without_a_result_checks_nothing() {
    let suite = suite();
    let coverage = Coverage::of(&suite.api, &records(&suite, |_| left_out(), |_| true));
    assert!(!coverage.is_complete());
    assert!(!coverage.inventory.values().any(|state| *state == CoverageState::Checked));
    assert!(coverage.to_string().contains("0 checked, 2 excluded"), "{coverage}");
}

#[test]
fn what_only_the_missing_cases_check_is_unchecked() {
    let suite = suite();
    let cites = |case: &&Case| case.covers.iter().any(|statement| statement.to_string() == "publication-ends");
    let citing: BTreeSet<String> = suite.cases.iter().filter(cites).map(Case::name).collect();
    let without = |name: &str| match citing.contains(name) {
        true => left_out(),
        false => Outcome::Passed,
    };
    let coverage = Coverage::of(&suite.api, &records(&suite, without, |_| true));
    let unchecked: Vec<String> = coverage.unchecked().map(|entry| entry.statement.to_string()).collect();
    assert_eq!(unchecked, ["publication-ends"]);
}

#[test]
fn without_traffic_no_level_is_reached() {
    let suite = suite();
    let coverage = Coverage::of(&suite.api, &records(&suite, |_| Outcome::Passed, |_| true));
    assert_eq!(CoverageLevel::of(&coverage.criteria), CoverageLevel(0));
}
