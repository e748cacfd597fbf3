//! One run of the whole suite against the reference server in the same process, for whoever counts or measures.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use kii_conformance::{Client, Outcome, Record, RunContext, Session, Suite};

use crate::reference;

/// How long an answer of a server in the same process may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How many cases run at the same time.
const AT_ONCE: usize = 16;

/// The records of a run, and how long it took.
///
/// # Errors
/// When a case does not pass: what the run shows then means nothing.
pub(crate) async fn survey(suite: &Arc<Suite>) -> Result<(Vec<Record>, Duration)> {
    let (server, target) = reference::start(&suite.api).await?;
    let client = Client::new(TIMEOUT, &target.connection)?;
    let session = Session::new(Arc::clone(suite), client, Arc::new(target), RunContext::random());
    let begun = Instant::now();
    let records = session.run_all(AT_ONCE).await;
    let time = begun.elapsed();
    server.shutdown().await.context("the reference server failed, so what it answered means nothing")?;
    let unsound = records.iter().find(|record| !matches!(record.outcome, Outcome::Passed | Outcome::Warned(_)));
    if let Some(record) = unsound {
        let (name, word) = (record.case.name(), record.outcome.word());
        bail!(
            "expected every case to pass, found that {name} ended with `{word}`, so the run shows nothing; \
             `cargo xtask conformance --profile full@next --exact '{name}'` shows the failure"
        );
    }
    Ok((records, time))
}
