//! One place of a race: what is read there while the clients send their requests and when they are done, and whether an order
//! explains all of it.

use futures_util::future::{join, join_all};
use indexmap::{IndexMap, IndexSet};
use kii_spec::axis::{Axis, Point};
use serde_json::Map;
use url::Url;

use super::{
    Race,
    history::{Answered, Call, Ending, History, Reading, Shared},
    pace::Pacer,
};
use crate::{
    cases::{Expect, Place, Role, Sent, Step},
    judge::{Examined, Judged},
    run::{outcome::Outcome, runner::Runner},
    send::{CaseState, Client, Exchange},
};

/// How often an address is read that was named before the race.
const READS: usize = 2;

impl<'a> Runner<'a> {
    /// Reads what is there when all clients are done, and looks for an order that explains everything about a place. What is read
    /// afterwards is part of what must be explained: it shows which writes have lasted.
    pub(super) async fn judge_place(
        &self,
        before: CaseState,
        mut calls: Vec<Call<'a>>,
        mut readings: Vec<Reading>,
        race: &Race<'_, '_>,
    ) -> Result<Result<CaseState, (Box<Exchange>, Judged)>, Outcome> {
        // The ID of an object that was created here is known from now on.
        let known = calls.iter().filter(|call| call.prepared.known.object_id.is_none());
        let object_id = known.map(|call| self.known_after(call, &before).object_id).last();
        let state = CaseState { object_id: object_id.unwrap_or_else(|| before.object_id.clone()), ..before };
        let place = calls.first().map(|call| call.step.sent.place).unwrap_or_default();
        let named = calls.iter().flat_map(|call| self.published(call));
        let named: Vec<Option<Url>> = named.collect();
        let addresses: IndexSet<Url> =
            state.published.addresses().all().chain(named.iter().flatten()).cloned().collect();
        let looks = self.looks(place);
        let (looked, read) = join(
            join_all(looks.iter().map(|step| self.look(step, state.clone(), race))),
            join_all(addresses.iter().map(|url| self.fetch_in_race(&self.session.client, url, None, race.start))),
        )
        .await;
        let mut looked: Vec<Call<'_>> = looked.into_iter().collect::<Result<_, _>>()?;
        let mut all: Vec<Call<'_>> = Vec::new();
        all.append(&mut calls);
        all.append(&mut looked);
        for reading in read {
            readings.push(reading?);
        }
        let (checker, subject) = (self.session.checker.as_ref(), self.subject());
        let before = Shared { stored: state.stored.clone(), published: state.published.addresses().clone() };
        let history = History { checker, before, calls: all, readings, subject };
        let examined = Examined::from([(self.case.operation.clone(), history.subject.clone())]);
        match history.judge() {
            Ok(Ending::Explained(shared)) => {
                self.record_race(race.start, &history, None);
                self.examined(examined);
                let Shared { stored, published } = *shared;
                let mut after = state.with_stored(stored);
                after.published.end_race(named.into_iter(), published);
                Ok(Ok(after))
            }
            Ok(Ending::Unexplained(exchange, mismatch)) => {
                let judged = Judged { mismatches: vec![mismatch], examined, unevaluated: Vec::new() };
                self.record_race(race.start, &history, Some((&*exchange, judged.mismatches.as_slice())));
                Ok(Err((exchange, judged)))
            }
            Err(why) => {
                self.record_race(race.start, &history, None);
                Err(self.cannot_judge(why))
            }
        }
    }

    /// Reads everything that shows the object and its body.
    fn looks(&self, place: Place) -> Vec<Step> {
        let looks =
            self.api.observers().into_iter().filter(|operation| operation.has_axis(Axis::Object)).map(|operation| {
                Step {
                    role: Role::Act,
                    operation: operation.id.clone(),
                    scope: None,
                    point: Point::default(),
                    sent: Sent { place, ..Sent::default() },
                    expect: Expect::Due,
                    keep: IndexMap::new(),
                    see: Map::new(),
                }
            });
        looks.collect()
    }

    /// Reads what is published at an address while the clients of a race send their requests.
    pub(super) async fn read_published(
        &self,
        number: usize,
        url: &Url,
        pacer: &Pacer,
        http: &Client,
        race: &Race<'_, '_>,
    ) -> Result<Vec<Reading>, Outcome> {
        pacer.begin().await;
        let mut readings = Vec::new();
        for _ in 0..READS {
            let reading = self.fetch_in_race(http, url, Some(number), race.start).await;
            if readings.is_empty() {
                pacer.note_answer();
            }
            readings.push(reading?);
        }
        Ok(readings)
    }

    /// The addresses that an answer names, if it says that something has been published.
    fn published(&self, call: &Call<'_>) -> Vec<Option<Url>> {
        let Some(Answered { response, .. }) = &call.answer else { return Vec::new() };
        let context = call.context(call.success.clone());
        self.session.checker.observe(&context, response).published().collect()
    }
}
