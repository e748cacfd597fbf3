//! The objects that a case has created, and their removal, whatever the outcome of the case.

mod removal;
mod removal_check;

use futures_util::future::join_all;
use indexmap::IndexSet;
use kii_spec::{
    Api, Caller, ObjectChange, Operation, OperationId, Scope,
    axis::{Axis, Point},
};
use url::Url;

use self::{
    removal::{Removal, remove, remover},
    removal_check::{ObjectKind, remains},
};
pub(crate) use self::{
    removal::{RemovalBreaker, remove_entry, remove_named},
    removal_check::CheckedKinds,
};
use crate::{
    deployment::Target,
    run::{
        journal::{Journal, JournalEntry, JournalEntryKind},
        renewal,
        session::Session,
    },
    send::{Client, PreparedRequest, SendError, plain},
};

/// The objects that a case may have created.
#[derive(Debug)]
pub(crate) struct CreatedResources<'a> {
    api: &'a Api,
    target: &'a Target,
    journal: &'a Journal,
    breaker: &'a RemovalBreaker,
    checked: &'a CheckedKinds,
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

/// An object, and how it is removed.
#[derive(Debug)]
struct CreatedObject<'a> {
    scope: &'a Scope,
    /// The removing operation and its address; `None` when no operation removes objects.
    removal: Option<(&'a Operation, Url)>,
    /// Who removes it.
    caller: &'a Caller,
    /// How it came to be.
    kind: ObjectKind,
    /// Its ID and the ID of its bucket, for people.
    words: String,
    /// Whether a conforming target can have an object there.
    may_exist: bool,
    /// Whether it is gone: it was removed, and an answer has said so since.
    is_gone: bool,
    effect: SideEffect,
}

/// What the removal of all objects led to.
#[derive(Debug, Default)]
pub(crate) struct Removed {
    /// The addresses and reasons of those that remain.
    pub(crate) left: Vec<String>,
    /// How many requests were sent.
    pub(crate) requests: usize,
    /// How many of them had to be sent one after the other.
    pub(crate) links: usize,
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
        let caller = api.caller(&plain);
        let (created_by, request) = (self.operation.id.clone(), self.point.request);
        let kind = ObjectKind { scope: scope.name.clone(), created_by, request };
        Some(CreatedObject { scope, removal, caller, kind, words, may_exist, is_gone: false, effect })
    }
}

impl<'a> CreatedResources<'a> {
    /// No objects yet; those that requests may create go into the journal. `intercepted`: an interceptor may change
    /// answers.
    #[must_use]
    pub(crate) fn new(session: &'a Session, intercepted: bool) -> Self {
        let (api, target, run_context) = (session.api(), session.target.as_ref(), &session.run_context);
        let (journal, breaker) = (run_context.journal.as_ref(), run_context.removals.as_ref());
        let checked = run_context.checked_kinds.as_ref();
        let (objects, unnamed, announced) = (Vec::new(), Vec::new(), IndexSet::new());
        Self { api, target, journal, breaker, checked, intercepted, objects, unnamed, announced }
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
            Some(known) => {
                known.is_gone = false;
                if effect == SideEffect::Done {
                    known.effect = effect;
                }
            }
            None => {
                // A target that gives a secret back as an ID must not bring it into a file.
                if creating.names_object() || !object.has_secret(self.target) {
                    self.announce_object(&object);
                }
                self.objects.push(object);
            }
        }
    }

    /// Records that a target which has answered that it removed the object of a request says that there is none. An
    /// interceptor may have said so in its place.
    pub(crate) fn note_absence(&mut self, reading: &CreatingRequest<'_>) {
        if !self.intercepted {
            self.set_gone(reading, true);
        }
    }

    /// Records that there is something where a request was sent.
    pub(crate) fn note_presence(&mut self, reading: &CreatingRequest<'_>) {
        if self.objects.iter().any(|object| object.is_gone) {
            self.set_gone(reading, false);
        }
    }

    fn set_gone(&mut self, reading: &CreatingRequest<'_>, is_gone: bool) {
        if self.objects.is_empty() || !reading.names_object() || !reading.operation.is_safe() {
            return;
        }
        let Some(read) = reading.object(self.api, self.target, reading.object_id, SideEffect::Undone) else { return };
        self.objects.iter_mut().filter(|known| known.is(&read)).for_each(|known| known.is_gone = is_gone);
    }

    /// Removes every object that may still be there, all at the same time.
    pub(crate) async fn remove(mut self, client: &Client) -> Removed {
        let mut left = Vec::new();
        let there = self.objects.iter().filter(|object| !object.is_gone);
        let removals = there.map(|object| object.remove(&self, client));
        let (counts, removed): (Vec<usize>, Vec<_>) = join_all(removals).await.into_iter().unzip();
        let (requests, links) = (counts.iter().sum(), counts.into_iter().max().unwrap_or_default());
        for removed in removed {
            if let Err(not_removed) = removed {
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
        Removed { left, requests, links }
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
    /// Removes it; also how many requests were sent.
    async fn remove(&self, all: &CreatedResources<'_>, client: &Client) -> (usize, Result<(), NotRemoved>) {
        let CreatedResources { api, target, breaker, .. } = *all;
        let not_removed = |url: Option<&Url>, why: String| NotRemoved { url: url.cloned(), why };
        let Some((operation, url)) = &self.removal else {
            return (0, Err(not_removed(None, format!("{}: no operation removes objects", self.words))));
        };
        if let Err(why) = renewal::renew(api, client, target, self.scope, self.caller).await {
            return (0, Err(not_removed(Some(url), format!("{url}: {why}"))));
        }
        let request = match plain(target, self.scope, operation, self.caller, url.clone()) {
            Ok(request) => request,
            Err(why) => return (0, Err(not_removed(Some(url), format!("{url}: {why}")))),
        };
        // A request without an answer has created nothing where no object can exist.
        let is_lenient = self.effect == SideEffect::Unknown && !self.may_exist;
        let Removal { requests, result } = remove(client, operation, request, is_lenient, breaker).await;
        let is_checked = all.intercepted || self.effect != SideEffect::Done || result.is_err();
        if is_checked || !all.checked.is_new(&self.kind) {
            return (requests, result.map_err(|why| not_removed(Some(url), why)));
        }
        let remains = remains(api, client, target, self.scope, operation, url).await;
        (requests + 1, remains.map_or(Ok(()), |why| Err(not_removed(Some(url), why))))
    }

    /// Whether its address has a secret of the target in it.
    fn has_secret(&self, target: &Target) -> bool {
        self.removal.as_ref().is_some_and(|(_, url)| target.redact(url.path()) != url.path())
    }

    /// Whether both are the same object.
    fn is(&self, other: &Self) -> bool {
        let url = |object: &Self| object.removal.as_ref().map(|(_, url)| url.clone());
        url(self) == url(other) && self.words == other.words
    }
}
