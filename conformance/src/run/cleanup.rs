//! What a case has created, and its removal, whether the case ended well or not.

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use indexmap::{IndexMap, IndexSet};
use kii_spec::{
    Api, ObjectChange, Operation, OperationId, Scope, ScopeName, Tolerance,
    axis::{Axis, Body, Object, ObjectId, Point, Setting},
};
use serde_json::Map;
use url::Url;

use crate::{
    cases::{Expect, Role, Sent, Step},
    deployment::Target,
    run::{
        journal::{Journal, JournalEntry, JournalEntryKind},
        session::Session,
    },
    send::{CaseState, Client, PrepareError, Request, SendError, request::draft},
    values::source,
};

/// The places in which a case may have created something.
#[derive(Debug)]
pub(crate) struct CreatedResources<'a> {
    api: &'a Api,
    target: &'a Target,
    journal: &'a Journal,
    patience: &'a RemovalBreaker,
    /// Whether answers may arrive distorted. Whoever distorts them removes what they would have named.
    distorted: bool,
    places: Vec<Place>,
    /// Where objects may be whose IDs no answer has named.
    unnamed: Vec<Unnamed>,
    /// The paths that are in the journal for this.
    announced: IndexSet<String>,
}

/// What a request has done, as far as its answer tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SideEffect {
    /// It has changed nothing.
    Undone,
    /// Nobody knows: there was no answer.
    Unknown,
    /// It has changed something.
    Done,
}

impl SideEffect {
    /// What a request has done that got no whole answer.
    #[must_use]
    pub(crate) const fn without_answer(error: &SendError) -> Self {
        if error.is_without_effect() { Self::Undone } else { Self::Unknown }
    }
}

/// A request that may create something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CreatingRequest<'a> {
    /// Its operation.
    pub operation: &'a Operation,
    /// The scope that it is about.
    pub scope: &'a Scope,
    /// Its step.
    pub step: &'a Step,
    /// Its address.
    pub url: &'a Url,
    /// The world that it finds.
    pub before: &'a CaseState,
}

/// The removals of a run that got no answer, since the last one that did: a target that never answers them is not waited for
/// in every case.
#[derive(Debug, Default)]
pub struct RemovalBreaker(AtomicUsize);

impl RemovalBreaker {
    /// How many removals in a row may go without an answer.
    const LIMIT: usize = 5;

    fn is_over(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= Self::LIMIT
    }

    fn note(&self, is_answered: bool) {
        match is_answered {
            true => self.0.store(0, Ordering::Relaxed),
            false => drop(self.0.fetch_add(1, Ordering::Relaxed)),
        }
    }
}

/// An object's address, as a point and a world spell it, and who may remove it.
#[derive(Debug)]
struct Place {
    scope: ScopeName,
    point: Point,
    world: CaseState,
    deed: SideEffect,
}

/// An object at an address that nobody knows.
#[derive(Debug)]
struct Unnamed {
    /// The address at which it was created.
    url: Url,
    operation: OperationId,
    deed: SideEffect,
}

impl CreatingRequest<'_> {
    fn may_create(&self) -> bool {
        let creates = |change: Option<ObjectChange>| matches!(change, Some(ObjectChange::Sent));
        self.operation.responses.values().any(|response| creates(response.then.object))
    }

    /// Whether its address is that of the object, and not one where the target chooses an ID.
    fn names_object(&self) -> bool {
        self.operation.has_parameter(ObjectId::PARAMETER)
    }

    fn place(&self, world: &CaseState, deed: SideEffect) -> Place {
        let Point { owner, bucket_id, object_id, caller, .. } = self.step.point;
        let point = Point { owner, bucket_id, object_id, caller, ..Point::default() };
        Place { scope: self.scope.name.clone(), point, world: world.clone(), deed }
    }
}

impl<'a> CreatedResources<'a> {
    /// No places, yet. What is created will be written into the journal; `distorted` says that answers may arrive in
    /// another form than the target has given them.
    #[must_use]
    pub(crate) fn new(session: &'a Session, distorted: bool) -> Self {
        let (api, target, run_context) = (session.api(), session.target.as_ref(), &session.run_context);
        let (journal, patience) = (run_context.journal.as_ref(), run_context.removals.as_ref());
        let (places, unnamed, announced) = (Vec::new(), Vec::new(), IndexSet::new());
        Self { api, target, journal, patience, distorted, places, unnamed, announced }
    }

    /// Writes down that a request is about to be sent that may create an object.
    pub(crate) fn announce(&mut self, attempt: &CreatingRequest<'_>) {
        if !attempt.may_create() {
            return;
        }
        match attempt.names_object() {
            true => self.announce_place(&attempt.place(attempt.before, SideEffect::Unknown)),
            false => self.write(attempt.scope, attempt.url, JournalEntryKind::Unnamed),
        }
    }

