// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Logging in: a name and a password, or a client's ID and secret, for a token (OAuth 2.0, RFC 6749).

use std::fmt;
use http::{Method, StatusCode};
use kii_types::*;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use crate::{answer::Unexpected, call::Call, client::Client, error::Error};

/// With what somebody logs in.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Grant {
    /// A user or a thing, by name and password (RFC 6749, 4.3).
    Password {
        /// The name.
        username: String,
        /// The password.
        password: SecretString,
    },
    /// A client, by ID and secret (RFC 6749, 4.4).
    ClientCredentials {
        /// The ID.
        id: String,
        /// The secret.
        secret: SecretString,
    },
}

/// What a login gives.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Session {
    /// The ID of who has logged in, if the answer names it.
    pub id: Option<String>,
    /// The token.
    pub token: SecretString,
    /// For how many seconds the token is valid, if the answer says so.
    pub expires_in: Option<u64>,
}

/// Why there is no session.
#[derive(Debug)]
#[non_exhaustive]
pub enum LoginError {
    /// There is no answer.
    NoAnswer(Error),
    /// The answer has no token.
    Refused {
        /// Its status.
        status: StatusCode,
        /// The code of the error (RFC 6749, 5.2), for example `invalid_grant`.
        error: Option<String>,
    },
}

impl fmt::Display for LoginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnswer(error) => error.fmt(f),
            Self::Refused { status, error: Some(error) } => {
                write!(f, "the login was refused: {status}, {error}")
            }
            Self::Refused { status, error: None } => {
                write!(f, "the login was refused: {status}")
            }
        }
    }
}

/// The message has the causes, so they are no source.
impl std::error::Error for LoginError {}

impl From<Error> for LoginError {
    fn from(error: Error) -> Self {
        Self::NoAnswer(error)
    }
}

impl Client {
    /// Exchanges a name and a password, or a client's ID and secret, for a token.
    ///
    /// Source: decision A57: A login is sent as JSON, with the application's ID and key as Basic credentials, first to the application's own address and to the other one where there is no such address (404 or 405).
    ///
    /// [`Client::with_token`] gives a client with the token.
    ///
    /// # Errors
    ///
    /// When there is no answer, or when it has no token.
    pub async fn login(&self, grant: &Grant) -> Result<Session, LoginError> {
        let content = match grant {
            Grant::Password { username, password } => {
                json!(
                    { "grant_type" : "password", "username" : username, "password" :
                    password.expose_secret(), }
                )
            }
            Grant::ClientCredentials { id, secret } => {
                json!(
                    { "grant_type" : "client_credentials", "client_id" : id,
                    "client_secret" : secret.expose_secret(), }
                )
            }
        };
        let mut refused = LoginError::Refused {
            status: StatusCode::NOT_FOUND,
            error: None,
        };
        for path in login_paths(self.app_id()) {
            let call = Call::new("login", Method::POST, path)
                .with_json("application/json", &content)?;
            let answer: Unexpected = self
                .send(call)
                .await?
                .choose(&[], |answer| answer)
                .await?;
            let members: Value = serde_json::from_slice(&answer.body)
                .unwrap_or_default();
            let text = |name: &str| {
                members.get(name).and_then(Value::as_str).map(str::to_owned)
            };
            if let (true, Some(token)) = (
                answer.status.is_success(),
                text("access_token"),
            ) {
                let expires_in = members.get("expires_in").and_then(Value::as_u64);
                return Ok(Session {
                    id: text("id"),
                    token: token.into(),
                    expires_in,
                });
            }
            refused = LoginError::Refused {
                status: answer.status,
                error: text("error"),
            };
            if !matches!(
                answer.status, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED
            ) {
                break;
            }
        }
        Err(refused)
    }
}
