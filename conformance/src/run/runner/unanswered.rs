//! The outcome of a case when one of its requests gets no complete answer.

use std::time::Duration;

use http::StatusCode;
use kii_spec::{Level, OperationId};

use super::Runner;
use crate::{
    cases::Role,
    judge::{Difference, Mismatch, MismatchKind},
    run::{
        outcome::{Finding, Outcome, SuiteError},
        unavailable::BeginAgain,
    },
    send::{Client, Exchange, Request, Response, SendError, SendErrorKind, is_unavailable},
};

impl Runner<'_> {
    /// Sends requests to an operation; an operation that is never served is not waited for.
    pub(super) fn client_for(&self, operation: &OperationId) -> Client {
        let client = self.session.client.clone();
        match self.session.run_context.unavailable.is_usual(operation) {
            true => client.with_throttle_wait(Duration::ZERO),
            false => client,
        }
    }

    /// The answer to a request, or why there is none. An answer that says that the target could not serve the request counts
    /// as none if the case is to begin again for it.
    pub(super) fn served(
        &self,
        operation: Option<&OperationId>,
        outcome: Result<Response, SendError>,
    ) -> Result<Response, SendError> {
        let (answer, session) = (outcome?, self.session);
        let unavailable = &session.run_context.unavailable;
        let is_unavailable = is_unavailable(answer.status);
        if is_unavailable && !operation.is_some_and(|operation| unavailable.is_usual(operation)) {
            let begins_again = match session.begin_again {
                BeginAgain::Never => false,
                BeginAgain::IfCrowded => session.client.is_crowded(),
                BeginAgain::Always => true,
            };
            if begins_again {
                let error = SendError::unavailable(answer);
                session.client.note_unavailable(&error);
                return Err(error);
            }
        }
        if let Some(operation) = operation {
            unavailable.note(operation, is_unavailable || answer.status == StatusCode::TOO_MANY_REQUESTS);
        }
        Ok(answer)
    }

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
                    difference: Difference::Incomplete,
                };
                let exchange = Box::new(Exchange { request: request.clone(), response: *response });
                let finding = Finding { role, exchange, mismatches: vec![mismatch] };
                return match role {
                    Role::SetUp | Role::Beside | Role::Control => Outcome::NotTestable(finding),
                    Role::Act | Role::Again | Role::Verify(_) | Role::Follow => Outcome::Failed(finding),
                };
            }
            // Only these cost time for each case that asks again.
            SendErrorKind::Timeout | SendErrorKind::Throttled | SendErrorKind::Unavailable(_) => operation.cloned(),
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
