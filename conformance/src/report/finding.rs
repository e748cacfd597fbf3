//! Findings: the failures of a run, and its warnings, grouped by their cause. One fault of a server can make hundreds of
//! cases fail, and they are one finding.

mod cause;
mod group;
mod witness;

use std::{collections::BTreeSet, fmt};

use kii_spec::Level;
use serde::{Deserialize, Serialize};

use self::group::Group;
pub use self::witness::Witness;
use super::case_result::{CaseResult, LevelWord, ReportedMismatch};
use crate::{deployment::Target, report::Rerun, report::case_result::ReportContext, run::Record, values::random};
use kii_spec::Api;

/// Failures with one cause, or warnings with one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportedFinding {
    /// Its name in this report: `F1` is the failure with the most cases, `W1` the warning with the most.
    pub id: String,
    /// What stands for its cause in every report: the same as long as the same differs.
    pub signature: String,
    /// Whether it fails or warns.
    #[serde(with = "LevelWord")]
    pub level: Level,
    /// Whether it counts for the verdict: one that only cases show which are newer than the profile does not.
    pub scored: bool,
    /// What differs, in a few words.
    pub title: String,
    /// The operations whose answers show it.
    pub operations: BTreeSet<String>,
    /// The scopes in which they do.
    pub scopes: BTreeSet<String>,
    /// In how many operations and scopes it shows: each operation counts once in each scope.
    pub places: usize,
    /// The names of the cases that show it, or that ended early because of it, in the suite's order.
    pub cases: Vec<String>,
    /// The case that shows it best.
    pub witness: Witness,
}

/// A mismatch, and the case in which it was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sighting<'r> {
    /// The position of the case among the results.
    pub(super) place: usize,
    pub(super) result: &'r CaseResult,
    pub(super) mismatch: &'r ReportedMismatch,
}

impl Sighting<'_> {
    /// The one that shows best what all of them show.
    pub(super) fn best(all: &[Self]) -> Option<&Self> {
        all.iter().min_by_key(|sighting| witness::awkwardness(sighting))
    }
}

/// The findings of a run: first failures that count, then those that do not, then warnings; the largest first.
pub(super) fn of(results: &[CaseResult]) -> Vec<ReportedFinding> {
    let sightings = |level: Level| {
        let against = results.iter().enumerate().filter(|(_, result)| result.is_against());
        against.flat_map(move |(place, result)| {
            let here = result.mismatches.iter().filter(move |mismatch| mismatch.level == level);
            here.map(move |mismatch| Sighting { place, result, mismatch })
        })
    };
    let failures: Vec<Sighting<'_>> = sightings(Level::Must).collect();
    let violated: BTreeSet<&str> = failures.iter().map(|sighting| sighting.mismatch.statement.as_str()).collect();
    let failures = group::by_cause(failures);
    // What is violated is no warning as well.
    let is_new = |sighting: &Sighting<'_>| {
        !violated.contains(sighting.mismatch.statement.as_str())
            && !failures.iter().any(|group| group.differences.contains(&sighting.mismatch.difference))
    };
    let mut warnings = group::by_cause(sightings(Level::Should).filter(is_new).collect());
    warnings.retain(|warning| !failures.iter().any(|failure| failure.can_explain(warning)));
    named("F", Level::Must, failures).into_iter().chain(named("W", Level::Should, warnings)).collect()
}

/// The findings of records, without secrets.
#[must_use]
pub fn findings(api: &Api, target: &Target, records: &[Record]) -> Vec<ReportedFinding> {
    let context = ReportContext { api, target, rerun: &Rerun::new("kii-conformance run", &[], &[]) };
    of(&records.iter().map(|record| CaseResult::new(&context, record)).collect::<Vec<_>>())
}

/// The groups as findings, numbered in order of their size.
fn named(prefix: &str, level: Level, groups: Vec<Group<'_>>) -> Vec<ReportedFinding> {
    let mut findings: Vec<ReportedFinding> =
        groups.into_iter().filter_map(|group| ReportedFinding::of(level, &group)).collect();
    findings.sort_by(|one, other| {
        let size = |finding: &ReportedFinding| (!finding.scored, std::cmp::Reverse(finding.cases.len()));
        size(one).cmp(&size(other)).then_with(|| one.signature.cmp(&other.signature))
    });
    for (number, finding) in findings.iter_mut().enumerate() {
        finding.id = format!("{prefix}{}", number + 1);
    }
    findings
}

impl ReportedFinding {
    fn of(level: Level, group: &Group<'_>) -> Option<Self> {
        let witness = witness::of(&group.sightings)?;
        let operations: BTreeSet<String> =
            group.sightings.iter().map(|sighting| sighting.mismatch.operation.clone()).collect();
        let scopes: BTreeSet<String> = group.sightings.iter().map(|sighting| sighting.result.scope.clone()).collect();
        let places: BTreeSet<(&str, &str)> = { group.sightings.iter() }
            .map(|sighting| (sighting.mismatch.operation.as_str(), sighting.result.scope.as_str()))
            .collect();
        Some(Self {
            id: String::new(),
            signature: format!("{:08x}", random::hash(&group.signature()) >> 32),
            level,
            scored: group.sightings.iter().any(|sighting| sighting.result.is_scored()),
            title: group.title(),
            places: places.len(),
            operations,
            scopes,
            cases: group.cases(),
            witness,
        })
    }

    /// Where it shows: the operation if it is one, and the scope if it is one.
    #[must_use]
    pub fn extent(&self) -> String {
        let one = |names: &BTreeSet<String>, kind: &str, whole: &str| match names.first() {
            Some(name) if names.len() == 1 => format!("{whole}{name}"),
            Some(_) | None => format!("{} {kind}s", names.len()),
        };
        format!("{}, {}", one(&self.operations, "operation", ""), one(&self.scopes, "scope", "scope "))
    }
}

impl fmt::Display for ReportedFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.id, self.title, self.extent())
    }
}

#[cfg(test)]
mod tests;
