//! Logging in: a name and a password, or a client's ID and secret, for a token.
//!
//! The API's own pages take tokens for granted, so neither the routes nor their errors are part of the generated code. The
//! errors are those of OAuth 2.0 (RFC 6749, 5.2).

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::post,
};
use http::{StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

use crate::directory::{Directory, Grant};

/// The lifetime of a token that never expires, in seconds, as clients expect a number.
const LIFETIME: u64 = 2_147_483_646;

/// Serves logins of those whom this directory knows.
pub(crate) fn router(directory: Arc<Directory>) -> Router {
    Router::new()
        .route("/api/apps/{app_id}/oauth2/token", post(of_application))
        .route("/api/oauth2/token", post(of_any))
        .with_state(directory)
}

async fn of_application(
    State(directory): State<Arc<Directory>>,
    Path(app_id): Path<String>,
    content: Bytes,
) -> Response {
    match directory.is_application(&app_id) {
        true => log_in(&directory, &content),
        false => {
            answer(StatusCode::NOT_FOUND, &json!({ "errorCode": "APP_NOT_FOUND", "message": "There is no such app." }))
        }
    }
}

async fn of_any(State(directory): State<Arc<Directory>>, content: Bytes) -> Response {
    log_in(&directory, &content)
}

fn log_in(directory: &Directory, content: &[u8]) -> Response {
    let refuse = |error: &str| answer(StatusCode::BAD_REQUEST, &json!({ "error": error }));
    let Ok(request) = serde_json::from_slice::<Value>(content) else { return refuse("invalid_request") };
    let text = |member: &str| request.get(member).and_then(Value::as_str);
    let grant = match text("grant_type") {
        Some("password") => Grant::Password,
        Some("client_credentials") => Grant::ClientCredentials,
        Some(_) => return refuse("unsupported_grant_type"),
        None => return refuse("invalid_request"),
    };
    let (name, secret) = match grant {
        Grant::Password => (text("username"), text("password")),
        Grant::ClientCredentials => (text("client_id"), text("client_secret")),
    };
    let (Some(name), Some(secret)) = (name, secret) else { return refuse("invalid_request") };
    match directory.log_in(grant, name, secret) {
        Some(session) => {
            let (id, token) = (&session.id, &session.token);
            let lifetime = session.lifetime.map_or(LIFETIME, |lifetime| lifetime.as_secs());
            let granted = json!({ "id": id, "access_token": token, "expires_in": lifetime, "token_type": "Bearer" });
            answer(StatusCode::OK, &granted)
        }
        None => refuse("invalid_grant"),
    }
}

fn answer(status: StatusCode, content: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], content.to_string()).into_response()
}