    /// Notes what a request has done that may have created an object; `after` is the world then.
    pub(crate) fn note(&mut self, attempt: &CreatingRequest<'_>, after: &CaseState, deed: SideEffect) {
        if !attempt.may_create() {
            return;
        }
        if !attempt.names_object() {
            if deed != SideEffect::Undone && after.object_id == attempt.before.object_id {
                let (url, operation) = (attempt.url.clone(), attempt.operation.id.clone());
                self.unnamed.push(Unnamed { url, operation, deed });
                return;
            }
            if self.unnamed.iter().all(|unnamed| unnamed.url != *attempt.url)
                && self.announced.shift_remove(attempt.url.path())
            {
                self.journal.remove_entry(attempt.url.path());
            }
        }
        if deed == SideEffect::Undone {
            return;
        }
        let place = attempt.place(after, deed);
        match self.places.iter_mut().find(|known| known.is(&place)) {
            Some(known) if deed == SideEffect::Done => known.deed = deed,
            Some(_) => {}
            None => {
                self.announce_place(&place);
                self.places.push(place);
            }
        }
    }

    /// Removes everything, and returns the addresses of what could not be removed.
    pub(crate) async fn remove(mut self, client: &Client) -> Vec<String> {
        let mut left = Vec::new();
        for place in &self.places {
            if let Err(kept) = place.remove(self.api, client, self.target, self.patience).await {
                left.push(kept.told);
                if let Some(url) = kept.url {
                    self.announced.shift_remove(url.path());
                }
            }
        }
        for Unnamed { url, operation, deed } in &self.unnamed {
            let why = match deed {
                SideEffect::Unknown => "got no answer, so an object may be there whose ID nobody knows",
                SideEffect::Done | SideEffect::Undone if self.distorted => continue,
                SideEffect::Done | SideEffect::Undone => "created an object whose ID its answer does not name",
            };
            self.announced.shift_remove(url.path());
            left.push(format!("{url}: {operation} {why}"));
        }
        for path in self.announced {
            self.journal.remove_entry(&path);
        }
        left
    }

    fn announce_place(&mut self, place: &Place) {
        let Some(scope) = self.api.service.scopes.get(&place.scope) else { return };
        let Some(Ok(request)) = place.removal(self.api, self.target).map(|(_, request)| request) else { return };
        let kind = if place.is_possible() { JournalEntryKind::Object } else { JournalEntryKind::Impossible };
        self.write(scope, &request.url, kind);
    }

    fn write(&mut self, scope: &Scope, url: &Url, kind: JournalEntryKind) {
        let path = url.path().to_owned();
        if self.announced.insert(path.clone()) {
            self.journal.add_entry(JournalEntry { scope: scope.name.0.clone(), path, kind });
        }
    }
}

/// What could not be removed.
struct Kept {
    /// Its address, as far as it has one.
    url: Option<Url>,
    /// Where it is, and why.
    told: String,
}

impl Place {
    async fn remove(&self, api: &Api, client: &Client, target: &Target, patience: &RemovalBreaker) -> Result<(), Kept> {
        let CaseState { bucket, object_id, .. } = &self.world;
        let unmade = |why: &str| Kept { url: None, told: format!("{object_id} in {bucket}: {why}") };
        let (operation, request) = self.removal(api, target).ok_or_else(|| unmade("no operation removes objects"))?;
        let request = request.map_err(|PrepareError(why)| unmade(&why))?;
        // Where no object can be, a request without an answer has left none.
        let is_lenient = self.deed == SideEffect::Unknown && !self.is_possible();
        let url = request.url.clone();
        let removed = remove(client, operation, request, is_lenient, patience).await;
        removed.map_err(|told| Kept { url: Some(url), told })
    }

    /// The request that removes the object, and its operation.
    fn removal<'a>(&self, api: &'a Api, target: &Target) -> Option<(&'a Operation, Result<Request, PrepareError>)> {
        let scope = api.service.scopes.get(&self.scope)?;
        let (operation, step) = removal(api, scope, self.point)?;
        let draft = draft(api, target, scope, operation, &step, &self.world);
        Some((operation, draft.map(|draft| draft.request)))
    }

    /// Whether it is the place of the same object.
    fn is(&self, other: &Self) -> bool {
        self.point.with(Setting::Caller(other.point.caller)) == other.point
            && self.scope == other.scope
            && self.world.object_id == other.world.object_id
            && self.world.bucket == other.world.bucket
    }

    /// Whether a conforming target has such a place.
    fn is_possible(&self) -> bool {
        let Point { owner, bucket_id, object_id, .. } = Point::default();
        (self.point.owner, self.point.bucket_id, self.point.object_id) == (owner, bucket_id, object_id)
    }
}

