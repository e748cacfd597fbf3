//! Cases as trials of libtest-mimic. It knows passed, failed and ignored; the records keep the outcomes of the suite.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver},
    },
    time::Duration,
};

use libtest_mimic::{Completion, Failed, Trial};
use tokio::{runtime::Handle, task::JoinHandle};

use super::{Arguments, panics, run::Events};
use crate::{
    cases::Case,
    report::{CaseResult, Event, ReportContext, Rerun},
    run::{OutcomeKind, Progress, Record, Scheduler, Session, Times},
    score::Judgement,
    send::Interruption,
};

/// Runs cases, and lets a trial wait for the end of each.
pub(super) struct TrialRunner {
    session: Session,
    rerun: Rerun,
    judgement: Arc<Judgement>,
    events: Events,
    handle: Handle,
    running: Mutex<Running>,
}

/// What the scheduler has said and no trial has taken, by the positions of the cases in the suite.
struct Running {
    messages: Receiver<(usize, Progress)>,
    ended: HashMap<usize, Progress>,
    /// Records with the positions of their cases in the suite, as cases end in any order.
    records: Vec<(usize, Record)>,
    /// Why the circuit breaker stopped the run, in the end.
    stopped: Option<JoinHandle<Option<String>>>,
}

impl TrialRunner {
    /// Starts to run cases, given with their positions in the suite.
    pub(super) fn start(
        session: Session,
        cases: Vec<(usize, Case)>,
        args: &Arguments,
        judgement: Arc<Judgement>,
        events: Events,
        interruption: Interruption,
        handle: Handle,
    ) -> Arc<Self> {
        let (tell, messages) = mpsc::channel();
        let times = Times { repeat: args.repeat, retries: args.bounds.retries };
        let panic_message = || panics::take_here().unwrap_or_default();
        let scheduler = Scheduler { session: session.clone(), times, interruption, gives_up: true, panic_message };
        let stopped = handle.spawn(scheduler.run(cases, move |place, progress| {
            // Nobody listens once the run has ended.
            drop(tell.send((place, progress)));
        }));
        let running = Running { messages, ended: HashMap::new(), records: Vec::new(), stopped: Some(stopped) };
        let (rerun, running) = (args.rerun.clone(), Mutex::new(running));
        Arc::new(Self { session, rerun, judgement, events, handle, running })
    }

    /// A case, and its position in the suite, as a trial.
    pub(super) fn trial(self: &Arc<Self>, place: usize, case: Case) -> Trial {
        let runner = Arc::clone(self);
        Trial::ignorable_test(case.name(), move || runner.run(place, case))
    }

    /// The records so far, in the suite's order. Afterwards there are none.
    pub(super) fn take_records(&self) -> Vec<Record> {
        let mut records = std::mem::take(&mut self.running.lock().unwrap_or_else(PoisonError::into_inner).records);
        records.sort_by_key(|(place, _)| *place);
        records.into_iter().map(|(_, record)| record).collect()
    }

    /// Why the circuit breaker stopped the run, and at which case, if it did.
    pub(super) fn stopped(&self) -> Option<String> {
        let stopped = self.running.lock().unwrap_or_else(PoisonError::into_inner).stopped.take()?;
        match self.handle.block_on(stopped) {
            Ok(stopped) => stopped,
            Err(error) => Some(format!("the suite broke down: {error}")),
        }
    }

    fn run(&self, place: usize, case: Case) -> Result<Completion, Failed> {
        let result = match self.wait_for(place) {
            Some(Progress::Ended(record)) => self.end(place, *record),
            Some(Progress::LeftOut(why)) => return Ok(self.leave_out(place, case, why)),
            Some(Progress::Began) | None => {
                let why = "the suite broke down: it has lost this case".to_owned();
                self.end(place, Record::without_result(case, why, Duration::ZERO))
            }
        };
        match (result.outcome(), result.failure(), result.remark()) {
            // For libtest-mimic it is ignored; the summary shows what failed.
            (OutcomeKind::NotScored, _, Some(remark)) | (_, None, Some(remark)) => Ok(Completion::ignored_with(remark)),
            (_, Some(failure), _) => Err(failure.into()),
            (_, None, None) => Ok(Completion::Completed),
        }
    }

    /// Waits for the end of a case. `None` if the scheduler has ended without it.
    fn wait_for(&self, place: usize) -> Option<Progress> {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(ended) = running.ended.remove(&place) {
                return Some(ended);
            }
            match running.messages.recv().ok()? {
                (_, Progress::Began) => self.events.emit(Event::CaseBegan),
                (place, ended) => drop(running.ended.insert(place, ended)),
            }
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
        self.running.lock().unwrap_or_else(PoisonError::into_inner).records.push((place, record.condensed()));
        result
    }
}
