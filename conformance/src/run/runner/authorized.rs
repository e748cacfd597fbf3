//! Requests with tokens that are valid when they are sent.

use std::borrow::Cow;

use kii_spec::{Operation, Scope};

use super::Runner;
use crate::{
    cases::Step,
    run::{
        outcome::{Outcome, SuiteError},
        renewal,
    },
    send::{CaseState, Exchange, PreparedRequest, Response, SendError, prepare},
};

/// How often a request is prepared again because its token ends soon when it may be sent. If the target takes
/// longer for logins than its tokens live, the request is sent nevertheless, and a refusal does not count.
const RENEWALS: usize = 3;

impl Runner<'_> {
    /// Prepares the request of a step with a token that does not end soon. Otherwise, the outcome of the case.
    pub(super) async fn prepare(
        &self,
        scope: &Scope,
        operation: &Operation,
        step: &Step,
        state: &CaseState,
        last: Option<&Exchange>,
    ) -> Result<PreparedRequest, Outcome> {
        let Self { api, session, .. } = *self;
        let (client, target, caller) = (&session.client, &session.target, api.caller(&step.point));
        let renewed = renewal::renew(api, client, target, scope, caller).await;
        renewed.map_err(|why| Outcome::SuiteError(SuiteError::new(why)))?;
        prepare(api, target, scope, operation, step, state)
            .and_then(|prepared| prepared.timed_by(client.clock()))
            .map_err(|error| self.cannot_prepare(step, error, last.cloned()))
    }

    /// Sends a prepared request when it may be sent, with a new token if its own ends soon by then; `state` is that in which it
    /// was prepared, if it can be prepared again. Returns what was sent, if that is not the same any more, with the answer or
    /// the reason why there is none. Otherwise, the outcome of the case.
    pub(super) async fn send(
        &self,
        prepared: &PreparedRequest,
        scope: &Scope,
        operation: &Operation,
        step: &Step,
        state: Option<&CaseState>,
    ) -> Result<(Option<PreparedRequest>, Result<Response, SendError>), Outcome> {
        let (client, mut renewals, mut renewed) = (self.client_for(&operation.id), 0, None::<PreparedRequest>);
        loop {
            let prepared = renewed.as_ref().unwrap_or(prepared);
            let may_renew = state.is_some() && renewals < RENEWALS;
            let made = || match may_renew && prepared.validity.is_some_and(|validity| validity.ends_soon()) {
                true => Err(()),
                false => Ok(prepared.now(client.clock())),
            };
            match (client.send_made(made).await, state) {
                (Ok((sent, outcome)), _) => {
                    if let Ok(response) = &outcome {
                        self.check_token(&sent, scope, step, response)?;
                    }
                    let timed = match sent {
                        Cow::Owned(timed) => Some(timed),
                        Cow::Borrowed(_) => None,
                    };
                    return Ok((timed.or(renewed), outcome));
                }
                (Err(()), Some(state)) => {
                    renewals += 1;
                    renewed = Some(self.prepare(scope, operation, step, state, None).await?);
                }
                // Without a state, nothing is prepared again.
                (Err(()), None) => {}
            }
        }
    }

    /// Checks that an answer is no refusal of a token that expired on the way. Otherwise, the outcome of the case.
    pub(super) fn check_token(
        &self,
        sent: &PreparedRequest,
        scope: &Scope,
        step: &Step,
        response: &Response,
    ) -> Result<(), Outcome> {
        let caller = self.api.caller(&step.point);
        match renewal::expired(self.api, scope, caller, sent.validity, response) {
            Some(why) => Err(Outcome::SuiteError(SuiteError::new(why))),
            None => Ok(()),
        }
    }
}
