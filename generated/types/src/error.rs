// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Error bodies. Each fixes its status, its media type and its code at once.

use http::StatusCode;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use crate::json::*;

/// An error body. Its code is not a member: writing it adds the constant.
pub trait ApiError: Serialize + DeserializeOwned {
    /// The status that it is sent with.
    const STATUS: StatusCode;
    /// The media type that it is sent with.
    const MEDIA_TYPE: &'static str;
    /// The constant that tells it from other errors.
    const ERROR_CODE: &'static str;
}

/// The member of every error body that holds its constant code.
pub const ERROR_CODE_MEMBER: &str = "errorCode";

/// There is no such user.
///
/// Source: Object (REST reference, user scope), "DELETE", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errorCode", rename = "USER_NOT_FOUND")]
pub struct UserNotFound {
    /// What went wrong in words for people.
    #[serde(rename = "message")]
    pub message: String,
    /// The field by which the user was looked up.
    #[serde(rename = "field")]
    pub field: String,
    /// The value that was looked up.
    #[serde(rename = "value")]
    pub value: String,
    /// The application.
    #[serde(rename = "appID")]
    pub app_id: String,
}

impl ApiError for UserNotFound {
    const STATUS: StatusCode = StatusCode::NOT_FOUND;
    const MEDIA_TYPE: &'static str = "application/vnd.kii.UserNotFoundException+json";
    const ERROR_CODE: &'static str = "USER_NOT_FOUND";
}

/// There is no such group.
///
/// Source: Object Collection (REST reference, group scope), "POST", <https://documentation.kii.com/rest/apps-collection/application/group-collection/group/bucket-collection/bucket-of-default-type/object-collection/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errorCode", rename = "GROUP_NOT_FOUND")]
pub struct GroupNotFound {
    /// What went wrong in words for people.
    #[serde(rename = "message")]
    pub message: String,
    /// The group that was looked up.
    #[serde(rename = "groupID")]
    pub group_id: String,
    /// The application.
    #[serde(rename = "appID")]
    pub app_id: String,
}

impl ApiError for GroupNotFound {
    const STATUS: StatusCode = StatusCode::NOT_FOUND;
    const MEDIA_TYPE: &'static str = "application/vnd.kii.GroupNotFoundException+json";
    const ERROR_CODE: &'static str = "GROUP_NOT_FOUND";
}

/// There is no such thing.
///
/// Source: Object Collection (REST reference, thing scope), "POST", <https://documentation.kii.com/rest/apps-collection/application/thing-collection/thing-by-id/bucket-collection/bucket-of-default-type/object-collection/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errorCode", rename = "THING_NOT_FOUND")]
pub struct ThingNotFound {
    /// What went wrong in words for people.
    #[serde(rename = "message")]
    pub message: String,
    /// The field by which the thing was looked up.
    #[serde(rename = "field")]
    pub field: String,
    /// The value that was looked up.
    #[serde(rename = "value")]
    pub value: String,
}

impl ApiError for ThingNotFound {
    const STATUS: StatusCode = StatusCode::NOT_FOUND;
    const MEDIA_TYPE: &'static str = "application/vnd.kii.ThingNotFoundException+json";
    const ERROR_CODE: &'static str = "THING_NOT_FOUND";
}

/// There is no object under this ID.
///
/// Source: Object (REST reference, user scope), "DELETE", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errorCode", rename = "OBJECT_NOT_FOUND")]
pub struct ObjectNotFound {
    /// What went wrong in words for people.
    #[serde(rename = "message")]
    pub message: String,
    /// Where the bucket lives.
    #[serde(rename = "objectScope")]
    pub object_scope: ObjectScope,
    /// The bucket.
    #[serde(rename = "bucketID")]
    pub bucket_id: String,
    /// The object that was not found.
    #[serde(rename = "objectID")]
    pub object_id: String,
}

impl ApiError for ObjectNotFound {
    const STATUS: StatusCode = StatusCode::NOT_FOUND;
    const MEDIA_TYPE: &'static str = "application/vnd.kii.ObjectNotFoundException+json";
    const ERROR_CODE: &'static str = "OBJECT_NOT_FOUND";
}

