//! Groups sightings by their cause.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::{Sighting, cause};
use crate::judge::Difference;

/// How many media types have a group of their own: a target that makes them up has one fault.
const MOST_MEDIA_TYPES: usize = 8;

/// In how many operations a target fails in the same way that has one fault: it, or what is in front of it, is broken.
const MANY_OPERATIONS: usize = 5;

/// Of how many cases with a difference, in percent, another one has to be found in the same answer to explain it.
const MOST_OF_THEM: usize = 90;

/// Sightings with one cause.
#[derive(Debug, Default)]
pub(super) struct Group<'r> {
    /// What differs.
    pub(super) differences: BTreeSet<Difference>,
    /// Where it was seen.
    pub(super) sightings: Vec<Sighting<'r>>,
    /// What follows from it.
    consequences: Vec<Sighting<'r>>,
}

impl<'r> Group<'r> {
    /// What stands for its cause.
    pub(super) fn signature(&self) -> String {
        serde_json::to_string(&self.differences).unwrap_or_default()
    }

    /// What differs, in a few words.
    pub(super) fn title(&self) -> String {
        cause::title(&self.differences)
    }

    /// The names of the cases that show it or a consequence of it, in the suite's order.
    pub(super) fn cases(&self) -> Vec<String> {
        let all = self.sightings.iter().chain(&self.consequences);
        let all: BTreeMap<usize, &str> = all.map(|sighting| (sighting.place, sighting.result.name.as_str())).collect();
        all.into_values().map(str::to_owned).collect()
    }

    /// The cases in which it was seen.
    fn places(&self) -> BTreeSet<usize> {
        self.sightings.iter().map(|sighting| sighting.place).collect()
    }

    /// Whether it says that what is stored is not what should be.
    fn is_about_state(&self) -> bool {
        self.differences.iter().all(|difference| matches!(difference, Difference::Stored { .. }))
    }

    /// The statements that were violated, and in which cases.
    fn violations(&self) -> BTreeSet<(usize, &'r str)> {
        self.sightings.iter().map(|sighting| (sighting.place, sighting.mismatch.statement.as_str())).collect()
    }

    fn join(&mut self, other: Self) {
        self.differences.extend(other.differences);
        self.sightings.extend(other.sightings);
        self.consequences.extend(other.consequences);
    }

    fn explain(&mut self, other: Self) {
        self.consequences.extend(other.sightings.into_iter().chain(other.consequences));
    }

    fn is_late(&self) -> bool {
        self.differences.iter().all(cause::is_late)
    }

    /// Whether a case that builds on such an answer can go wrong later.
    fn can_mislead(&self) -> bool {
        self.differences.iter().any(cause::can_mislead)
    }

    /// In how many cases it was seen in the scopes of another group.
    fn shares(&self, other: &Self) -> usize {
        let scopes: BTreeSet<&str> = other.sightings.iter().map(|sighting| sighting.result.scope.as_str()).collect();
        self.sightings.iter().filter(|sighting| scopes.contains(sighting.result.scope.as_str())).count()
    }

    /// Takes from others what is late and follows from this.
    pub(super) fn can_explain(&self, other: &Self) -> bool {
        other.is_late() && self.can_mislead() && self.shares(other) > 0
    }
}

