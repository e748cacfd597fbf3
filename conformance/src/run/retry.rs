//! Another attempt at a case that the connection kept from its end.

use std::time::{Duration, Instant};

use crate::{
    cases::Case,
    run::{
        outcome::{Outcome, Record},
        session::Session,
    },
    send::Answers,
};

/// How long to wait before the first further attempt; before the second it is twice that, and so on.
const PAUSE: Duration = Duration::from_millis(200);

/// Runs a case, and again from the beginning, in a world of its own, when it ended without a result because a connection
/// broke or could not be made; at most `retries` times.
///
/// It is the case that is repeated and not the request: what became of a write that nobody answered is unknown, so all that
/// the case knows of its world would be wrong. The record tells every attempt and every request that the target has put
/// off, and is not settled yet.
pub(crate) async fn run(session: &Session, case: &Case, retries: usize) -> Record {
    let client = &session.client;
    let start = Instant::now();
    let (mut told, mut left_behind) = (Vec::new(), Vec::new());
    let mut pause = PAUSE;
    let (mut left, mut number) = (retries, 0);
    loop {
        client.restart();
        let record = session.attempt(number).run(case).await;
        told.extend(client.resent());
        left_behind.extend(record.left_behind.iter().cloned());
        match interruption(&record.outcome, client.answers()) {
            Some(why) if left > 0 => told.push(why),
            Some(_) | None => return Record { time: start.elapsed(), left_behind, retries: told, ..record },
        }
        // Should the run end meanwhile, the next attempt sends nothing and says why.
        client.pause(pause).await;
        (left, number, pause) = (left - 1, number + 1, pause * 2);
    }
}

/// Why a case has no result, if another attempt may well have one.
fn interruption(outcome: &Outcome, answers: Answers) -> Option<String> {
    match (outcome, answers) {
        (Outcome::SuiteError(_), Answers::Missing(error)) if error.is_passing() => Some(error.message),
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
