//! Figures of a server, in the text format of Prometheus (OpenMetrics 1.0).

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use http::StatusCode;
use kii_server::{ConnectionCounts, ReferenceServer};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric, text::encode},
    metrics::{
        counter::{ConstCounter, Counter},
        family::Family,
        gauge::ConstGauge,
        histogram::Histogram,
    },
    registry::{Registry, Unit},
};

/// The media type of the text.
pub(super) const CONTENT_TYPE_OF_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The upper bounds of the times that are counted together, in seconds.
const BOUNDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// What is counted of the requests, with what the server counts itself.
pub(super) struct Metrics {
    requests: Family<Answered, Counter>,
    durations: Family<Timed, Histogram>,
    registry: Registry,
}

/// Which answers are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    operation: &'static str,
    status: u32,
}

/// Which times are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Timed {
    operation: &'static str,
}

/// What the server counts itself, read whenever somebody asks.
struct Server {
    server: ReferenceServer,
    connections: Arc<ConnectionCounts>,
    dropped: Arc<AtomicU64>,
}

impl Metrics {
    pub(super) fn new(server: ReferenceServer, connections: Arc<ConnectionCounts>, dropped: Arc<AtomicU64>) -> Self {
        let requests = Family::<Answered, Counter>::default();
        let durations = Family::<Timed, Histogram>::new_with_constructor(|| Histogram::new(BOUNDS));
        let mut registry = Registry::with_prefix("kii_server");
        registry.register("requests", "Answered requests by operation and status", requests.clone());
        let help = "Time from the head of a request to the head of its answer";
        registry.register_with_unit("request_duration", help, Unit::Seconds, durations.clone());
        registry.register_collector(Box::new(Server { server, connections, dropped }));
        Self { requests, durations, registry }
    }

    /// Counts a request that was answered.
    pub(super) fn count(&self, operation: &'static str, status: StatusCode, time: Duration) {
        self.requests.get_or_create(&Answered { operation, status: status.as_u16().into() }).inc();
        self.durations.get_or_create(&Timed { operation }).observe(time.as_secs_f64());
    }

    /// All figures as they are now.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).map(|()| text).unwrap_or_default()
    }
}

impl Collector for Server {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let Self { server, connections, dropped } = self;
        let dropped = dropped.load(Ordering::Relaxed);
        let mut write = |name: &str, help: &str, unit: Option<&Unit>, metric: &dyn Figure| {
            metric.write(&mut encoder, name, help, unit)
        };
        let counter = |value: u64| ConstCounter::new(value);
        write("connections_open", "Connections now", None, &ConstGauge::new(connections.open().cast_signed()))?;
        write("connections_accepted", "Connections so far", None, &counter(connections.accepted()))?;
        write("connections_timed_out", "Connections closed as slow or idle", None, &counter(connections.timed_out()))?;
        write("received", "Bytes received, with heads and TLS", Some(&Unit::Bytes), &counter(connections.received()))?;
        write("sent", "Bytes sent, with heads and TLS", Some(&Unit::Bytes), &counter(connections.sent()))?;
        write("log_lines_dropped", "Lines of the log that nobody has read in time", None, &counter(dropped))?;
        write("store_errors", "Reads and writes that failed in the store", None, &counter(server.store_errors()))
    }
}

/// A figure of any kind.
trait Figure {
    fn write(&self, to: &mut DescriptorEncoder<'_>, name: &str, help: &str, unit: Option<&Unit>) -> fmt::Result;
}

impl<M: EncodeMetric> Figure for M {
    fn write(&self, to: &mut DescriptorEncoder<'_>, name: &str, help: &str, unit: Option<&Unit>) -> fmt::Result {
        self.encode(to.encode_descriptor(name, help, unit, self.metric_type())?)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Server")
    }
}