/// The object has no body.
///
/// Source: Object Body (REST reference, user scope), "GET", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errorCode", rename = "OBJECT_BODY_NOT_FOUND")]
pub struct ObjectBodyNotFound {
    /// What went wrong in words for people.
    #[serde(rename = "message")]
    pub message: String,
    /// Where the bucket lives.
    #[serde(rename = "objectScope")]
    pub object_scope: ObjectScope,
    /// The bucket.
    #[serde(rename = "bucketID")]
    pub bucket_id: String,
    /// The object that has no body.
    #[serde(rename = "objectID")]
    pub object_id: String,
}

impl ApiError for ObjectBodyNotFound {
    const STATUS: StatusCode = StatusCode::NOT_FOUND;
    const MEDIA_TYPE: &'static str = "application/vnd.kii.ObjectBodyNotFoundException+json";
    const ERROR_CODE: &'static str = "OBJECT_BODY_NOT_FOUND";
}

/// If-Match names a version of the object that has been superseded.
///
/// Source: Object (REST reference, user scope), "DELETE", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errorCode", rename = "OBJECT_VERSION_IS_STALE")]
pub struct StaleVersionedObject {
    /// What went wrong in words for people.
    #[serde(rename = "message")]
    pub message: String,
    /// Where the bucket lives.
    #[serde(rename = "objectScope")]
    pub object_scope: ObjectScope,
    /// The bucket.
    #[serde(rename = "bucketID")]
    pub bucket_id: String,
    /// The object.
    #[serde(rename = "objectID")]
    pub object_id: String,
}

impl ApiError for StaleVersionedObject {
    const STATUS: StatusCode = StatusCode::CONFLICT;
    const MEDIA_TYPE: &'static str = "application/vnd.kii.StaleVersionedObjectException+json";
    const ERROR_CODE: &'static str = "OBJECT_VERSION_IS_STALE";
}

/// If-Match names a version of the body that has been superseded.
///
/// Source: Object Body (REST reference, user scope), "GET", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errorCode", rename = "OBJECT_BODY_INTEGRITY_NOT_ASSURED")]
pub struct ObjectBodyIntegrityNotAssured {
    /// What went wrong in words for people.
    #[serde(rename = "message")]
    pub message: String,
    /// Where the bucket lives.
    #[serde(rename = "objectScope")]
    pub object_scope: ObjectScope,
    /// The bucket.
    #[serde(rename = "bucketID")]
    pub bucket_id: String,
    /// The object.
    #[serde(rename = "objectID")]
    pub object_id: String,
}

impl ApiError for ObjectBodyIntegrityNotAssured {
    const STATUS: StatusCode = StatusCode::PRECONDITION_FAILED;
    const MEDIA_TYPE: &'static str = "application/vnd.kii.ObjectBodyIntegrityNotAssuredException+json";
    const ERROR_CODE: &'static str = "OBJECT_BODY_INTEGRITY_NOT_ASSURED";
}

/// The requested range lies outside the body.
///
/// Source: Object Body (REST reference, user scope), "GET", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errorCode", rename = "OBJECT_BODY_RANGE_NOT_SATISFIABLE")]
pub struct ObjectBodyRangeNotSatisfiable {
    /// What went wrong in words for people.
    #[serde(rename = "message")]
    pub message: String,
    /// Where the bucket lives.
    #[serde(rename = "objectScope")]
    pub object_scope: ObjectScope,
    /// The bucket.
    #[serde(rename = "bucketID")]
    pub bucket_id: String,
    /// The object.
    #[serde(rename = "objectID")]
    pub object_id: String,
    /// The first byte of the range.
    #[serde(rename = "from")]
    pub from: i64,
    /// The last byte of the range.
    #[serde(rename = "to")]
    pub to: i64,
    /// The size of the body in bytes.
    #[serde(rename = "total")]
    pub total: i64,
}

impl ApiError for ObjectBodyRangeNotSatisfiable {
    const STATUS: StatusCode = StatusCode::RANGE_NOT_SATISFIABLE;
    const MEDIA_TYPE: &'static str = "application/vnd.kii.ObjectBodyRangeNotSatisfiableException+json";
    const ERROR_CODE: &'static str = "OBJECT_BODY_RANGE_NOT_SATISFIABLE";
}

/// The caller may not do this.
///
/// Source: Object (REST reference, user scope), "DELETE", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errorCode", rename = "UNAUTHORIZED")]
pub struct UnauthorizedAccess {
    /// What went wrong in words for people.
    #[serde(rename = "message")]
    pub message: String,
    /// The application that the credentials belong to.
    #[serde(
        rename = "authenticatedAppID",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub authenticated_app_id: Option<String>,
    /// The user or thing that the credentials belong to.
    #[serde(
        rename = "authenticatedPrincipalID",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub authenticated_principal_id: Option<String>,
}

