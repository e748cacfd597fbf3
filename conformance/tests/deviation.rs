//! Known deviations: valid entries, the failures that an entry explains, and entries that are out of date.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode, Version};
use jiff::civil::{Date, date};
use kii_conformance::{
    Case, Exchange, Finding, Mismatch, MismatchKind, Outcome, Profile, Record, Request, Response, Suite, Verdict,
    WireForm,
    testing::{DeviationDraft, Deviations, Judgement, Role},
};
use kii_spec::{Level, RuleId, Statement};

const TODAY: Date = date(2027, 1, 15);

fn suite() -> Suite {
    Suite::load().unwrap_or_else(|error| panic!("{error}"))
}

/// An entry with everything that one needs.
fn entry(about: &str) -> String {
    format!("- {about}\n  reason: as it is\n  link: https://example.com/1\n  owner: somebody\n  expires: 2027-01-15\n")
}

fn load(suite: &Suite, text: &str, run: &[&Case], today: Date) -> Result<Deviations, String> {
    let deviations = Deviations::load("deviations.yaml", text, &suite.api, &suite.cases, run, today);
    deviations.map_err(|problems| problems.to_string())
}

fn judgement(suite: &Suite, text: &str) -> Judgement {
    let deviations = load(suite, text, &[], TODAY).unwrap_or_else(|problems| panic!("{problems}"));
    Judgement { profile: Profile::find("full").unwrap(), deviations }
}

fn case<'a>(suite: &'a Suite, name: &str) -> &'a Case {
    suite.cases.iter().find(|case| case.name() == name).unwrap_or_else(|| panic!("there is no {name}"))
}

fn record(case: &Case, outcome: Outcome) -> Record {
    let (case, time) = (case.clone(), Duration::ZERO);
    Record { outcome, ..Record::without_result(case, String::new(), time) }
}

/// A finding in which these statements are broken.
fn finding(broken: &[(Statement, MismatchKind)]) -> Finding {
    let request = Request {
        method: Method::GET,
        url: "http://h/".parse().unwrap(),
        headers: HeaderMap::new(),
        content: bytes::Bytes::new(),
        form: WireForm::default(),
    };
    let response = Response {
        version: Version::HTTP_11,
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        ..Response::default()
    };
    let mismatches = broken.iter().map(|(statement, kind)| Mismatch {
        statement: statement.clone(),
        level: Level::Must,
        expected: String::new(),
        found: String::new(),
        kind: *kind,
        difference: kii_conformance::Difference::Order,
    });
    Finding { role: Role::Act, exchange: Box::new(Exchange { request, response }), mismatches: mismatches.collect() }
}

/// A statement that a case is about, by its id.
fn statement(case: &Case, id: &str) -> Statement {
    case.covers.iter().find(|statement| statement.to_string() == id).unwrap_or_else(|| panic!("{id}")).clone()
}

fn word(suite: &Suite, deviations: &str, record: Record) -> &'static str {
    judgement(suite, deviations).judge(&suite.api, record).outcome.word()
}

#[test]
fn the_deviations_of_the_public_service_name_what_there_is() {
    let suite = suite();
    let text = include_str!("../deviations/kii-cloud.yaml");
    let run: Vec<&Case> = suite.cases.iter().collect();
    let deviations = load(&suite, text, &run, date(2026, 11, 21)).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(deviations.len(), 2);
}

#[test]
fn everything_that_is_wrong_with_a_file_is_told_at_once() {
    let suite = suite();
    let text = [
        entry("case: object.put/stal@user"),
        entry("rule: object.put/stale:statsu"),
        entry("rule: version-is-two"),
        entry("case: object.put/stale").replace("as it is", "..."),
        entry("case: object.put/stale").replace("https://example.com/1", "see the issue"),
        entry("case: object.put/stale").replace("2027-01-15", "2027-02-30"),
        entry("case: object.put/stale").replace("owner", "ower"),
        entry("case: object.put/stale\n  rule: version-is-one"),
        entry("owner: me").replace("  owner: somebody\n", ""),
    ];
    let problems = load(&suite, &text.concat(), &[], TODAY).expect_err("nine mistakes");
    for expected in [
        "no case is called `object.put/stal@user`",
        "deviations.yaml:1:9",
        "did you mean `object.put/stale@user`?",
        "`object.put/stale:statsu` is neither a rule nor a part of an answer",
        "did you mean `object.put/stale:status`?",
        "did you mean `version-is-one`?",
        "`reason` is still `...`",
        "`see the issue` is not an address",
        "`2027-02-30` is not a date",
        "unknown key `ower`",
        "`case` and `rule` exclude each other",
        "nothing says what deviates",
        "found 9 problems",
    ] {
        assert!(problems.contains(expected), "`{expected}` is not in:\n{problems}");
    }
}

