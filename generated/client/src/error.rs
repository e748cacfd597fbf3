// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Why there is no success.

use std::{error, fmt};
use http::{StatusCode, header};
use kii_types::*;
use crate::answer::Unexpected;

/// Why there is no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request could not be sent, or the answer broke off.
    Transport(reqwest::Error),
    /// The content cannot be written as JSON.
    Content(serde_json::Error),
    /// The members of an object are not those of the type that they are read as.
    Type(serde_json::Error),
    /// The value of this header field holds bytes that no header field can.
    Header(header::HeaderName),
    /// The base address has a user or a password, which messages would show.
    BaseUrl,
    /// Base address and path make no URL, or one with another path, as a segment of dots alone does.
    Path(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => {
                write!(f, "there is no answer: {error}")?;
                let mut cause = error::Error::source(error);
                while let Some(error) = cause {
                    write!(f, ": {error}")?;
                    cause = error.source();
                }
                Ok(())
            }
            Self::Content(error) => {
                write!(f, "the content cannot be written as JSON: {error}")
            }
            Self::Type(error) => {
                write!(f, "the object is not of the type that it is read as: {error}")
            }
            Self::Header(name) => {
                write!(f, "the value of {name} cannot be sent in a header field")
            }
            Self::BaseUrl => {
                f.write_str(
                    "expected a base address without user and password: give these as credentials",
                )
            }
            Self::Path(path) => write!(f, "a URL cannot have the path {path}"),
        }
    }
}

/// The message has the causes, so they are no source.
impl error::Error for Error {}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(error)
    }
}

/// Why an operation has not succeeded: the same for all operations.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// 404 Not Found, `USER_NOT_FOUND`: There is no such user.
    UserNotFound(UserNotFound),
    /// 404 Not Found, `GROUP_NOT_FOUND`: There is no such group.
    GroupNotFound(GroupNotFound),
    /// 404 Not Found, `THING_NOT_FOUND`: There is no such thing.
    ThingNotFound(ThingNotFound),
    /// 404 Not Found, `OBJECT_NOT_FOUND`: There is no object under this ID.
    ObjectNotFound(ObjectNotFound),
    /// 404 Not Found, `OBJECT_BODY_NOT_FOUND`: The object has no body.
    ObjectBodyNotFound(ObjectBodyNotFound),
    /// 409 Conflict, `OBJECT_VERSION_IS_STALE`: If-Match names a version of the object that has been superseded.
    StaleVersionedObject(StaleVersionedObject),
    /// 412 Precondition Failed, `OBJECT_BODY_INTEGRITY_NOT_ASSURED`: If-Match names a version of the body that has been superseded.
    ObjectBodyIntegrityNotAssured(ObjectBodyIntegrityNotAssured),
    /// 416 Range Not Satisfiable, `OBJECT_BODY_RANGE_NOT_SATISFIABLE`: The requested range lies outside the body.
    ObjectBodyRangeNotSatisfiable(ObjectBodyRangeNotSatisfiable),
    /// 401 Unauthorized, `UNAUTHORIZED`: The caller may not do this.
    UnauthorizedAccess(UnauthorizedAccess),
    /// 400 Bad Request, `INVALID_BUCKET`: The bucketID is malformed.
    InvalidBucket(InvalidBucket),
    /// 409 Conflict, `OBJECT_ALREADY_EXISTS`: There already is an object under this ID.
    ObjectAlreadyExists(ObjectAlreadyExists),
    /// 400 Bad Request, `INVALID_OBJECT_ID`: The objectID is malformed.
    InvalidObjectId(InvalidObjectId),
    /// 400 Bad Request, `INVALID_JSON`: The content is not a JSON object.
    InvalidJson(InvalidJson),
    /// 400 Bad Request, `INVALID_INPUT_DATA`: The request contradicts itself or is too large.
    InvalidInputData(InvalidInputData),
    /// A refusal that has no content, so that its status is all that is known of it.
    WithoutContent(StatusCode),
    /// An answer that is not documented.
    Undocumented(Box<Unexpected>),
    /// There is no answer.
    NoAnswer(Error),
}

