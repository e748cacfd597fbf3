//! A request to an operation: it is prepared in one state, sent, and judged in the state that earlier answers have left.

use std::borrow::Cow;

use kii_spec::{Level, Operation, Scope, axis::Axis};
use tokio::time::Instant;

use super::{Progress, Runner, grace::MARGIN, overtaken};
use crate::{
    cases::Step,
    judge::{Context, ExchangeSummary, Expected, judge},
    run::{
        cleanup::{CreatedResources, CreatingRequest, SideEffect},
        outcome::{Outcome, SuiteError},
        recorded_exchange::{self, RecordedExchange},
    },
    send::{CaseState, Delivery, Exchange, PreparedRequest, Request, Response, SendError, SentCredentials},
};

/// A request to an operation that is ready to be sent.
pub(super) struct ReadyCall<'a> {
    step: &'a Step,
    operation: &'a Operation,
    scope: &'a Scope,
    expected: Expected<'a>,
    prepared: PreparedRequest,
    /// The state in which it was prepared, if it has to be prepared again when its token ends soon.
    state: Option<CaseState>,
}

/// What became of it.
pub(super) struct CallAnswer {
    /// The request as it was sent last, if it was not sent as it was prepared, and what became of it; or the outcome of the
    /// case, when its token cannot be renewed.
    sent: Result<(Option<PreparedRequest>, Result<Response, SendError>), Outcome>,
    /// When it was begun.
    begun: Instant,
    /// When the answer was there.
    at: Instant,
}

impl ReadyCall<'_> {
    fn creating<'b>(&'b self, object_id: &'b str) -> CreatingRequest<'b> {
        let Self { step, operation, scope, prepared, .. } = self;
        CreatingRequest { operation, scope, point: step.point, prepared, object_id }
    }

    /// The request.
    pub(super) const fn request(&self) -> &Request {
        &self.prepared.request
    }

    /// Lets its content be sent like this.
    pub(super) const fn deliver(&mut self, delivery: Delivery) {
        self.prepared.request.form.delivery = delivery;
    }

    /// Notes what the request has done.
    pub(super) fn note(&self, object_id: &str, effect: SideEffect, created: &mut CreatedResources<'_>) {
        created.note(&self.creating(object_id), object_id, effect);
    }
}

impl<'a> Runner<'a> {
    /// Prepares the request of a step in a state; `last` is the exchange before it.
    ///
    /// # Errors
    /// The outcome of the case, when the request cannot be made or its answer could not be judged.
    pub(super) async fn prepare_call(
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
        let expected = Expected::of(self.api, operation, scope, &step.expect, step.point, state.stored.point());
        let expected = expected.map_err(|why| self.cannot_judge(why))?;
        let prepared = self.prepare(scope, operation, step, state, last).await?;
        let name = format!("{} {} {}", self.case.name(), step.operation, state.serial);
        let prepared = prepared.in_form(&name);
        let state = prepared.validity.map(|_| state.clone());
        Ok(ReadyCall { step, operation, scope, expected, prepared, state })
    }

    /// Adds what the request may create to the journal, before it is sent.
    pub(super) fn announce_call(call: &ReadyCall<'_>, object_id: &str, created: &mut CreatedResources<'_>) {
        created.announce(&call.creating(object_id));
    }

    pub(super) async fn send_call(&self, call: &ReadyCall<'_>) -> CallAnswer {
        self.count(call.step.role, 1);
        let ReadyCall { step, operation, scope, prepared, state, .. } = call;
        let begun = Instant::now();
        let sent = self.send(prepared, scope, operation, step, state.as_ref()).await;
        CallAnswer { sent, begun, at: Instant::now() }
    }

