//! Notices when the target has stopped answering, so that a run does not wait in vain for each of the cases that remain.

use std::sync::{Mutex, PoisonError};

use crate::client::{Answers, SendError};

/// How many cases in a row may go without an answer before no more are sent: one alone can be the fault of that case.
const PATIENCE: usize = 5;

/// The cases that have ended without an answer since the last one that got all of its answers.
#[derive(Debug, Default)]
pub(super) struct Silence(Mutex<Vec<(String, SendError)>>);

impl Silence {
    /// Notes which answers a case got. Once the target counts as silent, it stays so: late answers change nothing.
    pub(super) fn note(&self, case: &str, answers: Answers) {
        let mut row = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if row.len() == PATIENCE {
            return;
        }
        match answers {
            Answers::Missing(error) => row.push((case.to_owned(), error)),
            Answers::Complete => row.clear(),
            Answers::Unasked => {}
        }
    }

    /// Since which case, and why, nothing more is sent.
    pub(super) fn reason(&self) -> Option<String> {
        let row = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (case, error) = row.first().filter(|_| row.len() == PATIENCE)?;
        Some(format!(
            "the target stopped answering: {PATIENCE} cases in a row got no answer, the first of them {case}: {error}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::SendErrorKind;

    fn missing(message: &str) -> Answers {
        Answers::Missing(SendError { message: message.to_owned(), kind: SendErrorKind::Connect })
    }

    #[test]
    fn a_row_of_cases_without_an_answer_is_silence() {
        let silence = Silence::default();
        for case in ["one", "two", "three", "four"] {
            silence.note(case, missing(case));
            assert_eq!(silence.reason(), None, "{case}");
        }
        silence.note("five", missing("five"));
        let reason = silence.reason().expect("five in a row");
        assert!(reason.contains("first of them one: one"), "{reason}");
        silence.note("late", Answers::Complete);
        assert_eq!(silence.reason(), Some(reason));
    }

    #[test]
    fn an_answer_breaks_the_row_and_a_case_that_asks_nothing_does_not() {
        let silence = Silence::default();
        (0..4).for_each(|_| silence.note("before", missing("no answer")));
        silence.note("answered", Answers::Complete);
        (0..4).for_each(|_| silence.note("after", missing("no answer")));
        silence.note("not applicable", Answers::Unasked);
        assert_eq!(silence.reason(), None);
        silence.note("after", missing("no answer"));
        assert!(silence.reason().is_some_and(|reason| reason.contains("first of them after")));
    }
}
