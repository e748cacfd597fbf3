//! The HTTP client that sends every request of a run, without redirects. It undoes codings of contents, which nobody asked for.

mod attempt_log;
mod content;
mod dialer;
mod http_connection;
mod load;
mod pool;
mod record;
mod recorder;
mod send_error;
mod spelling;
mod stream;
mod throttle;
mod wire;

use std::{
    convert::Infallible,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant, SystemTime},
};

pub(crate) use self::content::Halfway;
pub(crate) use self::load::{MOST_IN_FLIGHT, Sign, Usage, is_unavailable};
pub use self::{
    attempt_log::Answers,
    load::{Concurrency, LoadControl},
    send_error::{SendError, SendErrorKind},
};
use self::{attempt_log::AttemptLog, load::Permits, throttle::Throttle, wire::Wire};
use crate::{
    deployment::Connection,
    send::{
        exchange::{Request, Response},
        interruption::Interruption,
        server_clock::ServerClock,
    },
};

/// The most bytes of content that the client reads of one answer. The suite stores far less on a target, so a longer answer
/// never ends or is not about the suite's objects.
pub const LARGEST_CONTENT: usize = 16 * 1024 * 1024;

/// How often the client sends one request again, at most, because the target throttles.
const RESENDS: usize = 20;

/// Sends requests as they are and returns answers as they arrive: no redirects, no proxies from the environment, no
/// `Referer`. It sends a request again only when the target throttles and there is a throttle wait.
#[derive(Clone, Debug)]
pub struct Client {
    wire: Arc<Wire>,
    /// How long one attempt at a case may take; `None` for no limit.
    case_limit: Option<Duration>,
    /// How long one request may wait in all because the target throttles; zero takes such an answer as the result.
    throttle_wait: Duration,
    /// How often a request outside of cases is sent again because a connection broke.
    retries: usize,
    load: LoadControl,
    /// Permits for requests that are to be in flight at the same time.
    reserved: Option<Arc<Permits>>,
    /// What happens in the middle of each content that is sent.
    halfway: Option<Halfway>,
    log: Arc<Mutex<AttemptLog>>,
    /// What the answers have told of the server's clock, also those to this client's clones.
    clock: Arc<Mutex<ServerTimes>>,
    /// Says when the run is to end early.
    interruption: Interruption,
    interceptors: Vec<Arc<dyn Interceptor>>,
}

