//! Runs cases as tasks, as many at the same time as the target can take.
//!
//! What a case has lost while others were in flight says nothing about the target, so such a case runs again alone. Cases of
//! an operation that no longer responds are held back. One of them runs alone, to see whether it responds again: if so, the
//! others run together, and if not, the circuit breaker leaves them out.

mod attempts;

use std::collections::VecDeque;

use tokio::{sync::watch, task::JoinSet};

pub(crate) use self::attempts::SessionAttempts;
use super::{
    circuit_breaker::{CircuitBreaker, Suspicion},
    other_cases::OtherCases,
    outcome::Record,
    retry::{Company, Ended},
};
use crate::{cases::Case, send::Answers};

/// How a scheduler has cases run.
pub(crate) trait Attempts: Clone + Send + 'static {
    /// Runs a case in this company. Returns how it ended and whether its requests were answered.
    fn run(&self, case: &Case, company: Company) -> impl Future<Output = (Ended, Answers)> + Send;

    /// Sends a harmless request; why it was not answered, if it was not.
    fn ping(&self) -> impl Future<Output = Result<(), String>> + Send;

    /// Why no case is to be sent any more, if none is.
    fn reason_to_end(&self) -> Option<String>;
}

/// Runs cases.
pub(crate) struct Scheduler<A> {
    pub(crate) attempts: A,
    /// How many cases may run at the same time; it changes with the target.
    pub(crate) size: watch::Receiver<usize>,
    /// Whether cases are left out once the target, or one operation, has stopped responding.
    pub(crate) gives_up: bool,
    /// Says when those cases have ended for which others wait.
    pub(crate) other_cases: OtherCases,
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
    /// Whether it waits for the end of the others.
    outlasts_others: bool,
    ended: Ended,
    answers: Answers,
}

/// What is left when no case can run beside others any more.
#[derive(Default)]
struct Left {
    /// Cases that have to run again alone, with what they led to.
    postponed: Vec<(Placed, Record)>,
    /// Cases that were not sent, as an operation of theirs no longer responds.
    held: VecDeque<Placed>,
}

impl<A: Attempts> Scheduler<A> {
    /// Runs cases, given with their positions in the suite, and says what happens to them as soon as it happens. Returns why
    /// the circuit breaker stopped the run, if it did.
    ///
    /// Cases that wait begin first and take no place of others, unless only one may run at a time: then none waits for the end
    /// of others.
    pub(crate) async fn run(mut self, cases: Vec<Placed>, tell: impl Fn(usize, Progress)) -> Option<String> {
        let breaker = CircuitBreaker::default();
        let (waiting, others): (Vec<_>, Vec<_>) = cases.into_iter().partition(|(_, case)| case.waits());
        let mut next: VecDeque<Placed> = waiting.into_iter().chain(others).collect();
        while !next.is_empty() {
            let Left { postponed, mut held } = self.run_together(next, &breaker, &tell).await;
            for ((place, case), before) in postponed {
                let record = match self.reason_to_skip(&breaker, &case) {
                    Some(_) => before,
                    None => self.run_alone(&breaker, &case).await.after(before).settled(),
                };
                tell(place, Progress::Ended(Box::new(record)));
            }
            if held.front().is_some_and(|(_, case)| breaker.is_silent(case))
                && let Some((place, case)) = held.pop_front()
            {
                match self.reason_to_skip(&breaker, &case) {
                    Some(why) => tell(place, Progress::LeftOut(why)),
                    None => {
                        tell(place, Progress::Began);
                        let record = self.run_alone(&breaker, &case).await;
                        tell(place, Progress::Ended(Box::new(record)));
                    }
                }
            }
            next = held;
        }
        breaker.reason()
    }

    /// Runs cases at the same time, as many as there is room for.
    async fn run_together(
        &mut self,
        mut next: VecDeque<Placed>,
        breaker: &CircuitBreaker,
        tell: &impl Fn(usize, Progress),
    ) -> Left {
        let (mut running, mut places_taken, mut left) = (JoinSet::new(), 0, Left::default());
        let mut others = next.iter().filter(|(_, case)| !case.outlasts_others()).count();
        self.other_cases.are_on_their_way(others > 0 && *self.size.borrow() > 1);
        loop {
            while let Some((_, case)) = next.front() {
                let size = *self.size.borrow_and_update();
                let holds_place = !case.waits() || size == 1;
                if holds_place && places_taken >= size {
                    break;
                }
                let Some((place, case)) = next.pop_front() else { break };
                let outlasts_others = case.outlasts_others();
                if let Some(why) = self.reason_to_skip(breaker, &case) {
                    others -= usize::from(!outlasts_others);
                    tell(place, Progress::LeftOut(why));
                } else if breaker.is_silent(&case) {
                    others -= usize::from(!outlasts_others);
                    left.held.push_back((place, case));
                } else {
                    tell(place, Progress::Began);
                    places_taken += usize::from(holds_place);
                    let attempts = self.attempts.clone();
                    running.spawn(async move {
                        let (ended, answers) = attempts.run(&case, Company::Others).await;
                        Attempted { placed: (place, case), holds_place, outlasts_others, ended, answers }
                    });
                }
            }
            self.other_cases.are_on_their_way(others > 0 && *self.size.borrow() > 1);
            let ended = tokio::select! {
                ended = running.join_next() => ended,
                // The sender lives as long as the client, which the attempts have.
                Ok(()) = self.size.changed() => continue,
            };
            // A task does not panic, and nobody aborts it.
            let Some(Ok(Attempted { placed, holds_place, outlasts_others, ended, answers })) = ended else {
                if running.is_empty() && next.is_empty() {
                    return left;
                }
                continue;
            };
            places_taken -= usize::from(holds_place);
            others -= usize::from(!outlasts_others);
            match ended {
                Ended::Finished(record) => {
                    self.note(breaker, &record, answers, false).await;
                    tell(placed.0, Progress::Ended(record));
                }
                Ended::Postponed(record) => {
                    self.note(breaker, &record, answers, true).await;
                    left.postponed.push((placed, *record));
                }
            }
        }
    }

    async fn run_alone(&self, breaker: &CircuitBreaker, case: &Case) -> Record {
        let (ended, answers) = self.attempts.run(case, Company::None).await;
        let record = ended.into_record();
        self.note(breaker, &record, answers, false).await;
        record
    }

    /// Notes what a case says about the target; sends a harmless request if it may have stopped responding.
    async fn note(&self, breaker: &CircuitBreaker, record: &Record, answers: Answers, is_postponed: bool) {
        if !self.gives_up {
            return;
        }
        match breaker.note(record, answers, is_postponed) {
            Suspicion::None => {}
            Suspicion::Probe => breaker.note_probe(self.attempts.ping().await),
        }
    }

    fn reason_to_skip(&self, breaker: &CircuitBreaker, case: &Case) -> Option<String> {
        self.attempts.reason_to_end().or_else(|| breaker.reason_to_skip(case))
    }
}

#[cfg(test)]
mod tests;
