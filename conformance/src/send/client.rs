//! The one HTTP client that every request goes through, set up to hide nothing.

mod account;
mod pace;
mod raw_probe;
mod send_error;
mod throttle;

use std::{
    convert::Infallible,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http::Method;

use self::{account::Account, raw_probe::RawProbe, throttle::Throttle};
pub use self::{
    account::Answers,
    pace::Pace,
    send_error::{SendError, SendErrorKind},
};
use crate::{
    deployment::Connection,
    send::{
        exchange::{KEPT, Request, Response},
        interruption::Interruption,
    },
};

/// How much content of an answer is read. The suite itself stores far less; a target that sends more sends without end.
pub const LARGEST_CONTENT: usize = 16 * 1024 * 1024;

/// How often a request is sent again at most because the target asks for it.
const RESENDS: usize = 20;

/// Sends requests just as they are and returns answers just as they arrive: no redirects, no proxies from the environment,
/// no decompression, no `Referer`; and nothing is sent twice, unless a target that throttles is to be waited for.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    timeout: Duration,
    /// Whether a connection goes to the target itself, and to no proxy.
    direct: bool,
    /// How long a case may take, when there is a limit.
    limit: Option<Duration>,
    /// How long a request may be put off by answers that ask to wait; zero takes these as they are.
    patience: Duration,
    pace: Arc<Pace>,
    account: Arc<Mutex<Account>>,
    /// Ends the run early.
    interruption: Interruption,
    between: Vec<Arc<dyn Interceptor>>,
}

