//! The rules of the scheduler, with attempts that no target has to serve.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex, MutexGuard},
    time::Duration,
};

use http::StatusCode;
use kii_spec::{OperationId, axis::Point};

use super::*;
use crate::{
    cases::Suite,
    judge::ExchangeSummary,
    run::outcome::{Outcome, SuiteError},
    send::{SendError, SendErrorKind},
};

/// The cases of the suite, in which any will do.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| Suite::load().unwrap().cases);

/// What an attempt at a case leads to.
enum Result {
    /// Every request is answered.
    Passes,
    /// A connection breaks.
    IsLost,
    /// This operation moves the clock on.
    TimesOut(OperationId),
}

type Script = dyn Fn(&Case, Company) -> Result + Send + Sync;

/// Attempts that lead to what a script says.
#[derive(Clone)]
struct Scripted {
    script: Arc<Script>,
    log: Arc<Mutex<Log>>,
    other_cases: OtherCases,
}

#[derive(Default)]
struct Log {
    /// The cases that ran, with their company, in the order in which they began.
    ran: Vec<(String, Company)>,
    running: usize,
    most_running: usize,
    /// Whether something else was running when a case ran alone.
    has_company: bool,
    pings: usize,
    /// How many attempts have come to their end.
    ended: usize,
    /// How many had when the last case went on that had waited for them.
    ended_when_outlasting: Option<usize>,
}

impl Scripted {
    fn new(script: impl Fn(&Case, Company) -> Result + Send + Sync + 'static) -> Self {
        Self { script: Arc::new(script), log: Arc::default(), other_cases: OtherCases::default() }
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap()
    }

    /// How often a case ran, alone and among others.
    fn times(&self, case: &Case, company: Company) -> usize {
        self.log().ran.iter().filter(|ran| **ran == (case.name(), company)).count()
    }

    /// Runs these cases, at most so many at the same time; what happened to each, and why the run was stopped.
    async fn run(&self, cases: &[Case], size: usize, gives_up: bool) -> (BTreeMap<usize, String>, Option<String>) {
        let (_sender, size) = watch::channel(size);
        let scheduler = Scheduler { attempts: self.clone(), size, gives_up, other_cases: self.other_cases.clone() };
        let events = Mutex::new(BTreeMap::new());
        let stopped = scheduler.run(cases.iter().cloned().enumerate().collect(), |place, progress| {
            let word = match progress {
                Progress::Began => "began".to_owned(),
                Progress::Ended(record) => format!("{} ", record.outcome.word()),
                Progress::LeftOut(why) => why,
            };
            events.lock().unwrap().entry(place).or_insert_with(String::new).push_str(&format!("{word}; "));
        });
        let stopped = stopped.await;
        (events.into_inner().unwrap(), stopped)
    }
}

impl Attempts for Scripted {
    async fn run(&self, case: &Case, company: Company) -> (Ended, Answers) {
        {
            let mut log = self.log();
            log.ran.push((case.name(), company));
            log.running += 1;
            log.most_running = log.most_running.max(log.running);
            log.has_company |= company == Company::None && log.running > 1;
        }
        tokio::task::yield_now().await;
        if case.outlasts_others() {
            self.other_cases.ended().await;
            let mut log = self.log();
            log.ended_when_outlasting = Some(log.ended);
        }
        let mut record = Box::new(Record::without_result(case.clone(), "no answer".to_owned(), Duration::ZERO));
        let error = SendError { message: "broken".to_owned(), kind: SendErrorKind::Closed };
        let mut answers = Answers::Missing(error);
        match (self.script)(case, company) {
            Result::Passes => {
                (record.outcome, answers) = (Outcome::Passed, Answers::Complete);
                record.traffic = case.steps().map(|step| answered(&step.operation)).collect();
            }
            Result::IsLost => {}
            Result::TimesOut(operation) => {
                let (message, silent) = ("no answer".to_owned(), Some(operation));
                record.outcome = Outcome::SuiteError(SuiteError { message, silent });
                answers = Answers::Complete;
            }
        }
        {
            let mut log = self.log();
            log.running -= 1;
            log.ended += 1;
        }
        let is_postponed = company == Company::Others && matches!(record.outcome, Outcome::SuiteError(_));
        record.retries.extend(is_postponed.then(|| "lost".to_owned()));
        (if is_postponed { Ended::Postponed(record) } else { Ended::Finished(record) }, answers)
    }

    async fn ping(&self) -> std::result::Result<(), String> {
        self.log().pings += 1;
        Err("nobody is there".to_owned())
    }

    fn reason_to_end(&self) -> Option<String> {
        None
    }
}

fn answered(operation: &OperationId) -> ExchangeSummary {
    let (operation, status) = (operation.clone(), StatusCode::OK);
    ExchangeSummary {
        operation,
        point: Point::default(),
        sent: None,
        status,
        received: None,
        response: None,
        due: None,
    }
}

/// An operation, cases that call it, and a case that does not.
fn of_one_operation(count: usize) -> (OperationId, Vec<Case>, Case) {
    let operation = CASES[0].steps().next().unwrap().operation.clone();
    let calls = |case: &&Case| case.steps().any(|step| step.operation == operation);
    let cases = CASES.iter().filter(|case| !case.waits()).filter(calls).take(count).cloned().collect();
    let other = CASES.iter().find(|case| !calls(case)).unwrap().clone();
    (operation, cases, other)
}

