//! A request to an operation: it is prepared in one state, sent, and judged in the state that earlier answers have left.

use std::convert::Infallible;

use kii_spec::{Level, Operation, Scope};
use tokio::time::Instant;

use super::{Progress, Runner, grace::MARGIN};
use crate::{
    cases::Step,
    judge::{Context, ExchangeSummary, Expected, judge},
    run::{
        cleanup::{CreatedResources, CreatingRequest, SideEffect},
        outcome::{Outcome, SuiteError},
    },
    send::{CaseState, Exchange, PrepareError, PreparedRequest, Response, SendError, prepare},
};

/// A request to an operation that is ready to be sent.
pub(super) struct ReadyCall<'a> {
    step: &'a Step,
    operation: &'a Operation,
    scope: &'a Scope,
    expected: Expected<'a>,
    prepared: PreparedRequest,
}

/// What became of it.
pub(super) struct CallAnswer {
    /// The request as it was sent last.
    sent: PreparedRequest,
    outcome: Result<Response, SendError>,
    /// When the answer was there.
    at: Instant,
}

impl ReadyCall<'_> {
    fn creating<'b>(&'b self, object_id: &'b str) -> CreatingRequest<'b> {
        let Self { step, operation, scope, prepared, .. } = self;
        CreatingRequest { operation, scope, point: step.point, prepared, object_id }
    }
}

impl<'a> Runner<'a> {
    /// Prepares the request of a step in a state; `last` is the exchange before it.
    ///
    /// # Errors
    /// The outcome of the case, when the request cannot be made or its answer could not be judged.
    pub(super) fn prepare_call(
        &self,
        step: &'a Step,
        state: &CaseState,
        last: Option<&Exchange>,
    ) -> Result<ReadyCall<'a>, Outcome> {
        let operation = self.operation(step).map_err(Outcome::SuiteError)?;
        let scope = self.api.service.scopes.get(step.scope.as_ref().unwrap_or(&self.case.scope)).ok_or_else(|| {
            let message = format!("case {} sends a request in a scope that the spec does not have", self.case.id);
            Outcome::SuiteError(SuiteError::new(message))
        })?;
        // A verification expects what follows from the answer that the target gave, expected or not.
        let expected =
            Expected::of(self.api, operation, scope, &step.expect, step.point.caller(), state.stored.point());
        let expected = expected.map_err(|why| self.cannot_judge(why))?;
        let prepared = prepare(self.api, &self.session.target, scope, operation, step, state);
        let prepared = prepared.map_err(|PrepareError(why)| self.cannot_prepare(step, why, last.cloned()))?;
        Ok(ReadyCall { step, operation, scope, expected, prepared })
    }

    /// Adds what the request may create to the journal, before it is sent.
    pub(super) fn announce_call(call: &ReadyCall<'_>, object_id: &str, created: &mut CreatedResources<'_>) {
        created.announce(&call.creating(object_id));
    }

    pub(super) async fn send_call(&self, call: &ReadyCall<'_>) -> CallAnswer {
        self.count(call.step.role, 1);
        let Ok((sent, outcome)) = self.session.client.send_made(|| Ok::<_, Infallible>(call.prepared.now())).await;
        CallAnswer { sent, outcome, at: Instant::now() }
    }

    /// Judges an answer in the state that the answers before it have left.
    pub(super) fn judge_call(
        &self,
        call: ReadyCall<'a>,
        answer: CallAnswer,
        state: CaseState,
        created: &mut CreatedResources<'_>,
        last: &mut Option<Exchange>,
    ) -> Progress {
        let (step, operation, object_id) = (call.step, call.operation, state.object_id.as_str());
        let CallAnswer { sent: PreparedRequest { request, known, .. }, outcome, at } = answer;
        let response = match self.served(Some(&operation.id), outcome) {
            Ok(response) => response,
            Err(error) => {
                created.note(&call.creating(object_id), object_id, SideEffect::without_answer(&error));
                let what = format!("{} ({})", operation.id, step.role);
                return Progress::End(self.unanswered(step.role, Some(&operation.id), &request, error, &what));
            }
        };
        let context = Context {
            api: self.api,
            operation,
            scope: call.scope,
            step,
            expected: call.expected.clone(),
            about: &self.case.operation,
            cites: &self.case.covers,
            known: &known,
            url: &request.url,
        };
        let seen = self.session.checker.observe(&context, &response);
        let judged = judge(&context, &seen, &state.stored);
        self.note(ExchangeSummary::of(&context, &request, &seen, &judged.mismatches));
        let mut after = seen.applied_to(&context, &state);
        for (name, header) in &step.keep {
            if let Some(value) = response.headers.get(header) {
                after.kept.insert(name.clone(), value.clone());
            }
        }
        if let Some(lifetime) = step.sent.lifetime {
            // Counted from the answer, which the target cannot have sent before the lifetime began.
            after.ended = after.ended.max(at.checked_add(lifetime + MARGIN));
        }
        let changed = seen.response.map_or(response.status.is_success(), |given| !given.then.is_none());
        let creating = call.creating(object_id);
        created.note(&creating, &after.object_id, if changed { SideEffect::Done } else { SideEffect::Undone });
        let is_sound = judged.mismatches.iter().all(|mismatch| mismatch.level != Level::Must);
        match (response.status.is_success(), after.stored.object.is_none() && is_sound) {
            (true, _) => created.note_presence(&creating),
            (false, true) => created.note_absence(&creating),
            (false, false) => {}
        }
        let exchange = Exchange { request, response };
        let progress = self.conclude(step.role, after, &exchange, judged);
        *last = Some(exchange);
        progress
    }
}
