//! Logging in: a name and a password, a client's ID and secret, or a refresh token, for a token.
//!
//! The API's own pages take tokens for granted, so neither the routes nor their errors are part of the generated code. The
//! errors are those of OAuth 2.0 (RFC 6749, 5.2).

use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::post,
};
use http::{
    HeaderMap, StatusCode,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use kii_types::{Authorization, HeaderField};
use serde_json::{Value, json};

use crate::{
    answered_for::AnsweredFor,
    directory::{RefusedLogin, Session},
    login_request::Grant,
    reference::ReferenceServer,
    small_content::SmallContent,
};

/// The lifetime of a token that never expires, in seconds, as clients expect a number.
const LIFETIME: u64 = 2_147_483_646;

/// Serves logins of those whom this server knows.
pub(crate) fn router(server: ReferenceServer) -> Router {
    Router::new()
        .route("/api/apps/{app_id}/oauth2/token", post(of_application))
        .route("/api/oauth2/token", post(of_any))
        .with_state(server)
}

async fn of_application(
    State(server): State<ReferenceServer>,
    Path(app_id): Path<String>,
    headers: HeaderMap,
    SmallContent(content): SmallContent,
) -> Response {
    match server.directory.is_application(&app_id) {
        true => log_in(&server, Some(&app_id), &headers, &content).await,
        false => {
            answer(StatusCode::NOT_FOUND, &json!({ "errorCode": "APP_NOT_FOUND", "message": "There is no such app." }))
        }
    }
}

async fn of_any(
    State(server): State<ReferenceServer>,
    headers: HeaderMap,
    SmallContent(content): SmallContent,
) -> Response {
    let named = match headers.get(AUTHORIZATION).and_then(Authorization::from_value) {
        Some(Authorization::Basic { user, .. }) if server.directory.is_application(&user) => Some(user),
        Some(Authorization::Basic { .. } | Authorization::Bearer(_)) | None => None,
    };
    log_in(&server, named.as_deref(), &headers, &content).await
}

async fn log_in(server: &ReferenceServer, app_id: Option<&str>, headers: &HeaderMap, content: &[u8]) -> Response {
    let meant = app_id.or_else(|| server.directory.only_application());
    let refuse = |error: &str, description: &str| {
        // The JavaScript SDK reads `errorCode`, as in other errors.
        let content = json!({ "errorCode": error, "error": error, "error_description": description });
        about(meant.map(str::to_owned), answer(StatusCode::BAD_REQUEST, &content))
    };
    let client = headers.get(AUTHORIZATION).and_then(Authorization::from_value);
    let grant = match Grant::read(content, client) {
        Ok(grant) => grant,
        Err(malformed) => return refuse(malformed.code(), malformed.description()),
    };
    let Session { app_id, id, token, lifetime, refresh_token, changes } =
        match server.directory.log_in(app_id, grant, server.token_lifetime).await {
            Ok(session) => session,
            Err(RefusedLogin::Unknown) => {
                return refuse("invalid_grant", "The name, the secret or the token is not known to this application.");
            }
            Err(RefusedLogin::NoApplication) => {
                return refuse(
                    "invalid_request",
                    "This server has several applications. Send X-Kii-AppID and X-Kii-AppKey, or POST to \
                 /api/apps/{appID}/oauth2/token.",
                );
            }
        };
    server.store.keep_tokens(changes).await;
    let lifetime = lifetime.map_or(LIFETIME, |lifetime| lifetime.as_secs());
    let mut granted = json!({ "id": id, "access_token": token, "expires_in": lifetime, "token_type": "Bearer" });
    if let Some(refresh_token) = refresh_token {
        granted["refresh_token"] = refresh_token.into();
    }
    about(Some(app_id), answer(StatusCode::OK, &granted))
}

/// The response, which says for whoever takes notice of it which application it is about.
fn about(app_id: Option<String>, mut response: Response) -> Response {
    if let Some(app_id) = app_id {
        response.extensions_mut().insert(AnsweredFor(app_id));
    }
    response
}

fn answer(status: StatusCode, content: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], content.to_string()).into_response()
}
