//! Attempts at cases in a session: what a scheduler runs. A panic in a case is an error of the suite.

use std::{
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use futures_util::FutureExt as _;

use super::Attempts;
use crate::{
    cases::Case,
    run::{
        failure_limit::FailureLimit,
        outcome::Record,
        preflight, repeat,
        retry::{Company, Ended, Times},
        session::Session,
    },
    send::{Answers, Interruption},
};

/// How long a server may take to start anew.
const RESTART: Duration = Duration::from_secs(5);

/// How long to wait before the next attempt to reach it.
const ASK_AGAIN: Duration = Duration::from_millis(500);

/// Attempts at cases in a session.
#[derive(Clone)]
pub(crate) struct SessionAttempts {
    pub(crate) session: Session,
    pub(crate) times: Times,
    pub(crate) interruption: Interruption,
    pub(crate) failure_limit: FailureLimit,
    /// What the panic of this thread said that has just been caught.
    pub(crate) panic_message: fn() -> String,
}

impl Attempts for SessionAttempts {
    async fn run(&self, case: &Case, company: Company) -> (Ended, Answers) {
        let session = match company {
            Company::Others => self.session.with_own_log(),
            Company::None => {
                self.session.client.wait_for_idle_target().await;
                self.session.again_alone().with_own_log()
            }
        };
        let ended = AssertUnwindSafe(repeat::run(&session, case, self.times, company)).catch_unwind().await;
        let ended = ended.unwrap_or_else(|_| {
            let why = format!("the suite broke down: {}", (self.panic_message)());
            Ended::Finished(Box::new(Record::without_result(case.clone(), why, Duration::ZERO)))
        });
        (ended, session.client.answers())
    }

    /// Asks again for some seconds, as a server that starts anew refuses connections meanwhile.
    async fn ping(&self) -> Result<(), String> {
        let session = self.session.with_own_log();
        let begun = Instant::now();
        loop {
            let result = preflight::ping(&session).await;
            let has_time = self.times.retries > 0 && begun.elapsed() < RESTART;
            if result.is_ok() || !has_time || !session.client.pause(ASK_AGAIN).await {
                return result;
            }
        }
    }

    fn reason_to_end(&self) -> Option<String> {
        let interrupted = self.interruption.raised_by().map(|by| format!("not sent: interrupted by {by}"));
        let ended = interrupted.or_else(|| self.failure_limit.reached());
        ended.or_else(|| self.session.target.renewal_failure().map(|why| format!("not sent: {why}")))
    }
}
