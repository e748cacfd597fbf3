//! Notices when the target, or one operation of it, has stopped answering, so that a run does not wait in vain for each of
//! the cases that remain.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use kii_spec::OperationId;

use crate::{
    cases::Case,
    run::{Outcome, Record},
    send::{Answers, SendError},
};

/// How many cases in a row may go without an answer before it is doubted that more would get one: one alone can be the
/// fault of that case.
const PATIENCE: usize = 5;

/// The cases that have ended without an answer since the last one that got all of its answers.
#[derive(Debug, Default)]
pub(super) struct CircuitBreaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Cases that have got no answer, one after the other.
    row: Vec<(String, SendError)>,
    /// Why nothing more is sent.
    stopped: Option<String>,
    /// In how many cases an operation has let the time go by since it answered last.
    operations: HashMap<OperationId, usize>,
}

/// Whether the target may have stopped answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suspicion {
    /// There is no reason to think so.
    None,
    /// It should be asked once more, for something harmless, before it is given up.
    AskAgain,
}

impl CircuitBreaker {
    /// Notes which answers a case got. Once the target counts as silent, it stays so: late answers change nothing.
    pub(super) fn note(&self, record: &Record, answers: Answers) -> Suspicion {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for passage in &record.traffic {
            state.operations.remove(&passage.operation);
        }
        if let Outcome::SuiteError(error) = &record.outcome
            && let Some(operation) = &error.silent
        {
            *state.operations.entry(operation.clone()).or_default() += 1;
        }
        match answers {
            Answers::Missing(error) => state.row.push((record.case.name(), error)),
            Answers::Complete => state.row.clear(),
            Answers::NothingSent => {}
        }
        if state.row.len() >= PATIENCE && state.stopped.is_none() { Suspicion::AskAgain } else { Suspicion::None }
    }

    /// Notes what came of asking once more.
    pub(super) fn settle(&self, asked: Result<(), String>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let row = std::mem::take(&mut state.row);
        if let (Err(why), Some((case, error)), None) = (asked, row.first(), &state.stopped) {
            state.stopped = Some(format!(
                "the target stopped answering: {PATIENCE} cases in a row got no answer, the first of them {case}: \
                 {error}\nasked once more, {why}"
            ));
        }
    }

    /// Since which case, and why, nothing more is sent.
    pub(super) fn reason(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).stopped.clone()
    }

    /// Why a case is not sent: there would be no answer to it.
    pub(super) fn forbids(&self, case: &Case) -> Option<String> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.stopped.is_some() {
            return Some("not sent: the target had stopped answering".to_owned());
        }
        let silent =
            |operation: &&OperationId| state.operations.get(*operation).is_some_and(|times| *times >= PATIENCE);
        let operation = case.steps().map(|step| &step.operation).find(silent)?;
        Some(format!("not sent: {operation} had let the time go by in {PATIENCE} cases in a row"))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{cases::Suite, run::SuiteError, send::SendErrorKind};

    fn missing(message: &str) -> Answers {
        Answers::Missing(SendError { message: message.to_owned(), kind: SendErrorKind::Connect })
    }

    fn record(case: &Case) -> Record {
        Record::without_result(case.clone(), "no answer".to_owned(), Duration::ZERO)
    }

    /// Cases of the suite; which ones does not matter.
    fn cases() -> Vec<Case> {
        Suite::load().unwrap().cases
    }

    #[test]
    fn a_row_of_cases_without_an_answer_is_silence_unless_the_target_answers_when_asked() {
        let (silence, cases) = (CircuitBreaker::default(), cases());
        for asked in [Ok(()), Err("it is gone".to_owned())] {
            for case in &cases[..4] {
                assert_eq!(silence.note(&record(case), missing("broken")), Suspicion::None);
            }
            assert_eq!(silence.note(&record(&cases[4]), missing("broken")), Suspicion::AskAgain);
            assert_eq!(silence.reason(), None, "it is asked first");
            silence.settle(asked);
        }
        let reason = silence.reason().expect("it did not answer when asked");
        assert!(reason.contains(&format!("first of them {}: broken", cases[0].name())), "{reason}");
        assert!(reason.contains("it is gone"), "{reason}");
        assert_eq!(silence.note(&record(&cases[0]), Answers::Complete), Suspicion::None);
        assert_eq!(silence.reason(), Some(reason));
        assert!(silence.forbids(&cases[0]).is_some());
    }

    #[test]
    fn an_answer_breaks_the_row_and_a_case_that_asks_nothing_does_not() {
        let (silence, cases) = (CircuitBreaker::default(), cases());
        let note = |times: usize, answers: Answers| -> Vec<Suspicion> {
            (0..times).map(|_| silence.note(&record(&cases[0]), answers.clone())).collect()
        };
        let doubts = [note(4, missing("before")), note(1, Answers::Complete), note(4, missing("after"))];
        assert!(doubts.concat().iter().all(|doubt| *doubt == Suspicion::None));
        assert_eq!(note(1, Answers::NothingSent), [Suspicion::None]);
        assert_eq!(note(1, missing("after")), [Suspicion::AskAgain]);
    }

    #[test]
    fn only_cases_with_an_operation_that_lets_the_time_go_by_are_left_out() {
        let (silence, cases) = (CircuitBreaker::default(), cases());
        let hanging = cases[0].steps().next().unwrap().operation.clone();
        let other = cases.iter().find(|case| case.steps().all(|step| step.operation != hanging)).unwrap();
        let mut lost = record(&cases[0]);
        let silent = Some(hanging.clone());
        lost.outcome = Outcome::SuiteError(SuiteError { message: "no answer".to_owned(), silent });
        for _ in 0..PATIENCE {
            assert_eq!(silence.forbids(&cases[0]), None);
            silence.note(&lost, Answers::Complete);
        }
        let why = silence.forbids(&cases[0]).expect("it never answers");
        assert!(why.contains(&hanging.to_string()), "{why}");
        assert_eq!(silence.forbids(other), None);
    }
}