#[test]
fn an_entry_expires_after_its_last_day_for_the_cases_that_are_run() {
    let suite = suite();
    let text = entry("case: object.put/stale");
    let (own, other) = (case(&suite, "object.put/stale@user"), case(&suite, "object.get/found@user"));
    assert!(load(&suite, &text, &[own, other], TODAY).is_ok());
    let problems = load(&suite, &text, &[own, other], date(2027, 1, 16)).expect_err("it has expired");
    assert!(problems.contains("has expired") && problems.contains("deviations.yaml:5:12"), "{problems}");
    assert!(load(&suite, &text, &[other], date(2027, 1, 16)).is_ok(), "nobody asked for its cases");
    // Its statement can be broken on the way to a case that is about another one.
    let text = entry("rule: object.put/stale:status");
    let status = statement(own, "object.put/stale:status");
    let broken = || record(other, Outcome::NotTestable(finding(&[(status.clone(), MismatchKind::WrongAnswer)])));
    for (today, word) in [(TODAY, "known deviation"), (date(2027, 1, 16), "not testable")] {
        let deviations = load(&suite, &text, &[other], today).unwrap();
        let judgement = Judgement { profile: Profile::find("full").unwrap(), deviations };
        assert_eq!(judgement.judge(&suite.api, broken()).outcome.word(), word);
    }
}

#[test]
fn a_case_is_known_by_its_name_in_all_scopes_or_in_one() {
    let suite = suite();
    let failed = |name: &str| {
        let case = case(&suite, name);
        let status = statement(case, "object.put/stale:status");
        record(case, Outcome::Failed(finding(&[(status, MismatchKind::WrongAnswer)])))
    };
    for (about, user, group) in [
        ("case: object.put/stale", "known deviation", "known deviation"),
        ("case: object.put/stale@user", "known deviation", "failed"),
        ("case: \"*/stale@g*\"", "failed", "known deviation"),
    ] {
        assert_eq!(word(&suite, &entry(about), failed("object.put/stale@user")), user, "{about}");
        assert_eq!(word(&suite, &entry(about), failed("object.put/stale@group")), group, "{about}");
    }
    let passed = record(case(&suite, "object.put/stale@user"), Outcome::Passed);
    assert_eq!(word(&suite, &entry("case: object.put/stale"), passed), "passed");
}

#[test]
fn an_entry_that_could_be_any_case_is_refused() {
    let suite = suite();
    for about in ["case: \"*\"", "case: \"*@app\""] {
        let problems = load(&suite, &entry(about), &[], TODAY).expect_err(about);
        assert!(problems.contains("names cases of every operation") && problems.contains("without"), "{problems}");
    }
    assert!(load(&suite, &entry("case: \"object.*\""), &[], TODAY).is_ok());
}

#[test]
fn a_failure_is_known_only_when_everything_that_it_breaks_is() {
    let suite = suite();
    let case = case(&suite, "object.put/stale@user");
    let status = || statement(case, "object.put/stale:status");
    let member = || statement(case, "object.put/stale:member.errorCode");
    let failed = |broken: &[(Statement, MismatchKind)]| record(case, Outcome::Failed(finding(broken)));
    let by_status = entry("rule: object.put/stale:status");
    let one = failed(&[(status(), MismatchKind::WrongAnswer)]);
    assert_eq!(word(&suite, &by_status, one), "known deviation");
    let both = || failed(&[(status(), MismatchKind::WrongAnswer), (member(), MismatchKind::Flaw)]);
    assert_eq!(word(&suite, &by_status, both()), "failed");
    let by_both = by_status + &entry("rule: object.put/stale:member.errorCode");
    assert_eq!(word(&suite, &by_both, both()), "known deviation");
}

#[test]
fn a_rule_is_broken_by_another_answer_and_not_by_a_flaw() {
    let suite = suite();
    let case = case(&suite, "object.put/stale@user");
    let failed = |kind| {
        let status = statement(case, "object.put/stale:status");
        record(case, Outcome::NotTestable(finding(&[(status, kind)])))
    };
    let about = entry("rule: superseded-version-is-refused");
    assert_eq!(word(&suite, &about, failed(MismatchKind::WrongAnswer)), "known deviation");
    assert_eq!(word(&suite, &about, failed(MismatchKind::Flaw)), "not testable");
    // A rule that every case checks is broken only where an answer is said to break it.
    assert_eq!(
        word(&suite, &entry("rule: refusal-changes-nothing"), failed(MismatchKind::WrongAnswer)),
        "not testable"
    );
}

