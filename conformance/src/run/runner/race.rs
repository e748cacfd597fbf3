//! Requests of several clients at the same time: some order of them must explain all answers, and what is stored afterwards.

mod description;
mod history;
mod pace;
mod place;
mod recorded;
mod search;
mod single_answer;
mod states;
#[cfg(test)]
mod tests;

use std::{
    sync::{Mutex, PoisonError},
    time::Instant,
};

use futures_util::future::{join, join_all};
use indexmap::IndexMap;
use kii_spec::{Operation, Version};
use tokio::task::JoinSet;
use url::Url;

use self::{history::Call, pace::Pacer};
use super::{Progress, Runner, StageRun};
use crate::{
    cases::{Pace, Place, RaceClient, Role, Step},
    run::{
        cleanup::{CreatedResources, CreatingRequest, SideEffect},
        outcome::{Outcome, SuiteError},
    },
    send::{CaseState, Client, Exchange, PreparedRequest, SendError},
};

pub(super) use self::history::{Answered, Reading};

/// How many addresses are read in a race that were named before it.
const MOST_ADDRESSES: usize = 2;

/// What the requests of a race share.
struct Race<'r, 's> {
    /// When it began.
    start: Instant,
    created: Mutex<&'r mut CreatedResources<'s>>,
    last: Option<Exchange>,
}

/// A request that is ready to be sent.
struct Ready<'a> {
    operation: &'a Operation,
    step: &'a Step,
    prepared: PreparedRequest,
    /// What its client knew when it was prepared.
    state: CaseState,
    /// How its content is sent.
    pace: Pace,
}

/// What one client has sent; the outcome of the case, if a request was not answered.
type Sequence<'a> = (Vec<Call<'a>>, Option<Outcome>);

impl<'a> Runner<'a> {
    /// Sends the requests of all clients at the same time, then reads what is stored and published, and judges all answers
    /// together, those about each place for itself: what happens in one changes nothing in another.
    pub(super) async fn race(
        &self,
        clients: &'a [RaceClient],
        mut state: CaseState,
        run: &mut StageRun<'_, '_>,
    ) -> Progress {
        let mut firsts = Vec::new();
        for client in clients {
            let Some(step) = client.steps.first() else { continue };
            state = run.places.switch_to(step.sent.place, state);
            state.serial += 1;
            let before = state.clone();
            state.serial += client.steps.len();
            match self.ready(step, before, run.last.as_ref()).await {
                Ok(ready) if client.pace == Pace::Halved && ready.prepared.request.content.len() > 1 => {
                    firsts.push((client, Ready { pace: Pace::Halved, ..ready }));
                }
                Ok(ready) => firsts.push((client, ready)),
                Err(outcome) => return Progress::End(outcome),
            }
        }
        let mut befores: IndexMap<Place, CaseState> = IndexMap::new();
        for (_, first) in &firsts {
            let place = first.step.sent.place;
            state = run.places.switch_to(place, state);
            befores.insert(place, state.clone());
        }
        let addresses = befores.iter().flat_map(|(place, before)| {
            let known: Vec<&Url> = before.published.addresses().all().collect();
            let last = known.into_iter().rev().take(MOST_ADDRESSES);
            last.map(|url| (*place, url)).collect::<Vec<_>>()
        });
        let addresses: Vec<(Place, &Url)> = addresses.collect();
        let halving = firsts.iter().filter(|(_, first)| first.pace == Pace::Halved).count();
        let pacer = Pacer::new(halving, firsts.len() - halving + addresses.len());
        let http = self.session.client.for_race(firsts.len() + addresses.len()).await;
        let last = run.last.clone();
        let race = Race { start: Instant::now(), created: Mutex::new(&mut *run.created), last };
        let longest = clients.iter().map(|client| client.steps.len()).max().unwrap_or_default();
        self.link(longest + 1);
        let readers = firsts.len();
        let sequences = firsts
            .into_iter()
            .enumerate()
            .map(|(number, (client, first))| self.sequence((number + 1, client), first, &pacer, &http, &race));
        let read = addresses.iter().enumerate().map(|(number, (place, url))| {
            let reading = self.read_published(readers + number + 1, url, &pacer, &http, &race);
            async move { (*place, reading.await) }
        });
        let (sent, read) = join(join_all(sequences), join_all(read)).await;
        // What is read afterwards waits for its own turn: it must not wait for what is reserved for the race.
        drop(http);
        let (mut calls, mut readings, mut lost) = (Vec::new(), Vec::new(), None);
        for (made, outcome) in sent {
            calls.extend(made);
            lost = lost.or(outcome);
        }
        for (place, made) in read {
            match made {
                Ok(made) => readings.extend(made.into_iter().map(|reading| (place, reading))),
                Err(outcome) => lost = lost.or(Some(outcome)),
            }
        }
        if let Some(outcome) = lost {
            return Progress::End(outcome);
        }
        for (place, before) in befores {
            let is_here = |call: &Call<'_>| call.step.sent.place == place;
            let here: Vec<Call<'_>> = calls.extract_if(.., |call| is_here(call)).collect();
            let read = readings.extract_if(.., |(other, _)| *other == place).map(|(_, reading)| reading).collect();
            state = run.places.switch_to(place, state);
            match self.judge_place(before, here, read, &race).await {
                Ok(Ok(after)) => {
                    let (serial, kept) = (state.serial, std::mem::take(&mut state.kept));
                    state = CaseState { serial, kept, ..after };
                }
                Ok(Err((exchange, judged))) => return self.conclude(Role::Act, state, &exchange, judged, None),
                Err(outcome) => return Progress::End(outcome),
            }
        }
        Progress::Continue(Box::new(state), None)
    }

