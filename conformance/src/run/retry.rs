//! Runs a case again when it has no result: when a connection failed, or when the target had too much to do.

use std::time::{Duration, Instant};

use super::{
    outcome::{Outcome, Record},
    requests::Requests,
    session::Session,
    unavailable::BeginAgain,
};
use crate::{
    cases::Case,
    send::{Answers, Client, Request, Response, SendError},
};

/// How long to wait before the first further attempt; each further wait is twice as long.
const PAUSE: Duration = Duration::from_millis(200);

/// How often a case runs, and how often it runs again when it has no result.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    pub(crate) repeat: usize,
    pub(crate) retries: usize,
}

/// What else runs at the same time as a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Company {
    /// Other cases.
    Others,
    /// Nothing.
    None,
}

/// How a case has come to its end.
#[derive(Debug)]
pub(crate) enum Ended {
    /// With a result, or with the reason why there is none.
    Finished(Box<Record>),
    /// Without a result, which can be due to the other requests at the same time: it has to run once more, alone.
    Postponed(Box<Record>),
}

impl Ended {
    /// The record, whatever the end.
    pub(crate) fn into_record(self) -> Record {
        match self {
            Self::Finished(record) | Self::Postponed(record) => *record,
        }
    }
}

/// Runs a case. If it ends without a result because a connection broke or could not be made, or because the target could not
/// serve a request, runs it again from the beginning in a state of its own, at most `retries` times.
///
/// The whole case is repeated and not the request: whether an unanswered write took effect is unknown, so the case no longer
/// knows its state. The record lists every failed attempt and every request that was sent again.
pub(crate) async fn run(session: &Session, case: &Case, retries: usize, company: Company) -> Ended {
    let client = &session.client;
    let start = Instant::now();
    let (mut retried, mut left_behind, mut requests) = (Vec::new(), Vec::new(), Requests::default());
    let mut pause = PAUSE;
    let (mut attempts_left, mut number) = (retries, 0);
    loop {
        client.reset_log();
        let begin_again = match (retries, attempts_left, company) {
            (0, _, _) | (_, 0, Company::None) => BeginAgain::Never,
            (_, 0, Company::Others) => BeginAgain::IfCrowded,
            (_, _, _) => BeginAgain::Always,
        };
        let record = session.attempt(number).beginning_again(begin_again).run(case).await;
        retried.extend(client.resent());
        left_behind.extend(record.left_behind.iter().cloned());
        requests = requests.and(&record.requests);
        let missing = missing_error(&record.outcome, client.answers());
        match missing {
            Some((true, why)) if attempts_left > 0 => retried.push(why),
            missing => {
                let is_lost = matches!(record.outcome, Outcome::SuiteError(_)) && client.is_crowded();
                let is_postponed = is_lost && company == Company::Others && retries > 0;
                if is_postponed {
                    let lost = missing.map_or_else(|| "the case took too long".to_owned(), |(_, why)| why);
                    retried.push(format!("{lost}, while other requests were in flight; the case ran again alone"));
                }
                let (time, attempts) =
                    (start.elapsed(), usize::try_from(number).unwrap_or(usize::MAX).saturating_add(1));
                let record = Record { time, left_behind, retries: retried, requests, attempts, ..record };
                return match is_postponed {
                    true => Ended::Postponed(Box::new(record)),
                    false => Ended::Finished(Box::new(record)),
                };
            }
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
pub(super) async fn send(client: &Client, request: &Request) -> Result<Response, SendError> {
    let (mut attempts_left, mut pause) = (client.retries(), PAUSE);
    loop {
        match client.send(request).await {
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

/// Why a case has no result, and whether another attempt may have one at once.
fn missing_error(outcome: &Outcome, answers: Answers) -> Option<(bool, String)> {
    match (outcome, answers) {
        (Outcome::SuiteError(_), Answers::Missing(error)) => Some((error.is_transient(), error.message)),
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
