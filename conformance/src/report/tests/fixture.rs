//! A run that was never made: records with every outcome, judged and reported as those of a real run.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Version};
use jiff::Timestamp;
use kii_spec::{CapabilityName, DerivedCheck, Level};

use crate::{
    cases::{Case, Expect, Role, Shard, Suite},
    deployment::{MissingPrerequisite, Target},
    judge::{Difference, ExchangeSummary, Mismatch, MismatchKind},
    report::{
        CaseResult, Collector, Event, Load, LoadBound, Report, ReportContext, ReportedVerdict, Rerun, RunEnd,
        RunIdentity, RunStart, Selection,
    },
    run::{Finding, Outcome, Record, Requests, SuiteError},
    score::{Deviations, Judgement, Profile, profile::FrozenProfile},
    send::{Exchange, Request, Response, WireForm},
    values::{RunId, Seed},
};

/// Something that the target sends back and nobody may see.
pub(in crate::report) const SECRET: &str = "token-of-the-administrator";

/// The first entry is outdated, the second is needed, and of what the third is about a part is not run.
const DEVIATIONS: &str = "\
- case: object.put/stale
  reason: it was so
  link: https://example.com/1
  owner: somebody
  expires: 2999-01-01
- case: object.put/replaced
  reason: as it is
  link: https://example.com/2
  owner: somebody
  expires: 2999-01-01
- case: object.*/object_missing
  reason: as it was elsewhere
  link: https://example.com/3
  owner: somebody
  expires: 2999-01-01
";

/// The cases of the suite, how they end in each of three scopes, and whether they are newer than the profile. These
/// few are named, so that a new case changes no snapshot.
const CASES: &[(&str, Kind, bool)] = &[
    ("object.put/created", Kind::Warned, false),
    ("object.put/replaced", Kind::Failed, false),
    ("object.put/stale", Kind::Passed, false),
    ("object.put/already_exists", Kind::NotApplicable, false),
    ("object.put/object_missing", Kind::Flaky, false),
    ("object.put/replaced[body=exists]", Kind::FailedAfterAWarning, false),
    ("object.put/replaced[if_match=current]", Kind::NotTestable, false),
    ("object.put/invalid_json[content=malformed]", Kind::NoResult, false),
    ("object.put/invalid_json[content=not_an_object]", Kind::Failed, true),
    ("object.put/created[content=typed]", Kind::Passed, true),
    ("object.get/object_missing", Kind::Passed, false),
];

/// How a case ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Passed,
    Warned,
    Flaky,
    Failed,
    FailedAfterAWarning,
    NotTestable,
    NotApplicable,
    NoResult,
}

/// Which outcomes a run has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Outcomes {
    /// Every outcome but suite errors.
    All,
    /// None that speaks against the target.
    NoFailure,
    /// Every outcome, suite errors among them.
    NoResultForSome,
    /// Nothing that the target offers.
    AllNotApplicable,
}

/// A run of the cases of one operation.
pub(in crate::report) struct MadeUpRun {
    pub(in crate::report) suite: Arc<Suite>,
    judgement: Judgement,
    target: Target,
    outcomes: Outcomes,
}

impl MadeUpRun {
    pub(in crate::report) fn new(outcomes: Outcomes) -> Self {
        let all = Suite::load().unwrap();
        let is_one = |case: &Case| {
            CASES.iter().any(|(id, ..)| case.id.0 == *id) && ["app", "user", "group"].contains(&case.scope.0.as_str())
        };
        let cases = all.cases.into_iter().filter(is_one).collect();
        let exclusions = all.exclusions.into_iter().filter(|exclusion| &*exclusion.operation.verb == "put").collect();
        let suite = Arc::new(Suite { cases, exclusions, api: all.api });
        let is_listed = |case: &&Case| CASES.iter().any(|(id, _, is_new)| case.id.0 == *id && !is_new);
        let listed = suite.cases.iter().filter(is_listed).map(|case| format!("{}\n", case.name()));
        let profile = FrozenProfile::read("full-1.txt", &listed.collect::<String>()).map(Profile::Frozen).unwrap();
        let today = jiff::civil::date(2027, 1, 1);
        let deviations = Deviations::load("deviations.yaml", DEVIATIONS, &suite.api, &suite.cases, &[], today);
        let deviations = deviations.unwrap_or_else(|problems| panic!("{problems}"));
        let target = format!("base_url = \"http://h/\"\napp_id = \"app\"\nprincipals.admin.token = \"{SECRET}\"\n");
        let target = target + "app_key = \"the-key-of-it\"\n";
        let target = Target::from_toml(&suite.api, &target, "the target").unwrap_or_else(|error| panic!("{error}"));
        Self { suite, judgement: Judgement { profile, deviations }, target, outcomes }
    }

