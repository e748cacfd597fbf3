//! Logs in each principal that has a name and a password, or a client's ID and secret, instead of a token.
//!
//! Request and answer are those of OAuth 2.0 (RFC 6749); the spec has the addresses. Messages show only the status and the
//! error code of an answer, as anything else in it may be a secret.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};
use kii_spec::{Api, Principal, PrincipalName};
use secrecy::SecretString;
use serde_json::Value;

use crate::{
    deployment::{Key, Login, Target, TokenResponse},
    run::{foreign_answer, preflight, retry},
    send::{Client, Request, Response, WireForm, request::address},
};

/// The error codes (5.2). Any other text of an answer may be a secret that the target repeats.
const CODES: &[&str] = &[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
];

/// A principal that cannot log in.
#[derive(Clone, Debug)]
pub(crate) struct LoginFailure {
    /// The principal.
    pub principal: PrincipalName,
    /// What happened and what to correct.
    pub message: String,
}

/// Logs in every principal that has to. Returns the target with their tokens, and the principals that cannot log in.
///
/// # Errors
/// When the target does not answer.
pub(crate) async fn log_in(api: &Api, client: &Client, target: &Target) -> Result<(Target, Vec<LoginFailure>), String> {
    let (mut with_tokens, mut failures) = (target.clone(), Vec::new());
    for (name, login) in target.logins() {
        let Some(principal) = api.service.principals.get(name) else { continue };
        let added = match request_token(api, client, target, login).await? {
            Ok((response, place)) => {
                with_tokens.add_account(api, principal, response).map_err(|why| format!("{place}: {why}"))
            }
            Err(why) => Err(why),
        };
        if let Err(why) = added {
            let message = correction(principal, "cannot log in", &why);
            failures.push(LoginFailure { principal: name.clone(), message });
        }
    }
    Ok((with_tokens, failures))
}

/// The message for a login that fails, with what to correct.
pub(crate) fn correction(principal: &Principal, fails: &str, why: &str) -> String {
    let [user, secret] = Key::login(principal);
    let variables = [user.variable(), secret.variable()].join(" and ");
    format!("{user} {fails}: {why}; correct {user} and {secret} in the target file or in {variables}")
}

/// Requests a token at each address of the spec until one of them exists. Returns the token response with the request that
/// got it, or why there is none.
///
/// # Errors
/// When the target does not answer, or something answers that is not the API.
pub(crate) async fn request_token(
    api: &Api,
    client: &Client,
    target: &Target,
    login: &Login,
) -> Result<Result<(TokenResponse, String), String>, String> {
    let Some(described) = &api.service.login else {
        return Ok(Err("the spec has no address for logins; give a token instead".to_owned()));
    };
    let mut refusals = Vec::new();
    for path in &described.paths {
        let url = address(&target.base, &[path], &|_| &target.app_id);
        let place = format!("{} {url}", Method::POST);
        let mut headers = target.headers_to(&url);
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        headers.extend(target.application().map(|application| (header::AUTHORIZATION, application)));
        let media = HeaderValue::try_from(&described.media).map_err(|error| format!("the spec's login: {error}"))?;
        headers.insert(header::CONTENT_TYPE, media);
        let content = Bytes::from(login.content().to_string());
        let request = Request { method: Method::POST, url, headers, content, form: WireForm::default() };
        let requested = Instant::now();
        let answer = retry::send(client, &request).await;
        let answer = answer.map_err(|error| preflight::unreachable(target, &error.kind, &error.message))?;
        let read = token_response(&answer, &described.id, requested);
        // A proxy may name any media type for the answer of a login.
        if let (true, Some(why)) = (read.is_err(), foreign_answer::described(target, &request, &answer)) {
            return Err(preflight::foreign(target, &why));
        }
        if answer.status == StatusCode::OK {
            let response = read;
            return Ok(response.map(|response| (response, place.clone())).map_err(|why| format!("{place}: {why}")));
        }
        let code = error_code(api, &answer).map(|code| format!(" ({code})")).unwrap_or_default();
        refusals.push(format!("{place} got {}{code}", answer.status));
        if !matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) {
            break;
        }
    }
    Ok(Err(refusals.join(", ")))
}

/// Reads a successful answer (5.1).
fn token_response(answer: &Response, id: &str, requested: Instant) -> Result<TokenResponse, String> {
    let Ok(Value::Object(members)) = serde_json::from_slice(&answer.content) else {
        return Err("expected a JSON object in the answer to the login, found other content".to_owned());
    };
    let token = members.get("access_token").and_then(Value::as_str);
    let token = token.ok_or("the answer to the login has no `access_token` that is a string")?;
    Ok(TokenResponse {
        token: SecretString::from(token),
        requested,
        id: members.get(id).and_then(Value::as_str).map(str::to_owned),
        lifetime: members.get("expires_in").and_then(Value::as_u64).map(Duration::from_secs),
    })
}

/// The error code of an answer, if it is one of the known ones.
fn error_code(api: &Api, answer: &Response) -> Option<&'static str> {
    let content: Value = serde_json::from_slice(&answer.content).ok()?;
    // OAuth's own member, then that of the API's errors.
    let found = ["error", &api.service.error_code].iter().find_map(|member| content.get(member)?.as_str())?;
    CODES.iter().find(|code| **code == found).copied()
}

/// The message for a run that cannot begin because principals cannot log in.
#[must_use]
pub(crate) fn message(failures: &[LoginFailure]) -> String {
    let messages: Vec<&str> = failures.iter().map(|failure| failure.message.as_str()).collect();
    format!("some principals cannot log in:\n  {}", messages.join("\n  "))
}