    /// Judges an answer in the state that the answers before it have left.
    pub(super) fn judge_call(
        &self,
        mut call: ReadyCall<'a>,
        answer: CallAnswer,
        state: CaseState,
        created: &mut CreatedResources<'_>,
        last: &mut Option<Exchange>,
    ) -> Progress {
        let (step, operation, object_id) = (call.step, call.operation, state.object_id.as_str());
        let CallAnswer { sent, begun, at } = answer;
        let outcome = match sent {
            Ok((changed, outcome)) => {
                if let Some(changed) = changed {
                    call.prepared = changed;
                }
                outcome
            }
            Err(outcome) => {
                created.note(&call.creating(object_id), object_id, SideEffect::Undone);
                return Progress::End(outcome);
            }
        };
        let response = match self.served(Some(&operation.id), outcome) {
            Ok(response) => response,
            Err(error) => {
                created.note(&call.creating(object_id), object_id, SideEffect::without_answer(&error));
                let answer = Err(error.message.clone());
                self.record(self.recorded_call(&call, (begun, at), &state, answer));
                let what = format!("{} ({})", operation.id, step.role);
                return Progress::End(self.unanswered(
                    step.role,
                    Some(&operation.id),
                    &call.prepared.request,
                    error,
                    &what,
                ));
            }
        };
        let PreparedRequest { request, known, .. } = &call.prepared;
        let context = Context {
            api: self.api,
            operation,
            scope: call.scope,
            step,
            expected: call.expected.clone(),
            about: &self.case.operation,
            cites: &self.case.covers,
            known,
            url: &request.url,
        };
        let seen = self.session.checker.observe(&context, &response);
        // Under an ID of the server's choice, there was nothing before, whatever the case has created here already.
        let creates = seen.response.is_some_and(|given| given.then.object.is_some());
        let before = match creates && !operation.has_axis(Axis::Object) {
            true => Cow::Owned(state.with_nothing_stored()),
            false => Cow::Borrowed(&state),
        };
        let judged = judge(&context, &seen, &before.stored);
        let is_sound = judged.mismatches.iter().all(|mismatch| mismatch.level != Level::Must);
        if !is_sound && response.status.is_client_error() && overtaken::may_be_past(&call.prepared, at - begun) {
            created.note(&call.creating(object_id), object_id, SideEffect::Undone);
            self.record(self.recorded_call(&call, (begun, at), &state, Ok(&response)));
            return Progress::End(self.overtaken("the point in time that the request names"));
        }
        self.note(ExchangeSummary::of(&context, request, &seen, &judged.mismatches));
        let received = seen.response.map(|given| given.name.clone());
        let mut after = seen.applied_to(&context, &before);
        for (name, header) in &step.keep {
            if let Some(value) = response.headers.get(header) {
                after.kept.insert(name.clone(), value.clone());
            }
        }
        if let Some(lifetime) = call.prepared.awaited() {
            // Counted from the answer, which the target cannot have sent before the lifetime began.
            after.ended = after.ended.max(at.checked_add(lifetime + MARGIN));
        }
        if seen.published().next().is_some() {
            // It began at the earliest with the request.
            let life = call.prepared.awaited().and_then(|_| call.prepared.served_for());
            after.published.note_life(life.and_then(|life| begun.checked_add(life)));
        }
        let changed = seen.response.map_or(response.status.is_success(), |given| !given.then.is_none());
        if let Some(date) = changed_at(&state, &after).filter(|_| changed) {
            self.session.client.note_change(date, at.into_std());
        }
        let creating = call.creating(object_id);
        created.note(&creating, &after.object_id, if changed { SideEffect::Done } else { SideEffect::Undone });
        match (response.status.is_success(), after.stored.object.is_none() && is_sound) {
            (true, _) => created.note_presence(&creating),
            (false, true) => created.note_absence(&creating),
            (false, false) => {}
        }
        let recorded = self.recorded_call(&call, (begun, at), &state, Ok(&response));
        let recorded = recorded.map(|recorded| RecordedExchange { received, ..recorded });
        let exchange = Exchange { request: call.prepared.request, response };
        let progress = self.conclude(step.role, after, &exchange, judged, recorded);
        *last = Some(exchange);
        progress
    }

    /// The exchange as a record has it, if exchanges are recorded.
    pub(super) fn recorded_call(
        &self,
        call: &ReadyCall<'_>,
        (begun, at): (Instant, Instant),
        before: &CaseState,
        answer: Result<&Response, String>,
    ) -> Option<RecordedExchange> {
        let ReadyCall { step, operation, scope, expected, prepared, .. } = call;
        self.is_recording().then(|| RecordedExchange {
            role: step.role,
            operation: Some(operation.id.clone()),
            scope: scope.name.clone(),
            client: None,
            pause: None,
            begun: begun.into_std(),
            time: at.saturating_duration_since(begun),
            request: prepared.request.clone(),
            credentials: SentCredentials::of(self.api, scope, step),
            ends_in: prepared.ends_in(),
            length: answer.as_ref().map_or(0, |answer| answer.content.len()),
            answer: answer.map(recorded_exchange::kept),
            known: recorded_exchange::known(&before.stored),
            due: expected.names().cloned().collect(),
            received: None,
            examined: Vec::new(),
            mismatches: Vec::new(),
        })
    }
}

/// The date of the change that an answer tells of, in milliseconds since 1970; `None` if it tells of none that is new.
fn changed_at(before: &CaseState, after: &CaseState) -> Option<i64> {
    let latest = |state: &CaseState| {
        let dates = state.stored.object.as_ref().map(|object| object.dates);
        dates.and_then(|dates| dates.modified.max(dates.created))
    };
    latest(after).filter(|date| latest(before) != Some(*date))
}
