//! Publications: addresses under which a body can be read without credentials.

use std::time::SystemTime;

use kii_types::{EpochMilliseconds, ObjectBodyPublicationRequest};

use crate::{body::Body, key::ObjectKey};

/// A publication of an object's body. It shows whatever body the object has at the time, and ends with that body.
#[derive(Clone, Debug)]
pub(crate) struct Publication {
    /// The object whose body is published.
    pub(crate) object: ObjectKey,
    /// How long it lives.
    pub(crate) lifetime: Lifetime,
}

/// How long a publication lives, unless its body goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// As long as its body.
    Unlimited,
    /// Up to this moment.
    Until(EpochMilliseconds),
}

/// What is found under a publication's ID.
#[derive(Debug)]
pub(crate) enum Published {
    /// The published body, and the place of its object.
    Body { body: Body, object: ObjectKey },
    /// A publication that has expired.
    Expired,
    /// Nothing: there never was a publication, or its body is gone.
    Nothing,
}

impl Lifetime {
    /// The lifetime that a request asks for.
    pub(crate) fn requested(request: &ObjectBodyPublicationRequest, now: SystemTime) -> Self {
        match request {
            ObjectBodyPublicationRequest::Neither => Self::Unlimited,
            ObjectBodyPublicationRequest::ExpiresAt(end) => Self::Until(*end),
            ObjectBodyPublicationRequest::ExpiresIn(seconds) => {
                Self::Until(EpochMilliseconds(EpochMilliseconds::from(now).0 + i64::from(*seconds) * 1000))
            }
        }
    }

    /// Whether it is over.
    pub(crate) fn is_over(self, now: SystemTime) -> bool {
        match self {
            Self::Unlimited => false,
            Self::Until(end) => end <= EpochMilliseconds::from(now),
        }
    }
}