#[tokio::test]
async fn what_is_lost_among_others_runs_again_alone_at_the_end() {
    let lost = CASES[1].name();
    let attempts = Scripted::new(move |case, company| match company {
        Company::Others if case.name() == lost => Result::IsLost,
        Company::Others | Company::None => Result::Passes,
    });
    let (events, stopped) = attempts.run(&CASES[..20], 4, true).await;
    assert_eq!(stopped, None);
    assert_eq!(events.values().filter(|events| *events == "began; passed ; ").count(), 19);
    assert_eq!(events[&1], "began; flaky ; ", "it begins and ends once");
    let log = attempts.log();
    assert_eq!(log.ran.len(), 21);
    assert_eq!(log.ran[20], (CASES[1].name(), Company::None));
    assert!(!log.has_company);
}

#[tokio::test]
async fn as_many_cases_run_at_the_same_time_as_there_is_room_for_and_those_that_wait_besides() {
    let (waiting, others): (Vec<Case>, Vec<Case>) = CASES.iter().cloned().partition(Case::waits);
    let attempts = Scripted::new(|_, _| Result::Passes);
    attempts.run(&others[..40], 4, true).await;
    assert_eq!(attempts.log().most_running, 4);
    let mixed = [&others[..40], &waiting[..3]].concat();
    for (size, most) in [(4, 7), (1, 1)] {
        let attempts = Scripted::new(|_, _| Result::Passes);
        attempts.run(&mixed, size, true).await;
        assert_eq!(attempts.log().most_running, most);
        assert!(attempts.log().ran[..3].iter().all(|(name, _)| waiting.iter().any(|case| case.name() == *name)));
    }
}

#[tokio::test]
async fn a_case_that_outlasts_others_goes_on_when_they_have_ended_or_are_left_out() {
    let of = |outlasts| CASES.iter().filter(move |case| case.outlasts_others() == outlasts).cloned();
    let cases: Vec<Case> = of(false).take(20).chain(of(true).take(1)).collect();
    let lost = cases[3].name();
    for (size, ended) in [(4, 20), (1, 0)] {
        let lost = lost.clone();
        let attempts = Scripted::new(move |case, company| match company {
            Company::Others if case.name() == lost => Result::IsLost,
            Company::Others | Company::None => Result::Passes,
        });
        let (events, _) = attempts.run(&cases, size, true).await;
        assert_eq!(events[&20], "began; passed ; ");
        assert_eq!(attempts.log().ended_when_outlasting, Some(ended), "{size} at the same time");
    }
    let attempts = Scripted::new(|case, _| if case.outlasts_others() { Result::Passes } else { Result::IsLost });
    let (events, _) = attempts.run(&cases, 4, true).await;
    assert!(events.values().any(|events| events.contains("had stopped responding")), "{events:?}");
    assert_eq!(events[&20], "began; passed ; ");
}

#[tokio::test]
async fn a_target_that_answers_nothing_is_left_alone_only_where_the_run_may_give_up() {
    let attempts = Scripted::new(|_, _| Result::IsLost);
    let (events, stopped) = attempts.run(&CASES[..40], 1, true).await;
    assert!(stopped.is_some_and(|why| why.contains("nobody is there")));
    assert_eq!(attempts.log().pings, 1);
    assert_eq!(attempts.log().ran.len(), 5);
    assert_eq!(events.values().filter(|events| events.contains("had stopped responding")).count(), 35);
    let attempts = Scripted::new(|_, _| Result::IsLost);
    let (events, stopped) = attempts.run(&CASES[..40], 1, false).await;
    assert_eq!((stopped, attempts.log().pings), (None, 0));
    assert!(events.values().all(|events| events == "began; suite error ; "), "{events:?}");
}

#[tokio::test]
async fn cases_of_an_operation_that_responds_again_run_together_again() {
    let (operation, cases, _) = of_one_operation(40);
    let left = Mutex::new(5);
    let attempts = Scripted::new(move |_, company| {
        let mut left = left.lock().unwrap();
        match company {
            Company::Others if *left > 0 => {
                *left -= 1;
                Result::TimesOut(operation.clone())
            }
            Company::Others | Company::None => Result::Passes,
        }
    });
    let (events, _) = attempts.run(&cases, 1, true).await;
    assert!(events.values().all(|events| events.starts_with("began; ")), "{events:?}");
    let alone = cases.iter().filter(|case| attempts.times(case, Company::None) > 0).count();
    assert_eq!(alone, 5, "those that were lost");
}

#[tokio::test]
async fn cases_of_an_operation_that_never_responds_are_left_out_and_no_others() {
    let (operation, mut cases, other) = of_one_operation(40);
    let own = other.name();
    cases.push(other);
    let attempts = Scripted::new(move |case, _| match case.name() == own {
        true => Result::Passes,
        false => Result::TimesOut(operation.clone()),
    });
    let (events, stopped) = attempts.run(&cases, 1, true).await;
    assert_eq!(stopped, None);
    assert_eq!(events[&40], "began; passed ; ");
    let left_out = events.values().filter(|events| events.contains("had timed out in 5 cases in a row")).count();
    assert_eq!(left_out, 35, "{events:?}");
}