impl ApiError for UnauthorizedAccess {
    const STATUS: StatusCode = StatusCode::UNAUTHORIZED;
    const MEDIA_TYPE: &'static str = "application/vnd.kii.UnauthorizedAccessException+json";
    const ERROR_CODE: &'static str = "UNAUTHORIZED";
}

/// The bucketID is malformed.
///
/// Source: Object (REST reference, user scope), "DELETE", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errorCode", rename = "INVALID_BUCKET")]
pub struct InvalidBucket {
    /// What went wrong in words for people.
    #[serde(rename = "message")]
    pub message: String,
    /// Where the bucket would live.
    #[serde(rename = "objectScope")]
    pub object_scope: ObjectScope,
    /// The malformed bucketID.
    #[serde(rename = "bucketID")]
    pub bucket_id: String,
}

impl ApiError for InvalidBucket {
    const STATUS: StatusCode = StatusCode::BAD_REQUEST;
    const MEDIA_TYPE: &'static str = "application/vnd.kii.InvalidBucketException+json";
    const ERROR_CODE: &'static str = "INVALID_BUCKET";
}

/// There already is an object under this ID.
///
/// Source: decision A09: Any client error is accepted, and nothing changes. The reference server answers 409 OBJECT_ALREADY_EXISTS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errorCode", rename = "OBJECT_ALREADY_EXISTS")]
pub struct ObjectAlreadyExists {
    /// What went wrong in words for people.
    #[serde(rename = "message")]
    pub message: String,
    /// Where the bucket lives.
    #[serde(rename = "objectScope")]
    pub object_scope: ObjectScope,
    /// The bucket.
    #[serde(rename = "bucketID")]
    pub bucket_id: String,
    /// The object.
    #[serde(rename = "objectID")]
    pub object_id: String,
}

impl ApiError for ObjectAlreadyExists {
    const STATUS: StatusCode = StatusCode::CONFLICT;
    const MEDIA_TYPE: &'static str = "application/vnd.kii.ObjectAlreadyExistsException+json";
    const ERROR_CODE: &'static str = "OBJECT_ALREADY_EXISTS";
}

/// The objectID is malformed.
///
/// Source: decision A15: An objectID has 2 to 100 ASCII letters, digits, underscores, hyphens and dots. Anything else must be refused with any client error. The reference server answers 400 INVALID_OBJECT_ID.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errorCode", rename = "INVALID_OBJECT_ID")]
pub struct InvalidObjectId {
    /// What went wrong in words for people.
    #[serde(rename = "message")]
    pub message: String,
}

impl ApiError for InvalidObjectId {
    const STATUS: StatusCode = StatusCode::BAD_REQUEST;
    const MEDIA_TYPE: &'static str = "application/vnd.kii.InvalidObjectIdException+json";
    const ERROR_CODE: &'static str = "INVALID_OBJECT_ID";
}

/// The content is not a JSON object.
///
/// Source: decision A47: Such content should be refused with any client error; the reference server answers 400 INVALID_JSON. The other statuses are not part of this spec.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errorCode", rename = "INVALID_JSON")]
pub struct InvalidJson {
    /// What went wrong in words for people.
    #[serde(rename = "message")]
    pub message: String,
}

impl ApiError for InvalidJson {
    const STATUS: StatusCode = StatusCode::BAD_REQUEST;
    const MEDIA_TYPE: &'static str = "application/vnd.kii.InvalidJsonException+json";
    const ERROR_CODE: &'static str = "INVALID_JSON";
}

/// The request contradicts itself or is too large.
///
/// Source: decision A12: Every write with more than 65534 characters of JSON text, and every update that would leave an object with as many, must be refused with any client error; 60000 must be accepted, whatever characters they are. Of characters beyond U+FFFF, which some languages count twice, 60000 should be accepted. The reference server answers 400 INVALID_INPUT_DATA.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errorCode", rename = "INVALID_INPUT_DATA")]
pub struct InvalidInputData {
    /// What went wrong in words for people.
    #[serde(rename = "message")]
    pub message: String,
}

impl ApiError for InvalidInputData {
    const STATUS: StatusCode = StatusCode::BAD_REQUEST;
    const MEDIA_TYPE: &'static str = "application/vnd.kii.InvalidInputDataException+json";
    const ERROR_CODE: &'static str = "INVALID_INPUT_DATA";
}
