//! Where a behaviour acts: the right server, what it stores, and what is remembered of its past.

use axum::middleware::Next;
use http::header::HOST;
use kii_types::{BucketId, ObjectId, ObjectScope};

use super::{
    message::{Answer, Sent},
    occasion::{Address, Caller, Occasion, Place},
    operation::Operation,
    past::Pasts,
};
use crate::{fault::memory::Memory, fixture::Fixture, key::ObjectKey, object::Object, reference::ReferenceServer};

/// What a behaviour has made of a request.
pub(super) enum Outcome {
    /// What is right: there was nothing to be wrong about.
    Right(Answer),
    /// Something that the documents forbid, in the answer or in what is stored.
    Wrong(Answer),
}

/// The right server around which a behaviour acts, during one request.
pub(super) struct Scene {
    pub(super) server: ReferenceServer,
    pub(super) fixture: Fixture,
    pub(super) pasts: Memory<Pasts>,
    pub(super) next: Next,
}

impl Scene {
    /// The occasion that a request is; `None` when it is for no operation and for no publication.
    pub(super) fn occasion(&self, sent: Sent) -> Option<Occasion> {
        let caller = Caller::of(&sent, &self.fixture);
        if let Some(publication) = sent.head.uri.path().strip_prefix("/api/x/") {
            let key = self.pasts.with(|pasts| pasts.published.get(publication).cloned())?;
            let address = Address {
                operation: Operation::Published,
                place: match &key.scope {
                    ObjectScope::App { .. } => Place::App,
                    ObjectScope::AppAndUser { .. } => Place::User,
                    ObjectScope::AppAndGroup { .. } => Place::Group,
                    ObjectScope::AppAndThing { .. } => Place::Thing,
                },
                scope: Some(key.scope.clone()),
                bucket: key.bucket_id.to_string(),
                object_id: key.object_id.to_string(),
            };
            return Some(self.at(address, caller, sent));
        }
        let address = Address::of(&sent, caller, &self.fixture)?;
        Some(self.at(address, caller, sent))
    }

    fn at(&self, address: Address, caller: Caller, sent: Sent) -> Occasion {
        let bucket_id = address.bucket_id();
        let Address { operation, place, scope, bucket, object_id } = address;
        let key = match (scope, &bucket_id, ObjectId::parse(&object_id)) {
            (Some(scope), Some(bucket_id), Ok(object_id)) => {
                Some(ObjectKey { scope, bucket_id: bucket_id.clone(), object_id })
            }
            _ => None,
        };
        let object = key.as_ref().and_then(|key| self.stored(key));
        let (past, neighbours) = self.pasts.with(|pasts| {
            let past = key.as_ref().and_then(|key| pasts.objects.get(key)).cloned().unwrap_or_default();
            let others = bucket_id.and_then(|bucket_id| pasts.buckets.get(&(format!("{place:?}"), bucket_id)));
            let others = others.map_or(0, |others| others.iter().filter(|other| Some(*other) != key.as_ref()).count());
            (past, others)
        });
        Occasion { operation, place, caller, sent, bucket, object_id, key, object, past, neighbours }
    }

    /// Remembers that a request about an object is under way.
    pub(super) fn begin(&self, occasion: &Occasion) {
        if let Some(key) = occasion.key.clone() {
            self.pasts.with(|pasts| pasts.objects.entry(key).or_default().in_flight += 1);
        }
    }

    /// Remembers what was answered.
    pub(super) fn end(&self, occasion: &Occasion, answer: &Answer) {
        let Some(key) = occasion.key.clone().or_else(|| self.created(occasion, answer)) else { return };
        let after = self.stored(&key);
        self.pasts.with(|pasts| {
            let past = pasts.objects.entry(key.clone()).or_default();
            if occasion.key.is_some() {
                past.in_flight = past.in_flight.saturating_sub(1);
            }
            past.note(occasion, answer, after.as_ref());
            if after.is_some() {
                let bucket = (format!("{:?}", occasion.place), key.bucket_id.clone());
                pasts.buckets.entry(bucket).or_default().insert(key.clone());
            }
            let publication =
                answer.json().and_then(|content| Some(content.get("publicationID")?.as_str()?.to_owned()));
            if let (Operation::PublishPost, Some(publication)) = (occasion.operation, publication) {
                pasts.published.insert(publication, key);
            }
        });
    }

    /// The object that was created under an ID that the server has chosen.
    pub(super) fn created(&self, occasion: &Occasion, answer: &Answer) -> Option<ObjectKey> {
        let content = answer.json().filter(|_| answer.is_success())?;
        let object_id = ObjectId::parse(content.get("objectID")?.as_str()?).ok()?;
        let scope = Address::of(&occasion.sent, occasion.caller, &self.fixture)?.scope?;
        Some(ObjectKey { scope, bucket_id: BucketId::parse(&occasion.bucket).ok()?, object_id })
    }

    /// What the right server answers to a request.
    pub(super) async fn ask(&self, sent: &Sent) -> Answer {
        sent.ask(&self.next).await
    }

    /// Asks, and gives the object that a successful write has left; `None` when nothing was written.
    pub(super) async fn write(&self, occasion: &Occasion) -> (Answer, Option<(ObjectKey, Object)>) {
        let answer = self.ask(&occasion.sent).await;
        let key = occasion.key.clone().or_else(|| self.created(occasion, &answer));
        let written = key.filter(|_| answer.is_success()).and_then(|key| Some((key.clone(), self.stored(&key)?)));
        (answer, written)
    }

    /// An object as it is now.
    pub(super) fn stored(&self, key: &ObjectKey) -> Option<Object> {
        self.server.store.begin().copy(key)
    }

    /// Stores an object.
    pub(super) fn store(&self, key: &ObjectKey, object: Object) {
        self.server.store.begin().insert(key.clone(), object);
    }

    /// Stores an object as it was before, or removes it if there was none.
    pub(super) fn restore(&self, key: &ObjectKey, object: Option<Object>) {
        match object {
            Some(object) => self.store(key, object),
            None => self.server.store.begin().remove(key),
        }
    }

    /// Ends all publications of an object.
    pub(super) fn end_publications(&self, key: &ObjectKey) {
        let mut store = self.server.store.begin();
        if let Some(object) = store.copy(key) {
            store.insert(key.clone(), Object { body: None, ..object.clone() });
            store.insert(key.clone(), object);
        }
    }

    /// Carries a request out and takes it back, for an answer that refuses it; `None` when it was refused anyway, with the
    /// answer to that.
    pub(super) async fn undone(&self, occasion: &Occasion) -> Result<(), Answer> {
        let answer = self.ask(&occasion.sent).await;
        if !answer.is_success() {
            return Err(answer);
        }
        match (&occasion.key, self.created(occasion, &answer)) {
            (Some(key), _) if occasion.operation.is_in(super::operation::WRITES) => {
                self.restore(key, occasion.object.clone());
            }
            (None, Some(created)) => self.restore(&created, None),
            (Some(_), _) | (None, None) => {}
        }
        Ok(())
    }

    /// The host under which the server was reached.
    pub(super) fn host(occasion: &Occasion) -> String {
        occasion.sent.header(&HOST).unwrap_or("localhost").to_owned()
    }
}
