//! Cases as trials of libtest-mimic. It knows passed, failed and ignored; the records keep the outcomes of the suite.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use libtest_mimic::{Completion, Failed, Trial};
use tokio::{runtime::Handle, task::JoinHandle};

use super::{
    Arguments,
    mailbox::{Mailbox, mailbox},
    panics,
    recording::Recording,
    run::Events,
};
use crate::{
    cases::Case,
    report::{CaseResult, Event, ReportContext, Rerun, Spool},
    run::{FailureLimit, Outcome, OutcomeKind, Progress, Record, Scheduler, Session, SessionAttempts, Times},
    score::Judgement,
    send::Interruption,
    values::visible::{Visible, in_one_line},
};

/// Runs cases, and lets a trial wait for the end of each.
pub(super) struct TrialRunner {
    session: Session,
    rerun: Rerun,
    judgement: Arc<Judgement>,
    events: Events,
    handle: Handle,
    failure_limit: FailureLimit,
    /// What the scheduler says about each case.
    mailbox: Mailbox<Progress>,
    running: Mutex<Running>,
}

/// What takes what happens in a run.
pub(super) struct Listeners {
    pub(super) events: Events,
    /// What takes the stories of the cases, if anything does.
    pub(super) spool: Option<Arc<Spool>>,
}

struct Running {
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
        Listeners { events, spool }: Listeners,
        interruption: Interruption,
        handle: Handle,
    ) -> Arc<Self> {
        let (deliverer, mailbox) = mailbox();
        let began = events.clone();
        let times = Times { repeat: args.repeat, retries: args.bounds.retries };
        let panic_message = || panics::take_here().unwrap_or_default();
        let size = session.client.load().size();
        let failure_limit = args.gate.limit();
        let attempts = SessionAttempts {
            session: session.clone(),
            times,
            interruption,
            failure_limit: failure_limit.clone(),
            panic_message,
        };
        let attempts = Recording::of(attempts, spool, args.rerun.clone());
        let scheduler = Scheduler { attempts, size, gives_up: true, other_cases: session.other_cases.clone() };
        // Judged at once, so that no further case begins after the last failure that is allowed.
        let (judge, judged, failures) = (Arc::clone(&judgement), session.clone(), failure_limit.clone());
        let stopped = handle.spawn(scheduler.run(cases, move |place, progress| match progress {
            Progress::Began => began.emit(Event::CaseBegan),
            Progress::Ended(record) => {
                let record = judge.judge(judged.api(), *record);
                if matches!(record.outcome, Outcome::Failed(_) | Outcome::NotTestable(_)) {
                    failures.note();
                }
                deliverer.deliver(place, Progress::Ended(Box::new(record)));
            }
            Progress::LeftOut(_) => deliverer.deliver(place, progress),
        }));
        let running = Running { records: Vec::new(), stopped: Some(stopped) };
        let (rerun, running) = (args.rerun.clone(), Mutex::new(running));
        Arc::new(Self { session, rerun, judgement, events, handle, failure_limit, mailbox, running })
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

    /// Whether the run has begun no more cases because of its failures.
    pub(super) fn ended_early(&self) -> bool {
        self.failure_limit.reached().is_some()
    }

    fn has_reached_limit(&self, why: &str) -> bool {
        self.failure_limit.reached().is_some_and(|reached| reached == why)
    }

    fn run(&self, place: usize, case: Case) -> Result<Completion, Failed> {
        let result = match self.mailbox.take(place) {
            Some(Progress::Ended(record)) => self.end(place, *record),
            // What the user did not want to run is no case without a result.
            Some(Progress::LeftOut(why)) if self.has_reached_limit(&why) => return Ok(ignored(&why)),
            Some(Progress::LeftOut(why)) => return Ok(self.leave_out(place, case, why)),
            Some(Progress::Began) | None => {
                let why = "the suite broke down: it has lost this case".to_owned();
                self.end(place, self.judged(Record::without_result(case, why, Duration::ZERO)))
            }
        };
        match (result.outcome(), result.failure(), result.remark()) {
            // For libtest-mimic it is ignored; the summary shows what failed.
            (OutcomeKind::NotScored, _, Some(remark)) | (_, None, Some(remark)) => Ok(ignored(&remark)),
            (_, Some(failure), _) => Err(Visible(failure).to_string().into()),
            (_, None, None) => Ok(Completion::Completed),
        }
    }

    /// Records a case without sending it. For libtest-mimic it is ignored, so that the failures that it prints are those
    /// that say something about the target.
    fn leave_out(&self, place: usize, case: Case, why: String) -> Completion {
        let result = self.end(place, self.judged(Record::without_result(case, why, Duration::ZERO)));
        ignored(&result.remark().unwrap_or_default())
    }

    fn judged(&self, record: Record) -> Record {
        self.judgement.judge(self.session.api(), record)
    }

    /// Records a case whose outcome has been judged, and reports it.
    fn end(&self, place: usize, record: Record) -> CaseResult {
        let (api, target) = (self.session.api(), &self.session.target);
        let result = CaseResult::new(&ReportContext { api, target, rerun: &self.rerun }, &record);
        self.events.emit(Event::CaseEnded { place, result: Box::new(result.clone()) });
        self.running.lock().unwrap_or_else(PoisonError::into_inner).records.push((place, record.condensed()));
        result
    }
}

/// What libtest-mimic prints of a case that does not count, in the one line that it has for it.
fn ignored(remark: &str) -> Completion {
    Completion::ignored_with(Visible(&in_one_line(remark)).to_string())
}
