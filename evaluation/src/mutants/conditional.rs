//! Conditional faults: servers that are wrong about some requests only. Cases whose requests are like that run first.

mod kill_history;
mod page;
mod reach;
mod report;
mod survivors;

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context, Result, anyhow};
use futures_util::future::join_all;
use kii_conformance::{Case, Client, Outcome, RunContext, Session, Suite, Target, mutation::FaultId};
use kii_server::{ConditionalFault, Fixture, Server};
use tokio::{sync::Semaphore, task::JoinSet};

use self::{kill_history::KillHistory, reach::Reach};
pub(super) use self::{report::Report, survivors::Survivors};
use super::TIMEOUT;
use crate::reference::ADDRESS;

/// The result of testing a conditional fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// A case failed, or could not be tested for a wrong answer, that passes without the fault.
    Killed {
        /// Its name.
        case: String,
    },
    /// No case failed, and one warned: what the server broke is a statement of level *should* there.
    Warned {
        /// Its name.
        case: String,
    },
    /// The server was wrong, and every case passed.
    Survived {
        /// How often it was wrong.
        wrong: usize,
    },
    /// No request of any case met the trigger in a way that made the server wrong.
    NotReached,
}

/// A conditional fault, and the result of testing it.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) fault: ConditionalFault,
    pub(super) status: Status,
    /// The cases that ran without failing, by their names.
    pub(super) idle: Vec<String>,
}

/// Of the conditional faults, one in this many is in `KILL_RATE.md`, and is tested by CI. All of them take many minutes.
pub(super) const PUBLISHED: u64 = 25;

/// The conditional faults whose IDs contain one of these texts, one in `every` of them.
pub(super) fn faults(filters: &[String], every: u64) -> Vec<ConditionalFault> {
    let is_wanted = |fault: &ConditionalFault| {
        let id = FaultId(fault.id());
        id.is_selected(filters) && id.is_in_sample(every)
    };
    ConditionalFault::all().into_iter().filter(is_wanted).collect()
}

/// Tests conditional faults with the cases of a suite, `at_once` servers at the same time.
///
/// # Errors
/// When the suite does not pass without a fault, or a server cannot be started.
pub(super) async fn test(suite: &Arc<Suite>, faults: Vec<ConditionalFault>, at_once: usize) -> Result<Vec<Entry>> {
    let reach = Arc::new(Reach::survey(suite, at_once).await?);
    let (history, gate) = (Arc::new(KillHistory::default()), Arc::new(Semaphore::new(at_once)));
    let mut running = JoinSet::new();
    for (place, fault) in faults.into_iter().enumerate() {
        let (suite, reach, history) = (Arc::clone(suite), Arc::clone(&reach), Arc::clone(&history));
        let gate = Arc::clone(&gate);
        running.spawn(async move {
            let _permit = gate.acquire().await.ok();
            let cases = history.order(&fault, reach.cases(&suite, &fault));
            let entry = one(&suite, fault, cases).await?;
            if let Status::Killed { case } = &entry.status {
                history.learn(&fault, case);
            }
            Ok::<_, anyhow::Error>((place, entry))
        });
    }
    let mut entries = Vec::new();
    while let Some(ended) = running.join_next().await {
        entries.push(ended.map_err(|error| anyhow!("the test of a fault panicked: {error}"))??);
    }
    entries.sort_by_key(|(place, _)| *place);
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}

/// Tests one fault with these cases.
async fn one(suite: &Arc<Suite>, fault: ConditionalFault, cases: Vec<&Case>) -> Result<Entry> {
    let mut idle = Vec::new();
    if cases.is_empty() {
        return Ok(Entry { fault, status: Status::NotReached, idle });
    }
    let fixture = Fixture::demo();
    let (router, firings) = fault.router(fixture.clone());
    let running = Server::serve(SocketAddr::from(ADDRESS), router).await.context("cannot start a server")?;
    let session = session(suite, &fixture, &running.base_url())?;
    let (waiting, quick): (Vec<&Case>, Vec<&Case>) = cases.into_iter().partition(|case| case.waits());
    let outcome = async |case: &Case| session.run(case).await.outcome;
    let (mut killer, mut warned) = (None, None);
    let mut note = |case: &Case, outcome: &Outcome| match outcome {
        // A wrong answer in the set-up of a case fails a run as well.
        Outcome::Failed(_) | Outcome::NotTestable(_) => killer = Some(case.name()),
        Outcome::Warned(_) => {
            warned.get_or_insert_with(|| case.name());
        }
        Outcome::Passed
        | Outcome::Flaky(_)
        | Outcome::KnownDeviation(..)
        | Outcome::NotScored(_)
        | Outcome::NotApplicable(_)
        | Outcome::SuiteError(_) => idle.push(case.name()),
    };
    let mut is_over = false;
    for case in quick {
        let outcome = outcome(case).await;
        note(case, &outcome);
        is_over = matches!(outcome, Outcome::Failed(_) | Outcome::NotTestable(_));
        if is_over {
            break;
        }
    }
    if !is_over {
        // Cases that wait do so at the same time.
        for (case, outcome) in join_all(waiting.iter().map(async |case| (case, outcome(case).await))).await {
            note(case, &outcome);
        }
    }
    running.shutdown().await.with_context(|| format!("the server with fault {} failed", fault.id()))?;
    let status = match (killer, warned, firings.wrong()) {
        (Some(case), ..) => Status::Killed { case },
        (None, _, 0) => Status::NotReached,
        (None, Some(case), _) => Status::Warned { case },
        (None, None, wrong) => Status::Survived { wrong },
    };
    Ok(Entry { fault, status, idle })
}

/// A session with a server of this process.
fn session(suite: &Arc<Suite>, fixture: &Fixture, base: &str) -> Result<Session> {
    let target = Target::from_toml(&suite.api, &fixture.target_toml(base), "a server of this process")?;
    let client = Client::new(TIMEOUT, &target.connection)?;
    Ok(Session::new(Arc::clone(suite), client, Arc::new(target), RunContext::random()))
}
