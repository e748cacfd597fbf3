//! The account of a user, as clients read it after a login.
//!
//! The pages that bind the spec are about objects, so this is no part of the generated code.

use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{
    HeaderMap, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use kii_types::{ApiError, Authorization, HeaderField, UserNotFound};
use serde_json::json;

use crate::{
    principal::Principal,
    reference::ReferenceServer,
    refusal::{bad_credentials, no_right},
};

/// What a path has in place of the ID of the user whose token is sent.
const ME: &str = "me";

/// Serves the accounts that this server knows.
pub(crate) fn router(server: ReferenceServer) -> Router {
    Router::new().route("/api/apps/{app_id}/users/{user_id}", get(read)).with_state(server)
}

async fn read(
    State(server): State<ReferenceServer>,
    Path((app_id, user_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let authorization = headers.get(AUTHORIZATION).and_then(Authorization::from_value);
    let caller = authorization.and_then(|authorization| server.directory.principal(&app_id, &authorization));
    let Some(caller) = caller else { return refused(&bad_credentials()) };
    let user_id = match &caller {
        Principal::User(own) if user_id == ME || *own == user_id => own.clone(),
        Principal::Administrator { .. } if user_id != ME => user_id,
        Principal::User(_) | Principal::Administrator { .. } | Principal::Thing(_) | Principal::Anonymous => {
            return refused(&no_right(&app_id, &caller));
        }
    };
    let Some(names) = server.directory.names_of(&app_id, &Principal::User(user_id.clone())) else {
        let message = "There is no user under this ID.".to_owned();
        return refused(&UserNotFound { message, field: "userID".to_owned(), value: user_id, app_id });
    };
    let mut members = json!({ "userID": user_id });
    for name in &names {
        members[name.member()] = name.text().into();
    }
    answer(StatusCode::OK, "application/vnd.kii.UserDataRetrievalResponse+json", members.to_string())
}

fn refused<E: ApiError>(error: &E) -> Response {
    answer(E::STATUS, E::MEDIA_TYPE, serde_json::to_string(error).unwrap_or_default())
}

fn answer(status: StatusCode, media_type: &'static str, content: String) -> Response {
    (status, [(CONTENT_TYPE, media_type)], content).into_response()
}
