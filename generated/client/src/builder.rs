// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! How a client is made.

use std::{fmt, sync::Arc, time::Duration};
use kii_types::*;
use rustls::{ClientConfig, crypto::ring};
use rustls_platform_verifier::BuilderVerifierExt;
use secrecy::SecretString;
use crate::client::{Client, Credentials, Hook, has_userinfo};

/// A client in the making: [`Client::builder`].
#[derive(Debug)]
#[must_use]
pub struct ClientBuilder {
    base_url: String,
    app_id: AppId,
    credentials: Option<Credentials>,
    timeout: Option<Duration>,
    user_agent: Option<String>,
    http: Option<reqwest::Client>,
    hook: Option<Hook>,
    retries: u32,
}

/// Why there is no client.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The certificates that the system trusts cannot be used.
    Tls(rustls::Error),
    /// The HTTP client cannot be made, for example with this user agent.
    Http(reqwest::Error),
    /// The base address has a user or a password, which messages would show.
    BaseUrl,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tls(error) => {
                write!(
                    f, "the certificates that the system trusts cannot be used: {error}"
                )
            }
            Self::Http(error) => write!(f, "the HTTP client cannot be made: {error}"),
            Self::BaseUrl => {
                f.write_str(
                    "expected a base address without user and password: give these as credentials",
                )
            }
        }
    }
}

/// The message has the causes, so they are no source.
impl std::error::Error for BuildError {}

impl ClientBuilder {
    pub(crate) fn new(base_url: String, app_id: AppId) -> Self {
        Self {
            base_url,
            app_id,
            credentials: None,
            timeout: Some(Duration::from_secs(60)),
            user_agent: None,
            http: None,
            hook: None,
            retries: 0,
        }
    }
    /// Sends this token with each request.
    pub fn token(mut self, token: impl Into<SecretString>) -> Self {
        self.credentials = Some(Credentials::Bearer(token.into()));
        self
    }
    /// Sends this name and this password with each request: the application's ID and key.
    pub fn basic(
        mut self,
        user: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Self {
        self.credentials = Some(Credentials::Basic {
            user: user.into(),
            password: password.into(),
        });
        self
    }
    /// Limits how long a whole exchange may take: 60 seconds if this is not called, and any time with `None`. A client of
    /// one's own has limits of its own.
    pub fn timeout(mut self, limit: impl Into<Option<Duration>>) -> Self {
        self.timeout = limit.into();
        self
    }
    /// Sends this in `User-Agent`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.user_agent = Some(product.into());
        self
    }
    /// Sends through this client, which then decides about TLS, proxies, redirects, time limits and `User-Agent`.
    pub fn http(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }
    /// Calls this with each request before it is sent; it may change the request.
    pub fn on_request(
        mut self,
        hook: impl Fn(&mut reqwest::Request) + Send + Sync + 'static,
    ) -> Self {
        self.hook = Some(Hook(Arc::new(hook)));
        self
    }
    /// Sends a request so many times more if there is no answer, but only one of a safe method (RFC 9110, 9.2.1): nobody
    /// knows whether any other took effect. Never, if this is not called.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }
    /// The client.
    ///
    /// # Errors
    ///
    /// When there is no HTTP client of one's own and none can be made, or when the base address has a user or a password.
    pub fn build(self) -> Result<Client, BuildError> {
        if has_userinfo(&self.base_url) {
            return Err(BuildError::BaseUrl);
        }
        let http = match self.http {
            Some(http) => http,
            None => http_client(self.timeout, self.user_agent)?,
        };
        Ok(Client {
            http,
            base_url: self.base_url,
            app_id: self.app_id,
            credentials: self.credentials,
            hook: self.hook,
            retries: self.retries,
        })
    }
}

/// An HTTP client with a provider of cryptography of its own, so that no program has to install one.
fn http_client(
    timeout: Option<Duration>,
    user_agent: Option<String>,
) -> Result<reqwest::Client, BuildError> {
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|tls| tls.with_platform_verifier())
        .map_err(BuildError::Tls)?
        .with_no_client_auth();
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none());
    if let Some(timeout) = timeout {
        builder = builder.timeout(timeout);
    }
    if let Some(user_agent) = user_agent {
        builder = builder.user_agent(user_agent);
    }
    builder.build().map_err(BuildError::Http)
}
