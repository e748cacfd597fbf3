// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! The client.

use std::{fmt, sync::Arc};
use http::header;
use kii_types::*;
use reqwest::{Request, Url};
use secrecy::{ExposeSecret, SecretString};
use tracing::{Instrument, Span, field};
use crate::{answer::Received, builder::ClientBuilder, call::Call, error::Error};

/// A client of one application, with one principal's credentials. Clones share their connections.
///
/// Each operation is a method. It returns `Err` only if there is no answer; `into_result` of the answer gives the success, or
/// a [`Failure`](crate::Failure).
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) base_url: String,
    pub(crate) app_id: AppId,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) hook: Option<Hook>,
    pub(crate) retries: u32,
}

/// The credentials of a client, in whose text they are never seen.
#[derive(Clone, Debug)]
pub(crate) enum Credentials {
    Bearer(SecretString),
    Basic { user: String, password: SecretString },
}

/// What is called with each request.
#[derive(Clone)]
pub(crate) struct Hook(pub(crate) Arc<dyn Fn(&mut Request) + Send + Sync>);

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hook")
    }
}

impl Credentials {
    fn authorization(&self) -> Authorization {
        match self {
            Self::Bearer(token) => {
                Authorization::Bearer(token.expose_secret().to_owned())
            }
            Self::Basic { user, password } => {
                Authorization::Basic {
                    user: user.clone(),
                    password: password.expose_secret().to_owned(),
                }
            }
        }
    }
}

impl From<Authorization> for Credentials {
    fn from(authorization: Authorization) -> Self {
        match authorization {
            Authorization::Bearer(token) => Self::Bearer(token.into()),
            Authorization::Basic { user, password } => {
                Self::Basic {
                    user,
                    password: password.into(),
                }
            }
        }
    }
}

impl Client {
    /// A client in the making. `base_url` is the address in front of the paths of the API, for example
    /// `https://api.example.com`.
    pub fn builder(base_url: impl Into<String>, app_id: AppId) -> ClientBuilder {
        ClientBuilder::new(base_url.into(), app_id)
    }
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
            credentials: authorization.map(Credentials::from),
            hook: None,
            retries: 0,
        }
    }
    /// The application.
    #[must_use]
    pub fn app_id(&self) -> &AppId {
        &self.app_id
    }
    /// What sends the requests, for addresses that are not part of the API. It sends no credentials by itself.
    #[must_use]
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }
    /// The same client with other credentials, or with none.
    #[must_use]
    pub fn with_authorization(&self, authorization: Option<Authorization>) -> Self {
        Self {
            credentials: authorization.map(Credentials::from),
            ..self.clone()
        }
    }
    /// The same client with this token.
    #[must_use]
    pub fn with_token(&self, token: impl Into<SecretString>) -> Self {
        Self {
            credentials: Some(Credentials::Bearer(token.into())),
            ..self.clone()
        }
    }
    /// Sends a request, in a span that ends with the head of the answer.
    pub(crate) async fn send(&self, call: Call) -> Result<Received, Error> {
        let Call { operation, method, path, .. } = &call;
        let span = tracing::info_span!(
            "request", operation, % method, path, status = field::Empty
        );
        self.exchange(call).instrument(span).await
    }
    async fn exchange(&self, call: Call) -> Result<Received, Error> {
        let mut request = self.request(call)?;
        let mut retries = if request.method().is_safe() { self.retries } else { 0 };
        loop {
            let again = if retries == 0 { None } else { request.try_clone() };
            match (self.http.execute(request).await, again) {
                (Ok(response), _) => {
                    Span::current().record("status", response.status().as_u16());
                    return Ok(Received::new(response));
                }
                (Err(error), Some(again)) => {
                    tracing::debug!(
                        % error, "there is no answer, so the request is sent again"
                    );
                    request = again;
                    retries -= 1;
                }
                (Err(error), None) => return Err(error.into()),
            }
        }
    }
    fn request(&self, call: Call) -> Result<Request, Error> {
        if has_userinfo(&self.base_url) {
            return Err(Error::BaseUrl);
        }
        let url = format!("{}{}", self.base_url.trim_end_matches('/'), call.path);
        let url = Url::parse(&url)
            .ok()
            .filter(|parsed| parsed.path().ends_with(&call.path));
        let url = url.ok_or_else(|| Error::Path(call.path.clone()))?;
        let authorization = self.credentials.as_ref().map(Credentials::authorization);
        let call = call.with_header(header::AUTHORIZATION, authorization.as_ref())?;
        let mut request = Request::new(call.method, url);
        *request.headers_mut() = call.headers;
        if let Some(value) = request.headers_mut().get_mut(header::AUTHORIZATION) {
            value.set_sensitive(true);
        }
        *request.body_mut() = call.body;
        if let Some(Hook(hook)) = &self.hook {
            hook(&mut request);
        }
        Ok(request)
    }
}

/// Whether an address has a user or a password.
pub(crate) fn has_userinfo(address: &str) -> bool {
    Url::parse(address)
        .is_ok_and(|url| !url.username().is_empty() || url.password().is_some())
}