    /// The report of the run, or of a shard of it.
    pub(in crate::report) fn report(&self, shard: Option<Shard>) -> Report {
        let Self { suite, judgement, target, .. } = self;
        let run = RunIdentity { id: RunId::parse("abcd1234").unwrap(), seed: Seed::parse("7").unwrap(), shard };
        let selection = Selection { filters: vec!["object.put/".to_owned()], ..Selection::default() };
        let start = RunStart { run, selection, injected: Vec::new(), started: Timestamp::UNIX_EPOCH };
        let mut collector = Collector::new(Arc::clone(suite), start);
        let cases = suite.cases.iter().enumerate().filter(|(_, case)| case.name().contains("object.put/"));
        let cases: Vec<_> = cases.filter(|(_, case)| shard.is_none_or(|shard| shard.has(&case.name()))).collect();
        collector.on(Event::TargetFound(target.base.to_string()));
        collector.on(Event::CasesSelected(cases.len()));
        let rerun = Rerun::new("suite run", &["--target".to_owned(), "target.toml".to_owned()], &[]);
        let context = ReportContext { api: &suite.api, target, rerun: &rerun };
        let judged = cases.iter().map(|(place, case)| (*place, judgement.judge(&suite.api, self.record(*place, case))));
        let judged: Vec<(usize, Record)> = judged.collect();
        // They end in any order.
        for (place, record) in judged.iter().rev() {
            let result = Box::new(CaseResult::new(&context, record));
            collector.on(Event::CaseBegan);
            collector.on(Event::CaseEnded { place: *place, result });
        }
        let records: Vec<Record> = judged.into_iter().map(|(_, record)| record).collect();
        let verdict = judgement.verdict(&suite.api, &suite.cases, &records, records.len());
        let redact = |text: &str| target.redact(text);
        collector.end(RunEnd {
            load: Some(Load { most_in_flight: 7, bound: LoadBound::Latency }),
            verdict: ReportedVerdict::of(&verdict, &judgement.profile, suite, redact),
            deviations: judgement.deviations.uses(&suite.api, &suite.cases, &records),
            ended_early: false,
            sweep: vec!["suite sweep --run abcd1234".to_owned()],
            time: Duration::from_secs(3),
        })
    }

    fn record(&self, place: usize, case: &Case) -> Record {
        let (mut retries, mut warnings, mut left_behind) = (Vec::new(), Vec::new(), Vec::new());
        let kind = CASES.iter().find(|(id, ..)| case.id.0 == *id).map_or(Kind::Passed, |(_, kind, _)| *kind);
        let is_known = case.id.0 == "object.put/replaced";
        let kind = match (self.outcomes, kind) {
            (Outcomes::AllNotApplicable, _) => Kind::NotApplicable,
            (Outcomes::NoFailure, Kind::Failed) if is_known => Kind::Failed,
            (Outcomes::NoFailure, Kind::Failed | Kind::FailedAfterAWarning | Kind::NotTestable | Kind::NoResult) => {
                Kind::Passed
            }
            (Outcomes::All, Kind::NoResult) => Kind::Passed,
            (Outcomes::All | Outcomes::NoFailure | Outcomes::NoResultForSome, kind) => kind,
        };
        let outcome = match kind {
            Kind::Passed => Outcome::Passed,
            Kind::Warned => {
                warnings.push(finding(case, Role::Verify(DerivedCheck::RefusalChangesNothing), Level::Should));
                Outcome::Warned(finding(case, Role::Act, Level::Should))
            }
            Kind::Flaky => {
                retries.push("the connection was reset".to_owned());
                Outcome::Flaky(Some(finding(case, Role::Act, Level::Should)))
            }
            Kind::Failed => Outcome::Failed(finding(case, Role::Act, Level::Must)),
            Kind::FailedAfterAWarning => {
                warnings.push(finding(case, Role::Act, Level::Should));
                Outcome::Failed(finding(case, Role::Verify(DerivedCheck::RefusalChangesNothing), Level::Must))
            }
            Kind::NotTestable => {
                left_behind.push(format!("/buckets/of-{place}"));
                Outcome::NotTestable(finding(case, Role::SetUp, Level::Must))
            }
            Kind::NotApplicable => {
                let capability = CapabilityName(format!("scope.{}", case.scope.0));
                Outcome::NotApplicable(MissingPrerequisite::of_capability(capability))
            }
            Kind::NoResult => Outcome::SuiteError(SuiteError::new(format!("no answer to {SECRET}"))),
        };
        let traffic = case.steps().filter_map(|step| summary(step, kind == Kind::Passed)).collect();
        let time = Duration::from_millis(place as u64);
        let case = case.clone();
        let requests =
            Requests { set_up: 1, act: 1, verification: 3, cleanup: 1, longest_chain: 4, ..Requests::default() };
        let requests = if kind == Kind::NotApplicable { Requests::default() } else { requests };
        let (attempts, exchanges, examined) = (1, Vec::new(), BTreeSet::default());
        Record { case, outcome, warnings, time, left_behind, retries, requests, traffic, attempts, exchanges, examined }
    }
}

/// A mismatch with the first or the last statement that a case is about, by its level.
fn finding(case: &Case, role: Role, level: Level) -> Finding {
    let statement = if level == Level::Must { case.covers.first() } else { case.covers.last() };
    let mismatch = Mismatch {
        statement: statement.unwrap().clone(),
        level,
        expected: "what is documented".to_owned(),
        found: format!("something else,\nand {SECRET}"),
        kind: MismatchKind::WrongAnswer,
        difference: Difference::Status { due: vec![200], found: 202 },
    };
    let mut headers = HeaderMap::new();
    headers.insert("x-echo", HeaderValue::from_static(SECRET));
    let request = Request {
        method: Method::PUT,
        url: "http://h/api/apps/app/buckets/b/objects/o".parse().unwrap(),
        headers: HeaderMap::new(),
        content: Bytes::from_static(b"{}"),
        form: WireForm::default(),
    };
    let (version, status) = (Version::HTTP_11, StatusCode::IM_A_TEAPOT);
    let response = Response { version, status, headers, ..Response::default() };
    Finding { role, exchange: Box::new(Exchange { request, response }), mismatches: vec![mismatch] }
}

/// The response that a step names, received when it was due.
fn summary(step: &crate::cases::Step, is_due: bool) -> Option<ExchangeSummary> {
    let Expect::Response { name, .. } = &step.expect else { return None };
    Some(ExchangeSummary {
        operation: step.operation.clone(),
        point: step.point,
        sent: None,
        status: StatusCode::OK,
        received: None,
        response: Some(name.clone()),
        due: is_due.then(|| name.clone()),
    })
}
