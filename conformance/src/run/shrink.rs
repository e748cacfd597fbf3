//! Shrinks a walk that fails to a short one that fails in the same way (delta debugging, Zeller and Hildebrandt 2002).
//!
//! A shorter walk is tried only if the spec says what is due to each of its requests: otherwise it would be another walk
//! with another fault.

use http::Method;
use kii_spec::{Level, ScopeName, Statement, axis::Axis};

use super::{
    outcome::{Outcome, Record},
    retry::{self, Company},
    session::Session,
};
use crate::cases::{Action, Place, walk::Walks};

/// How often a failing walk is run again as it is. If it does not fail each time, it is not shrunk.
const CONFIRMATIONS: usize = 2;

/// How many requests the shrinking of one walk may send.
const MOST_REQUESTS: usize = 20_000;

/// The number of the first attempt of the shrinking: those of a run have smaller ones.
const FIRST_ATTEMPT: u64 = 1 << 18;

/// A walk that fails, made as short as it could be.
pub(crate) struct Shrunk {
    /// The short walk and what was found in it.
    pub(crate) record: Record,
    /// How many steps the walk had.
    pub(crate) steps_before: usize,
    /// How many walks were tried.
    pub(crate) tried: usize,
    /// How many requests were sent for it.
    pub(crate) requests: usize,
    /// Whether the walk fails each time. If not, it is as it was.
    pub(crate) is_steady: bool,
}

/// In which way a walk fails: the statement that is violated, and the method of the request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Symptom {
    pub(crate) statement: Statement,
    method: String,
}

impl Symptom {
    /// In which way a case has failed, if it has.
    #[must_use]
    pub(crate) fn of(record: &Record) -> Option<Self> {
        let Outcome::Failed(finding) = &record.outcome else { return None };
        let first = finding.at(Level::Must).next()?;
        let method = Method::as_str(&finding.exchange.request.method).to_owned();
        Some(Self { statement: first.statement.clone(), method })
    }
}

/// Tries shorter walks.
struct Shrinker<'a> {
    session: &'a Session,
    walks: &'a Walks<'a>,
    id: String,
    scope: ScopeName,
    symptom: Symptom,
    tried: usize,
    requests: usize,
}

/// Shrinks the walk of a record; `None` if it has not failed.
pub(crate) async fn shrink(session: &Session, walks: &Walks<'_>, record: Record) -> Option<Shrunk> {
    let symptom = Symptom::of(&record)?;
    let (scope, id) = (record.case.scope.clone(), record.case.id.0.clone());
    let mut shrinker = Shrinker { session, walks, id, scope, symptom, tried: 0, requests: 0 };
    let mut actions: Vec<Action> = record.case.stages.iter().flat_map(|stage| stage.actions.clone()).collect();
    let steps_before = actions.len();
    let mut shortest = record;
    for _ in 0..CONFIRMATIONS {
        match shrinker.failure(&actions).await {
            Some(again) => shortest = again,
            None => return Some(shrinker.end(shortest, steps_before, false)),
        }
    }
    loop {
        let before = actions.len();
        shrinker.remove(&mut actions, &mut shortest).await;
        let is_simpler = shrinker.simplify(&mut actions, &mut shortest).await;
        if (actions.len() == before && !is_simpler) || shrinker.is_spent() {
            return Some(shrinker.end(shortest, steps_before, true));
        }
    }
}

