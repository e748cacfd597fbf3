//! What a run has checked is computed from its records, and from nothing else.

use std::time::Duration;

use kii_conformance::{Coverage, CoverageLevel, CoverageState, MissingPrerequisite, Outcome, Record, Suite};

fn suite() -> Suite {
    Suite::load().unwrap_or_else(|error| panic!("{error}"))
}

/// A record of every case, without traffic.
fn records(suite: &Suite, outcome: impl Fn(&str) -> Outcome) -> Vec<Record> {
    let record = |case: &kii_conformance::Case| Record {
        outcome: outcome(&case.name()),
        case: case.clone(),
        time: Duration::ZERO,
        warnings: Vec::new(),
        left_behind: Vec::new(),
        retries: Vec::new(),
        traffic: Vec::new(),
    };
    suite.cases.iter().map(record).collect()
}

#[test]
fn every_case_covers_something_and_all_of_them_everything() {
    let suite = suite();
    assert!(suite.cases.iter().all(|case| !case.covers.is_empty()));
    let coverage = Coverage::of(&suite.api, &records(&suite, |_| Outcome::Passed));
    assert!(coverage.is_complete(), "{coverage}");
    assert_eq!(coverage.inventory.len(), 558);
}

#[test]
fn a_case_without_a_result_checks_nothing() {
    let suite = suite();
    let lacks = |_: &str| Outcome::NotApplicable(MissingPrerequisite::because("not offered".to_owned()));
    let coverage = Coverage::of(&suite.api, &records(&suite, lacks));
    assert!(!coverage.is_complete());
    assert!(!coverage.inventory.values().any(|state| *state == CoverageState::Checked));
    assert!(coverage.to_string().contains("0 checked, 2 excluded"), "{coverage}");
}

#[test]
fn what_only_the_missing_cases_check_is_unchecked() {
    let suite = suite();
    let without = |name: &str| match name.starts_with("publish.post/lifetime-ends")
        || name.starts_with("publish.post/end-comes")
        || name.starts_with("publish.post/distant")
    {
        true => Outcome::NotApplicable(MissingPrerequisite::because("left out".to_owned())),
        false => Outcome::Passed,
    };
    let coverage = Coverage::of(&suite.api, &records(&suite, without));
    let unchecked: Vec<String> = coverage.unchecked().map(|entry| entry.statement.to_string()).collect();
    assert_eq!(unchecked, ["publication-ends"]);
}

#[test]
fn without_traffic_no_level_is_reached() {
    let suite = suite();
    let coverage = Coverage::of(&suite.api, &records(&suite, |_| Outcome::Passed));
    assert_eq!(CoverageLevel::of(&coverage.criteria), CoverageLevel(0));
}
