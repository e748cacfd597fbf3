//! Reports side by side: every change is found, and what is worse is red.

use std::sync::LazyLock;

use serde_json::Value;

use super::fixture::{MadeUpRun, Outcomes};
use crate::{
    report::{Comparison, Report},
    run::OutcomeKind,
};

/// A report, and the same with something else made of its first cases.
fn pair(change: impl FnOnce(&mut Report)) -> [Report; 2] {
    // It takes a while to make the suite.
    static REPORT: LazyLock<Report> = LazyLock::new(|| MadeUpRun::new(Outcomes::All).report(None));
    let old = REPORT.clone();
    let mut new = old.clone();
    change(&mut new);
    [old, new]
}

fn compared([old, new]: &[Report; 2]) -> Comparison {
    Comparison::of(vec![("old.json".to_owned(), old), ("new.json".to_owned(), new)])
}

/// The change of each case that differs, by its name.
fn changes(comparison: &Comparison) -> Vec<(String, String)> {
    let json = serde_json::to_value(comparison).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let cases = json["cases"].as_array().unwrap().iter();
    cases.filter_map(|case| Some((text(&case["name"])?, text(&case["changes"][0])?))).collect()
}

fn with(outcome: OutcomeKind, report: &mut Report) -> String {
    let is_right = |outcome: OutcomeKind| outcome == OutcomeKind::Passed;
    let result = report.outcomes.iter_mut().find(|result| is_right(result.outcome)).unwrap();
    result.outcome = outcome;
    result.name.clone()
}

#[test]
fn a_report_does_not_differ_from_itself() {
    let comparison = compared(&pair(|_| {}));
    assert!(changes(&comparison).is_empty() && !comparison.is_worse());
    assert!(comparison.to_string().contains("nothing has changed"), "{comparison}");
}

#[test]
fn each_way_to_get_worse_is_red() {
    for (outcome, change) in [
        (OutcomeKind::Failed, "regression"),
        (OutcomeKind::NotTestable, "regression"),
        (OutcomeKind::SuiteError, "regression"),
        (OutcomeKind::KnownDeviation, "regression"),
        (OutcomeKind::NotApplicable, "vanished"),
    ] {
        let mut name = String::new();
        let comparison = compared(&pair(|new| name = with(outcome, new)));
        assert_eq!(changes(&comparison), [(name, change.to_owned())], "{outcome}");
        assert!(comparison.is_worse(), "{outcome}");
    }
}

#[test]
fn a_case_that_is_gone_has_vanished_even_if_it_failed() {
    let mut gone = String::new();
    let comparison = compared(&pair(|new| {
        let at = new.outcomes.iter().position(|result| result.outcome == OutcomeKind::Failed).unwrap();
        gone = new.outcomes.remove(at).name;
    }));
    assert_eq!(changes(&comparison), [(gone, "vanished".to_owned())]);
    assert!(comparison.is_worse());
}

#[test]
fn what_gets_better_or_stays_as_wrong_is_not_red() {
    let mut pair = pair(|_| {});
    let failed = |report: &mut Report| report.outcomes.iter().position(|it| it.outcome == OutcomeKind::Failed).unwrap();
    let at = failed(&mut pair[1]);
    pair[1].outcomes[at].mismatches.clear();
    pair[1].outcomes[at].reason = Some("another one".to_owned());
    let fixed = at + pair[1].outcomes[at + 1..].iter().position(|it| it.outcome == OutcomeKind::Failed).unwrap() + 1;
    pair[1].outcomes[fixed].outcome = OutcomeKind::Passed;
    let new = pair[0].outcomes.pop().unwrap().name;
    let comparison = compared(&pair);
    let expected = [(at, "changed reason"), (fixed, "fixed")];
    let mut expected: Vec<(String, String)> =
        expected.map(|(at, change)| (pair[0].outcomes[at].name.clone(), change.to_owned())).to_vec();
    expected.push((new, "new".to_owned()));
    assert_eq!(changes(&comparison), expected);
    assert!(!comparison.is_worse());
    let text = comparison.to_string();
    assert!(text.contains("changed reason: 1 case\n") && text.contains("another one"), "{text}");
}

#[test]
fn the_matrix_has_a_column_for_each_report_and_runs_nothing_of_a_target() {
    let mut pair = pair(|new| drop(with(OutcomeKind::Failed, new)));
    pair[1].target = Some("http://h/<script>alert(1)</script>{rows}".to_owned());
    let page = compared(&pair).html();
    assert_eq!(page.matches("<th scope=\"col\">").count(), 3, "the names and two reports");
    assert_eq!(page.matches("<tr data-changed=\"true\">").count(), 1);
    assert_eq!(page.matches("<tr data-changed=").count(), pair[0].outcomes.len());
    assert!(page.contains("<td class=\"worse\"") && !page.contains("<script>alert"), "{page}");
    assert!(!page.contains("src=") && !page.contains("href="), "it asks for nothing");
}
