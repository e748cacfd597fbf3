//! Who sends a request, as far as the credentials tell.

use std::fmt;

use kii_types::ObjectScope;

/// The sender of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "durable", derive(serde::Serialize, serde::Deserialize))]
pub enum Principal {
    /// The application's administrator.
    Administrator {
        /// The ID of the client that the administrator logs in with.
        client_id: String,
    },
    /// The user with this ID.
    User(String),
    /// The thing with this ID.
    Thing(String),
    /// A caller with the ID and the key of the application, and no account.
    Anonymous,
}

/// What it is, and its ID: `user:user-1`.
impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Administrator { client_id } => write!(f, "admin:{client_id}"),
            Self::User(id) => write!(f, "user:{id}"),
            Self::Thing(id) => write!(f, "thing:{id}"),
            Self::Anonymous => f.write_str("anonymous"),
        }
    }
}

impl Principal {
    /// The ID of a user or thing; the others have none.
    pub(crate) fn id(&self) -> Option<&str> {
        match self {
            Self::User(id) | Self::Thing(id) => Some(id),
            Self::Administrator { .. } | Self::Anonymous => None,
        }
    }

    /// The ID that objects name as their owner's when this principal creates them in a scope.
    ///
    /// A principal without an ID creates them for the scope's owner.
    pub(crate) fn creator_in(&self, scope: &ObjectScope) -> String {
        let scope_owner = match scope {
            ObjectScope::App { app_id } => app_id,
            ObjectScope::AppAndUser { user_id, .. } => user_id,
            ObjectScope::AppAndGroup { group_id, .. } => group_id,
            ObjectScope::AppAndThing { thing_id, .. } => thing_id,
        };
        self.id().unwrap_or(scope_owner).to_owned()
    }
}