#[test]
fn an_entry_that_holds_no_longer_is_a_surprise_once_all_its_cases_were_run() {
    let suite = suite();
    let verdict = |text: &str, records: &[Record]| {
        let judgement = judgement(&suite, text);
        let records: Vec<_> = records.iter().map(|record| judgement.judge(&suite.api, record.clone())).collect();
        judgement.verdict(&suite.api, &suite.cases, &records, records.len())
    };
    let cites = |case: &&Case| case.covers.iter().any(|statement| statement.to_string() == "object.put/stale:status");
    let all: Vec<&Case> = suite.cases.iter().filter(cites).collect();
    let passed: Vec<Record> = all.iter().map(|case| record(case, Outcome::Passed)).collect();
    for about in ["case: object.put/stale", "rule: object.put/stale:status"] {
        let surprised = verdict(&entry(about), &passed);
        assert_eq!(surprised.exit_code(), 1, "{surprised}");
        let message = surprised.to_string();
        assert!(
            message.contains("deviations.yaml:1:") && message.contains(about) && message.contains("remove the entry"),
            "{message}"
        );

        // The case that was left out may still fail.
        assert!(matches!(verdict(&entry(about), &passed[1..]), Verdict::Conforms(_)), "{about}");
        // One that fails shows that the entry is needed.
        let status = statement(all[0], "object.put/stale:status");
        let failed = record(all[0], Outcome::Failed(finding(&[(status, MismatchKind::WrongAnswer)])));
        let still = verdict(&entry(about), &[&[failed], &passed[1..]].concat());
        assert_eq!(still.to_string(), format!("conforms with 1 known deviation: {} cases passed", all.len() - 1));
    }
    let skipped: Vec<Record> = all
        .iter()
        .map(|_| Outcome::NotApplicable(kii_conformance::MissingPrerequisite::because("it is left out".to_owned())))
        .zip(&all)
        .map(|(outcome, case)| record(case, outcome))
        .collect();
    let other = record(case(&suite, "object.get/found@user"), Outcome::Passed);
    assert_eq!(verdict(&entry("case: object.put/stale"), &[&skipped[..], &[other]].concat()).exit_code(), 0);
}

#[test]
fn a_case_that_the_profile_does_not_list_changes_nothing() {
    let suite = suite();
    let listed = case(&suite, "object.get/found@user");
    let newer = Case { id: kii_conformance::CaseId("object.get/newer".to_owned()), ..listed.clone() };
    let judgement = judgement(&suite, "[]");
    let judge = |case: &Case, outcome| judgement.judge(&suite.api, record(case, outcome));
    let rule = Statement::Rule(RuleId("version-is-one".into()));
    let failed = || Outcome::Failed(finding(&[(rule.clone(), MismatchKind::Untrue)]));
    let records = [judge(listed, Outcome::Passed), judge(&newer, failed())];
    let verdict = judgement.verdict(&suite.api, &suite.cases, &records, 2);
    assert_eq!(verdict.to_string(), "conforms: 1 case passed, 1 not scored");
    assert_eq!(records[1].outcome.reason().as_deref(), Some("newer than the profile; failed"));
    let alone = judgement.verdict(&suite.api, &suite.cases, &records[1..], 1);
    assert!(alone.exit_code() == 2 && alone.to_string().contains("newer than the profile"), "{alone}");
    let against = [judge(listed, failed())];
    assert_eq!(judgement.verdict(&suite.api, &suite.cases, &against, 1).exit_code(), 1);
}

#[test]
fn a_draft_has_an_entry_for_each_statement_and_keeps_what_was_there() {
    let suite = suite();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deviations.yaml");
    let case = case(&suite, "object.put/stale@user");
    let broken = |id| (statement(case, id), MismatchKind::Flaw);
    let records = [
        record(
            case,
            Outcome::Failed(finding(&[broken("object.put/stale:status"), broken("object.put/stale:content")])),
        ),
        record(case, Outcome::NotTestable(finding(&[broken("object.put/stale:status")]))),
    ];
    let (text, added) = DeviationDraft::open(&path).unwrap().with(&records, TODAY).unwrap();
    assert_eq!(added, 2);
    assert!(text.contains("expires: 2027-04-15") && text.contains("reason: '...'"), "{text}");
    let problems = load(&suite, &text, &[], TODAY).expect_err("it is only a draft");
    assert!(problems.contains("`owner` is still `...`") && problems.contains("found 6 problems"), "{problems}");

    // Of a target without deviations, there is nothing to fill in.
    let (empty, added) = DeviationDraft::open(&path).unwrap().with(&[], TODAY).unwrap();
    assert_eq!((added, load(&suite, &empty, &[], TODAY).unwrap().len()), (0, 0), "{empty}");

    // One entry is filled in, and the other removed.
    let kept = format!("# ours\n{}", entry("rule: object.put/stale:status"));
    std::fs::write(&path, &kept).unwrap();
    let (text, added) = DeviationDraft::open(&path).unwrap().with(&records, TODAY).unwrap();
    assert_eq!(added, 1);
    assert!(text.starts_with(&kept) && text.matches("- rule").count() == 2, "{text}");

    for refused_text in ["[{ rule: a, reason: b, link: c, owner: d, expires: e }]\n", "  - rule: x\n", "rule: x\n"] {
        std::fs::write(&path, refused_text).unwrap();
        let refused = DeviationDraft::open(&path).and_then(|draft| draft.with(&records, TODAY));
        assert!(refused.expect_err(refused_text).contains("deviations.yaml"));
    }
}
