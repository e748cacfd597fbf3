//! A session: what is needed to run cases against one target.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    failure_limit::FailureLimit,
    other_cases::OtherCases,
    outcome::Record,
    retry::Times,
    run_context::RunContext,
    runner,
    scheduler::{Progress, Scheduler, SessionAttempts},
    scored_statements::ScoredStatements,
    unavailable::BeginAgain,
};
use crate::{
    cases::{Case, Suite},
    deployment::Target,
    judge::Checker,
    send::{Client, Concurrency, Interruption, LoadControl},
};
use kii_spec::Api;

/// The number of the attempt at a case that runs again alone: `--repeat` and `--retries` have fewer attempts.
const AGAIN_ALONE: u64 = 1 << 19;

/// What is needed to run cases against one target. Clones share it.
#[derive(Clone, Debug)]
pub struct Session {
    /// The API and every case about it.
    pub suite: Arc<Suite>,
    /// Judges answers.
    pub checker: Arc<Checker>,
    /// Sends requests.
    pub client: Client,
    /// The deployment under test.
    pub target: Arc<Target>,
    /// The run to which the cases belong.
    pub run_context: RunContext,
    /// When a case begins again because the target could not serve a request.
    pub(crate) begin_again: BeginAgain,
    /// The statements that decide the outcomes of cases.
    pub(crate) scored: ScoredStatements,
    /// Those cases for whose end others wait.
    pub(crate) other_cases: OtherCases,
    /// Whether records have every exchange. That takes memory and time.
    pub(crate) is_recording: bool,
}

impl Session {
    /// A session for the cases of one run.
    #[must_use]
    pub fn new(suite: Arc<Suite>, client: Client, target: Arc<Target>, run_context: RunContext) -> Self {
        let (checker, begin_again, scored) = (Arc::new(Checker::new()), BeginAgain::Never, ScoredStatements::All);
        let (other_cases, is_recording) = (OtherCases::default(), false);
        Self { suite, checker, client, target, run_context, begin_again, scored, other_cases, is_recording }
    }

    /// The API.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.suite.api
    }

    /// The same session in which only these statements decide.
    #[must_use]
    pub fn scoring(self, scored: ScoredStatements) -> Self {
        Self { scored, ..self }
    }

    /// The same session, whose records have every exchange.
    #[must_use]
    pub(crate) fn recording(self) -> Self {
        Self { is_recording: true, ..self }
    }

    /// The same session with another client.
    #[must_use]
    pub fn with_client(&self, client: Client) -> Self {
        Self { client, ..self.clone() }
    }

    /// The same session for other cases.
    #[must_use]
    pub fn with_suite(&self, suite: Suite) -> Self {
        Self { suite: Arc::new(suite), ..self.clone() }
    }

    /// The same session with another deployment under test.
    #[must_use]
    pub fn with_target(&self, target: Target) -> Self {
        Self { target: Arc::new(target), ..self.clone() }
    }

    /// The same session, in which cases begin again so.
    #[must_use]
    pub(crate) fn beginning_again(self, begin_again: BeginAgain) -> Self {
        Self { begin_again, ..self }
    }

    /// The same session for one case, whose client has a log of its own.
    #[must_use]
    pub fn with_own_log(&self) -> Self {
        self.with_client(self.client.with_own_log())
    }

    /// The same session for another attempt at a case, with other names of buckets and objects; attempt 0 is this one.
    #[must_use]
    pub fn attempt(&self, number: u64) -> Self {
        Self { run_context: self.run_context.attempt(number), ..self.clone() }
    }

    /// The same session for a case that has run among others and runs again alone.
    #[must_use]
    pub(crate) fn again_alone(&self) -> Self {
        self.attempt(AGAIN_ALONE)
    }

    /// Runs a case once, and removes the objects that it created.
    pub async fn run(&self, case: &Case) -> Record {
        runner::run(self, case).await
    }

    /// Runs every case of the suite once, at most `concurrency` of them at the same time. Cases that wait for a point in time
    /// do not count. The records are in the order of the cases; a case that panics has one without a result.
    pub async fn run_all(&self, concurrency: usize) -> Vec<Record> {
        let load = LoadControl::new(Concurrency::Fixed(concurrency), None, None);
        let session = self.with_client(self.client.clone().with_load(load));
        let (times, interruption) = (Times { repeat: 1, retries: 0 }, Interruption::default());
        let panic_message = || "a case panicked".to_owned();
        let size = session.client.load().size();
        let failure_limit = FailureLimit::default();
        let other_cases = session.other_cases.clone();
        let attempts = SessionAttempts { session, times, interruption, failure_limit, panic_message };
        let scheduler = Scheduler { attempts, size, gives_up: false, other_cases };
        let records = Mutex::new(BTreeMap::new());
        let cases = self.suite.cases.iter().cloned().enumerate().collect();
        let stopped = scheduler.run(cases, |place, progress| {
            if let Progress::Ended(record) = progress {
                records.lock().unwrap_or_else(PoisonError::into_inner).insert(place, *record);
            }
        });
        stopped.await;
        records.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
    }
}
