//! Hunts many wire faults on one target, several at the same time.

use std::sync::Arc;

use tokio::{sync::Semaphore, task::JoinSet};

use super::{Entry, Hunt, Plant, WireFault};
use crate::{client::Client, target::Target};

/// Plants one fault after the other between the suite and a target, `at_once` at the same time; the entries are in the
/// order of the faults.
///
/// # Errors
/// When a hunt broke down, which is a fault of the suite.
pub async fn wire(
    hunt: &Arc<Hunt>,
    client: &Client,
    target: &Arc<Target>,
    faults: Vec<WireFault>,
    at_once: usize,
) -> Result<Vec<Entry>, String> {
    let gate = Arc::new(Semaphore::new(at_once));
    let mut running = JoinSet::new();
    for (place, wire) in faults.into_iter().enumerate() {
        let (hunt, client, target, gate) = (Arc::clone(hunt), client.clone(), Arc::clone(target), Arc::clone(&gate));
        running.spawn(async move {
            let _permit = gate.acquire().await.ok();
            let fault = wire.fault.clone();
            let plant = Arc::new(Plant::new(Arc::clone(hunt.suite()), target.base.clone(), wire));
            let fate = hunt.run(&client.behind(Arc::clone(&plant) as _), &target, &fault).await;
            hunt.leave(plant.sweep(&client.unhindered()).await);
            (place, Entry { fault, fate, equivalent: None })
        });
    }
    let mut entries = Vec::new();
    while let Some(ended) = running.join_next().await {
        entries.push(ended.map_err(|error| format!("a hunt broke down: {error}"))?);
    }
    entries.sort_by_key(|(place, _)| *place);
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}
