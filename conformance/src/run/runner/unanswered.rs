//! The outcome of a case when one of its requests gets no complete answer.

use kii_spec::{Level, OperationId};

use super::Runner;
use crate::{
    cases::Role,
    judge::{Mismatch, MismatchKind},
    run::outcome::{Finding, Outcome, SuiteError},
    send::{Exchange, Request, SendError, SendErrorKind},
};

impl Runner<'_> {
    /// An answer that does not arrive as its headers say is the target's fault. Without an answer the cause is unknown; `what`
    /// names the request then.
    pub(super) fn unanswered(
        &self,
        role: Role,
        operation: Option<&OperationId>,
        request: &Request,
        error: SendError,
        what: &str,
    ) -> Outcome {
        let silent = match error.kind {
            SendErrorKind::Content(response) => {
                let mismatch = Mismatch {
                    statement: self.subject(),
                    level: Level::Must,
                    expected: "an answer that has the content its head announces, and an end".to_owned(),
                    found: error.message,
                    kind: MismatchKind::WrongAnswer,
                };
                let exchange = Box::new(Exchange { request: request.clone(), response: *response });
                let finding = Finding { role, exchange, mismatches: vec![mismatch] };
                return match role {
                    Role::SetUp | Role::Control => Outcome::NotTestable(finding),
                    Role::Act | Role::Verify(_) | Role::Follow => Outcome::Failed(finding),
                };
            }
            // Only these cost time for each case that asks again.
            SendErrorKind::Timeout | SendErrorKind::Throttled => operation.cloned(),
            SendErrorKind::Connect
            | SendErrorKind::Closed
            | SendErrorKind::Exchange
            | SendErrorKind::Expired
            | SendErrorKind::Interrupted => None,
        };
        let message = format!("{what} {} {} got no answer: {}", request.method, request.url, error.message);
        Outcome::SuiteError(SuiteError { message, silent })
    }
}
