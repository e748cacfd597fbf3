//! What is refused before an operation begins, in the words of each operation.

use kii_server_stubs::{
    BodyDeleteResponse, BodyGetResponse, BodyHeadResponse, BodyPutResponse, CollectionPostResponse,
    ObjectDeleteResponse, ObjectGetResponse, ObjectHeadResponse, ObjectPatchResponse, ObjectPutResponse,
    PublishPostResponse,
};
use kii_types::{GroupNotFound, ObjectScope, ThingNotFound, UnauthorizedAccess, UserNotFound};

use crate::principal::Principal;

/// Why a request goes no further.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The caller is unknown, or has no rights here.
    Unauthorized(UnauthorizedAccess),
    /// The scope's user does not exist.
    UserNotFound(UserNotFound),
    /// The scope's group does not exist.
    GroupNotFound(GroupNotFound),
    /// The scope's thing does not exist.
    ThingNotFound(ThingNotFound),
}

impl Refusal {
    /// The scope's owner does not exist. An application that does not exist has issued no credentials either.
    pub(crate) fn owner_not_found(scope: &ObjectScope) -> Self {
        match scope {
            ObjectScope::App { .. } => Self::Unauthorized(bad_credentials()),
            ObjectScope::AppAndUser { app_id, user_id } => Self::UserNotFound(UserNotFound {
                message: "There is no user under this ID.".to_owned(),
                field: "userID".to_owned(),
                value: user_id.clone(),
                app_id: app_id.clone(),
            }),
            ObjectScope::AppAndGroup { app_id, group_id } => Self::GroupNotFound(GroupNotFound {
                message: "There is no group under this ID.".to_owned(),
                group_id: group_id.clone(),
                app_id: app_id.clone(),
            }),
            ObjectScope::AppAndThing { thing_id, .. } => Self::ThingNotFound(ThingNotFound {
                message: "There is no thing under this ID.".to_owned(),
                field: "thingID".to_owned(),
                value: thing_id.clone(),
            }),
        }
    }
}

/// The answer to invalid credentials.
pub(crate) fn bad_credentials() -> UnauthorizedAccess {
    UnauthorizedAccess {
        message: "The credentials are not valid for this application.".to_owned(),
        authenticated_app_id: None,
        authenticated_principal_id: None,
    }
}

/// The answer to a caller who is known and has no rights here.
pub(crate) fn no_right(app_id: &str, caller: &Principal) -> UnauthorizedAccess {
    UnauthorizedAccess {
        message: "The caller has no right to do this here.".to_owned(),
        authenticated_app_id: Some(app_id.to_owned()),
        authenticated_principal_id: caller.id().map(str::to_owned),
    }
}

/// Operations that answer an error with a body that says what is wrong.
macro_rules! refusals_with_a_body {
    ($($response:ident),* $(,)?) => {
        $(
            impl From<Refusal> for $response {
                fn from(refusal: Refusal) -> Self {
                    match refusal {
                        Refusal::Unauthorized(error) => Self::Unauthorized(error),
                        Refusal::UserNotFound(error) => Self::UserNotFound(error),
                        Refusal::GroupNotFound(error) => Self::GroupNotFound(error),
                        Refusal::ThingNotFound(error) => Self::ThingNotFound(error),
                    }
                }
            }
        )*
    };
}

/// Operations whose answers have no body, so that only the status tells.
macro_rules! refusals_without_a_body {
    ($($response:ident),* $(,)?) => {
        $(
            impl From<Refusal> for $response {
                fn from(refusal: Refusal) -> Self {
                    match refusal {
                        Refusal::Unauthorized(_) => Self::Unauthorized,
                        Refusal::UserNotFound(_) | Refusal::GroupNotFound(_) | Refusal::ThingNotFound(_) => {
                            Self::NotFound
                        }
                    }
                }
            }
        )*
    };
}

refusals_with_a_body! {
    CollectionPostResponse,
    ObjectDeleteResponse,
    ObjectGetResponse,
    ObjectPutResponse,
    ObjectPatchResponse,
    BodyGetResponse,
    BodyPutResponse,
    BodyDeleteResponse,
    PublishPostResponse,
}

refusals_without_a_body! { ObjectHeadResponse, BodyHeadResponse }
