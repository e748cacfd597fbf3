//! The exchanges of a race as a record has them.

use std::time::Instant;

use crate::{
    cases::Role,
    judge::{Examined, Mismatch},
    run::{
        recorded_exchange::{self, RecordedExchange},
        runner::Runner,
    },
    send::{Exchange, Response, SentCredentials},
};

use super::history::{Answered, Call, History};

impl Runner<'_> {
    /// Records the exchanges of a race in the order in which they began, if exchanges are recorded; what is wrong belongs to one
    /// of them.
    pub(super) fn record_race(&self, start: Instant, history: &History<'_>, wrong: Option<(&Exchange, &[Mismatch])>) {
        if !self.is_recording() {
            return;
        }
        let mut calls: Vec<&Call<'_>> = history.calls.iter().collect();
        calls.sort_by_key(|call| call.begun);
        let is_wrong = |call: &&Call<'_>| wrong.is_some_and(|(exchange, _)| is_of(call, exchange));
        let wrong_at = calls.iter().rposition(is_wrong);
        for (place, call) in calls.into_iter().enumerate() {
            let recorded = self.recorded_race_call(start, call, history);
            let mismatches = wrong.filter(|_| wrong_at == Some(place)).map(|(_, mismatches)| mismatches.to_vec());
            self.record(Some(RecordedExchange { mismatches: mismatches.unwrap_or_default(), ..recorded }));
        }
    }

    fn recorded_race_call(&self, start: Instant, call: &Call<'_>, history: &History<'_>) -> RecordedExchange {
        let Call { scope, operation, step, client, prepared, begun, answer, .. } = call;
        let response = answer.as_ref().map(|Answered { response, .. }| response);
        let examined = Examined::from([(self.case.operation.clone(), history.subject.clone())]);
        let recorded = RecordedExchange {
            role: Role::Act,
            operation: Some(operation.id.clone()),
            scope: scope.name.clone(),
            client: *client,
            pause: None,
            begun: start + *begun,
            time: answer.as_ref().map(|answer| answer.at.saturating_sub(*begun)).unwrap_or_default(),
            request: prepared.request.clone(),
            credentials: SentCredentials::of(self.api, scope, step),
            ends_in: prepared.ends_in(),
            length: response.map_or(0, |response| response.content.len()),
            answer: response.map(recorded_exchange::kept).ok_or_else(|| "no response".to_owned()),
            known: recorded_exchange::known(&history.before),
            due: Vec::new(),
            received: response.and_then(|response| self.recognised(call, response)),
            examined: Vec::new(),
            mismatches: Vec::new(),
        };
        recorded.examining(&examined)
    }

    /// The documented response that an answer is.
    fn recognised(&self, call: &Call<'_>, response: &Response) -> Option<kii_spec::ResponseName> {
        let context = call.context(call.success.clone());
        let seen = self.session.checker.observe(&context, response);
        seen.response.map(|given| given.name.clone())
    }
}

/// Whether an exchange is that of a call.
fn is_of(call: &Call<'_>, exchange: &Exchange) -> bool {
    let request = &call.prepared.request;
    let is_answer = call.answer.as_ref().is_some_and(|answered| answered.response == exchange.response);
    is_answer && request.url == exchange.request.url && request.content == exchange.request.content
}
