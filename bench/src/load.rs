//! A load generator for a server of objects: requests that are rendered before, over many connections, each as soon as the one
//! before it is answered. All of it runs on one thread without an HTTP client, so that little of the machine goes into it.

mod connection;
mod request;

pub(crate) use request::{Bucket, Request, content};

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use fastrand::Rng;
use tokio::{
    runtime::Builder,
    task::JoinSet,
    time::{interval, timeout},
};

use self::connection::Connection;
use crate::{statistics::percentile, usage::own_cpu};

/// How long a load may take until it counts as stuck.
const LONGEST: Duration = Duration::from_secs(1200);

/// What is sent.
#[derive(Clone)]
pub(crate) struct Load {
    /// Over how many connections at the same time.
    pub(crate) connections: usize,
    /// The requests that each connection sends in turn.
    pub(crate) requests: Vec<Request>,
    /// How many objects the requests are about.
    pub(crate) objects: u32,
    /// Which of the objects, and for how long.
    pub(crate) extent: Extent,
}

/// Which objects requests are about, and when they end.
#[derive(Clone)]
pub(crate) enum Extent {
    /// Each object once, in order.
    EachOnce,
    /// Objects at random for this time.
    For(Duration),
    /// Objects at random until `stop` is set; each connection sends a request in every `period`.
    Until {
        /// Whether to stop.
        stop: Arc<AtomicBool>,
        /// The time from one request of a connection to its next.
        period: Duration,
    },
}

/// What was sent, and answered as it should be.
#[derive(Debug)]
pub(crate) struct Sent {
    /// How long each request took, the shortest first.
    times: Vec<Duration>,
    wall: Duration,
    cpu: Duration,
}

impl Load {
    /// Sends it to a server.
    ///
    /// # Errors
    /// When a connection breaks, or an answer has another status than it should.
    pub(crate) fn send(self, server: SocketAddr) -> Result<Sent> {
        let runtime = Builder::new_current_thread().enable_all().build().context("cannot start the load generator")?;
        let sent = runtime.block_on(async { timeout(LONGEST, send(Arc::new(self), server)).await });
        sent.with_context(|| format!("expected the requests to be answered within {LONGEST:?}, and they were not"))?
    }
}

async fn send(load: Arc<Load>, server: SocketAddr) -> Result<Sent> {
    let mut connections = Vec::new();
    for _ in 0..load.connections {
        connections.push(Connection::open(server).await?);
    }
    let (begun, cpu, next) = (Instant::now(), own_cpu()?, Arc::new(AtomicU32::new(0)));
    let mut tasks = JoinSet::new();
    for (seed, connection) in (0_u64..).zip(connections) {
        let choice = Choice { load: Arc::clone(&load), begun, next: Arc::clone(&next), random: Rng::with_seed(seed) };
        tasks.spawn(send_over(connection, load.requests.clone(), choice));
    }
    let mut times = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        times.append(&mut ended.context("the load generator broke down")??);
    }
    let (wall, cpu) = (begun.elapsed(), own_cpu()? - cpu);
    times.sort_unstable();
    Ok(Sent { times, wall, cpu })
}

/// Sends the requests of one connection; how long each took.
async fn send_over(
    mut connection: Connection,
    mut requests: Vec<Request>,
    mut choice: Choice,
) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    let mut ticks = match choice.load.extent {
        Extent::Until { period, .. } => Some(interval(period)),
        Extent::EachOnce | Extent::For(_) => None,
    };
    loop {
        // Every request in turn, until there is nothing left to choose.
        for request in &mut requests {
            if let Some(ticks) = &mut ticks {
                ticks.tick().await;
            }
            let Some(object) = choice.next() else { return Ok(times) };
            let asked = Instant::now();
            connection.exchange(request.about(object)).await?;
            times.push(asked.elapsed());
        }
    }
}

/// Chooses the objects of a connection.
struct Choice {
    load: Arc<Load>,
    begun: Instant,
    /// The next object, if each has its turn.
    next: Arc<AtomicU32>,
    random: Rng,
}

