//! `run --inject`: changes what the target answers, so that anybody can see a red run, and a case fail that they have written.

use std::{collections::BTreeSet, sync::Arc};

use clap::Args;
use kii_spec::{Api, nearest};
use url::Url;

use crate::{
    cases::Suite,
    mutation::{self, Injector, WireFault},
    send::Client,
};

/// How many IDs an error names.
const SUGGESTIONS: usize = 5;

/// The faults that a run injects.
#[derive(Args, Clone, Debug)]
pub(super) struct InjectionFlags {
    /// Change responses on their way to the suite, to see a red run: the ID of a fault, for example
    /// object.put/stale:status=400
    ///
    /// `explain` lists the faults of a statement. Without the scope in its ID (object.put/stale@user:status=400), a fault is
    /// injected in every scope. Can be given more than once. Reports of such a run say so, as it says nothing about the target.
    #[arg(long, value_name = "FAULT", conflicts_with = "write_deviations", help_heading = "Run")]
    inject: Vec<String>,
}

/// Injects faults into the responses of one target.
pub(super) struct Injection(Vec<Arc<Injector>>);

impl InjectionFlags {
    /// The IDs of the faults as they were given.
    pub(super) fn ids(&self) -> Vec<String> {
        self.inject.clone()
    }

    /// The faults.
    ///
    /// # Errors
    /// When an ID is that of no fault, with the nearest ones; or when two faults would change the same response.
    pub(super) fn faults(&self, api: &Api) -> Result<Vec<WireFault>, String> {
        let mut chosen: Vec<WireFault> = Vec::new();
        if self.inject.is_empty() {
            return Ok(chosen);
        }
        let all = mutation::derive(api);
        for id in &self.inject {
            let named: Vec<&WireFault> = all
                .iter()
                .filter(|wire| [wire.fault.id.0.as_str(), &without_scope(wire)].contains(&id.as_str()))
                .collect();
            if named.is_empty() {
                return Err(unknown(id, &all));
            }
            for wire in named {
                let same = |other: &&WireFault| {
                    (&other.operation, &other.response, &other.scope) == (&wire.operation, &wire.response, &wire.scope)
                };
                if let Some(other) = chosen.iter().find(same) {
                    return Err(format!(
                        "--inject: expected at most one fault for each response in each scope, found {} and {}; inject them in \
                         two runs",
                        other.fault.id, wire.fault.id
                    ));
                }
                chosen.push(wire.clone());
            }
        }
        Ok(chosen)
    }
}

/// The ID of a fault that is the same in every scope: `object.put/stale:status=400`.
fn without_scope(wire: &WireFault) -> String {
    wire.fault.id.0.replacen(&format!("@{}:", wire.scope), ":", 1)
}

fn unknown(id: &str, all: &[WireFault]) -> String {
    let ids: BTreeSet<String> = all.iter().map(without_scope).collect();
    let near = nearest(id, ids.iter().map(String::as_str), SUGGESTIONS);
    format!(
        "--inject: expected the ID of a fault, found `{id}`; the nearest are\n  {}\n`kii-conformance explain STATEMENT` lists the \
         faults of a statement such as object.put/stale:status",
        near.join("\n  ")
    )
}

impl Injection {
    /// Injects the faults into what a target at `base` answers.
    pub(super) fn new(suite: &Arc<Suite>, base: &Url, faults: Vec<WireFault>) -> Self {
        let injectors = faults.into_iter().map(|fault| Injector::new(Arc::clone(suite), base.clone(), fault));
        Self(injectors.map(Arc::new).collect())
    }

    /// The same client, with the faults.
    pub(super) fn apply_to(&self, client: Client) -> Client {
        self.0.iter().fold(client, |client, injector| client.with_interceptor(Arc::clone(injector) as _))
    }

    /// Removes what was created under addresses that a fault has changed; the addresses of what could not be removed.
    pub(super) async fn sweep(&self, client: &Client) -> Vec<String> {
        let mut left = Vec::new();
        for injector in &self.0 {
            left.extend(injector.sweep(&client.for_cleanup()).await);
        }
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(ids: &[&str]) -> Result<Vec<String>, String> {
        let flags = InjectionFlags { inject: ids.iter().map(|id| (*id).to_owned()).collect() };
        let faults = flags.faults(&Suite::embedded_api().unwrap())?;
        Ok(faults.into_iter().map(|wire| wire.fault.id.0).collect())
    }

    #[test]
    fn a_fault_is_injected_in_its_scope_or_in_all() {
        let api = Suite::embedded_api().unwrap();
        let wire = mutation::derive(&api).swap_remove(0);
        assert_eq!(faults(&[&wire.fault.id.0]).unwrap(), std::slice::from_ref(&wire.fault.id.0));
        let everywhere = faults(&[&without_scope(&wire)]).unwrap();
        assert!(everywhere.len() > 1 && everywhere.contains(&wire.fault.id.0), "{everywhere:?}");
    }

    #[test]
    fn an_unknown_fault_gives_the_nearest() {
        let api = Suite::embedded_api().unwrap();
        let right = without_scope(&mutation::derive(&api).swap_remove(0));
        let error = faults(&[&right.replacen('/', "/x", 1)]).unwrap_err();
        assert!(error.contains(&format!("\n  {right}\n")) && error.contains("explain"), "{error}");
    }

    #[test]
    fn one_response_has_one_fault() {
        let api = Suite::embedded_api().unwrap();
        let id = mutation::derive(&api).swap_remove(0).fault.id.0;
        let error = faults(&[&id, &id]).unwrap_err();
        assert!(error.contains("at most one fault"), "{error}");
    }
}