/// Something that stands between a client and the target, and sees every exchange.
pub trait Interceptor: fmt::Debug + Send + Sync {
    /// The answer to a request as it is to arrive, given as the target sent it.
    fn pass(&self, request: &Request, answer: Response) -> Response;
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
        Ok(Self {
            http,
            timeout,
            direct: connection.is_direct(),
            limit: None,
            patience: Duration::ZERO,
            pace: Arc::default(),
            account: Arc::default(),
            interruption: Interruption::default(),
            between: Vec::new(),
        })
    }

    /// The same client, sending no faster than this.
    #[must_use]
    pub fn paced(self, pace: Pace) -> Self {
        Self { pace: Arc::new(pace), ..self }
    }

    /// The same client, which gives each case this long, pauses that the suite makes not counted.
    #[must_use]
    pub fn limited(self, limit: Duration) -> Self {
        Self { limit: Some(limit), ..self }
    }

    /// The same client, which waits this long in all for a target that answers 429 or 503 with `Retry-After`, and then sends
    /// the request again: by that answer the target says that it has done nothing.
    #[must_use]
    pub fn patient(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// The same client, which sends nothing more once the run is to end early. What is under way gets its answer: nobody
    /// would know what has become of it otherwise.
    #[must_use]
    pub fn interruptible(self, interruption: Interruption) -> Self {
        Self { interruption, ..self }
    }

    /// The same client, with an account of its own of the answers that it gets.
    #[must_use]
    pub fn for_case(&self) -> Self {
        Self { account: Arc::default(), ..self.clone() }
    }

    /// The same client and account, for what must be done even when the case has taken too long or the run is to end early,
    /// and with nothing between it and the target.
    #[must_use]
    pub fn without_limits(&self) -> Self {
        Self { limit: None, interruption: Interruption::default(), between: Vec::new(), ..self.clone() }
    }

    /// Whether something stands between it and the target.
    #[must_use]
    pub fn is_intercepted(&self) -> bool {
        !self.between.is_empty()
    }

    /// Lets this time pass; whether it has passed before the run was to end.
    pub async fn pause(&self, time: Duration) -> bool {
        self.interruption.pause(time).await
    }

    /// Begins the account anew, for this client's clones as well: another attempt at a case.
    pub fn restart(&self) {
        *self.account() = Account::default();
    }

    /// The same client with one thing more between it and the target, and an account of its own of the answers that it gets.
    #[must_use]
    pub fn intercepted_by(&self, between: Arc<dyn Interceptor>) -> Self {
        let between = self.between.iter().cloned().chain([between]).collect();
        Self { between, ..self.for_case() }
    }

    /// What has become of the requests so far, those of this client's clones included.
    #[must_use]
    pub fn answers(&self) -> Answers {
        self.account().answers.clone()
    }

    /// Why requests were sent again so far, one entry for each time.
    #[must_use]
    pub fn resent(&self) -> Vec<String> {
        self.account().resent.clone()
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// When there is no connection, no answer in time, an answer that is not HTTP, or one that does not arrive as its head
    /// says.
    pub async fn send(&self, request: Request) -> Result<Response, SendError> {
        let Ok((_, outcome)) = self.send_made(|| Ok::<_, Infallible>(request.clone())).await;
        outcome
    }

    /// Sends a request that is made when its turn has come, and anew each time it is sent: it may name a moment, which would
    /// be over by then. Returns what was made last, with what came of it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn send_made<M: AsRef<Request>, E>(
        &self,
        make: impl Fn() -> Result<M, E>,
    ) -> Result<(M, Result<Response, SendError>), E> {
        let (mut waited, mut times) = (Duration::ZERO, 0);
        loop {
            let turn = tokio::select! {
                biased;
                () = self.interruption.raised() => None,
                turn = self.pace.turn() => Some(turn),
            };
            let made = make()?;
            let Some(turn) = turn else { return Ok((made, Err(SendError::interrupted()))) };
            self.account().paused += turn.waited;
            let request = made.as_ref();
            let outcome = self.in_time(request.clone()).await;
            drop(turn);
            let outcome = outcome.map(|answer| self.between.iter().fold(answer, |answer, it| it.pass(request, answer)));
            let throttle = outcome.as_ref().ok().and_then(|answer| Throttle::of(answer, SystemTime::now()));
            let outcome = match throttle.filter(|_| !self.patience.is_zero()) {
                None => outcome,
                Some(throttle) => {
                    // However long: some ask for more than a duration can hold.
                    (waited, times) = (waited.saturating_add(throttle.pause()), times + 1);
                    if waited <= self.patience && times <= RESENDS {
                        self.pace.hold(throttle.pause());
                        self.account().resent.push(throttle.to_string());
                        continue;
                    }
                    Err(throttle.beyond(self.patience, times))
                }
            };
            self.account().note(&outcome);
            return Ok((made, outcome));
        }
    }

    /// An exchange, as far as the case still has time for it.
    async fn in_time(&self, request: Request) -> Result<Response, SendError> {
        let Some(limit) = self.limit else { return self.exchange(request).await };
        let left = self.account().left(limit);
        let ended = match left.is_zero() {
            true => None,
            false => tokio::time::timeout(left, self.exchange(request)).await.ok(),
        };
        ended.unwrap_or_else(|| Err(SendError::expired(limit)))
    }

    async fn exchange(&self, request: Request) -> Result<Response, SendError> {
        let Request { method, url, headers, content } = request;
        let mut sent = self.http.request(method.clone(), url.clone()).headers(headers);
        if !content.is_empty() {
            sent = sent.body(content);
        }
        let arrived = match sent.send().await {
            Ok(arrived) => arrived,
            Err(error) => {
                let error = SendError::new(&error, self.timeout);
                return Err(match error.kind {
                    SendErrorKind::Exchange if self.direct => {
                        error.with(RawProbe::at(&url, self.timeout).await.as_ref())
                    }
                    SendErrorKind::Exchange
                    | SendErrorKind::Connect
                    | SendErrorKind::Timeout
                    | SendErrorKind::Closed
                    | SendErrorKind::Content(_)
                    | SendErrorKind::Throttled
                    | SendErrorKind::Expired
                    | SendErrorKind::Interrupted => error,
                });
            }
        };
        self.read(arrived, &method).await
    }

    /// Reads the content of an answer whose head has arrived.
    async fn read(&self, mut arrived: reqwest::Response, method: &Method) -> Result<Response, SendError> {
        let (version, status, headers) = (arrived.version(), arrived.status(), arrived.headers().clone());
        let announced = arrived.content_length().filter(|_| *method != Method::HEAD);
        let answer = |content: Bytes| Response { version, status, headers, content };
        let mut content = Vec::new();
        loop {
            let wrong = match arrived.chunk().await {
                Ok(None) => return Ok(answer(content.into())),
                Ok(Some(chunk)) if content.len() + chunk.len() <= LARGEST_CONTENT => {
                    content.extend_from_slice(&chunk);
                    continue;
                }
                Ok(Some(_)) => None,
                Err(error) => Some(error),
            };
            let kept = Bytes::copy_from_slice(content.get(..KEPT).unwrap_or(&content));
            return Err(match wrong {
                None => SendError::too_long(answer(kept), LARGEST_CONTENT),
                Some(error) => SendError::cut_off(&error, self.timeout, answer(kept), content.len(), announced),
            });
        }
    }

    fn account(&self) -> MutexGuard<'_, Account> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
