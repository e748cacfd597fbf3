//! The objects that a case has created, and their removal, whatever the outcome of the case.

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
        renewal,
        session::Session,
    },
    send::{Client, PreparedRequest, Request, SendError, plain},
    values::source,
};

/// The objects that a case may have created.
#[derive(Debug)]
pub(crate) struct CreatedResources<'a> {
    api: &'a Api,
    target: &'a Target,
    journal: &'a Journal,
    breaker: &'a RemovalBreaker,
    /// Whether an interceptor may change answers. It removes itself what they would have named.
    intercepted: bool,
    objects: Vec<CreatedObject<'a>>,
    /// Objects whose IDs no answer has named.
    unnamed: Vec<UnnamedObject>,
    /// The paths that these objects have in the journal.
    announced: IndexSet<String>,
}

/// What a request has done, according to its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SideEffect {
    /// It has changed nothing.
    Undone,
    /// Unknown, as there was no answer.
    Unknown,
    /// It has changed something.
    Done,
}

impl SideEffect {
    /// The side effect of a request without a complete answer.
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

/// A circuit breaker for removals: it counts those in a row that got no answer, so that a target that never answers
/// them does not cost a time-out in every case.
#[derive(Debug, Default)]
pub(crate) struct RemovalBreaker(AtomicUsize);

impl RemovalBreaker {
    /// How many removals in a row may get no answer.
    const LIMIT: usize = 5;

    fn is_open(&self) -> bool {
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
struct CreatedObject<'a> {
    scope: &'a Scope,
    /// The removing operation and its address; `None` when no operation removes objects.
    removal: Option<(&'a Operation, Url)>,
    /// Who removes it.
    caller: &'a Caller,
    /// Its ID and the ID of its bucket, for people.
    words: String,
    /// Whether a conforming target can have an object there.
    may_exist: bool,
    effect: SideEffect,
}

/// An object whose address no answer has named.
#[derive(Debug)]
struct UnnamedObject {
    /// The address of the request that created it.
    url: Url,
    operation: OperationId,
    effect: SideEffect,
}

impl<'a> CreatingRequest<'a> {
    const fn url(&self) -> &'a Url {
        &self.prepared.request.url
    }

    fn may_create(&self) -> bool {
        let creates = |change: Option<ObjectChange>| matches!(change, Some(ObjectChange::Sent));
        self.operation.responses.values().any(|response| creates(response.then.object))
    }

    /// Whether its path names the object; otherwise the target chooses the ID.
    fn names_object(&self) -> bool {
        self.operation.has_axis(Axis::Object)
    }

    /// The object under the ID in the request's path, or under `object_id` if the target chooses it.
    fn object<'b>(
        &self,
        api: &'b Api,
        target: &Target,
        object_id: &str,
        effect: SideEffect,
    ) -> Option<CreatedObject<'b>> {
        let scope = api.service.scopes.get(&self.scope.name)?;
        let mut known = self.prepared.known.clone();
        let object_id = known.object_id.get_or_insert_with(|| object_id.to_owned());
        let words = format!("{object_id} in {}", known.bucket_id);
        let removal = remover(api, scope).map(|operation| (operation, known.address(api, target, scope, operation)));
        let plain = Point::default();
        let may_exist = self.point.owner == plain.owner && api.axes.address(self.point) == plain.request;
        Some(CreatedObject { scope, removal, caller: api.caller(&plain), words, may_exist, effect })
    }
}

impl<'a> CreatedResources<'a> {
    /// No objects yet; those that requests may create go into the journal. `intercepted`: an interceptor may change
    /// answers.
    #[must_use]
    pub(crate) fn new(session: &'a Session, intercepted: bool) -> Self {
        let (api, target, run_context) = (session.api(), session.target.as_ref(), &session.run_context);
        let (journal, breaker) = (run_context.journal.as_ref(), run_context.removals.as_ref());
        let (objects, unnamed, announced) = (Vec::new(), Vec::new(), IndexSet::new());
        Self { api, target, journal, breaker, intercepted, objects, unnamed, announced }
    }

    /// Adds what a request may create to the journal, before it is sent.
    pub(crate) fn announce(&mut self, creating: &CreatingRequest<'_>) {
        if !creating.may_create() {
            return;
        }
        if !creating.names_object() {
            self.write(creating.scope, creating.url(), JournalEntryKind::Unnamed);
        } else if let Some(object) = creating.object(self.api, self.target, creating.object_id, SideEffect::Unknown) {
            self.announce_object(&object);
        }
    }

    /// Records the side effect of a request; `object_id` is the object that the case works with after the answer.
    pub(crate) fn note(&mut self, creating: &CreatingRequest<'_>, object_id: &str, effect: SideEffect) {
        if !creating.may_create() {
            return;
        }
        if !creating.names_object() {
            if effect != SideEffect::Undone && object_id == creating.object_id {
                let (url, operation) = (creating.url().clone(), creating.operation.id.clone());
                self.unnamed.push(UnnamedObject { url, operation, effect });
                return;
            }
            if self.unnamed.iter().all(|unnamed| unnamed.url != *creating.url())
                && self.announced.shift_remove(creating.url().path())
            {
                self.journal.remove_entry(creating.url().path());
            }
        }
        if effect == SideEffect::Undone {
            return;
        }
        let Some(object) = creating.object(self.api, self.target, object_id, effect) else { return };
        match self.objects.iter_mut().find(|known| known.is(&object)) {
            Some(known) if effect == SideEffect::Done => known.effect = effect,
            Some(_) => {}
            None => {
                self.announce_object(&object);
                self.objects.push(object);
            }
        }
    }