impl Choice {
    /// The object of the next request, if there is to be one.
    fn next(&mut self) -> Option<u32> {
        let objects = self.load.objects;
        let goes_on = match &self.load.extent {
            Extent::EachOnce => {
                return Some(self.next.fetch_add(1, Ordering::Relaxed)).filter(|object| *object < objects);
            }
            Extent::For(time) => self.begun.elapsed() < *time,
            Extent::Until { stop, .. } => !stop.load(Ordering::Relaxed),
        };
        goes_on.then(|| self.random.u32(..objects))
    }
}

impl Sent {
    /// How many requests.
    pub(crate) fn requests(&self) -> usize {
        self.times.len()
    }

    /// How long all of it took, in seconds.
    pub(crate) fn wall(&self) -> f64 {
        self.wall.as_secs_f64()
    }

    /// How many requests a second.
    pub(crate) fn per_second(&self) -> f64 {
        self.requests() as f64 / self.wall()
    }

    /// The time that so many per cent of the requests took at most, in milliseconds.
    pub(crate) fn percentile(&self, percent: f64) -> f64 {
        percentile(&self.times, percent).as_secs_f64() * 1e3
    }

    /// The CPU time of the load generator for a request, in microseconds.
    pub(crate) fn cost(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.requests().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Mutex};

    use axum::{Router, extract::Request as Received};
    use http::StatusCode;
    use kii_server::{Running, Server};
    use tokio::runtime::Runtime;

    use super::*;
    use crate::deployment::ADDRESS;

    /// How often each path was requested.
    type Counts = Arc<Mutex<BTreeMap<String, usize>>>;

    /// A server that counts, and answers with this status.
    fn counting(status: StatusCode) -> (Runtime, Running, Counts) {
        let counts = Counts::default();
        let counted = Arc::clone(&counts);
        let router = Router::new().fallback(move |request: Received| {
            *counted.lock().unwrap().entry(request.uri().path().to_owned()).or_default() += 1;
            async move { (status, "answer") }
        });
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(Server::serve(ADDRESS, router)).unwrap();
        (runtime, server, counts)
    }

    fn load(objects: u32, extent: Extent) -> Load {
        let bucket = Bucket::new("app", "token");
        Load { connections: 4, requests: vec![Request::get(&bucket), Request::get(&bucket)], objects, extent }
    }

    #[test]
    fn each_object_has_its_turn_once() {
        let (_runtime, server, counts) = counting(StatusCode::OK);
        let sent = load(100, Extent::EachOnce).send(server.address()).unwrap();
        let counts = counts.lock().unwrap();
        assert_eq!((sent.requests(), counts.len()), (100, 100), "{counts:?}");
        assert!(counts.values().all(|count| *count == 1) && counts.keys().any(|path| path.ends_with("/o0000099")));
    }

    #[test]
    fn a_load_ends_when_it_is_asked_to() {
        let (_runtime, server, counts) = counting(StatusCode::OK);
        let stop = Arc::new(AtomicBool::new(false));
        let extent = Extent::Until { stop: Arc::clone(&stop), period: Duration::from_millis(1) };
        let address = server.address();
        let sending = std::thread::spawn(move || load(3, extent).send(address));
        while counts.lock().unwrap().len() < 3 && !sending.is_finished() {
            std::thread::yield_now();
        }
        stop.store(true, Ordering::Relaxed);
        let sent = sending.join().unwrap().unwrap();
        assert_eq!(sent.requests(), counts.lock().unwrap().values().sum::<usize>());
    }

    #[test]
    fn an_answer_with_another_status_ends_the_load() {
        let (_runtime, server, _) = counting(StatusCode::NOT_FOUND);
        let error = load(1, Extent::EachOnce).send(server.address()).unwrap_err().to_string();
        assert!(error.contains("expected 200") && error.contains("found 404: answer"), "{error}");
    }
}