/// What answers have told of the server's clock.
#[derive(Clone, Copy, Debug, Default)]
struct ServerTimes {
    /// By their `Date`.
    date: Option<ServerClock>,
    /// By the date of a change.
    change: Option<ServerClock>,
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
        Ok(Self {
            wire: Arc::new(Wire::new(timeout, connection.clone())?),
            case_limit: None,
            throttle_wait: Duration::ZERO,
            retries: 0,
            load: LoadControl::default(),
            reserved: None,
            halfway: None,
            log: Arc::default(),
            clock: Arc::default(),
            interruption: Interruption::default(),
            interceptors: Vec::new(),
        })
    }

    /// The same client, whose requests this controls.
    #[must_use]
    pub fn with_load(self, load: LoadControl) -> Self {
        Self { load, ..self }
    }

    /// Controls its requests.
    #[must_use]
    pub const fn load(&self) -> &LoadControl {
        &self.load
    }

    /// The same client and log, for so many requests that are to be in flight at the same time. Waits until they may be; if
    /// the target or the user permits fewer, each of them waits for itself.
    pub async fn for_race(&self, count: usize) -> Self {
        let began = Instant::now();
        let reserved = match self.load.room_for(count) == count {
            true => Some(Arc::new(self.load.acquire(count).await)),
            false => None,
        };
        self.log().paused += began.elapsed();
        Self { reserved, ..self.clone() }
    }

    /// The same client and log, which sends each content in two halves.
    #[must_use]
    pub(crate) fn with_halfway(self, halfway: Halfway) -> Self {
        Self { halfway: Some(halfway), ..self }
    }

    /// The same client, which gives one attempt at a case this long. Time in which requests wait for their turn
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

    /// Waits for this, or less if the run is to end early; returns whether it came to its end.
    pub(crate) async fn unless_interrupted(&self, what: impl Future<Output = ()>) -> bool {
        tokio::select! {
            biased;
            () = self.interruption.raised() => false,
            () = what => true,
        }
    }

    /// Waits this long, or less if the run is to end early; returns whether the whole time has passed.
    pub async fn pause(&self, time: Duration) -> bool {
        self.interruption.pause(time).await
    }

    /// Waits until the target has had the time to end its work on requests that were given up, as it is busy with them although
    /// none is in flight.
    pub(crate) async fn wait_for_idle_target(&self) {
        if let Some(left) = self.load.abandoned_work() {
            self.pause(left).await;
        }
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

    /// The server's clock as the last answer with a `Date` and the last one about a change have told it.
    pub(crate) fn clock(&self) -> Option<ServerClock> {
        let times = self.server_times();
        match (times.date, times.change) {
            (Some(date), Some(change)) => Some(ServerClock::of_both(date, change)),
            (date, change) => date.or(change),
        }
    }

    /// Notes that the answer to a change, which arrived then, dates it so, in milliseconds since 1970.
    pub(crate) fn note_change(&self, millis: i64, arrived: Instant) {
        let mut times = self.server_times();
        let clock = ServerClock::at_change(millis, arrived).map(|clock| clock.or_later(times.change));
        times.change = clock.or(times.change);
    }

    /// Notes that the requests took longer than they would have taken alone.
    pub(crate) fn note_crowd(&self) {
        self.log().is_crowded = true;
    }

    fn server_times(&self) -> MutexGuard<'_, ServerTimes> {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner)
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
    pub async fn send(&self, request: impl AsRef<Request>) -> Result<Response, SendError> {
        let Ok((_, outcome)) = self.send_made(|| Ok::<_, Infallible>(request.as_ref())).await;
        outcome
    }

    /// Makes a request when it may be sent, and sends it. `make` runs again each time the request is sent again, as a date
    /// in the request may have passed. Returns what `make` returned last, with the answer or the reason why there is none.
    ///
    /// # Errors
    /// When `make` fails.
    pub async fn send_made<M: AsRef<Request>, E>(
        &self,
        make: impl Fn() -> Result<M, E>,
    ) -> Result<(M, Result<Response, SendError>), E> {
        let (mut waited, mut times) = (Duration::ZERO, 0);
        loop {
            let began = Instant::now();
            let permit = tokio::select! {
                biased;
                () = self.interruption.raised() => None,
                permit = self.permit() => Some(permit),
            };
            let made = make()?;
            let Some(permit) = permit else { return Ok((made, Err(SendError::interrupted()))) };
            self.log().paused += began.elapsed();
            let request = made.as_ref();
            let in_flight = self.load.send();
            let outcome = self.in_time(request).await;
            if let Ok(answer) = &outcome
                && let Some(clock) = ServerClock::of(&answer.headers, Instant::now())
            {
                let mut times = self.server_times();
                times.date = Some(clock.or_later(times.date));
            }
            let throttle = match &outcome {
                Ok(answer) if !self.throttle_wait.is_zero() => Throttle::of(answer, SystemTime::now(), times),
                Ok(_) | Err(_) => None,
            };
            let sign = Sign::of(&outcome);
            let is_among_others = in_flight.end(sign, throttle.and_then(|throttle| throttle.pause_of_run()));
            drop(permit);
            self.log().is_crowded |= is_among_others && sign.is_some();
            let outcome = match throttle {
                None => outcome.map(|answer| {
                    let interceptors = self.interceptors.iter();
                    interceptors.fold(answer, |answer, interceptor| interceptor.intercept(request, answer)).decoded()
                }),
                Some(throttle) => {
                    // Some targets ask for more time than a duration can hold.
                    (waited, times) = (waited.saturating_add(throttle.pause()), times + 1);
                    if waited <= self.throttle_wait && times <= RESENDS {
                        self.log().resent.push(throttle.to_string());
                        if throttle.pause_of_run().is_none() {
                            self.interruption.pause(throttle.pause()).await;
                            self.log().paused += throttle.pause();
                        }
                        continue;
                    }
                    Err(throttle.exceeded(self.throttle_wait, times))
                }
            };
            self.log().note(&outcome);
            return Ok((made, outcome));
        }
    }

    /// Sends a request with half of its content when it may be sent, then closes the connection. What the target says to that
    /// is of no interest: there is nobody who waits for it.
    ///
    /// # Errors
    /// When there is no connection, or the run is to end early.
    pub(crate) async fn break_off(&self, request: &Request) -> Result<(), SendError> {
        let began = Instant::now();
        let permit = tokio::select! {
            biased;
            () = self.interruption.raised() => return Err(SendError::interrupted()),
            permit = self.permit() => permit,
        };
        self.log().paused += began.elapsed();
        let in_flight = self.load.send();
        let outcome = self.wire.break_off(request).await;
        in_flight.end(None, None);
        drop(permit);
        outcome
    }

    /// Waits until a request may be sent.
    async fn permit(&self) -> Option<Permits> {
        let permit = match &self.reserved {
            Some(_) => None,
            None => Some(self.load.acquire(1).await),
        };
        self.load.wait_for_turn().await;
        permit
    }

    /// Notes that the answer to a request says that the target could not serve it.
    pub(crate) fn note_unavailable(&self, error: &SendError) {
        self.log().note(&Err(error.clone()));
    }

    /// Whether there were other requests in flight when one of this client's was lost, or when an answer said that the
    /// target has too much to do. One that was given up counts as long again as it was waited for.
    #[must_use]
    pub fn is_crowded(&self) -> bool {
        self.log().is_crowded
    }

    /// An exchange that ends when the case has no time left.
    async fn in_time(&self, request: &Request) -> Result<Response, SendError> {
        let halfway = self.halfway.as_ref();
        let Some(limit) = self.case_limit else { return self.wire.answer(request, halfway).await };
        let left = self.log().time_left(limit);
        let ended = match left.is_zero() {
            true => None,
            false => tokio::time::timeout(left, self.wire.answer(request, halfway)).await.ok(),
        };
        ended.unwrap_or_else(|| Err(SendError::expired(limit)))
    }

    fn log(&self) -> MutexGuard<'_, AttemptLog> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
