//! Runs cases as tasks, as many at the same time as the target can take.

use std::{collections::VecDeque, panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt as _;
use tokio::task::JoinSet;

use super::{
    circuit_breaker::{CircuitBreaker, Suspicion},
    outcome::Record,
    preflight, repeat,
    retry::{Company, Ended, Times},
    session::Session,
};
use crate::{
    cases::Case,
    send::{Answers, Interruption},
};

/// Runs cases.
pub(crate) struct Scheduler {
    pub(crate) session: Session,
    pub(crate) times: Times,
    pub(crate) interruption: Interruption,
    /// Whether cases are left out once the target, or one operation, has stopped responding.
    pub(crate) gives_up: bool,
    /// What the panic of this thread said that has just been caught.
    pub(crate) panic_message: fn() -> String,
}

/// What happens to a case.
#[derive(Debug)]
pub(crate) enum Progress {
    /// Its first request is about to be sent.
    Began,
    /// It has come to its end.
    Ended(Box<Record>),
    /// It is not sent, for this reason.
    LeftOut(String),
}

/// A case with its position in the suite.
type Placed = (usize, Case);

/// A case that ran as a task.
struct Attempted {
    placed: Placed,
    /// Whether it took the place of another case.
    holds_place: bool,
    ended: Ended,
    answers: Answers,
}

impl Scheduler {
    /// Runs cases, given with their positions in the suite, and says what happens to them as soon as it happens. Returns why
    /// the circuit breaker stopped the run, if it did.
    ///
    /// Cases that wait for a point in time begin first and take no place of others, unless only one may run at a time. A
    /// case that has no result because the target had too much to do runs again at the end, alone.
    pub(crate) async fn run(self, cases: Vec<Placed>, tell: impl Fn(usize, Progress)) -> Option<String> {
        let mut size = self.session.client.load().size();
        let breaker = CircuitBreaker::default();
        let (waiting, others): (Vec<_>, Vec<_>) = cases.into_iter().partition(|(_, case)| case.waits());
        let mut next: VecDeque<Placed> = waiting.into_iter().chain(others).collect();
        let (mut running, mut places_taken) = (JoinSet::new(), 0);
        let mut alone: Vec<(Placed, Option<Record>)> = Vec::new();
        loop {
            while let Some((_, case)) = next.front() {
                let size = *size.borrow_and_update();
                let holds_place = !case.waits() || size == 1;
                if holds_place && places_taken >= size {
                    break;
                }
                let Some((place, case)) = next.pop_front() else { break };
                if let Some(why) = self.reason_to_skip(&breaker, &case) {
                    tell(place, Progress::LeftOut(why));
                } else if breaker.is_silent(&case) {
                    alone.push(((place, case), None));
                } else {
                    tell(place, Progress::Began);
                    places_taken += usize::from(holds_place);
                    let session = self.session.with_own_log();
                    running.spawn(attempt(session, self.times, (place, case), holds_place, self.panic_message));
                }
            }
            let ended = tokio::select! {
                ended = running.join_next() => ended,
                // The sender is dropped with the client, which the session has.
                Ok(()) = size.changed() => continue,
            };
            // A task does not panic, and nobody aborts it.
            let Some(Ok(Attempted { placed, holds_place, ended, answers })) = ended else {
                if running.is_empty() && next.is_empty() {
                    break;
                }
                continue;
            };
            places_taken -= usize::from(holds_place);
            match ended {
                Ended::Finished(record) => {
                    self.note(&breaker, &record, answers, false).await;
                    tell(placed.0, Progress::Ended(record));
                }
                Ended::Postponed(record) => {
                    self.note(&breaker, &record, answers, true).await;
                    alone.push((placed, Some(*record)));
                }
            }
        }
        for ((place, case), before) in alone {
            let why = self.reason_to_skip(&breaker, &case);
            let record = match (why, before) {
                (Some(why), None) => {
                    tell(place, Progress::LeftOut(why));
                    continue;
                }
                (Some(_), Some(before)) => before,
                (None, before) => {
                    if before.is_none() {
                        tell(place, Progress::Began);
                    }
                    let again = self.run_alone(&breaker, (place, case)).await;
                    match before {
                        Some(before) => again.after(before).settled(),
                        None => again,
                    }
                }
            };
            tell(place, Progress::Ended(Box::new(record)));
        }
        breaker.reason()
    }

    async fn run_alone(&self, breaker: &CircuitBreaker, placed: Placed) -> Record {
        let session = self.session.again_alone().with_own_log();
        let client = session.client.clone();
        let record = caught(&session, &placed.1, self.times, Company::None, self.panic_message).await.into_record();
        self.note(breaker, &record, client.answers(), false).await;
        record
    }

    /// Notes what a case says about the target; sends a harmless request if it may have stopped responding.
    async fn note(&self, breaker: &CircuitBreaker, record: &Record, answers: Answers, is_postponed: bool) {
        if !self.gives_up {
            return;
        }
        match breaker.note(record, answers, is_postponed) {
            Suspicion::None => {}
            Suspicion::Probe => breaker.note_probe(preflight::ping(&self.session.with_own_log()).await),
        }
    }

    fn reason_to_skip(&self, breaker: &CircuitBreaker, case: &Case) -> Option<String> {
        let interrupted = self.interruption.raised_by().map(|by| format!("not sent: interrupted by {by}"));
        let unauthorized = || self.session.target.renewal_failure().map(|why| format!("not sent: {why}"));
        interrupted.or_else(unauthorized).or_else(|| breaker.reason_to_skip(case))
    }
}

async fn attempt(
    session: Session,
    times: Times,
    placed: Placed,
    holds_place: bool,
    panic_message: fn() -> String,
) -> Attempted {
    let client = session.client.clone();
    let ended = caught(&session, &placed.1, times, Company::Others, panic_message).await;
    Attempted { placed, holds_place, ended, answers: client.answers() }
}

/// Runs a case; a panic is an error of the suite.
async fn caught(
    session: &Session,
    case: &Case,
    times: Times,
    company: Company,
    panic_message: fn() -> String,
) -> Ended {
    let ended = AssertUnwindSafe(repeat::run(session, case, times, company)).catch_unwind().await;
    ended.unwrap_or_else(|_| {
        let why = format!("the suite broke down: {}", panic_message());
        Ended::Finished(Box::new(Record::without_result(case.clone(), why, Duration::ZERO)))
    })
}
