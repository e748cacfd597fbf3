//! The HTTP client that sends every request of a run, without redirects and decompression.

mod attempt_log;
mod rate_limiter;
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

pub use self::{
    attempt_log::Answers,
    rate_limiter::RateLimiter,
    send_error::{SendError, SendErrorKind},
};
use self::{attempt_log::AttemptLog, raw_probe::RawProbe, throttle::Throttle};
use crate::{
    deployment::Connection,
    send::{
        exchange::{KEPT, Request, Response},
        interruption::Interruption,
    },
};

/// The most bytes of content that the client reads of one answer. The suite stores far less on a target, so a longer answer
/// never ends or is not about the suite's objects.
pub const LARGEST_CONTENT: usize = 16 * 1024 * 1024;

/// How often the client sends one request again, at most, because the target throttles.
const RESENDS: usize = 20;

/// Sends requests as they are and returns answers as they arrive: no redirects, no proxies from the environment, no
/// decompression, no `Referer`. It sends a request again only when the target throttles and there is a throttle wait.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    timeout: Duration,
    /// Whether it connects to the target itself and not to a proxy.
    direct: bool,
    /// How long one attempt at a case may take; `None` for no limit.
    case_limit: Option<Duration>,
    /// How long one request may wait in all because the target throttles; zero takes such an answer as the result.
    throttle_wait: Duration,
    /// How often a request outside of cases is sent again because a connection broke.
    retries: usize,
    rate_limiter: Arc<RateLimiter>,
    log: Arc<Mutex<AttemptLog>>,
    /// Says when the run is to end early.
    interruption: Interruption,
    interceptors: Vec<Arc<dyn Interceptor>>,
}

/// Sees every exchange of a client and may change the answer.
pub trait Interceptor: fmt::Debug + Send + Sync {
    /// The answer that the client is to return, given the request and the answer that the target sent.
    fn intercept(&self, request: &Request, answer: Response) -> Response;
}

impl Client {
    /// A client with this time-out for each exchange, which connects as `connection` says.
    ///
    /// # Errors
    /// When the TLS library cannot be set up.
    pub fn new(timeout: Duration, connection: &Connection) -> Result<Self, SendError> {
        // This fails when an earlier client of this process has installed the same provider.
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
            // Servers close idle connections; a request over such a connection would look as if the target had refused it.
            .pool_idle_timeout(Duration::from_secs(2))
            .build()
            .map_err(described)?;
        Ok(Self {
            http,
            timeout,
            direct: connection.is_direct(),
            case_limit: None,
            throttle_wait: Duration::ZERO,
            retries: 0,
            rate_limiter: Arc::default(),
            log: Arc::default(),
            interruption: Interruption::default(),
            interceptors: Vec::new(),
        })
    }

    /// The same client, with this limit on its requests.
    #[must_use]
    pub fn with_rate_limiter(self, rate_limiter: RateLimiter) -> Self {
        Self { rate_limiter: Arc::new(rate_limiter), ..self }
    }

    /// The same client, which gives one attempt at a case this long. Time in which requests wait for the rate limiter
    /// does not count.
    #[must_use]
    pub fn with_case_limit(self, limit: Duration) -> Self {
        Self { case_limit: Some(limit), ..self }
    }

    /// The same client, which sends a request again when the target answers 429 or 503 with `Retry-After`, as long as the
    /// waits for one request stay below `wait` in all. With such an answer the target says that it has changed nothing.
    #[must_use]
    pub fn with_throttle_wait(self, wait: Duration) -> Self {
        Self { throttle_wait: wait, ..self }
    }

    /// The same client, whose requests outside of cases are sent again this often when a connection breaks.
    #[must_use]
    pub fn with_retries(self, retries: usize) -> Self {
        Self { retries, ..self }
    }

    /// How often a request outside of cases is sent again because a connection broke.
    #[must_use]
    pub const fn retries(&self) -> usize {
        self.retries
    }

    /// Takes time that has passed out of the limit of the case, as the target is not what took it.
    pub(crate) fn exclude(&self, time: Duration) {
        self.log().paused += time;
    }

