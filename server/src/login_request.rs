//! What a client sends to get a token: JSON or a form, with the grant that it asks for or without.

use std::collections::HashMap;

use kii_types::Authorization;
use serde_json::Value;

/// What a token is given for (RFC 6749, 1.3). Holds secrets, so it is not `Debug`.
pub(crate) enum Grant {
    /// The name and the password of a user or a thing.
    Password { username: String, password: String },
    /// The ID and the secret of a client: the administrator's, or the application's own for somebody without an account.
    ClientCredentials { client_id: String, client_secret: String },
    /// What an earlier login gave for this purpose.
    RefreshToken { refresh_token: String },
}

/// Why a request names no grant, in the words of RFC 6749, 5.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MalformedLogin {
    /// Something is missing, or the content is neither JSON nor a form.
    InvalidRequest,
    /// There are no tokens for what is asked.
    UnsupportedGrantType,
}

impl Grant {
    /// The grant that is asked for.
    ///
    /// The guides send JSON and the reference a form, as RFC 6749 has it, and clients send either under the other's media
    /// type, so the content itself decides. Kii's own SDKs name no grant: what is there tells which one is meant. The
    /// credentials of a client may be Basic credentials (RFC 6749, 2.3.1).
    pub(crate) fn read(content: &[u8], client: Option<Authorization>) -> Result<Self, MalformedLogin> {
        let mut members = members(content).ok_or(MalformedLogin::InvalidRequest)?;
        let mut take = |name: &str| members.remove(name).ok_or(MalformedLogin::InvalidRequest);
        let grant_type = take("grant_type").ok();
        let (username, client_id, refresh_token) = (take("username"), take("client_id"), take("refresh_token"));
        let is_client = client_id.is_ok();
        match grant_type.as_deref() {
            Some("password") => Ok(Self::Password { username: username?, password: take("password")? }),
            Some("refresh_token") => Ok(Self::RefreshToken { refresh_token: refresh_token? }),
            Some("client_credentials") => match client {
                Some(Authorization::Basic { user, password }) if !is_client => {
                    Ok(Self::ClientCredentials { client_id: user, client_secret: password })
                }
                _ => Ok(Self::ClientCredentials { client_id: client_id?, client_secret: take("client_secret")? }),
            },
            Some(_) => Err(MalformedLogin::UnsupportedGrantType),
            None if username.is_ok() => Ok(Self::Password { username: username?, password: take("password")? }),
            None if refresh_token.is_ok() => Ok(Self::RefreshToken { refresh_token: refresh_token? }),
            None => Ok(Self::ClientCredentials { client_id: client_id?, client_secret: take("client_secret")? }),
        }
    }
}

impl MalformedLogin {
    /// The error code.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::UnsupportedGrantType => "unsupported_grant_type",
        }
    }

    /// What would be right.
    pub(crate) const fn description(self) -> &'static str {
        match self {
            Self::InvalidRequest => {
                "Send a JSON object or a form with grant_type and username and password, client_id and client_secret, or \
                 refresh_token."
            }
            Self::UnsupportedGrantType => "grant_type is one of password, client_credentials and refresh_token.",
        }
    }
}

/// The texts of a JSON object or a form, by their names.
fn members(content: &[u8]) -> Option<HashMap<String, String>> {
    let text = |(name, value): (String, Value)| Some((name, value.as_str()?.to_owned()));
    match serde_json::from_slice(content) {
        Ok(Value::Object(members)) => Some(members.into_iter().filter_map(text).collect()),
        Ok(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => None,
        Err(_) => Some(form_urlencoded::parse(content).into_owned().collect()),
    }
}