impl Failure {
    /// The status of the answer, if there is one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::UserNotFound(_) => Some(UserNotFound::STATUS),
            Self::GroupNotFound(_) => Some(GroupNotFound::STATUS),
            Self::ThingNotFound(_) => Some(ThingNotFound::STATUS),
            Self::ObjectNotFound(_) => Some(ObjectNotFound::STATUS),
            Self::ObjectBodyNotFound(_) => Some(ObjectBodyNotFound::STATUS),
            Self::StaleVersionedObject(_) => Some(StaleVersionedObject::STATUS),
            Self::ObjectBodyIntegrityNotAssured(_) => {
                Some(ObjectBodyIntegrityNotAssured::STATUS)
            }
            Self::ObjectBodyRangeNotSatisfiable(_) => {
                Some(ObjectBodyRangeNotSatisfiable::STATUS)
            }
            Self::UnauthorizedAccess(_) => Some(UnauthorizedAccess::STATUS),
            Self::InvalidBucket(_) => Some(InvalidBucket::STATUS),
            Self::ObjectAlreadyExists(_) => Some(ObjectAlreadyExists::STATUS),
            Self::InvalidObjectId(_) => Some(InvalidObjectId::STATUS),
            Self::InvalidJson(_) => Some(InvalidJson::STATUS),
            Self::InvalidInputData(_) => Some(InvalidInputData::STATUS),
            Self::WithoutContent(status) => Some(*status),
            Self::Undocumented(unexpected) => Some(unexpected.status),
            Self::NoAnswer(_) => None,
        }
    }
    /// The code of the error, if the answer is a documented one that has content.
    #[must_use]
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::UserNotFound(_) => Some(UserNotFound::ERROR_CODE),
            Self::GroupNotFound(_) => Some(GroupNotFound::ERROR_CODE),
            Self::ThingNotFound(_) => Some(ThingNotFound::ERROR_CODE),
            Self::ObjectNotFound(_) => Some(ObjectNotFound::ERROR_CODE),
            Self::ObjectBodyNotFound(_) => Some(ObjectBodyNotFound::ERROR_CODE),
            Self::StaleVersionedObject(_) => Some(StaleVersionedObject::ERROR_CODE),
            Self::ObjectBodyIntegrityNotAssured(_) => {
                Some(ObjectBodyIntegrityNotAssured::ERROR_CODE)
            }
            Self::ObjectBodyRangeNotSatisfiable(_) => {
                Some(ObjectBodyRangeNotSatisfiable::ERROR_CODE)
            }
            Self::UnauthorizedAccess(_) => Some(UnauthorizedAccess::ERROR_CODE),
            Self::InvalidBucket(_) => Some(InvalidBucket::ERROR_CODE),
            Self::ObjectAlreadyExists(_) => Some(ObjectAlreadyExists::ERROR_CODE),
            Self::InvalidObjectId(_) => Some(InvalidObjectId::ERROR_CODE),
            Self::InvalidJson(_) => Some(InvalidJson::ERROR_CODE),
            Self::InvalidInputData(_) => Some(InvalidInputData::ERROR_CODE),
            Self::WithoutContent(_) | Self::Undocumented(_) | Self::NoAnswer(_) => None,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UserNotFound(error) => {
                write!(
                    f, "{} {}: {error:?}", UserNotFound::STATUS, UserNotFound::ERROR_CODE
                )
            }
            Self::GroupNotFound(error) => {
                write!(
                    f, "{} {}: {error:?}", GroupNotFound::STATUS,
                    GroupNotFound::ERROR_CODE
                )
            }
            Self::ThingNotFound(error) => {
                write!(
                    f, "{} {}: {error:?}", ThingNotFound::STATUS,
                    ThingNotFound::ERROR_CODE
                )
            }
            Self::ObjectNotFound(error) => {
                write!(
                    f, "{} {}: {error:?}", ObjectNotFound::STATUS,
                    ObjectNotFound::ERROR_CODE
                )
            }
            Self::ObjectBodyNotFound(error) => {
                write!(
                    f, "{} {}: {error:?}", ObjectBodyNotFound::STATUS,
                    ObjectBodyNotFound::ERROR_CODE
                )
            }
            Self::StaleVersionedObject(error) => {
                write!(
                    f, "{} {}: {error:?}", StaleVersionedObject::STATUS,
                    StaleVersionedObject::ERROR_CODE
                )
            }
            Self::ObjectBodyIntegrityNotAssured(error) => {
                write!(
                    f, "{} {}: {error:?}", ObjectBodyIntegrityNotAssured::STATUS,
                    ObjectBodyIntegrityNotAssured::ERROR_CODE
                )
            }
            Self::ObjectBodyRangeNotSatisfiable(error) => {
                write!(
                    f, "{} {}: {error:?}", ObjectBodyRangeNotSatisfiable::STATUS,
                    ObjectBodyRangeNotSatisfiable::ERROR_CODE
                )
            }
            Self::UnauthorizedAccess(error) => {
                write!(
                    f, "{} {}: {error:?}", UnauthorizedAccess::STATUS,
                    UnauthorizedAccess::ERROR_CODE
                )
            }
            Self::InvalidBucket(error) => {
                write!(
                    f, "{} {}: {error:?}", InvalidBucket::STATUS,
                    InvalidBucket::ERROR_CODE
                )
            }
            Self::ObjectAlreadyExists(error) => {
                write!(
                    f, "{} {}: {error:?}", ObjectAlreadyExists::STATUS,
                    ObjectAlreadyExists::ERROR_CODE
                )
            }
            Self::InvalidObjectId(error) => {
                write!(
                    f, "{} {}: {error:?}", InvalidObjectId::STATUS,
                    InvalidObjectId::ERROR_CODE
                )
            }
            Self::InvalidJson(error) => {
                write!(
                    f, "{} {}: {error:?}", InvalidJson::STATUS, InvalidJson::ERROR_CODE
                )
            }
            Self::InvalidInputData(error) => {
                write!(
                    f, "{} {}: {error:?}", InvalidInputData::STATUS,
                    InvalidInputData::ERROR_CODE
                )
            }
            Self::WithoutContent(status) => write!(f, "{status}"),
            Self::Undocumented(unexpected) => unexpected.fmt(f),
            Self::NoAnswer(error) => error.fmt(f),
        }
    }
}

/// The message has the causes, so they are no source.
impl std::error::Error for Failure {}

impl fmt::Display for Unexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, reason, .. } = self;
        write!(f, "an answer that is not documented, with status {status}: {reason}")
    }
}

impl error::Error for Unexpected {}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::NoAnswer(error)
    }
}