    /// The same client, which sends no further request once the run is to end early. It still waits for the answers to
    /// requests that it has sent: whether a write took effect would be unknown otherwise.
    #[must_use]
    pub fn with_interruption(self, interruption: Interruption) -> Self {
        Self { interruption, ..self }
    }

    /// The same client with a new log of its own.
    #[must_use]
    pub fn with_own_log(&self) -> Self {
        Self { log: Arc::default(), ..self.clone() }
    }

    /// The same client and log for removals, which must be sent even when the case has taken too long or the run is to end
    /// early: without case limit, interruption and interceptors.
    #[must_use]
    pub fn for_cleanup(&self) -> Self {
        Self { case_limit: None, interruption: Interruption::default(), interceptors: Vec::new(), ..self.clone() }
    }

    /// Whether it has interceptors.
    #[must_use]
    pub fn is_intercepted(&self) -> bool {
        !self.interceptors.is_empty()
    }

    /// Waits this long, or less if the run is to end early; returns whether the whole time has passed.
    pub async fn pause(&self, time: Duration) -> bool {
        self.interruption.pause(time).await
    }

    /// Empties the log, also for this client's clones, before another attempt at a case.
    pub fn reset_log(&self) {
        *self.log() = AttemptLog::default();
    }

    /// The same client with one more interceptor, which comes last, and with a new log of its own.
    #[must_use]
    pub fn with_interceptor(&self, interceptor: Arc<dyn Interceptor>) -> Self {
        let interceptors = self.interceptors.iter().cloned().chain([interceptor]).collect();
        Self { interceptors, ..self.with_own_log() }
    }

    /// Whether the requests so far were answered, those of this client's clones included.
    #[must_use]
    pub fn answers(&self) -> Answers {
        self.log().answers.clone()
    }

    /// Why the client has sent requests again so far, one entry for each time.
    #[must_use]
    pub fn resent(&self) -> Vec<String> {
        self.log().resent.clone()
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

    /// Makes a request when the rate limiter permits it, and sends it. `make` runs again each time the request is sent
    /// again, as a date in the request may have passed. Returns what `make` returned last, with the answer or the reason
    /// why there is none.
    ///
    /// # Errors
    /// When `make` fails.
    pub async fn send_made<M: AsRef<Request>, E>(
        &self,
        make: impl Fn() -> Result<M, E>,
    ) -> Result<(M, Result<Response, SendError>), E> {
        let (mut waited, mut times) = (Duration::ZERO, 0);
        loop {
            let permit = tokio::select! {
                biased;
                () = self.interruption.raised() => None,
                permit = self.rate_limiter.acquire() => Some(permit),
            };
            let made = make()?;
            let Some(permit) = permit else { return Ok((made, Err(SendError::interrupted()))) };
            self.log().paused += permit.waited;
            let request = made.as_ref();
            let outcome = self.in_time(request.clone()).await;
            drop(permit);
            let outcome = outcome.map(|answer| {
                self.interceptors.iter().fold(answer, |answer, interceptor| interceptor.intercept(request, answer))
            });
            let throttle = outcome.as_ref().ok().and_then(|answer| Throttle::of(answer, SystemTime::now()));
            let outcome = match throttle.filter(|_| !self.throttle_wait.is_zero()) {
                None => outcome,
                Some(throttle) => {
                    // Some targets ask for more time than a duration can hold.
                    (waited, times) = (waited.saturating_add(throttle.pause()), times + 1);
                    if waited <= self.throttle_wait && times <= RESENDS {
                        self.rate_limiter.pause(throttle.pause());
                        self.log().resent.push(throttle.to_string());
                        continue;
                    }
                    Err(throttle.exceeded(self.throttle_wait, times))
                }
            };
            self.log().note(&outcome);
            return Ok((made, outcome));
        }
    }

    /// An exchange that ends when the case has no time left.
    async fn in_time(&self, request: Request) -> Result<Response, SendError> {
        let Some(limit) = self.case_limit else { return self.exchange(request).await };
        let left = self.log().time_left(limit);
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
                        error.with_raw_probe(RawProbe::send(&url, self.timeout).await.as_ref())
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

    /// Reads the content of an answer whose status line and headers have arrived.
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

    fn log(&self) -> MutexGuard<'_, AttemptLog> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
