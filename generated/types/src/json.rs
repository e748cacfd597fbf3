// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! JSON objects that are sent and received.

use crate::time::EpochMilliseconds;
use serde::{Deserialize, Serialize};

/// When an object's body was stored.
///
/// Source: Object Body (REST reference, user scope), "PUT", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectBodyUpdateResponse {
    /// When the object was last changed.
    #[serde(rename = "modifiedAt")]
    pub modified_at: EpochMilliseconds,
}

/// How long a publication lives. Without either member it does not expire.
///
/// Source: Publish (REST reference, scope of the logged-in user), "POST", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-logged-in/bucket-collection/bucket-of-default-type/object-collection/object/body/publish/>.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ObjectBodyPublicationRequestWire", into = "ObjectBodyPublicationRequestWire")]
pub enum ObjectBodyPublicationRequest {
    /// None of the members.
    #[default]
    Neither,
    /// When the publication ends.
    ExpiresAt(EpochMilliseconds),
    /// How many seconds the publication lives.
    ExpiresIn(i32),
}

/// [`ObjectBodyPublicationRequest`] as it is written: members of which at most one may be present.
#[derive(Default, Serialize, Deserialize)]
struct ObjectBodyPublicationRequestWire {
    #[serde(rename = "expiresAt", default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<EpochMilliseconds>,
    #[serde(rename = "expiresIn", default, skip_serializing_if = "Option::is_none")]
    expires_in: Option<i32>,
}

impl TryFrom<ObjectBodyPublicationRequestWire> for ObjectBodyPublicationRequest {
    type Error = &'static str;
    fn try_from(wire: ObjectBodyPublicationRequestWire) -> Result<Self, Self::Error> {
        let mut present = Vec::new();
        present.extend(wire.expires_at.map(Self::ExpiresAt));
        present.extend(wire.expires_in.map(Self::ExpiresIn));
        match (present.pop(), present.pop()) {
            (None, _) => Ok(Self::Neither),
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err("members that exclude each other"),
        }
    }
}

impl From<ObjectBodyPublicationRequest> for ObjectBodyPublicationRequestWire {
    fn from(value: ObjectBodyPublicationRequest) -> Self {
        match value {
            ObjectBodyPublicationRequest::Neither => Self::default(),
            ObjectBodyPublicationRequest::ExpiresAt(value) => Self { expires_at: Some(value), ..Self::default() },
            ObjectBodyPublicationRequest::ExpiresIn(value) => Self { expires_in: Some(value), ..Self::default() },
        }
    }
}

/// A new publication.
///
/// Source: Publish (REST reference, scope of the logged-in user), "POST", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-logged-in/bucket-collection/bucket-of-default-type/object-collection/object/body/publish/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectBodyPublicationResponse {
    /// The publication's ID.
    #[serde(rename = "publicationID")]
    pub publication_id: String,
    /// Where the published content is.
    #[serde(rename = "url")]
    pub url: String,
}

/// Where a bucket lives.
///
/// Source: decision A33: objectScope is an object that holds them; which owner it names depends on the scope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ObjectScope {
    /// Buckets of the application.
    #[serde(rename = "APP")]
    App {
        /// The application.
        #[serde(rename = "appID")]
        app_id: String,
    },
    /// Buckets of the user with this ID.
    #[serde(rename = "APP_AND_USER")]
    AppAndUser {
        /// The application.
        #[serde(rename = "appID")]
        app_id: String,
        /// The user who owns the bucket.
        #[serde(rename = "userID")]
        user_id: String,
    },
    /// Buckets of the group with this ID.
    #[serde(rename = "APP_AND_GROUP")]
    AppAndGroup {
        /// The application.
        #[serde(rename = "appID")]
        app_id: String,
        /// The group that owns the bucket.
        #[serde(rename = "groupID")]
        group_id: String,
    },
    /// Buckets of the thing with this ID.
    #[serde(rename = "APP_AND_THING")]
    AppAndThing {
        /// The application.
        #[serde(rename = "appID")]
        app_id: String,
        /// The thing that owns the bucket.
        #[serde(rename = "thingID")]
        thing_id: String,
    },
}

/// What is known of a new object.
///
/// Source: Object Collection (REST reference, app scope), "POST", <http://docs.kii.com/rest/apps-collection/application/bucket-collection/bucket-of-default-type/object-collection/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectCreationResponse {
    /// The ID that the server chose.
    #[serde(rename = "objectID")]
    pub object_id: String,
    /// When the object was created.
    #[serde(rename = "createdAt")]
    pub created_at: EpochMilliseconds,
    /// The object's data type.
    #[serde(rename = "dataType")]
    pub data_type: String,
}

/// When an object was created and changed.
///
/// Source: Object (REST reference, user scope), "PUT", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectUpdateResponse {
    /// When the object was created.
    #[serde(rename = "createdAt")]
    pub created_at: EpochMilliseconds,
    /// When the object was last changed.
    #[serde(rename = "modifiedAt")]
    pub modified_at: EpochMilliseconds,
}
