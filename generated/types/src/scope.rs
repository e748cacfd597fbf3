// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! The places in which buckets live.

use crate::identifier::*;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// One of the places in which buckets live, as a path names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Buckets of the application.
    ///
    /// Source: Default permissions of buckets and objects (REST guide), "Application scope".
    App,
    /// Buckets of the user with this ID.
    ///
    /// Source: Default permissions of buckets and objects (REST guide), "User scope".
    User {
        /// `userID` of the path.
        user_id: UserId,
    },
    /// Buckets of the user whose token is sent.
    ///
    /// Source: Access tokens (REST guide), "Access token".
    Me,
    /// Buckets of the group with this ID.
    ///
    /// Source: Default permissions of buckets and objects (REST guide), "Group scope".
    Group {
        /// `groupID` of the path.
        group_id: GroupId,
    },
    /// Buckets of the thing with this ID.
    ///
    /// Source: Default permissions of buckets and objects (REST guide), "Thing scope".
    Thing {
        /// `thingID` of the path.
        thing_id: ThingId,
    },
}

impl Scope {
    /// The path in front of everything in this scope, percent-encoded.
    #[must_use]
    pub fn path(&self, app_id: &AppId) -> String {
        match self {
            Self::App => path(["api", "apps", app_id.as_str()]),
            Self::User { user_id } => path(["api", "apps", app_id.as_str(), "users", user_id.as_str()]),
            Self::Me => path(["api", "apps", app_id.as_str(), "users", "me"]),
            Self::Group { group_id } => path(["api", "apps", app_id.as_str(), "groups", group_id.as_str()]),
            Self::Thing { thing_id } => path(["api", "apps", app_id.as_str(), "things", thing_id.as_str()]),
        }
    }
}

/// Everything but the unreserved characters (RFC 3986, 2.3).
const RESERVED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The path of these segments, each percent-encoded.
pub(crate) fn path<const N: usize>(segments: [&str; N]) -> String {
    segments.iter().map(|segment| format!("/{}", utf8_percent_encode(segment, &RESERVED))).collect()
}
