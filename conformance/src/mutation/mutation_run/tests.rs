//! What counts as a kill, tested with records made by hand.

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode, Version};
use kii_spec::RuleId;

use super::*;
use crate::{
    cases::CaseId,
    judge::Mismatch,
    run::{Finding, SuiteError},
};

fn api() -> Api {
    Api::embedded().unwrap_or_else(|problems| panic!("{problems}"))
}

fn rule(id: &str) -> Statement {
    Statement::Rule(RuleId(id.into()))
}

/// The status of the response that a case is about.
fn status() -> Statement {
    let api = api();
    let (operation, response) =
        api.operations.values().find_map(|operation| Some((operation, operation.responses.values().next()?))).unwrap();
    Statement::answer(operation, response, kii_spec::Part::Status)
}

/// A case about `superseded-version-stays-refused` that cites a rule that all cases check, too.
fn record(outcome: Outcome) -> Record {
    let api = api();
    let case = Case {
        id: CaseId("a.b/c".to_owned()),
        scope: api.service.scopes.keys().next().unwrap().clone(),
        operation: api.operations.keys().next().unwrap().clone(),
        level: Level::Must,
        covers: [rule("superseded-version-stays-refused"), rule("version-is-one"), status()].into(),
        stages: [].into(),
    };
    Record { outcome, ..Record::without_result(case, String::new(), Duration::ZERO) }
}

fn finding(statement: Statement, level: Level, kind: MismatchKind) -> Finding {
    let mismatch = Mismatch {
        statement,
        level,
        expected: String::new(),
        found: String::new(),
        kind,
        difference: crate::judge::Difference::Unnamed,
    };
    let request = Request {
        method: Method::GET,
        url: "http://h/".parse().unwrap(),
        headers: HeaderMap::new(),
        content: bytes::Bytes::new(),
        form: crate::send::WireForm::default(),
    };
    let response = Response {
        version: Version::HTTP_11,
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        ..Response::default()
    };
    let exchange = Box::new(Exchange { request, response });
    Finding { role: Role::Act, exchange, mismatches: vec![mismatch] }
}

fn names(outcome: Outcome) -> Vec<String> {
    broken(&api(), &record(outcome)).into_iter().map(|(statement, _)| statement.to_string()).collect()
}

#[test]
fn a_wrong_answer_breaks_what_the_case_is_about_and_not_what_all_cases_check() {
    let wrong = finding(status(), Level::Must, MismatchKind::WrongAnswer);
    assert_eq!(names(Outcome::Failed(wrong)), [status().to_string(), "superseded-version-stays-refused".to_owned()]);
}

#[test]
fn a_flaw_in_the_form_of_an_answer_breaks_nothing_else() {
    let flaw = finding(status(), Level::Must, MismatchKind::Flaw);
    assert_eq!(names(Outcome::Failed(flaw)), [status().to_string()]);
}

#[test]
fn an_answer_that_is_not_true_breaks_what_the_case_is_about() {
    let untrue = finding(rule("version-is-one"), Level::Must, MismatchKind::Untrue);
    assert_eq!(names(Outcome::Failed(untrue)), ["version-is-one", "superseded-version-stays-refused"]);
}

#[test]
fn what_is_not_testable_and_what_the_suite_could_not_find_out_break_nothing() {
    let wrong = finding(status(), Level::Must, MismatchKind::WrongAnswer);
    assert!(names(Outcome::NotTestable(wrong)).is_empty());
    assert!(names(Outcome::SuiteError(SuiteError::new("no answer".to_owned()))).is_empty());
    assert!(names(Outcome::Passed).is_empty());
}

#[test]
fn a_case_that_fails_for_the_same_without_the_fault_is_no_witness() {
    assert!(Control::Whole(HashSet::new()).clears(&status()));
    assert!(Control::Whole(HashSet::from([rule("version-is-one")])).clears(&status()));
    assert!(!Control::Whole(HashSet::from([status()])).clears(&status()));
    assert!(Control::CutShort(HashSet::from([rule("version-is-one")])).clears(&status()));
    assert!(!Control::CutShort(HashSet::from([status()])).clears(&status()));
    assert!(!Control::NoResult("no answer".to_owned()).clears(&status()));
}
