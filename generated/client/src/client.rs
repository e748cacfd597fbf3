// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! The client.

use std::fmt;
use http::header;
use kii_types::*;
use reqwest::Url;
use crate::{answer::Received, call::Call};

/// A client of one application, with one principal's credentials.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
    app_id: AppId,
    authorization: Option<Authorization>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Error {
    /// The request could not be sent, or the answer broke off.
    Transport(reqwest::Error),
    /// The content cannot be written as JSON.
    Content(serde_json::Error),
    /// The value of this header field holds bytes that no header field can.
    Header(header::HeaderName),
    /// Base address and path make no URL, or one with another path, as a segment of dots alone does.
    Path(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => write!(f, "there is no answer: {error}"),
            Self::Content(error) => {
                write!(f, "the content cannot be written as JSON: {error}")
            }
            Self::Header(name) => {
                write!(f, "the value of {name} cannot be sent in a header field")
            }
            Self::Path(path) => write!(f, "a URL cannot have the path {path}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => Some(error),
            Self::Content(error) => Some(error),
            Self::Header(_) | Self::Path(_) => None,
        }
    }
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(error)
    }
}

impl Client {
    /// A client that sends through `http`, which decides about TLS, proxies, redirects and time limits.
    pub fn new(
        http: reqwest::Client,
        base_url: impl Into<String>,
        app_id: AppId,
        authorization: Option<Authorization>,
    ) -> Self {
        Self {
            http,
            base_url: base_url.into(),
            app_id,
            authorization,
        }
    }
    /// The application.
    #[must_use]
    pub fn app_id(&self) -> &AppId {
        &self.app_id
    }
    /// The same client with other credentials, or with none.
    #[must_use]
    pub fn with_authorization(&self, authorization: Option<Authorization>) -> Self {
        Self {
            authorization,
            ..self.clone()
        }
    }
    pub(crate) async fn send(&self, call: Call) -> Result<Received, Error> {
        let url = format!("{}{}", self.base_url.trim_end_matches('/'), call.path);
        let url = Url::parse(&url)
            .ok()
            .filter(|parsed| parsed.path().ends_with(&call.path));
        let url = url.ok_or_else(|| Error::Path(call.path.clone()))?;
        let call = call.with_header(header::AUTHORIZATION, self.authorization.as_ref())?;
        let mut request = self.http.request(call.method, url).headers(call.headers);
        if let Some(body) = call.body {
            request = request.body(body);
        }
        Ok(Received::new(request.send().await?))
    }
}
