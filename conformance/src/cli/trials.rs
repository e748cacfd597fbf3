//! Cases as trials of libtest-mimic. It knows passed, failed and ignored; what became of a case is kept beside it.

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
};
use crate::{
    cases::Case,
    report::{Rerun, View},
    run::{Record, Session, preflight},
    score::Judgement,
    send::{Client, Interruption},
};

/// Everything that running cases takes, and what became of them.
pub(super) struct TrialRunner {
    session: Session,
    rerun: Rerun,
    judgement: Arc<Judgement>,
    interruption: Interruption,
    /// How often each case is run.
    times: Times,
    handle: Handle,
    /// Records with their cases' places in the suite, as cases end in any order.
    records: Mutex<Vec<(usize, Record)>>,
    /// Cases that have begun before their trials, by their places in the suite.
    begun: Mutex<HashMap<usize, StartedCase>>,
    silence: CircuitBreaker,
}

/// A case on its way, and its client.
type StartedCase = (JoinHandle<Record>, Client);

impl TrialRunner {
    pub(super) fn new(
        session: Session,
        args: &Arguments,
        judgement: Arc<Judgement>,
        interruption: Interruption,
        handle: Handle,
    ) -> Self {
        Self {
            session,
            interruption,
            rerun: args.rerun.clone(),
            judgement,
            times: Times { repeat: args.repeat, retries: args.bounds.retries },
            handle,
            records: Mutex::default(),
            begun: Mutex::default(),
            silence: CircuitBreaker::default(),
        }
    }

    /// Begins a case at once. Its trial then waits only for what is left of it, so that cases in which time must pass
    /// do not wait in line.
    pub(super) fn begin(self: &Arc<Self>, place: usize, case: Case) {
        let (session, times) = (self.session.with_own_log(), self.times);
        let client = session.client.clone();
        let running = async move { repeat::run(&session, &case, times).await };
        let begun = (self.handle.spawn(running), client);
        self.begun.lock().unwrap_or_else(PoisonError::into_inner).insert(place, begun);
    }

    /// A case, and its place in the suite, as a trial.
    pub(super) fn trial(self: &Arc<Self>, place: usize, case: Case) -> Trial {
        let stand = Arc::clone(self);
        Trial::ignorable_test(case.name(), move || stand.run(place, case))
    }

    /// The records so far, in the suite's order.
    pub(super) fn records(&self) -> Vec<Record> {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner).clone();
        records.sort_by_key(|(place, _)| *place);
        records.into_iter().map(|(_, record)| record).collect()
    }

    /// Since which case, and why, no more cases were sent, if the target has stopped answering.
    pub(super) fn silence(&self) -> Option<String> {
        self.silence.reason()
    }

    fn run(&self, place: usize, case: Case) -> Result<Completion, Failed> {
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner).remove(&place);
        let interrupted = self.interruption.raised_by().map(|by| format!("not sent: interrupted by {by}"));
        if let (None, Some(why)) = (&begun, interrupted.or_else(|| self.silence.forbids(&case))) {
            return Ok(self.leave_out(place, case, why));
        }
        let Session { target, suite, .. } = &self.session;
        let start = Instant::now();
        let (ended, client) = match begun {
            Some((begun, client)) => (self.handle.block_on(begun).map_err(|error| error.to_string()), client),
            None => {
                let session = self.session.with_own_log();
                let running = repeat::run(&session, &case, self.times);
                let ended = catch_unwind(AssertUnwindSafe(|| self.handle.block_on(running)));
                (ended.map_err(|_| panics::take_here().unwrap_or_default()), session.client)
            }
        };
        let record = ended.unwrap_or_else(|why| {
            Record::without_result(case.clone(), format!("the suite broke down: {why}"), start.elapsed())
        });
        match self.silence.note(&record, client.answers()) {
            Suspicion::None => {}
            Suspicion::AskAgain => {
                let asked = self.handle.block_on(preflight::ping(&self.session.with_own_log()));
                self.silence.settle(asked);
            }
        }
        let record = self.judgement.judge(self.session.api(), record);
        let view = View { api: &suite.api, target: Some(target), rerun: &self.rerun };
        let completion = match (view.failure(&record), record.outcome.reason()) {
            (Some(failure), _) => Err(failure.into()),
            (None, Some(reason)) => {
                let word = record.outcome.word();
                Ok(Completion::ignored_with(view.redact(&format!("{word}: {reason}"))))
            }
            (None, None) => Ok(Completion::Completed),
        };
        self.records.lock().unwrap_or_else(PoisonError::into_inner).push((place, record));
        completion
    }

    /// Records a case without sending it. For libtest-mimic it is ignored, so that the failures that it prints are those
    /// that tell something.
    fn leave_out(&self, place: usize, case: Case, why: String) -> Completion {
        let completion = Completion::ignored_with(&why);
        let record = self.judgement.judge(self.session.api(), Record::without_result(case, why, Duration::ZERO));
        self.records.lock().unwrap_or_else(PoisonError::into_inner).push((place, record));
        completion
    }
}
