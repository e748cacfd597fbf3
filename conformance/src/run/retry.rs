//! Runs a case again when a connection failed before the case had a result, and sends a request outside of cases again.

use std::time::{Duration, Instant};

use crate::{
    cases::Case,
    run::{
        outcome::{Outcome, Record},
        session::Session,
    },
    send::{Answers, Client, Request, Response, SendError},
};

/// How long to wait before the first further attempt; each further wait is twice as long.
const PAUSE: Duration = Duration::from_millis(200);

/// Runs a case. If it ends without a result because a connection broke or could not be made, runs it again from the
/// beginning in a state of its own, at most `retries` times.
///
/// The whole case is repeated and not the request: whether an unanswered write took effect is unknown, so the case no longer
/// knows its state. The record lists every failed attempt and every request that was sent again.
pub(crate) async fn run(session: &Session, case: &Case, retries: usize) -> Record {
    let client = &session.client;
    let start = Instant::now();
    let (mut retried, mut left_behind) = (Vec::new(), Vec::new());
    let mut pause = PAUSE;
    let (mut attempts_left, mut number) = (retries, 0);
    loop {
        client.reset_log();
        let record = session.attempt(number).run(case).await;
        retried.extend(client.resent());
        left_behind.extend(record.left_behind.iter().cloned());
        match transient_error(&record.outcome, client.answers()) {
            Some(why) if attempts_left > 0 => retried.push(why),
            Some(_) | None => return Record { time: start.elapsed(), left_behind, retries: retried, ..record },
        }
        // If the run is to end meanwhile, the next attempt sends nothing and its outcome says why.
        client.pause(pause).await;
        (attempts_left, number, pause) = (attempts_left - 1, number + 1, pause * 2);
    }
}

/// Sends a request that is part of no case and may be repeated. If a connection breaks or cannot be made, sends it again, as
/// often as the client permits.
///
/// # Errors
/// When there is still no answer.
pub(crate) async fn send(client: &Client, request: &Request) -> Result<Response, SendError> {
    let (mut attempts_left, mut pause) = (client.retries(), PAUSE);
    loop {
        match client.send(request.clone()).await {
            Err(error) if error.is_transient() && attempts_left > 0 => {
                if !client.pause(pause).await {
                    return Err(error);
                }
            }
            ended => return ended,
        }
        (attempts_left, pause) = (attempts_left - 1, pause * 2);
    }
}

/// Why a case has no result, if another attempt may have one.
fn transient_error(outcome: &Outcome, answers: Answers) -> Option<String> {
    match (outcome, answers) {
        (Outcome::SuiteError(_), Answers::Missing(error)) if error.is_transient() => Some(error.message),
        (
            Outcome::Passed
            | Outcome::Flaky(_)
            | Outcome::Warned(_)
            | Outcome::Failed(_)
            | Outcome::NotTestable(_)
            | Outcome::KnownDeviation(..)
            | Outcome::NotScored(_)
            | Outcome::NotApplicable(_)
            | Outcome::SuiteError(_),
            _,
        ) => None,
    }
}