    /// Removes every object, and returns the addresses and reasons of those that remain.
    pub(crate) async fn remove(mut self, client: &Client) -> Vec<String> {
        let mut left = Vec::new();
        for object in &self.objects {
            if let Err(not_removed) = object.remove(self.api, client, self.target, self.breaker).await {
                left.push(not_removed.why);
                if let Some(url) = not_removed.url {
                    self.announced.shift_remove(url.path());
                }
            }
        }
        for UnnamedObject { url, operation, effect } in &self.unnamed {
            let why = match effect {
                SideEffect::Unknown => "got no answer, so an object may be there whose ID nobody knows",
                SideEffect::Done | SideEffect::Undone if self.intercepted => continue,
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

    fn announce_object(&mut self, object: &CreatedObject<'_>) {
        let Some((_, url)) = &object.removal else { return };
        let kind = if object.may_exist { JournalEntryKind::Object } else { JournalEntryKind::Impossible };
        self.write(object.scope, url, kind);
    }

    fn write(&mut self, scope: &Scope, url: &Url, kind: JournalEntryKind) {
        let path = url.path().to_owned();
        if self.announced.insert(path.clone()) {
            self.journal.add_entry(JournalEntry { scope: scope.name.0.clone(), path, kind });
        }
    }
}

/// An object that could not be removed.
struct NotRemoved {
    /// Its address, if one is known.
    url: Option<Url>,
    /// Where it is and why it remains, for people.
    why: String,
}

impl CreatedObject<'_> {
    async fn remove(
        &self,
        api: &Api,
        client: &Client,
        target: &Target,
        breaker: &RemovalBreaker,
    ) -> Result<(), NotRemoved> {
        let not_removed = |url: Option<&Url>, why: String| NotRemoved { url: url.cloned(), why };
        let Some((operation, url)) = &self.removal else {
            return Err(not_removed(None, format!("{}: no operation removes objects", self.words)));
        };
        let renewed = renewal::renew(api, client, target, self.scope, self.caller).await;
        renewed.map_err(|why| not_removed(Some(url), format!("{url}: {why}")))?;
        let request = plain(target, self.scope, operation, self.caller, url.clone());
        let request = request.map_err(|why| not_removed(Some(url), format!("{url}: {why}")))?;
        // A request without an answer has created nothing where no object can exist.
        let is_lenient = self.effect == SideEffect::Unknown && !self.may_exist;
        remove(client, operation, request, is_lenient, breaker).await.map_err(|why| not_removed(Some(url), why))
    }

    /// Whether both are the same object.
    fn is(&self, other: &Self) -> bool {
        let url = |object: &Self| object.removal.as_ref().map(|(_, url)| url.clone());
        url(self) == url(other) && self.words == other.words
    }
}

/// Removes one object unless it is gone already. If that fails, returns where it is and why. With `is_lenient`, any
/// client error means that there is no object.
async fn remove(
    client: &Client,
    operation: &Operation,
    request: Request,
    is_lenient: bool,
    breaker: &RemovalBreaker,
) -> Result<(), String> {
    let url = request.url.clone();
    if breaker.is_open() {
        return Err(format!(
            "{url}: {} was not sent, as {} in a row got no answer",
            operation.id,
            RemovalBreaker::LIMIT
        ));
    }
    let mut answer = client.send(request.clone()).await;
    if matches!(&answer, Err(error) if error.is_transient()) {
        // A removal may be repeated: it is idempotent.
        answer = client.send(request).await;
    }
    breaker.note(answer.is_ok());
    match answer {
        Ok(answer) if answer.status.is_success() || answer.status == http::StatusCode::NOT_FOUND => Ok(()),
        Ok(answer) if answer.status.is_client_error() && is_lenient => Ok(()),
        Ok(answer) => Err(format!("{url}: {} answered {}", operation.id, answer.status)),
        Err(error) => Err(format!("{url}: {error}")),
    }
}

/// Removes an object that the journal of a run lists. If that fails, returns where it is and why.
///
/// # Errors
/// When the object may still exist.
pub(crate) async fn remove_entry(session: &Session, entry: &JournalEntry) -> Result<(), String> {
    let Session { client, target, run_context, .. } = session;
    let (api, run) = (session.api(), &run_context.run);
    let mut url = target.base.clone();
    url.set_path(&entry.path);
    // Anybody who can write the journal must not be able to choose what is removed.
    let beginning = source::prefix(run);
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
    let caller = api.caller(&Point::default());
    renewal::renew(api, client, target, scope, caller).await.map_err(|why| format!("{url}: {why}"))?;
    let request = plain(target, scope, operation, caller, url.clone());
    let request = request.map_err(|why| format!("{url}: {why}"))?;
    remove(client, operation, request, is_lenient, &RemovalBreaker::default()).await
}

/// Removes an object that an answer has named, with the credentials of the request that created it. If that fails,
/// returns where it is and why.
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
        let due = api.expected(operation, scope, plain);
        due.is_some_and(|due| due.response.then.object == Some(ObjectChange::Deleted))
    })
}

#[cfg(test)]
mod tests {
    use super::RemovalBreaker;

    #[test]
    fn the_breaker_opens_after_a_row_of_removals_without_an_answer() {
        let breaker = RemovalBreaker::default();
        (1..RemovalBreaker::LIMIT).for_each(|_| breaker.note(false));
        assert!(!breaker.is_open());
        breaker.note(true);
        (1..RemovalBreaker::LIMIT).for_each(|_| breaker.note(false));
        assert!(!breaker.is_open(), "an answer breaks the row");
        breaker.note(false);
        assert!(breaker.is_open());
    }
}
