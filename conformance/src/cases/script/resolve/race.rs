//! Races as written: requests at the same time, and clients that send several.

use indexmap::IndexMap;
use kii_spec::document::{At, Entries, Span};
use serde_json::{Map, Value};

use super::{Resolver, place_of};
use crate::cases::{
    case::{Expect, Pace, RaceClient, Role, Sent, Step},
    place::Place,
    script::wire,
};

/// The most requests of a race. The suite is not a load test.
const MOST_REQUESTS: usize = 16;

impl Resolver<'_> {
    pub(super) fn race(&self, written: &At<Vec<wire::RaceGroup>>) -> Option<Vec<RaceClient>> {
        let times = |group: &wire::RaceGroup| group.times.as_ref().map_or(1, |times| times.value);
        let requests = written.value.iter().fold(0_usize, |sum, group| sum.saturating_add(times(group)));
        let groups: Vec<Option<RaceClient>> = written.value.iter().map(|group| self.race_group(group)).collect();
        let groups: Vec<RaceClient> = groups.into_iter().collect::<Option<_>>()?;
        if !self.is_race(&written.span, requests, requests) {
            return None;
        }
        let clients = written.value.iter().zip(groups).map(|(group, client)| vec![client; times(group)]);
        Some(clients.flatten().collect())
    }

    fn race_group(&self, written: &wire::RaceGroup) -> Option<RaceClient> {
        if let Some(times) = written.times.as_ref().filter(|times| times.value == 0) {
            self.diagnostics.note(&times.span, "`times` is 0, so nothing is sent", "1 or more; or remove the group");
            return None;
        }
        let (with, json) = (written.with.as_ref(), written.json.as_ref());
        let step = self.race_step(&written.operation, Place::default(), with, json)?;
        Some(RaceClient { steps: vec![step], pace: Pace::AtOnce })
    }

    pub(super) fn clients(&self, written: &At<Vec<wire::RaceClient>>) -> Option<Vec<RaceClient>> {
        let clients = written.value.iter().map(|client| {
            let first = client.steps.first().map(|first| place_of(first.bucket.as_ref(), first.object.as_ref()));
            let steps = client.steps.iter().map(|wire::RaceStep { operation, bucket, object, with, json }| {
                let place = place_of(bucket.as_ref(), object.as_ref());
                if first.is_some_and(|first| first != place) {
                    let title = "this client has sent requests about another place before";
                    self.diagnostics.note(&operation.span, title, "name one bucket and one object in all its steps");
                    return None;
                }
                self.race_step(operation, place, with.as_ref(), json.as_ref())
            });
            let steps: Vec<Option<Step>> = steps.collect();
            let pace = client.pace.as_ref().map(|pace| pace.value).unwrap_or_default();
            Some(RaceClient { steps: steps.into_iter().collect::<Option<_>>()?, pace })
        });
        let clients: Vec<Option<RaceClient>> = clients.collect();
        let clients: Vec<RaceClient> = clients.into_iter().collect::<Option<_>>()?;
        let requests = clients.iter().map(|client| client.steps.len()).sum();
        let sending = clients.iter().filter(|client| !client.steps.is_empty()).count();
        self.is_race(&written.span, sending, requests).then_some(clients)
    }

    /// Whether a race has so many clients and requests that it can be judged, and at least two clients with requests.
    fn is_race(&self, span: &Span, clients: usize, requests: usize) -> bool {
        let is_race = clients >= 2 && requests <= MOST_REQUESTS;
        if !is_race {
            let title = format!("a race has 2 to {MOST_REQUESTS} requests, and this one has {requests}");
            self.diagnostics.note(span, title, "change the number of requests; at least two clients must send some");
        }
        is_race
    }

    /// A request in a race. What is due to it depends on the others that are sent at the same time.
    fn race_step(
        &self,
        operation: &At<String>,
        place: Place,
        with: Option<&Entries<At<String>>>,
        json: Option<&Map<String, Value>>,
    ) -> Option<Step> {
        let operation = self.operation(operation)?;
        let (point, representatives) = self.point(operation, with)?;
        Some(Step {
            role: Role::Act,
            operation: operation.id.clone(),
            scope: None,
            point,
            sent: Sent { representatives, json: json.cloned().map(Value::Object), place, ..Sent::default() },
            expect: Expect::Due,
            keep: IndexMap::new(),
            see: Map::new(),
        })
    }
}
