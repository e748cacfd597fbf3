//! Faults of behaviour: servers that are wrong in one way each. They are tested like faults on the wire.

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context, Result, anyhow};
use kii_conformance::{
    Target,
    mutation::{Fault, FaultId, FaultKind, MatrixEntry, MutationRun},
};
use kii_server::{Fixture, Server};
use kii_spec::{Api, Level, OperationId, RuleId, Statement};
use tokio::{sync::Semaphore, task::JoinSet};

use crate::reference::ADDRESS;

/// The faults of behaviour and the servers that have them.
///
/// # Errors
/// When a server names an operation or a statement that the spec does not have.
pub(super) fn faults(api: &Api) -> Result<Vec<(Fault, kii_server::Fault)>> {
    kii_server::Fault::all().into_iter().map(|server| Ok((fault(api, &server)?, server))).collect()
}

fn fault(api: &Api, server: &kii_server::Fault) -> Result<Fault> {
    let main = server.violates.first().with_context(|| format!("fault {} violates nothing", server.id))?;
    let violates = vec![statement(api, main).with_context(|| {
        format!("fault {} violates `{main}`, which is neither a rule nor a part of a response", server.id)
    })?];
    let operation = server.operation.map(|id| {
        operation(api, id)
            .with_context(|| format!("fault {} is in `{id}`, which is no operation of the spec", server.id))
    });
    Ok(Fault {
        id: FaultId(server.id.to_owned()),
        kind: FaultKind::Behaviour,
        operation: operation.transpose()?,
        scope: None,
        summary: server.summary.to_owned(),
        level: Fault::strictest(api, &violates, Level::Must),
        violates,
    })
}

fn operation(api: &Api, id: &str) -> Option<OperationId> {
    api.operations.keys().find(|operation| operation.to_string() == id).cloned()
}

pub(super) fn statement(api: &Api, id: &str) -> Option<Statement> {
    if api.rules.contains_key(&RuleId(id.into())) {
        return Some(Statement::Rule(RuleId(id.into())));
    }
    let responses = api
        .operations
        .values()
        .flat_map(|operation| operation.responses.values().map(move |response| (operation, response)));
    let mut statements = responses.flat_map(|(operation, response)| api.statements(operation, response));
    statements.find(|statement| statement.to_string() == id)
}

/// Starts a server for each fault and runs the cases that could detect it, `at_once` servers at the same time.
pub(super) async fn test(
    run: &Arc<MutationRun>,
    faults: Vec<(Fault, kii_server::Fault)>,
    at_once: usize,
) -> Result<Vec<MatrixEntry>> {
    let gate = Arc::new(Semaphore::new(at_once));
    let mut running = JoinSet::new();
    for (place, (fault, server)) in faults.into_iter().enumerate() {
        let (run, gate) = (Arc::clone(run), Arc::clone(&gate));
        running.spawn(async move {
            let _permit = gate.acquire().await.ok();
            let fixture = Fixture::demo();
            let running = Server::serve(SocketAddr::from(ADDRESS), server.router(fixture.clone())).await;
            let running = running.context("cannot start a server")?;
            let text = fixture.target_toml(&running.base_url());
            let target = Target::from_toml(run.baseline().api(), &text, "the wrong server")?;
            let status = run.run(&run.baseline().with_target(target), &fault).await;
            // A server that panics looks like one that is wrong.
            running.shutdown().await.with_context(|| format!("the server with fault {} failed", fault.id))?;
            Ok::<_, anyhow::Error>((place, MatrixEntry { fault, status, equivalent: None }))
        });
    }
    let mut entries = Vec::new();
    while let Some(ended) = running.join_next().await {
        entries.push(ended.map_err(|error| anyhow!("the test of a fault panicked: {error}"))??);
    }
    entries.sort_by_key(|(place, _)| *place);
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}
