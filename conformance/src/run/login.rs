//! Gets a token for each principal that comes with a name and a password, or a client's ID and secret, in its place.
//!
//! Request and answer are those of OAuth 2.0 (RFC 6749); where to send it is in the spec. Nothing of an answer is ever shown
//! but its status and the code of its error.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};
use kii_spec::Api;
use secrecy::SecretString;
use serde_json::Value;

use crate::{
    deployment::{Key, Login, Principal, Target, TokenResponse},
    run::preflight::unreachable,
    send::{Client, Request, Response, request::address},
};

/// The codes of errors (5.2). Any other text of an answer could be a secret that was sent back.
const CODES: &[&str] = &[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
];

/// A principal that cannot log in, and why.
#[derive(Clone, Debug)]
pub(crate) struct Denied {
    /// The principal.
    pub principal: Principal,
    /// What happened, and what to correct.
    pub message: String,
}

/// The target with a token for each principal that can log in, and those that cannot.
///
/// # Errors
/// When the target does not answer.
pub(crate) async fn log_in(api: &Api, client: &Client, target: &Target) -> Result<(Target, Vec<Denied>), String> {
    let (mut known, mut denied) = (target.clone(), Vec::new());
    for (principal, login) in target.logins() {
        let taken_in = match ask(api, client, target, login).await? {
            Ok((session, place)) => known.take_in(principal, session).map_err(|why| format!("{place}: {why}")),
            Err(why) => Err(why),
        };
        if let Err(why) = taken_in {
            let [name, secret] = principal.login();
            let variables = [name.variable(), secret.variable()].join(" and ");
            let message = format!(
                "{name} cannot log in: {why}; correct {name} and {secret} in the target file or in {variables}"
            );
            denied.push(Denied { principal, message });
        }
    }
    Ok((known, denied))
}

/// Asks for a token at each address until one is there. A session comes with the request that has brought it.
async fn ask(
    api: &Api,
    client: &Client,
    target: &Target,
    login: &Login,
) -> Result<Result<(TokenResponse, String), String>, String> {
    let Some(described) = &api.service.login else {
        return Ok(Err("the spec does not say where tokens are to be had; give a token".to_owned()));
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
        let answer = client.send(Request { method: Method::POST, url, headers, content }).await;
        let answer = answer.map_err(|error| unreachable(target, &error.kind, &error.message))?;
        if answer.status == StatusCode::OK {
            let session = session(&answer, &described.id);
            return Ok(session.map(|session| (session, place.clone())).map_err(|why| format!("{place}: {why}")));
        }
        let code = code(&answer).map(|code| format!(" ({code})")).unwrap_or_default();
        refusals.push(format!("{place} is answered with {}{code}", answer.status));
        if !matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) {
            break;
        }
    }
    Ok(Err(refusals.join(", ")))
}

/// What a successful answer says (5.1).
fn session(answer: &Response, id: &str) -> Result<TokenResponse, String> {
    let Ok(Value::Object(members)) = serde_json::from_slice(&answer.content) else {
        return Err("the answer to the login is no JSON object".to_owned());
    };
    let token = members.get("access_token").and_then(Value::as_str);
    let token = token.ok_or("the answer to the login has no `access_token`, or one that is no string")?;
    Ok(TokenResponse {
        token: SecretString::from(token),
        id: members.get(id).and_then(Value::as_str).map(str::to_owned),
        lifetime: members.get("expires_in").and_then(Value::as_u64).map(Duration::from_secs),
    })
}

/// The code of the error that an answer tells, if it is one of those that there are.
fn code(answer: &Response) -> Option<&'static str> {
    let content: Value = serde_json::from_slice(&answer.content).ok()?;
    // The name of the standard; the API's own errors have theirs elsewhere.
    let told = ["error", "errorCode"].iter().find_map(|member| content.get(member)?.as_str())?;
    CODES.iter().find(|code| **code == told).copied()
}

/// Why a run cannot begin with principals that cannot log in.
#[must_use]
pub(crate) fn told(denied: &[Denied]) -> String {
    let messages: Vec<&str> = denied.iter().map(|denied| denied.message.as_str()).collect();
    format!("the target does not give everybody a token:\n  {}", messages.join("\n  "))
}

/// Why a run that has come to its end means nothing: a token was not good for all of it.
#[must_use]
pub(crate) fn expired(target: &Target) -> Option<String> {
    let principal = target.expired()?;
    let [name, token]: [Key; 2] = [principal.login()[0], principal.token()];
    Some(format!(
        "the token that {name} got by logging in ended before the run did, so refusals mean nothing; have the deployment \
         give tokens that last, or give {token}"
    ))
}
