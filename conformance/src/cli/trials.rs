//! Cases as trials of libtest-mimic. It knows passed, failed and ignored; the records keep the outcomes of the suite.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use libtest_mimic::{Completion, Failed, Trial};
use tokio::{runtime::Handle, task::JoinHandle};

use super::{
    Arguments,
    circuit_breaker::{CircuitBreaker, Suspicion},
    panics,
    repeat::{self, Times},
    run::Events,
};
use crate::{
    cases::Case,
    report::{CaseResult, Event, ReportContext, Rerun},
    run::{OutcomeKind, Record, Session, preflight},
    score::Judgement,
    send::{Client, Interruption},
};

/// Runs cases as trials, and keeps their records.
pub(super) struct TrialRunner {
    session: Session,
    rerun: Rerun,
    judgement: Arc<Judgement>,
    events: Events,
    interruption: Interruption,
    /// How often each case is run.
    times: Times,
    handle: Handle,
    /// Records with the positions of their cases in the suite, as cases end in any order.
    records: Mutex<Vec<(usize, Record)>>,
    /// Cases that were started before their trials, by their positions in the suite.
    started: Mutex<HashMap<usize, StartedCase>>,
    circuit_breaker: CircuitBreaker,
}

/// A case that is running, and its client.
type StartedCase = (JoinHandle<Record>, Client);

impl TrialRunner {
    pub(super) fn new(
        session: Session,
        args: &Arguments,
        judgement: Arc<Judgement>,
        events: Events,
        interruption: Interruption,
        handle: Handle,
    ) -> Self {
        Self {
            session,
            interruption,
            rerun: args.rerun.clone(),
            judgement,
            events,
            times: Times { repeat: args.repeat, retries: args.bounds.retries },
            handle,
            records: Mutex::default(),
            started: Mutex::default(),
            circuit_breaker: CircuitBreaker::default(),
        }
    }

    /// Starts a case at once, before its trial. Cases with pauses then run at the same time as the others.
    pub(super) fn start(self: &Arc<Self>, place: usize, case: Case) {
        self.events.emit(Event::CaseBegan);
        let (session, times) = (self.session.with_own_log(), self.times);
        let client = session.client.clone();
        let running = async move { repeat::run(&session, &case, times).await };
        let started = (self.handle.spawn(running), client);
        self.started.lock().unwrap_or_else(PoisonError::into_inner).insert(place, started);
    }

    /// A case, and its position in the suite, as a trial.
    pub(super) fn trial(self: &Arc<Self>, place: usize, case: Case) -> Trial {
        let runner = Arc::clone(self);
        Trial::ignorable_test(case.name(), move || runner.run(place, case))
    }

    /// The records so far, in the suite's order.
    pub(super) fn records(&self) -> Vec<Record> {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner).clone();
        records.sort_by_key(|(place, _)| *place);
        records.into_iter().map(|(_, record)| record).collect()
    }

    /// Why the circuit breaker stopped the run, and at which case, if it did.
    pub(super) fn stopped(&self) -> Option<String> {
        self.circuit_breaker.reason()
    }

    fn run(&self, place: usize, case: Case) -> Result<Completion, Failed> {
        let started = self.started.lock().unwrap_or_else(PoisonError::into_inner).remove(&place);
        let interrupted = self.interruption.raised_by().map(|by| format!("not sent: interrupted by {by}"));
        if let (None, Some(why)) = (
            &started,
            interrupted
                .or_else(|| self.session.target.renewal_failure().map(|why| format!("not sent: {why}")))
                .or_else(|| self.circuit_breaker.reason_to_skip(&case)),
        ) {
            return Ok(self.leave_out(place, case, why));
        }
        let start = Instant::now();
        let (ended, client) = match started {
            Some((started, client)) => (self.handle.block_on(started).map_err(|error| error.to_string()), client),
            None => {
                self.events.emit(Event::CaseBegan);
                let session = self.session.with_own_log();
                let running = repeat::run(&session, &case, self.times);
                let ended = catch_unwind(AssertUnwindSafe(|| self.handle.block_on(running)));
                (ended.map_err(|_| panics::take_here().unwrap_or_default()), session.client)
            }
        };
        let record = ended.unwrap_or_else(|why| {
            Record::without_result(case.clone(), format!("the suite broke down: {why}"), start.elapsed())
        });
        match self.circuit_breaker.note(&record, client.answers()) {
            Suspicion::None => {}
            Suspicion::Probe => {
                let result = self.handle.block_on(preflight::ping(&self.session.with_own_log()));
                self.circuit_breaker.note_probe(result);
            }
        }
        let result = self.end(place, record);
        match (result.outcome(), result.failure(), result.remark()) {
            // For libtest-mimic it is ignored; the summary shows what failed.
            (OutcomeKind::NotScored, _, Some(remark)) | (_, None, Some(remark)) => Ok(Completion::ignored_with(remark)),
            (_, Some(failure), _) => Err(failure.into()),
            (_, None, None) => Ok(Completion::Completed),
        }
    }

    /// Records a case without sending it. For libtest-mimic it is ignored, so that the failures that it prints are those
    /// that say something about the target.
    fn leave_out(&self, place: usize, case: Case, why: String) -> Completion {
        let completion = Completion::ignored_with(&why);
        self.end(place, Record::without_result(case, why, Duration::ZERO));
        completion
    }

    /// Judges the outcome of a case, records it and reports it.
    fn end(&self, place: usize, record: Record) -> CaseResult {
        let record = self.judgement.judge(self.session.api(), record);
        let (api, target) = (self.session.api(), &self.session.target);
        let result = CaseResult::new(&ReportContext { api, target, rerun: &self.rerun }, &record);
        self.events.emit(Event::CaseEnded { place, result: Box::new(result.clone()) });
        self.records.lock().unwrap_or_else(PoisonError::into_inner).push((place, record));
        result
    }
}