    async fn ready<'b>(&self, step: &'b Step, state: CaseState, last: Option<&Exchange>) -> Result<Ready<'b>, Outcome>
    where
        'a: 'b,
    {
        let operation = self.operation(step).map_err(Outcome::SuiteError)?;
        let prepared = self.prepare(self.scope, operation, step, &state, last).await?;
        Ok(Ready { operation, step, prepared, state, pace: Pace::AtOnce })
    }

    /// Sends the requests of one client, one after the other. It names the versions that its own answers have named last.
    async fn sequence(
        &self,
        (number, client): (usize, &'a RaceClient),
        first: Ready<'a>,
        pacer: &Pacer,
        http: &Client,
        race: &Race<'_, '_>,
    ) -> Sequence<'a> {
        let pace = first.pace;
        let first_http = match pace {
            Pace::AtOnce => http.clone(),
            Pace::Halved => http.clone().with_halfway(pacer.halfway()),
        };
        if pace == Pace::AtOnce {
            pacer.begin().await;
        }
        let mut state = first.state.clone();
        let sent = self.call(Some(number), first, first_http, race).await;
        if pace == Pace::AtOnce {
            pacer.note_answer();
        }
        let mut calls = Vec::new();
        match sent {
            Ok(call) => calls.push(call),
            Err(outcome) => return (calls, Some(outcome)),
        }
        for step in client.steps.iter().skip(1) {
            if let Some(call) = calls.last() {
                state = self.known_after(call, &state);
            }
            state.serial += 1;
            // A version that no answer has named cannot be sent back.
            let Ok(next) = self.ready(step, state.clone(), race.last.as_ref()).await else { continue };
            match self.call(Some(number), next, http.clone(), race).await {
                Ok(call) => calls.push(call),
                Err(outcome) => return (calls, Some(outcome)),
            }
        }
        (calls, None)
    }

    /// Reads what is stored when all clients are done.
    async fn look<'b>(&self, step: &'b Step, state: CaseState, race: &Race<'_, '_>) -> Result<Call<'b>, Outcome>
    where
        'a: 'b,
    {
        let ready = self.ready(step, state, race.last.as_ref()).await?;
        self.call(None, ready, self.session.client.clone(), race).await
    }

    /// Sends a request and waits for its answer.
    async fn call<'b>(
        &self,
        client: Option<usize>,
        ready: Ready<'b>,
        http: Client,
        race: &Race<'_, '_>,
    ) -> Result<Call<'b>, Outcome>
    where
        'a: 'b,
    {
        let Ready { operation, step, prepared, state, pace: _ } = ready;
        let (api, scope) = (self.api, self.scope);
        let success = Call::success(api, scope, operation, step).map_err(|why| self.cannot_judge(why))?;
        let names = operation.request.precondition.filter(|_| api.axes.versions(step.point).current);
        let names = names.and_then(|precondition| state.stored.versions(precondition.version).current.clone());
        let prepared = prepared.now(http.clock()).into_owned();
        let object_id = state.object_id.as_str();
        let point = step.point;
        let announced = CreatingRequest { operation, scope, point, prepared: &prepared, object_id };
        race.with_created(|created| created.announce(&announced));
        self.count(Role::Act, 1);
        let begun = race.start.elapsed();
        let request = prepared.request.clone();
        let mut task = JoinSet::new();
        // A task of its own, so that requests are sent in parallel.
        task.spawn(async move { (http.send(request).await, Instant::now()) });
        let Some(Ok((answer, at))) = task.join_next().await else {
            let message = "one of several requests at the same time broke down; please report this".to_owned();
            return Err(Outcome::SuiteError(SuiteError::new(message)));
        };
        let answer = self.served(Some(&operation.id), answer);
        let call = |answer| Call {
            api,
            scope,
            operation,
            step,
            about: &self.case.operation,
            cites: &self.case.covers,
            success,
            client,
            prepared,
            names,
            begun,
            answer,
        };
        match answer {
            Ok(response) => {
                let bodies = state.stored.body.iter().map(|body| &body.bytes);
                let response = response.sharing(bodies);
                let answered = Answered { at: at.saturating_duration_since(race.start), response };
                let call = call(Some(answered));
                let response = call.answer.as_ref().map(|answer| &answer.response);
                let token = response.map(|response| self.check_token(&call.prepared, scope, step, response));
                token.unwrap_or(Ok(()))?;
                let effect =
                    if call.changes(self.session.checker.as_ref()) { SideEffect::Done } else { SideEffect::Undone };
                let creating = CreatingRequest { operation, scope, point, prepared: &call.prepared, object_id };
                // The server may have chosen the ID of what it has created.
                let known = self.known_after(&call, &state);
                race.with_created(|created| created.note(&creating, &known.object_id, effect));
                Ok(call)
            }
            Err(error) => Err(self.lost(&call(None), object_id, error, race)),
        }
    }

    /// The outcome of the case when a request has no answer.
    fn lost(&self, call: &Call<'_>, object_id: &str, error: SendError, race: &Race<'_, '_>) -> Outcome {
        let Call { operation, scope, step, ref prepared, .. } = *call;
        let creating = CreatingRequest { operation, scope, point: step.point, prepared, object_id };
        race.with_created(|created| created.note(&creating, object_id, SideEffect::without_answer(&error)));
        self.unanswered(
            Role::Act,
            Some(&operation.id),
            &prepared.request,
            error,
            "one of several requests at the same time,",
        )
    }

    /// What a client knows after an answer. It keeps a version that may be superseded, as it knows no other.
    fn known_after(&self, call: &Call<'_>, before: &CaseState) -> CaseState {
        let Some(Answered { response, .. }) = &call.answer else { return before.clone() };
        let context = call.context(call.success.clone());
        let seen = self.session.checker.observe(&context, response);
        let mut after = seen.applied_to(&context, before);
        for version in [Version::Object, Version::Body] {
            if let (None, Some(known)) =
                (&after.stored.versions(version).current, &before.stored.versions(version).current)
            {
                after.stored.note(version, known.clone());
            }
        }
        after
    }
}

impl Race<'_, '_> {
    fn with_created(&self, change: impl FnOnce(&mut CreatedResources<'_>)) {
        change(&mut self.created.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
