//! Everything that running cases against one target takes.

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

/// Everything that running cases against one target takes. Clones share it.
#[derive(Clone, Debug)]
pub struct Session {
    /// The API and every case about it.
    pub suite: Arc<Suite>,
    /// What holds answers against the API.
    pub checker: Arc<Checker>,
    /// What sends requests.
    pub client: Client,
    /// The deployment under test.
    pub target: Arc<Target>,
    /// The run that the cases are a part of.
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

    /// The same session for one case: its client keeps an account of its own.
    #[must_use]
    pub fn with_own_log(&self) -> Self {
        self.with_client(self.client.with_own_log())
    }

    /// The same session for another attempt at a case, in a state of its own; the one with the number 0 is this one.
    #[must_use]
    pub fn attempt(&self, number: u64) -> Self {
        Self { run_context: self.run_context.attempt(number), ..self.clone() }
    }

    /// Runs a case once, and removes what it created.
    pub async fn run(&self, case: &Case) -> Record {
        runner::run(self, case).await
    }

    /// Runs every case of the suite, `at_once` at the same time and those first in which time must pass; the records are in
    /// the suite's order.
    ///
    /// # Errors
    /// When a case broke down, which is a fault of the suite.
    pub async fn run_all(&self, at_once: usize) -> Result<Vec<Record>, String> {
        let gate = Arc::new(Semaphore::new(at_once));
        let mut running = JoinSet::new();
        for (place, case) in self.suite.cases.iter().enumerate() {
            let (session, gate, case) = (self.with_own_log(), Arc::clone(&gate), case.clone());
            running.spawn(async move {
                // Waiting takes no place from others.
                let _permit = if case.waits() { None } else { gate.acquire().await.ok() };
                (place, session.run(&case).await)
            });
        }
        let mut records = Vec::new();
        while let Some(ended) = running.join_next().await {
            records.push(ended.map_err(|error| format!("a case broke down: {error}"))?);
        }
        records.sort_by_key(|(place, _)| *place);
        Ok(records.into_iter().map(|(_, record)| record).collect())
    }
}
