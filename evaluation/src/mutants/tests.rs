//! A sample of the faults, and that what is published of them is true.

use kii_conformance::mutation::{ConstantServer, MatrixEntry, MutantStatus};
use kii_spec::Level;

use super::*;

/// One fault in this many is injected; the IDs decide which ones.
const SAMPLE: u64 = 60;

fn suite() -> Arc<Suite> {
    Arc::new(Suite::load().unwrap())
}

/// The text of KILL_RATE.md if every fault is killed. It injects none, so a change of the faults shows quickly.
fn page_when_complete(suite: &Suite) -> String {
    let Faults { wire, servers, equivalents } = Faults::load(suite).unwrap();
    let faults = wire.into_iter().map(|wire| wire.fault).chain(servers.into_iter().map(|(fault, _)| fault));
    let entries = faults.filter_map(|fault| {
        let status = MutantStatus::Killed { case: String::new(), statement: fault.violates.first()?.clone() };
        Some(MatrixEntry { fault, status, equivalent: None })
    });
    let cases = suite.cases.iter().filter(|case| case.level == Level::Must).count();
    let score = |(name, _): &(&str, _)| ConstantServer { name: (*name).to_owned(), passed: Vec::new(), cases };
    let null_servers = null::SERVERS.iter().map(score).collect();
    let mut matrix = Matrix { extent: Extent::All, entries: entries.collect(), null_servers };
    matrix.mark(&equivalents);
    matrix.markdown(&suite.api)
}

#[test]
fn a_sample_of_the_faults_is_detected() {
    let suite = suite();
    let mut faults = Faults::load(&suite).unwrap();
    faults.retain(|fault| fault.id.is_in_sample(SAMPLE));
    assert!(faults.len() > 100, "the sample has only {} faults", faults.len());
    let matrix = Runtime::new().unwrap().block_on(test(&suite, faults, Extent::Some)).unwrap();
    assert!(matrix.is_complete(&suite.api), "{}", matrix.text(&suite.api));
}

#[test]
fn the_published_page_is_fresh() {
    let page = page_when_complete(&suite());
    assert!(
        kill_rate::check(&Survivors::load().unwrap(), &page).unwrap(),
        "KILL_RATE.md is stale: run `cargo xtask mutants --write`"
    );
}

#[test]
fn ids_are_given_once() {
    let faults = Faults::load(&suite()).unwrap();
    let mut ids: Vec<String> = faults.wire.iter().map(|wire| wire.fault.id.to_string()).collect();
    ids.extend(faults.servers.iter().map(|(fault, _)| fault.id.to_string()));
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn few_faults_are_said_to_be_invisible() {
    let faults = Faults::load(&suite()).unwrap();
    let ids = faults.wire.iter().map(|wire| &wire.fault.id);
    let invisible = ids.filter(|id| faults.equivalents.reason(id).is_some()).count();
    assert!(invisible * 50 <= faults.len(), "{invisible} of {}", faults.len());
}

/// One conditional fault in this many is tested.
const CONDITIONAL_SAMPLE: u64 = 300;

#[test]
#[ignore = "`cargo xtask mutants --check` tests more of them, and takes a minute"]
fn a_sample_of_the_conditional_faults_is_killed_or_known_to_survive() {
    let (suite, survivors) = (suite(), Survivors::load().unwrap());
    let sample = conditional::faults(&[], CONDITIONAL_SAMPLE);
    assert!(sample.len() > 8, "the sample has only {} faults", sample.len());
    let entries = Runtime::new().unwrap().block_on(conditional::test(&suite, sample, AT_ONCE)).unwrap();
    let report = Report { entries };
    let survivors: Vec<String> = report.new_survivors(&survivors).map(|entry| entry.fault.id()).collect();
    assert!(
        survivors.is_empty(),
        "these survive, and are not listed: {survivors:#?}\nchange the cases, or run `cargo xtask mutants --conditional \
         --write` in a release build"
    );
}

#[test]
fn every_conditional_fault_violates_a_statement_of_the_spec() {
    let suite = suite();
    for fault in conditional::faults(&[], 1) {
        let (id, violated) = (fault.id(), fault.violates());
        assert!(
            servers::statement(&suite.api, violated).is_some(),
            "`{id}` violates `{violated}`, which is no statement"
        );
    }
}
