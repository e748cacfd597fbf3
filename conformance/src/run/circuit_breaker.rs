//! The circuit breaker of a run: when the target or one operation stops responding, it stops sending the remaining cases,
//! so that the run does not wait for each of them.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use kii_spec::OperationId;

use super::outcome::{Outcome, Record};
use crate::{
    cases::Case,
    send::{Answers, SendError},
};

/// How many cases in a row may get no response before the breaker acts. A single one can be caused by the case itself.
const LIMIT: usize = 5;

/// Counts the cases that ended without a response since the last case that got all of its responses.
#[derive(Debug, Default)]
pub(super) struct CircuitBreaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// The cases in a row that got no response.
    row: Vec<(String, SendError)>,
    /// Why nothing more is sent.
    stopped: Option<String>,
    /// In how many cases an operation timed out since its last response.
    operations: HashMap<OperationId, usize>,
    /// The same, counting only cases that will run again alone.
    crowded_operations: HashMap<OperationId, usize>,
}

/// Whether the target may have stopped responding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suspicion {
    /// There is no sign of that.
    None,
    /// The next step is one harmless request; if it gets no response, the run ends.
    Probe,
}

impl CircuitBreaker {
    /// Notes which responses a case got; `is_postponed`: it will run again alone. Once the breaker has stopped the run, late
    /// responses change nothing.
    pub(super) fn note(&self, record: &Record, answers: Answers, is_postponed: bool) -> Suspicion {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for exchange in &record.traffic {
            state.operations.remove(&exchange.operation);
            state.crowded_operations.remove(&exchange.operation);
        }
        if let Outcome::SuiteError(error) = &record.outcome
            && let Some(operation) = &error.silent
        {
            let State { operations, crowded_operations, .. } = &mut *state;
            let operations = if is_postponed { crowded_operations } else { operations };
            *operations.entry(operation.clone()).or_default() += 1;
        }
        match answers {
            Answers::Missing(error) => state.row.push((record.case.name(), error)),
            Answers::Complete => state.row.clear(),
            Answers::NothingSent => {}
        }
        if state.row.len() >= LIMIT && state.stopped.is_none() { Suspicion::Probe } else { Suspicion::None }
    }

    /// Notes the result of the harmless request.
    pub(super) fn note_probe(&self, result: Result<(), String>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let row = std::mem::take(&mut state.row);
        if let (Err(why), Some((case, error)), None) = (result, row.first(), &state.stopped) {
            state.stopped = Some(format!(
                "the target stopped responding: {LIMIT} cases in a row got no response, the first of them {case}: \
                 {error}\nthe last attempt: {why}"
            ));
        }
    }

    /// Why nothing more is sent, and since which case.
    pub(super) fn reason(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).stopped.clone()
    }

    /// Why a case is not sent, if it would get no response.
    pub(super) fn reason_to_skip(&self, case: &Case) -> Option<String> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.stopped.is_some() {
            return Some("not sent: the target had stopped responding".to_owned());
        }
        let operation = hanging(&state.operations, case)?;
        Some(format!("not sent: {operation} had timed out in {LIMIT} cases in a row"))
    }

    /// Whether an operation of the case timed out in other cases that will run again alone.
    pub(super) fn is_silent(&self, case: &Case) -> bool {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hanging(&state.crowded_operations, case).is_some()
    }
}

/// The first operation of a case that timed out too often.
fn hanging<'a>(operations: &HashMap<OperationId, usize>, case: &'a Case) -> Option<&'a OperationId> {
    let is_hanging = |operation: &&OperationId| operations.get(*operation).is_some_and(|times| *times >= LIMIT);
    case.steps().map(|step| &step.operation).find(is_hanging)
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
    fn cases_in_a_row_without_a_response_stop_the_run_unless_a_harmless_request_gets_one() {
        let (breaker, cases) = (CircuitBreaker::default(), cases());
        for result in [Ok(()), Err("it is gone".to_owned())] {
            for case in &cases[..4] {
                assert_eq!(breaker.note(&record(case), missing("broken"), false), Suspicion::None);
            }
            assert_eq!(breaker.note(&record(&cases[4]), missing("broken"), false), Suspicion::Probe);
            assert_eq!(breaker.reason(), None, "the probe comes first");
            breaker.note_probe(result);
        }
        let reason = breaker.reason().expect("it did not answer to the probe");
        assert!(reason.contains(&format!("first of them {}: broken", cases[0].name())), "{reason}");
        assert!(reason.contains("it is gone"), "{reason}");
        assert_eq!(breaker.note(&record(&cases[0]), Answers::Complete, false), Suspicion::None);
        assert_eq!(breaker.reason(), Some(reason));
        assert!(breaker.reason_to_skip(&cases[0]).is_some());
    }

    #[test]
    fn a_response_resets_the_count_and_a_case_that_sends_nothing_does_not() {
        let (breaker, cases) = (CircuitBreaker::default(), cases());
        let note = |times: usize, answers: Answers| -> Vec<Suspicion> {
            (0..times).map(|_| breaker.note(&record(&cases[0]), answers.clone(), false)).collect()
        };
        let suspicions = [note(4, missing("before")), note(1, Answers::Complete), note(4, missing("after"))];
        assert!(suspicions.concat().iter().all(|suspicion| *suspicion == Suspicion::None));
        assert_eq!(note(1, Answers::NothingSent), [Suspicion::None]);
        assert_eq!(note(1, missing("after")), [Suspicion::Probe]);
    }

    #[test]
    fn only_cases_with_an_operation_that_times_out_are_left_out() {
        let (breaker, cases) = (CircuitBreaker::default(), cases());
        let hanging = cases[0].steps().next().unwrap().operation.clone();
        let other = cases.iter().find(|case| case.steps().all(|step| step.operation != hanging)).unwrap();
        let mut lost = record(&cases[0]);
        let silent = Some(hanging.clone());
        lost.outcome = Outcome::SuiteError(SuiteError { message: "no answer".to_owned(), silent });
        for _ in 0..LIMIT {
            assert_eq!(breaker.reason_to_skip(&cases[0]), None);
            breaker.note(&lost, Answers::Complete, false);
        }
        let why = breaker.reason_to_skip(&cases[0]).expect("it never answers");
        assert!(why.contains(&hanging.to_string()), "{why}");
        assert_eq!(breaker.reason_to_skip(other), None);
    }
}
