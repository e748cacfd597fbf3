//! The one HTTP client that every request goes through, set up to hide nothing.

use std::{
    error::Error as _,
    fmt,
    iter::successors,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::{
    exchange::{Request, Response},
    target::Connection,
};

/// Sends requests just as they are and returns answers just as they arrive: no redirects, no retries, no proxies from the
/// environment, no decompression, no `Referer`.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    timeout: Duration,
    answers: Arc<Mutex<Answers>>,
    between: Vec<Arc<dyn Between>>,
}

/// Something that stands between a client and the target, and sees every exchange.
pub trait Between: fmt::Debug + Send + Sync {
    /// The answer to a request as it is to arrive, given as the target sent it.
    fn pass(&self, request: &Request, answer: Response) -> Response;
}

/// What has become of the requests of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Answers {
    /// Nothing was sent.
    #[default]
    Unasked,
    /// Each was answered.
    Complete,
    /// At least one was not; why the first was not.
    Missing(SendError),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendError {
    /// What happened.
    pub message: String,
    /// At which point it happened.
    pub kind: SendErrorKind,
}

/// At which point an exchange broke off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendErrorKind {
    /// No connection could be made.
    Connect,
    /// The answer did not come in time.
    Timeout,
    /// The connection broke off, or what came was not HTTP.
    Exchange,
}

impl Client {
    /// A client that gives every exchange this long, over connections like this.
    ///
    /// # Errors
    /// When the TLS library cannot be set up.
    pub fn new(timeout: Duration, connection: &Connection) -> Result<Self, SendError> {
        // A second client in the same process finds the provider installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let described = |error: reqwest::Error| SendError::new(&error, timeout);
        let builder = connection.set_up(reqwest::Client::builder()).map_err(described)?;
        let http = builder
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .http1_only()
            .timeout(timeout)
            .connect_timeout(timeout)
            // A pooled connection that the server has closed meanwhile would be taken for a refused request.
            .pool_idle_timeout(Duration::from_secs(2))
            .build()
            .map_err(described)?;
        Ok(Self { http, timeout, answers: Arc::default(), between: Vec::new() })
    }

    /// The same client, with an account of its own of the answers that it gets.
    #[must_use]
    pub fn apart(&self) -> Self {
        Self { answers: Arc::default(), ..self.clone() }
    }

    /// The same client with one thing more between it and the target, and an account of its own of the answers that it gets.
    #[must_use]
    pub fn behind(&self, between: Arc<dyn Between>) -> Self {
        let between = self.between.iter().cloned().chain([between]).collect();
        Self { between, ..self.apart() }
    }

    /// The same client with nothing between it and the target.
    #[must_use]
    pub fn direct(&self) -> Self {
        Self { between: Vec::new(), ..self.clone() }
    }

    /// What has become of the requests so far, those of this client's clones included.
    #[must_use]
    pub fn answers(&self) -> Answers {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// When there is no connection, no answer in time, or an answer that is not HTTP.
    pub async fn send(&self, request: Request) -> Result<Response, SendError> {
        let asked = (!self.between.is_empty()).then(|| request.clone());
        let answer = self.exchange(request).await;
        let outcome = match &asked {
            None => answer,
            Some(asked) => {
                answer.map(|answer| self.between.iter().fold(answer, |answer, between| between.pass(asked, answer)))
            }
        };
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        match (&*answers, &outcome) {
            (Answers::Unasked, Ok(_)) => *answers = Answers::Complete,
            (Answers::Unasked | Answers::Complete, Err(error)) => *answers = Answers::Missing(error.clone()),
            (Answers::Complete, Ok(_)) | (Answers::Missing(_), _) => {}
        }
        outcome
    }

    async fn exchange(&self, request: Request) -> Result<Response, SendError> {
        let described = |error: &reqwest::Error| SendError::new(error, self.timeout);
        let mut sent = self.http.request(request.method, request.url).headers(request.headers);
        if !request.content.is_empty() {
            sent = sent.body(request.content);
        }
        let response = sent.send().await.map_err(|error| described(&error))?;
        let (version, status, headers) = (response.version(), response.status(), response.headers().clone());
        let content = response.bytes().await.map_err(|error| described(&error))?;
        Ok(Response { version, status, headers, content })
    }
}

impl SendError {
    fn new(error: &reqwest::Error, timeout: Duration) -> Self {
        let kind = if error.is_connect() {
            SendErrorKind::Connect
        } else if error.is_timeout() {
            SendErrorKind::Timeout
        } else {
            SendErrorKind::Exchange
        };
        // The causes in between name layers of the client, and the outermost one repeats the URL.
        let innermost = successors(error.source(), |cause| (*cause).source()).last();
        let message = match (kind, innermost) {
            (SendErrorKind::Timeout, _) => format!("no complete answer within {} s", timeout.as_secs_f32()),
            (SendErrorKind::Connect | SendErrorKind::Exchange, Some(cause)) => cause.to_string(),
            (SendErrorKind::Connect | SendErrorKind::Exchange, None) => error.to_string(),
        };
        Self { message, kind }
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SendError {}
