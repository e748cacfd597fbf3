//! The API and every case about it, as the program was built with them.

use std::sync::Arc;

use kii_spec::Api;
use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    campaign::Campaign,
    case::{Case, Exclusion},
    check::Checker,
    client::Client,
    derive::{self, Derived},
    outcome::Record,
    run, script,
    target::Target,
};

/// The API and every case about it.
#[derive(Debug)]
pub struct Suite {
    /// The API.
    pub api: Api,
    /// The cases: those derived from the spec, then those written by hand.
    pub cases: Vec<Case>,
    /// The documented responses that no case provokes, each with the reason.
    pub exclusions: Vec<Exclusion>,
}

impl Suite {
    /// The suite that the program was built with.
    ///
    /// # Errors
    /// Everything that is wrong with the spec or the cases, as a text for people.
    pub fn load() -> Result<Self, String> {
        let api = Api::embedded().map_err(|problems| format!("the spec in this program is broken:\n{problems}"))?;
        let Derived { mut cases, exclusions } = derive::derive(&api);
        let written = script::embedded(&api);
        cases.extend(written.map_err(|problems| format!("the cases in this program are broken:\n{problems}"))?);
        Ok(Self { api, cases, exclusions })
    }

    /// Runs every case as one run, `at_once` at the same time and those first in which time must pass; the records are in the suite's
    /// order.
    ///
    /// # Errors
    /// When a case broke down, which is a fault of the suite.
    pub async fn run(
        self: &Arc<Self>,
        client: &Client,
        target: &Arc<Target>,
        campaign: &Campaign,
        at_once: usize,
    ) -> Result<Vec<Record>, String> {
        let checker = Arc::new(Checker::new());
        let gate = Arc::new(Semaphore::new(at_once));
        let mut running = JoinSet::new();
        for (place, case) in self.cases.iter().enumerate() {
            let (suite, client, target) = (Arc::clone(self), client.apart(), Arc::clone(target));
            let (checker, gate, case) = (Arc::clone(&checker), Arc::clone(&gate), case.clone());
            let campaign = campaign.clone();
            running.spawn(async move {
                // Waiting takes no place from others.
                let _permit = if case.waits() { None } else { gate.acquire().await.ok() };
                (place, run::run(&suite.api, &checker, &client, &target, &case, &campaign).await)
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
