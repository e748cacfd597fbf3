//! Where an object is: what a request says of it.

use http::header;
use kii_spec::{OwnerKind, ScopeName};

use super::{recorded::RecordedExchange, request_reading::RequestReading};

/// Where an object is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place {
    scope: ScopeName,
    /// The type of scope in which error bodies say that it is: two scopes of one type can be the same.
    kind: String,
    app: String,
    owner: Option<String>,
    /// The credentials, where they decide who the owner is.
    caller: Option<String>,
    bucket: String,
    object: String,
}

impl Place {
    /// The place that a request names; `None` if it names no object, or if nobody can see whose it is.
    pub(super) fn of(reading: &RequestReading<'_>, exchange: &RecordedExchange) -> Option<Self> {
        Self::named(reading, exchange, reading.known.object_id.clone()?)
    }

    /// The place of an object with this ID, in the bucket that a request names; `None` if nobody can see whose it is.
    pub(super) fn named(reading: &RequestReading<'_>, exchange: &RecordedExchange, object: String) -> Option<Self> {
        let scope = reading.scope;
        let caller = match scope.owner {
            OwnerKind::Application | OwnerKind::Principal | OwnerKind::Named | OwnerKind::NamedPrincipal => None,
            OwnerKind::Caller => {
                let credentials = exchange.request.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
                // Recordings in which all tokens look alike do not show whose place it is.
                Some(credentials.to_owned()).filter(|credentials| !credentials.contains("[redacted]"))
            }
        };
        if matches!(scope.owner, OwnerKind::Caller) && caller.is_none() {
            return None;
        }
        let known = &reading.known;
        Some(Self {
            scope: scope.name.clone(),
            kind: scope.object_scope_type.clone(),
            app: known.app_id.clone(),
            owner: known.owner_id.clone(),
            caller,
            bucket: known.bucket_id.clone(),
            object,
        })
    }

    /// The ID of its object, if that is in the same bucket as another place.
    pub(super) fn object_beside(&self, other: &Self) -> Option<&String> {
        let is_beside = Self { object: self.object.clone(), ..other.clone() } == *self;
        is_beside.then_some(&self.object)
    }

    /// Its bucket.
    pub(super) fn bucket(&self) -> &str {
        &self.bucket
    }

    /// Its owner, if its path names one.
    pub(super) fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// Whether credentials decide whose it is.
    pub(super) const fn is_of_caller(&self) -> bool {
        self.caller.is_some()
    }

    /// Whether a request to another path, or with other credentials, may be about this place: a user has a path of its own, and one
    /// that the token decides, and may have several tokens.
    pub(super) fn may_be(&self, reading: &RequestReading<'_>, exchange: &RecordedExchange) -> bool {
        let credentials = exchange.request.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        self.kind == reading.scope.object_scope_type
            && (self.scope != reading.scope.name || self.caller.as_deref().is_some_and(|own| Some(own) != credentials))
            && self.bucket == reading.known.bucket_id
            && reading.known.object_id.as_ref().is_none_or(|id| *id == self.object)
    }
}