/// Removes one object, unless it is gone already; where and why it is still there, if that fails. `is_lenient` takes any
/// refusal for an answer that nothing is there.
async fn remove(
    client: &Client,
    operation: &Operation,
    request: Request,
    is_lenient: bool,
    patience: &RemovalBreaker,
) -> Result<(), String> {
    let url = request.url.clone();
    if patience.is_over() {
        return Err(format!(
            "{url}: {} was not sent, as {} in a row got no answer",
            operation.id,
            RemovalBreaker::LIMIT
        ));
    }
    let mut answer = client.send(request.clone()).await;
    if matches!(&answer, Err(error) if error.is_transient()) {
        // What is removed twice is gone all the same.
        answer = client.send(request).await;
    }
    patience.note(answer.is_ok());
    match answer {
        Ok(answer) if answer.status.is_success() || answer.status == http::StatusCode::NOT_FOUND => Ok(()),
        Ok(answer) if answer.status.is_client_error() && is_lenient => Ok(()),
        Ok(answer) => Err(format!("{url}: {} answered {}", operation.id, answer.status)),
        Err(error) => Err(format!("{url}: {error}")),
    }
}

/// Removes what the journal of a run says may exist; where and why it is still there, if that fails.
///
/// # Errors
/// When it is not certain that nothing is left.
pub(crate) async fn remove_entry(session: &Session, entry: &JournalEntry) -> Result<(), String> {
    let Session { client, target, run_context, .. } = session;
    let (api, run) = (session.api(), &run_context.run);
    let mut url = target.base.clone();
    url.set_path(&entry.path);
    // A journal is a file like any other, and whoever can write it must not choose what is removed.
    let beginning = source::beginning(run);
    if !url.path_segments().is_some_and(|mut segments| segments.any(|name| name.starts_with(&beginning))) {
        return Err(format!(
            "{url}: nothing in it is named after the run, so it may be somebody else's; only you can look"
        ));
    }
    let is_lenient = match entry.kind {
        JournalEntryKind::Object => false,
        JournalEntryKind::Impossible => true,
        JournalEntryKind::Unnamed => {
            return Err(format!("{url}: an object may be there whose ID nobody knows; only you can look"));
        }
    };
    let scope = api.service.scopes.values().find(|scope| scope.name.0 == entry.scope);
    let scope = scope.ok_or_else(|| format!("{url}: this suite knows no scope {}", entry.scope))?;
    let (operation, step) =
        removal(api, scope, Point::default()).ok_or_else(|| format!("{url}: no operation removes objects"))?;
    let credentials =
        target.authorization(scope, api.caller(&step.point)).map_err(|lack| format!("{url}: {}", lack.reason))?;
    let mut headers = target.headers_to(&url);
    headers.extend(credentials.map(|credentials| (http::header::AUTHORIZATION, credentials)));
    let request = Request { method: operation.method.clone(), url, headers, content: Bytes::new() };
    remove(client, operation, request, is_lenient, &RemovalBreaker::default()).await
}

/// Removes the object that an answer has named, with the credentials that created it; its address if that fails.
pub(crate) async fn remove_named(
    api: &Api,
    client: &Client,
    created: &Request,
    scope: &Scope,
    url: Url,
) -> Option<String> {
    let (operation, _) = removal(api, scope, Point::default())?;
    let mut headers = created.headers.clone();
    headers.remove(http::header::CONTENT_TYPE);
    let request = Request { method: operation.method.clone(), url, headers, content: Bytes::new() };
    remove(client, operation, request, false, &RemovalBreaker::default()).await.err()
}

/// The request that removes the object at a place, as its permitted caller.
fn removal<'a>(api: &'a Api, scope: &Scope, place: Point) -> Option<(&'a Operation, Step)> {
    let plain = Point { object: Object::Exists, body: Body::Absent, ..Point::default() };
    let operations = api.operations.values().filter(|operation| operation.has_axis(Axis::Object));
    let mut removals = operations.filter_map(|operation| {
        let due = api.due(operation, scope, plain)?;
        let removes = due.response.then.object == Some(ObjectChange::Deleted);
        removes.then(|| (operation, due.response.name.clone()))
    });
    let (operation, name) = removals.next()?;
    let step = Step {
        role: Role::SetUp,
        operation: operation.id.clone(),
        scope: None,
        point: Point { object: Object::Exists, caller: Point::default().caller, ..place },
        sent: Sent::default(),
        expect: Expect::Response { name, tolerance: Tolerance::AnyClientError, level: kii_spec::Level::May },
        keep: IndexMap::new(),
        see: Map::new(),
    };
    Some((operation, step))
}

#[cfg(test)]
mod tests {
    use super::RemovalBreaker;

    #[test]
    fn patience_ends_with_a_row_of_removals_without_an_answer() {
        let patience = RemovalBreaker::default();
        (1..RemovalBreaker::LIMIT).for_each(|_| patience.note(false));
        assert!(!patience.is_over());
        patience.note(true);
        (1..RemovalBreaker::LIMIT).for_each(|_| patience.note(false));
        assert!(!patience.is_over(), "an answer breaks the row");
        patience.note(false);
        assert!(patience.is_over());
    }
}