impl Shrinker<'_> {
    fn end(self, record: Record, steps_before: usize, is_steady: bool) -> Shrunk {
        Shrunk { record, steps_before, tried: self.tried, requests: self.requests, is_steady }
    }

    fn is_spent(&self) -> bool {
        self.requests >= MOST_REQUESTS
    }

    /// Runs a walk with these requests; its record, if it fails in the same way.
    async fn failure(&mut self, actions: &[Action]) -> Option<Record> {
        if self.is_spent() || !self.walks.is_defined(&self.scope, actions) {
            return None;
        }
        let case = self.walks.case(&self.id, &self.scope, actions.to_vec())?;
        self.tried += 1;
        let session = self.session.attempt(FIRST_ATTEMPT + self.tried as u64).with_own_log();
        let record = retry::run(&session, &case, session.client.retries(), Company::None).await.into_record();
        self.requests += record.requests.total();
        (Symptom::of(&record).as_ref() == Some(&self.symptom)).then_some(record)
    }

    /// Removes requests: first half of them at a time, then fewer and fewer, in the end one by one.
    async fn remove(&mut self, actions: &mut Vec<Action>, shortest: &mut Record) {
        let mut size = actions.len().div_ceil(2);
        loop {
            let mut end = actions.len();
            while end > 0 {
                let start = end.saturating_sub(size);
                let rest: Vec<Action> = { actions.iter().enumerate() }
                    .filter(|(place, _)| !(start..end).contains(place))
                    .map(|(_, action)| action.clone())
                    .collect();
                if let Some(record) = self.failure(&rest).await {
                    (*actions, *shortest) = (rest, record);
                }
                end = start.min(actions.len());
            }
            if size == 1 {
                return;
            }
            size = size.div_ceil(2);
        }
    }

    /// Makes requests more usual, one thing at a time. Returns whether any became so.
    async fn simplify(&mut self, actions: &mut Vec<Action>, shortest: &mut Record) -> bool {
        let mut is_simpler = false;
        for place in 0..actions.len() {
            let ways = actions.get(place).map(ways).unwrap_or_default();
            for way in ways {
                let mut next = actions.clone();
                // What has become simpler by now becomes simpler still.
                if !next.get_mut(place).is_some_and(|action| way.apply(action)) {
                    continue;
                }
                if let Some(record) = self.failure(&next).await {
                    (*actions, *shortest, is_simpler) = (next, record, true);
                }
            }
        }
        is_simpler
    }
}

/// A way in which a request can become more usual.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// It has the default on an axis.
    Default(Axis),
    /// It has the value of an axis itself in place of a representative.
    Class(Axis),
    /// It is about the walk's own object in its own bucket.
    OwnPlace,
    /// It asks for the last publication.
    Last,
}

/// The ways in which a request can become more usual.
fn ways(action: &Action) -> Vec<Way> {
    match action {
        Action::Call(step) => {
            let representatives = step.sent.representatives.keys().copied().map(Way::Class);
            let settings = step.point.differences().into_iter().map(|setting| Way::Default(setting.axis()));
            let place = (step.sent.place != Place::default()).then_some(Way::OwnPlace);
            representatives.chain(settings).chain(place).collect()
        }
        Action::Fetch(fetch) => {
            let place = (fetch.place != Place::default()).then_some(Way::OwnPlace);
            place.into_iter().chain(fetch.publication.map(|_| Way::Last)).collect()
        }
        Action::BreakOff(_) | Action::Wait(_) | Action::Race(_) => Vec::new(),
    }
}

impl Way {
    /// Changes an action; whether it has changed.
    fn apply(self, action: &mut Action) -> bool {
        match (self, action) {
            (Self::Class(axis), Action::Call(step)) => drop(step.sent.representatives.remove(&axis)),
            // A representative stands for the value that it belongs to, and for no other.
            (Self::Default(axis), Action::Call(step)) => {
                step.sent.representatives.remove(&axis);
                step.point = step.point.without(axis);
            }
            (Self::OwnPlace, Action::Call(step)) => step.sent.place = Place::default(),
            (Self::OwnPlace, Action::Fetch(fetch)) => fetch.place = Place::default(),
            (Self::Last, Action::Fetch(fetch)) => fetch.publication = None,
            (Self::Class(_) | Self::Default(_) | Self::Last, _)
            | (Self::OwnPlace, Action::BreakOff(_) | Action::Wait(_) | Action::Race(_)) => return false,
        }
        true
    }
}
