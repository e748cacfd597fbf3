//! What a case has created, and its removal, whether the case ended well or not.

use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use indexmap::IndexSet;
use kii_spec::{
    Api, Caller, ObjectChange, Operation, OperationId, Scope,
    axis::{Axis, Body, Object, Point},
};
use url::Url;

use crate::{
    deployment::Target,
    run::{
        journal::{Journal, JournalEntry, JournalEntryKind},
        session::Session,
    },
    send::{Client, PrepareError, PreparedRequest, Request, SendError, plain},
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
    places: Vec<Place<'a>>,
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
    /// Its point.
    pub point: Point,
    /// The request.
    pub prepared: &'a PreparedRequest,
    /// The object that the case works with when it is sent.
    pub object_id: &'a str,
}

/// The removals of a run that got no answer, since the last one that did: a target that never answers them is not waited for
/// in every case.
#[derive(Debug, Default)]
pub(crate) struct RemovalBreaker(AtomicUsize);

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

/// An object, and how it is removed.
#[derive(Debug)]
struct Place<'a> {
    scope: &'a Scope,
    /// The removing operation and its address; `None` when no operation removes objects.
    removal: Option<(&'a Operation, Url)>,
    /// Who removes it.
    caller: &'a Caller,
    /// Its ID and its bucket's, for people.
    words: String,
    /// Whether a conforming target has such a place.
    is_possible: bool,
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

impl<'a> CreatingRequest<'a> {
    const fn url(&self) -> &'a Url {
        &self.prepared.request.url
    }

    fn may_create(&self) -> bool {
        let creates = |change: Option<ObjectChange>| matches!(change, Some(ObjectChange::Sent));
        self.operation.responses.values().any(|response| creates(response.then.object))
    }

    /// Whether its address is that of the object, and not one where the target chooses an ID.
    fn names_object(&self) -> bool {
        self.operation.has_axis(Axis::Object)
    }

    /// Where the object is under an ID that the server has chosen, or else under the one in the request's own address.
    fn place<'b>(&self, api: &'b Api, target: &Target, object_id: &str, deed: SideEffect) -> Option<Place<'b>> {
        let scope = api.service.scopes.get(&self.scope.name)?;
        let mut known = self.prepared.facts.clone();
        let object_id = known.object_id.get_or_insert_with(|| object_id.to_owned());
        let words = format!("{object_id} in {}", known.bucket_id);
        let removal = remover(api, scope).map(|operation| (operation, known.address(api, target, scope, operation)));
        let plain = Point::default();
        let is_possible = self.point.owner == plain.owner && api.axes.address(self.point) == plain.request;
        Some(Place { scope, removal, caller: api.caller(&plain), words, is_possible, deed })
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
        if !attempt.names_object() {
            self.write(attempt.scope, attempt.url(), JournalEntryKind::Unnamed);
        } else if let Some(place) = attempt.place(self.api, self.target, attempt.object_id, SideEffect::Unknown) {
            self.announce_place(&place);
        }
    }

    /// Notes what a request has done that may have created an object; `object_id` is the one that the case works with then.
    pub(crate) fn note(&mut self, attempt: &CreatingRequest<'_>, object_id: &str, deed: SideEffect) {
        if !attempt.may_create() {
            return;
        }
        if !attempt.names_object() {
            if deed != SideEffect::Undone && object_id == attempt.object_id {
                let (url, operation) = (attempt.url().clone(), attempt.operation.id.clone());
                self.unnamed.push(Unnamed { url, operation, deed });
                return;
            }
            if self.unnamed.iter().all(|unnamed| unnamed.url != *attempt.url())
                && self.announced.shift_remove(attempt.url().path())
            {
                self.journal.remove_entry(attempt.url().path());
            }
        }
        if deed == SideEffect::Undone {
            return;
        }
        let Some(place) = attempt.place(self.api, self.target, object_id, deed) else { return };
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
            if let Err(kept) = place.remove(client, self.target, self.patience).await {
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

    fn announce_place(&mut self, place: &Place<'_>) {
        let Some((_, url)) = &place.removal else { return };
        let kind = if place.is_possible { JournalEntryKind::Object } else { JournalEntryKind::Impossible };
        self.write(place.scope, url, kind);
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

impl Place<'_> {
    async fn remove(&self, client: &Client, target: &Target, patience: &RemovalBreaker) -> Result<(), Kept> {
        let kept = |url: Option<&Url>, told: String| Kept { url: url.cloned(), told };
        let Some((operation, url)) = &self.removal else {
            return Err(kept(None, format!("{}: no operation removes objects", self.words)));
        };
        let request = plain(target, self.scope, operation, self.caller, url.clone());
        let request = request.map_err(|PrepareError(why)| kept(Some(url), format!("{url}: {why}")))?;
        // Where no object can be, a request without an answer has left none.
        let is_lenient = self.deed == SideEffect::Unknown && !self.is_possible;
        remove(client, operation, request, is_lenient, patience).await.map_err(|told| kept(Some(url), told))
    }

    /// Whether it is the place of the same object.
    fn is(&self, other: &Self) -> bool {
        let url = |place: &Self| place.removal.as_ref().map(|(_, url)| url.clone());
        url(self) == url(other) && self.words == other.words
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
    let operation = remover(api, scope).ok_or_else(|| format!("{url}: no operation removes objects"))?;
    let request = plain(target, scope, operation, api.caller(&Point::default()), url.clone());
    let request = request.map_err(|PrepareError(why)| format!("{url}: {why}"))?;
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
    let operation = remover(api, scope)?;
    let mut headers = created.headers.clone();
    headers.remove(http::header::CONTENT_TYPE);
    let request = Request { method: operation.method.clone(), url, headers, content: Bytes::new() };
    remove(client, operation, request, false, &RemovalBreaker::default()).await.err()
}

/// The operation that removes an object from a scope.
fn remover<'a>(api: &'a Api, scope: &Scope) -> Option<&'a Operation> {
    let plain = Point { object: Object::Exists, body: Body::Absent, ..Point::default() };
    let mut operations = api.operations.values().filter(|operation| operation.has_axis(Axis::Object));
    operations.find(|operation| {
        let due = api.due(operation, scope, plain);
        due.is_some_and(|due| due.response.then.object == Some(ObjectChange::Deleted))
    })
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
