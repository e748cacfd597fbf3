//! A session: what is needed to run cases against one target.

use std::sync::Arc;

use kii_spec::Api;
use tokio::{sync::Semaphore, task::JoinSet};

use super::{outcome::Record, run_context::RunContext, runner};
use crate::{
    cases::{Case, Suite},
    deployment::Target,
    judge::Checker,
    send::Client,
};

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
}

impl Session {
    /// A session for the cases of one run.
    #[must_use]
    pub fn new(suite: Arc<Suite>, client: Client, target: Arc<Target>, run_context: RunContext) -> Self {
        Self { suite, checker: Arc::new(Checker::new()), client, target, run_context }
    }

    /// The API.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.suite.api
    }

    /// The same session with another client.
    #[must_use]
    pub fn with_client(&self, client: Client) -> Self {
        Self { client, ..self.clone() }
    }

    /// The same session with another deployment under test.
    #[must_use]
    pub fn with_target(&self, target: Target) -> Self {
        Self { target: Arc::new(target), ..self.clone() }
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

    /// Runs a case once, and removes the objects that it created.
    pub async fn run(&self, case: &Case) -> Record {
        runner::run(self, case).await
    }

    /// Runs every case of the suite, at most `concurrency` of them at the same time. Cases that wait for a point in time do
    /// not count. The records are in the order of the cases.
    ///
    /// # Errors
    /// When a case panics, which is a fault of the suite.
    pub async fn run_all(&self, concurrency: usize) -> Result<Vec<Record>, String> {
        let permits = Arc::new(Semaphore::new(concurrency));
        let mut tasks = JoinSet::new();
        for (place, case) in self.suite.cases.iter().enumerate() {
            let (session, permits, case) = (self.with_own_log(), Arc::clone(&permits), case.clone());
            tasks.spawn(async move {
                // A case that mostly waits must not keep others from running.
                let _permit = if case.waits() { None } else { permits.acquire().await.ok() };
                (place, session.run(&case).await)
            });
        }
        let mut records = Vec::new();
        while let Some(ended) = tasks.join_next().await {
            records.push(ended.map_err(|error| format!("a case panicked: {error}"))?);
        }
        records.sort_by_key(|(place, _)| *place);
        Ok(records.into_iter().map(|(_, record)| record).collect())
    }
}
