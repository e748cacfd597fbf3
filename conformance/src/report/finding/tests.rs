//! Made-up results, and the findings that they are.

use kii_spec::Level;

use super::{ReportedFinding, of};
use crate::{
    judge::{Difference, Flaw, OtherState},
    report::case_result::{CaseResult, ReportedMismatch, StepKind},
    run::{OutcomeKind, Requests},
};

/// A case that ended with these mismatches, all of them in one answer.
fn case(name: &str, outcome: OutcomeKind, step: StepKind, mismatches: &[(&str, Level, Difference)]) -> CaseResult {
    let (case, scope) = name.split_once('@').unwrap();
    let operation = |name: &str| name.split_once('/').unwrap().0.to_owned();
    let mismatches = mismatches.iter().map(|(statement, level, difference)| ReportedMismatch {
        statement: (*statement).to_owned(),
        operation: operation(statement),
        level: *level,
        source: "a page".to_owned(),
        expected: "one".to_owned(),
        found: "other".to_owned(),
        step,
        difference: difference.clone(),
    });
    CaseResult {
        name: name.to_owned(),
        case: case.to_owned(),
        operation: operation(case),
        scope: scope.to_owned(),
        level: Level::Must,
        statements: Vec::new(),
        outcome,
        reason: None,
        step: Some(step),
        mismatches: mismatches.collect(),
        time_ms: 1,
        left_behind: Vec::new(),
        requests: Requests::default(),
        retries: Vec::new(),
        failure: None,
        rerun: Some(format!("suite --exact {name}")),
        outcome_if_scored: None,
        known_deviation: None,
        missing_capability: None,
        received: Vec::new(),
    }
}

fn failed(name: &str, step: StepKind, statement: &str, difference: Difference) -> CaseResult {
    case(name, OutcomeKind::Failed, step, &[(statement, Level::Must, difference)])
}

fn status(due: &[u16], found: u16) -> Difference {
    Difference::Status { due: due.to_vec(), found }
}

fn titles(findings: &[ReportedFinding]) -> Vec<(&str, &str, usize)> {
    findings.iter().map(|finding| (finding.id.as_str(), finding.title.as_str(), finding.cases.len())).collect()
}

#[test]
fn what_differs_in_the_same_way_is_one_finding_wherever_it_is() {
    let media = || Difference::MediaType { found: "application/json".to_owned() };
    let etag = || Difference::header("ETag", Flaw::Missing);
    let results = [
        failed("body.head/found@app", StepKind::Verification, "object.get/found:header.ETag", etag()),
        failed("object.get/found[caller=none]@app", StepKind::Act, "object.get/found:header.ETag", etag()),
        failed("object.get/found@app", StepKind::Act, "object.get/found:header.ETag", etag()),
        failed("object.put/stale@app", StepKind::Act, "object.put/stale:status", status(&[409], 412)),
        failed("object.put/stale@user", StepKind::Act, "object.put/stale:status", status(&[404, 409], 412)),
        failed("object.get/object_missing@app", StepKind::Act, "object.get/object_missing:media-type", media()),
        failed("body.get/unauthorized@app", StepKind::Act, "body.get/unauthorized:media-type", media()),
        failed("body.get/body_missing@app", StepKind::Act, "body.get/body_missing:media-type", media()),
        failed("body.get/body_missing@me", StepKind::Act, "body.get/body_missing:media-type", media()),
    ];
    let findings = of(&results);
    let expected = [
        ("F1", "media type application/json in place of the due one", 4),
        ("F2", "header etag: missing", 3),
        ("F3", "status 412 where 404 or 409 is due", 2),
    ];
    assert_eq!(titles(&findings), expected);
    let witnesses: Vec<&str> = findings.iter().map(|finding| finding.witness.case.as_str()).collect();
    let natural = ["object.get/object_missing@app", "object.get/found@app", "object.put/stale@app"];
    assert_eq!(witnesses, natural, "not the verification of another, and nothing that does not matter");
    assert_eq!(findings[0].places, 3, "body.get in app and me, object.get in app");
    assert_eq!(findings[2].extent(), "object.put, 2 scopes");
    let again = of(&results[3..4]);
    assert_eq!((again[0].id.as_str(), again[0].cases.len()), ("F1", 1));
    assert_eq!(of(&results[..1])[0].signature, findings[1].signature, "whichever cases ran");
}

#[test]
fn another_answer_is_wrong_in_all_its_parts() {
    let both = [
        ("object.get/found:header.ETag", Level::Must, Difference::header("ETag", Flaw::Missing)),
        ("object.get/found:status", Level::Must, status(&[200], 204)),
    ];
    let mut results = vec![case("object.get/found@app", OutcomeKind::Failed, StepKind::Act, &both)];
    assert_eq!(titles(&of(&results)), [("F1", "status 204 where 200 is due", 1)]);
    // Where the status is right, the same header is something else.
    for scope in ["user", "me"] {
        let name = format!("object.get/found@{scope}");
        results.push(case(&name, OutcomeKind::Failed, StepKind::Act, &both[..1]));
    }
    assert_eq!(of(&results).len(), 2);
}

