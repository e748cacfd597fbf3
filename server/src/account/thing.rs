//! Things: they are registered, and read what is known of them.

use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::{get, post},
};
use http::{HeaderMap, StatusCode};
use kii_types::ThingNotFound;
use serde_json::Value;

use super::{Caller, answer, refused, sign_up};
use crate::{principal::Principal, reference::ReferenceServer, unserved};

pub(super) fn router() -> Router<ReferenceServer> {
    Router::new()
        .route("/api/apps/{app_id}/things", post(sign_up::thing).fallback(unserved::administration))
        .route("/api/apps/{app_id}/things/{thing_id}", get(read).fallback(unserved::administration))
}

async fn read(
    State(server): State<ReferenceServer>,
    Path((app_id, thing_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let caller = Caller::of(&server, app_id, &headers)?;
    match &caller.principal {
        Principal::Administrator { .. } => {}
        Principal::Thing(own) if *own == thing_id => {}
        Principal::User(_) | Principal::Thing(_) | Principal::Anonymous => return Err(caller.refused()),
    }
    let Some(mut profile) = server.directory.profile_of(&caller.app_id, &Principal::Thing(thing_id.clone())) else {
        let message = "There is no thing under this ID.".to_owned();
        return Err(refused(&ThingNotFound { message, field: "thingID".to_owned(), value: thing_id }));
    };
    profile.insert("_thingID".to_owned(), thing_id.into());
    let content = Value::Object(profile).to_string();
    Ok(answer(StatusCode::OK, "application/vnd.kii.ThingRetrievalResponse+json", content))
}
