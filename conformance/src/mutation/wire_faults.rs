//! Hunts many wire faults on one target, several at the same time.

use std::sync::Arc;

use tokio::{sync::Semaphore, task::JoinSet};

use super::{Injector, MatrixEntry, MutationRun, WireFault};

/// Plants one fault after the other between the suite and a target, `at_once` at the same time; the entries are in the
/// order of the faults.
///
/// # Errors
/// When a hunt broke down, which is a fault of the suite.
pub async fn wire(hunt: &Arc<MutationRun>, faults: Vec<WireFault>, at_once: usize) -> Result<Vec<MatrixEntry>, String> {
    let gate = Arc::new(Semaphore::new(at_once));
    let mut running = JoinSet::new();
    for (place, wire) in faults.into_iter().enumerate() {
        let (hunt, gate) = (Arc::clone(hunt), Arc::clone(&gate));
        running.spawn(async move {
            let _permit = gate.acquire().await.ok();
            let (session, fault) = (hunt.baseline(), wire.fault.clone());
            let plant = Arc::new(Injector::new(Arc::clone(hunt.suite()), session.target.base.clone(), wire));
            let client = session.client.with_interceptor(Arc::clone(&plant) as _);
            let fate = hunt.run(&session.with_client(client), &fault).await;
            hunt.leave(plant.sweep(&session.client.for_cleanup()).await);
            (place, MatrixEntry { fault, fate, equivalent: None })
        });
    }
    let mut entries = Vec::new();
    while let Some(ended) = running.join_next().await {
        entries.push(ended.map_err(|error| format!("a hunt broke down: {error}"))?);
    }
    entries.sort_by_key(|(place, _)| *place);
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}