#[test]
fn what_only_follows_from_an_earlier_answer_belongs_to_its_cause() {
    let cause =
        failed("a.get/found@app", StepKind::Act, "a.get/found:header.ETag", Difference::header("ETag", Flaw::Missing));
    let late = |name: &str, difference| {
        case(name, OutcomeKind::NotTestable, StepKind::SetUp, &[("a.put/stale:status", Level::Must, difference)])
    };
    let consequences = [
        late("a.put/stale@app", Difference::Unnamed),
        late("a.put/raced@app", Difference::Order),
        late("a.put/replaced@app", Difference::AsIf { stored: OtherState::OtherVersion }),
    ];
    let all: Vec<CaseResult> = [cause].into_iter().chain(consequences.iter().cloned()).collect();
    assert_eq!(titles(&of(&all)), [("F1", "header etag: missing", 4)]);
    assert_eq!(of(&all)[0].witness.case, "a.get/found@app");
    // Without the cause they speak for themselves, and so they do in another scope.
    assert_eq!(of(&consequences).len(), 3);
    let elsewhere = failed("a.put/raced@me", StepKind::Act, "a.put/raced:status", Difference::Order);
    assert_eq!(of(&[all[0].clone(), elsewhere]).len(), 2);
}

#[test]
fn warnings_come_last_and_repeat_nothing_that_is_violated() {
    let repeated = ("a.get/found:header.ETag", Level::Should, Difference::header("ETag", Flaw::Renamed));
    let own = ("a.get/found:header.X", Level::Should, Difference::header("X", Flaw::Missing));
    let results = [
        case("a.get/warned@app", OutcomeKind::Warned, StepKind::Act, &[repeated, own.clone()]),
        case("a.get/warned@me", OutcomeKind::Warned, StepKind::Act, &[own]),
        failed("a.get/found@app", StepKind::Act, "a.get/found:header.ETag", Difference::header("ETag", Flaw::Missing)),
    ];
    assert_eq!(titles(&of(&results)), [("F1", "header etag: missing", 1), ("W1", "header x: missing", 2)]);
}

#[test]
fn a_failure_that_does_not_count_is_a_finding_that_says_so_and_a_known_deviation_is_none() {
    let unscored = |name: &str| CaseResult {
        outcome: OutcomeKind::NotScored,
        outcome_if_scored: Some(OutcomeKind::Failed),
        ..failed(name, StepKind::Act, "a.get/new:status", status(&[200], 500))
    };
    let known = CaseResult {
        outcome: OutcomeKind::KnownDeviation,
        ..failed("a.get/known@app", StepKind::Act, "a.get/known:status", status(&[200], 418))
    };
    let scored =
        failed("a.get/found@app", StepKind::Act, "a.get/found:header.ETag", Difference::header("ETag", Flaw::Missing));
    let findings = of(&[unscored("a.get/new@app"), unscored("a.get/new@me"), known, scored]);
    let expected = [("F1", "header etag: missing", 1), ("F2", "status 500 where 200 is due", 2)];
    assert_eq!(titles(&findings), expected, "the larger one does not count");
    assert_eq!(findings.iter().map(|finding| finding.scored).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_target_that_makes_up_media_types_has_one_fault() {
    let results: Vec<CaseResult> = (0..50)
        .map(|number| {
            let difference = Difference::MediaType { found: format!("made/up-{number}") };
            failed(&format!("a.get/found[{number}]@app"), StepKind::Act, "a.get/found:media-type", difference)
        })
        .collect();
    let findings = of(&results);
    assert_eq!((findings.len(), findings[0].cases.len()), (1, 50));
}

#[test]
fn a_target_that_fails_whatever_is_asked_has_one_fault() {
    let results = |count: usize| -> Vec<CaseResult> {
        let one = |number: usize| {
            let due = 200 + u16::try_from(number).unwrap();
            failed(&format!("a.op{number}/found@app"), StepKind::Act, "a.get/found:status", status(&[due], 500))
        };
        (0..count).map(one).collect()
    };
    assert_eq!(titles(&of(&results(6))), [("F1", "status 500 whatever is due", 6)]);
    assert_eq!(of(&results(3)).len(), 3, "in a few operations, they may be different faults");
}

/// A refused write that was carried out is seen in what is stored and in its version, under the same statement.
#[test]
fn what_was_stored_and_its_version_are_one_finding_if_they_violate_the_same() {
    let untrue = || Difference::header("ETag", Flaw::Untrue);
    let stored = || Difference::Stored { flaw: Flaw::Untrue };
    let both = |statement, version| {
        let mismatches = [(version, Level::Must, untrue()), (statement, Level::Must, stored())];
        case("body.put/broken-off@app", OutcomeKind::Failed, StepKind::Verification, &mismatches)
    };
    let changed = "body.get/refusal-changes-nothing";
    let results = [both(changed, changed)];
    assert_eq!(titles(&of(&results)), [("F1", "what was stored: untrue", 1)]);
    // A version that is wrong wherever it is named is a fault of its own.
    let results = [both(changed, "body.get/version-is-one")];
    assert_eq!(of(&results).len(), 2, "{:?}", titles(&of(&results)));
    let results =
        [both(changed, changed), failed("body.get/whole@app", StepKind::Act, "body.get/whole:header.ETag", untrue())];
    assert_eq!(of(&results).len(), 2, "{:?}", titles(&of(&results)));
}
