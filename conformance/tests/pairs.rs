//! The rows of the covering arrays: every pair of settings that can meet does, and a row that is kept stays as it is.

use std::collections::BTreeSet;

use kii_conformance::{
    Suite,
    testing::{Expect, Role, rows},
};
use kii_spec::{Api, axis::Point};

const ROWS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/rows.txt");

fn suite() -> Suite {
    Suite::load().unwrap_or_else(|error| panic!("{error}"))
}

fn rows_of(suite: &Suite) -> impl Iterator<Item = &kii_conformance::Case> {
    suite.cases.iter().filter(|case| case.id.0.contains("[history="))
}

/// The list of rows has one for every pair that can be met, and none that the spec no longer allows.
#[test]
fn every_pair_is_met_by_a_row_of_the_list() {
    let api = Api::embedded().unwrap();
    let kept = std::fs::read_to_string(ROWS).unwrap();
    let names = rows(&api, kept.lines()).unwrap_or_else(|row| panic!("no case can be made of the row {row}"));
    let text: String = names.iter().map(|name| format!("{name}\n")).collect();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(ROWS, text).unwrap();
        return;
    }
    let (kept, needed): (BTreeSet<&str>, BTreeSet<&str>) =
        (kept.lines().collect(), names.iter().map(String::as_str).collect());
    let missing: Vec<_> = needed.difference(&kept).collect();
    let gone: Vec<_> = kept.difference(&needed).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "rows.txt does not have the rows that the spec needs.\nmissing: {missing:#?}\nno longer possible: {gone:#?}\nINSTA_UPDATE=always \
         cargo test -p kii-conformance --test pairs adds and removes them"
    );
}

#[test]
fn the_program_has_a_case_for_every_row_of_the_list() {
    let suite = suite();
    let names: BTreeSet<String> = rows_of(&suite).map(kii_conformance::Case::name).collect();
    let listed = std::fs::read_to_string(ROWS).unwrap();
    let listed: BTreeSet<String> = listed.lines().map(str::to_owned).collect();
    let missing: Vec<_> = listed.difference(&names).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Without a control, a server that refuses everything would pass; without a look, one that refuses and carries out.
#[test]
fn a_refusal_is_compared_with_a_success_and_looked_at() {
    let suite = suite();
    let mut refusals = 0;
    for case in rows_of(&suite) {
        let operation = &suite.api.operations[&case.operation];
        let succeeds = |expect: &Expect| match expect {
            Expect::Response { name, .. } => operation.responses[name].is_success(),
            Expect::AnySuccess => true,
            Expect::Due => false,
        };
        let act = case.steps().find(|step| step.role == Role::Act).unwrap();
        if succeeds(&act.expect) {
            continue;
        }
        refusals += 1;
        let controls: Vec<_> = case.steps().filter(|step| step.role == Role::Control).collect();
        assert!(matches!(controls.as_slice(), [control] if succeeds(&control.expect)), "{}", case.name());
        let has_owner = act.point.owner == Point::default().owner;
        let looks = case.steps().any(|step| matches!(step.role, Role::Verify(_)));
        assert!(!has_owner || looks || !operation.has_axis(kii_spec::axis::Axis::Object), "{}", case.name());
    }
    assert!(refusals > 500, "{refusals}");
}
