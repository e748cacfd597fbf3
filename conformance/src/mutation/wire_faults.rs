//! Tests many wire faults on one target, several at the same time.

use std::sync::Arc;

use tokio::{sync::Semaphore, task::JoinSet};

use super::{Injector, MatrixEntry, MutationRun, WireFault};

/// Injects each fault into the responses of a target and runs the cases that could detect it, `at_once` faults at the same
/// time. The entries are in the order of the faults.
///
/// # Errors
/// When a test of a fault panicked, which is a fault of the suite.
pub async fn wire(run: &Arc<MutationRun>, faults: Vec<WireFault>, at_once: usize) -> Result<Vec<MatrixEntry>, String> {
    let permits = Arc::new(Semaphore::new(at_once));
    let mut running = JoinSet::new();
    for (place, wire) in faults.into_iter().enumerate() {
        let (run, permits) = (Arc::clone(run), Arc::clone(&permits));
        running.spawn(async move {
            let _permit = permits.acquire().await.ok();
            let (session, fault) = (run.baseline(), wire.fault.clone());
            let injector = Arc::new(Injector::new(Arc::clone(run.suite()), session.target.base.clone(), wire));
            let client = session.client.with_interceptor(Arc::clone(&injector) as _);
            let status = run.run(&session.with_client(client), &fault).await;
            run.leave(injector.sweep(&session.client.for_cleanup()).await);
            (place, MatrixEntry { fault, status, equivalent: None })
        });
    }
    let mut entries = Vec::new();
    while let Some(ended) = running.join_next().await {
        entries.push(ended.map_err(|error| format!("the test of a fault panicked: {error}"))?);
    }
    entries.sort_by_key(|(place, _)| *place);
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}
