//! The exchanges of a race as a record has them.

use std::time::Instant;

use crate::{
    cases::Role,
    judge::{Examined, Mismatch},
    run::{
        recorded_exchange::{self, RecordedExchange},
        runner::Runner,
    },
    send::{Exchange, Request, Response, SentCredentials},
};

use super::history::{Answered, Call, History, Reading};

impl Runner<'_> {
    /// Records the exchanges of a race in the order in which they began, if exchanges are recorded; what is wrong belongs to one
    /// of them.
    pub(super) fn record_race(&self, start: Instant, history: &History<'_>, wrong: Option<(&Exchange, &[Mismatch])>) {
        if !self.is_recording() {
            return;
        }
        let is_wrong = |request: &Request, response: Option<&Response>| {
            wrong.is_some_and(|(exchange, _)| is_of(request, response, exchange))
        };
        let calls = history.calls.iter().map(|call| {
            let response = call.answer.as_ref().map(|answer| &answer.response);
            (is_wrong(&call.prepared.request, response), self.recorded_race_call(start, call, history))
        });
        let readings = history.readings.iter().map(|reading| {
            let is_wrong = is_wrong(&reading.request, Some(&reading.answer.response));
            (is_wrong, self.recorded_reading(start, reading, history))
        });
        let mut all: Vec<(bool, RecordedExchange)> = calls.chain(readings).collect();
        all.sort_by_key(|(_, recorded)| recorded.begun);
        let wrong_at = all.iter().rposition(|(is_wrong, _)| *is_wrong);
        for (place, (_, recorded)) in all.into_iter().enumerate() {
            let mismatches = wrong.filter(|_| wrong_at == Some(place)).map(|(_, mismatches)| mismatches.to_vec());
            self.record(Some(RecordedExchange { mismatches: mismatches.unwrap_or_default(), ..recorded }));
        }
    }

    fn recorded_reading(&self, start: Instant, reading: &Reading, history: &History<'_>) -> RecordedExchange {
        let Reading { client, request, begun, answer: Answered { response, at } } = reading;
        let examined = Examined::from([(self.case.operation.clone(), history.subject.clone())]);
        let recorded = RecordedExchange {
            role: Role::Act,
            operation: None,
            scope: self.case.scope.clone(),
            client: *client,
            pause: None,
            begun: start + *begun,
            time: at.saturating_sub(*begun),
            request: request.clone(),
            credentials: None,
            ends_in: None,
            length: response.content.len(),
            answer: Ok(recorded_exchange::kept(response)),
            known: recorded_exchange::known(&history.before.stored),
            due: Vec::new(),
            received: None,
            examined: Vec::new(),
            mismatches: Vec::new(),
        };
        recorded.examining(&examined)
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
            known: recorded_exchange::known(&history.before.stored),
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

/// Whether an exchange is that of a request and its answer.
fn is_of(request: &Request, response: Option<&Response>, exchange: &Exchange) -> bool {
    response == Some(&exchange.response)
        && request.url == exchange.request.url
        && request.content == exchange.request.content
}
