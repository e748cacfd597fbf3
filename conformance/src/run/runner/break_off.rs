//! Requests that the client breaks off: what is stored must stay as it was.

use std::time::Duration;

use tokio::time::Instant;

use super::{Progress, Runner, StageRun};
use crate::{
    cases::Step,
    run::{cleanup::SideEffect, outcome::Outcome},
    send::{CaseState, Delivery, Request, SendError},
};

/// What a record says in place of an answer.
const NO_ANSWER: &str = "the client closed the connection when it had sent half of the content, as the case demands";

/// How long a server may take to act on what has arrived, although nobody waits for it.
const SETTLE: Duration = Duration::from_millis(100);

impl<'a> Runner<'a> {
    /// Sends the request of a step with half of its content, and closes the connection. The state stays.
    pub(super) async fn break_off(&self, step: &'a Step, state: CaseState, stage: &mut StageRun<'_, '_>) -> Progress {
        let mut call = match self.prepare_call(step, &state, stage.last.as_ref()).await {
            Ok(call) => call,
            Err(outcome) => return Progress::End(outcome),
        };
        call.deliver(Delivery::BrokenOff);
        Self::announce_call(&call, &state.object_id, stage.created);
        self.count(step.role, 1);
        self.link(1);
        let begun = Instant::now();
        let sent = self.client_for(&step.operation).break_off(call.request()).await;
        self.record(self.recorded_call(&call, (begun, Instant::now()), &state, Err(NO_ANSWER.to_owned())));
        call.note(&state.object_id, SideEffect::Unknown, stage.created);
        self.session.client.pause(SETTLE).await;
        match sent {
            Ok(()) => Progress::Continue(Box::new(state), None),
            Err(error) => Progress::End(self.unbroken(step, call.request(), error)),
        }
    }

    fn unbroken(&self, step: &Step, request: &Request, error: SendError) -> Outcome {
        let what = format!("{} ({}, to be broken off)", step.operation, step.role);
        self.unanswered(step.role, Some(&step.operation), request, error, &what)
    }
}
