//! Users, things and groups, as far as clients need them to reach their buckets.
//!
//! The pages that bind the spec are about objects, so this is no part of the generated code.

mod conflict;
mod group;
mod sign_up;
mod thing;
mod user;

use axum::{
    Router,
    response::{IntoResponse, Response},
};
use http::{
    HeaderMap, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE, LOCATION},
};
use kii_types::{ApiError, Authorization, HeaderField, InvalidInputData, JsonObject, OBJECT_MAXIMUM};
use serde_json::{Value, json};

use crate::{
    object::{TOO_DEEP, is_too_deep},
    principal::Principal,
    reference::ReferenceServer,
    refusal::{bad_credentials, no_right},
    registration::TooMany,
};

/// Serves the accounts and groups that this server knows, and lets others join.
pub(crate) fn router(server: ReferenceServer) -> Router {
    user::router().merge(thing::router()).merge(group::router()).with_state(server)
}

/// Who sends a request to an application.
struct Caller {
    app_id: String,
    principal: Principal,
}

impl Caller {
    fn of(server: &ReferenceServer, app_id: String, headers: &HeaderMap) -> Result<Self, Response> {
        let authorization = headers.get(AUTHORIZATION).and_then(Authorization::from_value);
        let principal = authorization.and_then(|authorization| server.directory.principal(&app_id, &authorization));
        let principal = principal.ok_or_else(|| refused(&bad_credentials()))?;
        Ok(Self { app_id, principal })
    }

    /// The answer to what this caller may not do.
    fn refused(&self) -> Response {
        refused(&no_right(&self.app_id, &self.principal))
    }
}

fn refused<E: ApiError>(error: &E) -> Response {
    answer(E::STATUS, E::MEDIA_TYPE, serde_json::to_string(error).unwrap_or_default())
}

pub(crate) fn invalid(message: impl Into<String>) -> Response {
    refused(&InvalidInputData { message: message.into() })
}

fn answer(status: StatusCode, media_type: &'static str, content: String) -> Response {
    (status, [(CONTENT_TYPE, media_type)], content).into_response()
}

/// Something has joined, which is found at this path of the application.
fn joined(app_id: &str, path: &str, media_type: &'static str, content: JsonObject) -> Response {
    let location = format!("/api/apps/{app_id}/{path}");
    let created = answer(StatusCode::CREATED, media_type, Value::Object(content).to_string());
    ([(LOCATION, location)], created).into_response()
}

/// Nothing more can join: the server cannot keep it (RFC 4918, 11.5).
impl From<TooMany> for Response {
    fn from(TooMany { most }: TooMany) -> Self {
        let message = format!(
            "This server keeps at most {most} users and things that have signed up, groups, and members of groups. Whoever runs it \
             can raise that limit (--max-accounts)."
        );
        let content = json!({ "errorCode": "TOO_MANY_ACCOUNTS", "message": message }).to_string();
        answer(StatusCode::INSUFFICIENT_STORAGE, "application/json", content)
    }
}

/// The members of a JSON object that can be kept.
fn members(content: &[u8]) -> Result<JsonObject, Response> {
    if String::from_utf8_lossy(content).chars().count() > OBJECT_MAXIMUM {
        return Err(invalid(format!("The content has more than {OBJECT_MAXIMUM} characters.")));
    }
    let members = serde_json::from_slice(content).map_err(|_| invalid("Send a JSON object."))?;
    if is_too_deep(&members) { Err(invalid(TOO_DEEP)) } else { Ok(members) }
}

/// A text that a request has to have.
fn text<'a>(members: &'a JsonObject, name: &str) -> Result<&'a str, Response> {
    let found = members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    found.ok_or_else(|| invalid(format!("`{name}` has to be a text with at least one character.")))
}