/// Groups sightings by their cause.
pub(super) fn by_cause(sightings: Vec<Sighting<'_>>) -> Vec<Group<'_>> {
    let groups = by_difference(sightings);
    let groups = without_followers(groups);
    let groups = without_signs_of_state(groups);
    without_late(groups)
}

/// Those with the same difference.
fn by_difference(sightings: Vec<Sighting<'_>>) -> Vec<Group<'_>> {
    let mut equal: IndexMap<Difference, Vec<Sighting<'_>>> = IndexMap::new();
    for sighting in sightings {
        equal.entry(sighting.mismatch.difference.clone()).or_default().push(sighting);
    }
    let media = |difference: &Difference| matches!(difference, Difference::MediaType { .. });
    let many_media = equal.keys().filter(|difference| media(difference)).count() > MOST_MEDIA_TYPES;
    let failures = failures_everywhere(&equal);
    let fails = |difference: &Difference| difference.server_error().filter(|status| failures.contains(status));
    let is_same = |one: &Difference, other: &Difference| {
        cause::is_same(one, other)
            || (many_media && media(one) && media(other))
            || fails(one).is_some_and(|status| fails(other) == Some(status))
    };
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (difference, sightings) in equal {
        let mut group = Group { differences: BTreeSet::from([difference]), sightings, consequences: Vec::new() };
        // What is the same as one of several groups makes them one.
        let (same, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(|other| {
            other.differences.iter().any(|one| group.differences.iter().any(|new| is_same(one, new)))
        });
        groups = others;
        same.into_iter().for_each(|other| group.join(other));
        groups.push(group);
    }
    groups
}

/// The statuses of server errors that came in many operations, whatever was due.
fn failures_everywhere(sightings: &IndexMap<Difference, Vec<Sighting<'_>>>) -> BTreeSet<u16> {
    let mut operations: BTreeMap<u16, BTreeSet<&str>> = BTreeMap::new();
    for (difference, sightings) in sightings {
        if let Some(status) = difference.server_error() {
            let there = sightings.iter().map(|sighting| sighting.result.operation.as_str());
            operations.entry(status).or_default().extend(there);
        }
    }
    operations.retain(|_, operations| operations.len() >= MANY_OPERATIONS);
    operations.into_keys().collect()
}

/// Without the groups whose differences are found in answers that another group is about as well, and follow from that.
fn without_followers(mut groups: Vec<Group<'_>>) -> Vec<Group<'_>> {
    // The larger explain the smaller.
    groups.sort_by_key(|group| std::cmp::Reverse(group.places().len()));
    let mut kept: Vec<Group<'_>> = Vec::new();
    // What explains everything else comes first.
    let (grave, others): (Vec<_>, Vec<_>) = groups
        .into_iter()
        .partition(|group| group.differences.iter().any(|difference| cause::follows(difference, &Difference::Leak)));
    for group in grave.into_iter().chain(others) {
        let places = group.places();
        let explains = |other: &&mut Group<'_>| {
            let there = other.places();
            let common = places.iter().filter(|place| there.contains(place)).count();
            let follows =
                |difference: &Difference| other.differences.iter().any(|from| cause::follows(from, difference));
            common * 100 >= places.len() * MOST_OF_THEM && group.differences.iter().all(follows)
        };
        match kept.iter_mut().find(explains) {
            Some(other) => other.explain(group),
            None => kept.push(group),
        }
    }
    kept
}

/// Without the groups that only repeat that something else is stored than should be: each of their sightings violates a statement
/// that the same case violates by what is stored. A version that is wrong by itself also violates what is said of versions.
fn without_signs_of_state(groups: Vec<Group<'_>>) -> Vec<Group<'_>> {
    let (mut states, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(Group::is_about_state);
    let mut kept = Vec::new();
    for group in others {
        let violations = group.violations();
        match states.iter_mut().find(|state| violations.is_subset(&state.violations())) {
            Some(state) => state.explain(group),
            None => kept.push(group),
        }
    }
    states.into_iter().chain(kept).collect()
}

/// Without the groups that only show later that an answer before was wrong, if that was found as well.
fn without_late(groups: Vec<Group<'_>>) -> Vec<Group<'_>> {
    let (late, mut groups): (Vec<_>, Vec<_>) = groups.into_iter().partition(Group::is_late);
    for group in late {
        match groups.iter_mut().filter(|other| other.can_mislead()).max_by_key(|other| other.shares(&group)) {
            Some(other) if other.shares(&group) > 0 => other.explain(group),
            Some(_) | None => groups.push(group),
        }
    }
    groups
}
