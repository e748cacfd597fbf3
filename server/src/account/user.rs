//! Users: they sign up, and read their account.

use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::{get, post},
};
use http::{HeaderMap, StatusCode};
use kii_types::UserNotFound;
use serde_json::Value;

use super::{Caller, answer, refused, sign_up};
use crate::{principal::Principal, reference::ReferenceServer, unserved};

/// What a path has in place of the ID of the user whose token is sent.
const ME: &str = "me";

pub(super) fn router() -> Router<ReferenceServer> {
    Router::new()
        .route("/api/apps/{app_id}/users", post(sign_up::user).fallback(unserved::administration))
        .route("/api/apps/{app_id}/users/{user_id}", get(read).fallback(unserved::administration))
}

async fn read(
    State(server): State<ReferenceServer>,
    Path((app_id, user_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let caller = Caller::of(&server, app_id, &headers)?;
    let user_id = match &caller.principal {
        Principal::User(own) if user_id == ME || *own == user_id => own.clone(),
        Principal::Administrator { .. } if user_id != ME => user_id,
        Principal::User(_) | Principal::Administrator { .. } | Principal::Thing(_) | Principal::Anonymous => {
            return Err(caller.refused());
        }
    };
    let Some(mut profile) = server.directory.profile_of(&caller.app_id, &Principal::User(user_id.clone())) else {
        return Err(missing(caller.app_id, user_id));
    };
    profile.insert("userID".to_owned(), user_id.into());
    let content = Value::Object(profile).to_string();
    Ok(answer(StatusCode::OK, "application/vnd.kii.UserDataRetrievalResponse+json", content))
}

/// The answer where there is no such user.
pub(super) fn missing(app_id: String, user_id: String) -> Response {
    let message = "There is no user under this ID.".to_owned();
    refused(&UserNotFound { message, field: "userID".to_owned(), value: user_id, app_id })
}
