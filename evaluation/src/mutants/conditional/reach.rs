//! Which triggers the requests of each case meet, learnt from a right server.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use anyhow::{Context, Result, anyhow, bail};
use kii_conformance::{Case, Outcome, Suite};
use kii_server::{ConditionalFault, Fixture, MetTriggers, Server};
use tokio::task::JoinSet;

use super::session;
use crate::reference::ADDRESS;

/// What the requests of each case have met, in the order of the cases.
pub(super) struct Reach(Vec<MetTriggers>);

impl Reach {
    /// Runs every case once. Each of `servers` servers has one case at a time, so that it is known whose requests are whose.
    ///
    /// # Errors
    /// When a case does not pass: it would be said to kill every fault.
    pub(super) async fn survey(suite: &Arc<Suite>, servers: usize) -> Result<Self> {
        let next = Arc::new(AtomicUsize::new(0));
        let mut running = JoinSet::new();
        for _ in 0..servers {
            let (suite, next) = (Arc::clone(suite), Arc::clone(&next));
            running.spawn(async move {
                let (fixture, met) = (Fixture::demo(), MetTriggers::default());
                let server = Server::serve(SocketAddr::from(ADDRESS), met.router(fixture.clone())).await;
                let server = server.context("cannot start a server")?;
                let session = session(&suite, &fixture, &server.base_url())?;
                let mut found = Vec::new();
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = suite.cases.get(place) else { break };
                    let record = session.run(case).await;
                    if !matches!(record.outcome, Outcome::Passed | Outcome::Warned(_)) {
                        let (name, word) = (case.name(), record.outcome.word());
                        bail!("expected every case to pass without a fault, found that {name} ended with `{word}`");
                    }
                    found.push((place, met.take()));
                }
                server.shutdown().await.context("the reference server failed")?;
                Ok(found)
            });
        }
        let mut found = Vec::new();
        while let Some(ended) = running.join_next().await {
            found.extend(ended.map_err(|error| anyhow!("a case panicked: {error}"))??);
        }
        found.sort_by_key(|(place, _)| *place);
        Ok(Self(found.into_iter().map(|(_, met)| met).collect()))
    }

    /// The cases whose requests meet the trigger of a fault.
    pub(super) fn cases<'s>(&self, suite: &'s Suite, fault: &ConditionalFault) -> Vec<&'s Case> {
        let met = suite.cases.iter().zip(&self.0);
        met.filter(|(_, met)| fault.is_met_by(met)).map(|(case, _)| case).collect()
    }
}
