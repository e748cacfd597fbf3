//! Figures of a server, in the text format of Prometheus (OpenMetrics 1.0).

use std::{fmt, sync::Arc, time::Duration};

use http::StatusCode;
use kii_server::{ConnectionCounts, ReferenceServer};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric, text::encode},
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

type Requests = Family<[(&'static str, String); 2], Counter>;
type Durations = Family<[(&'static str, String); 1], Histogram>;

/// What is counted of the requests, with what the server counts itself.
pub(super) struct Metrics {
    requests: Requests,
    durations: Durations,
    registry: Registry,
}

/// What the server counts itself, read whenever somebody asks.
struct Server {
    server: ReferenceServer,
    connections: Arc<ConnectionCounts>,
}

impl Metrics {
    pub(super) fn new(server: ReferenceServer, connections: Arc<ConnectionCounts>) -> Self {
        let requests = Requests::default();
        let durations = Durations::new_with_constructor(|| Histogram::new(BOUNDS));
        let mut registry = Registry::with_prefix("kii_server");
        registry.register("requests", "Answered requests by operation and status", requests.clone());
        let help = "Time from the head of a request to the head of its answer";
        registry.register_with_unit("request_duration", help, Unit::Seconds, durations.clone());
        registry.register_collector(Box::new(Server { server, connections }));
        Self { requests, durations, registry }
    }

    /// Counts a request that was answered.
    pub(super) fn count(&self, operation: &str, status: StatusCode, time: Duration) {
        let labels = [("operation", operation.to_owned()), ("status", status.as_str().to_owned())];
        self.requests.get_or_create(&labels).inc();
        self.durations.get_or_create(&[("operation", operation.to_owned())]).observe(time.as_secs_f64());
    }

    /// All figures as they are now.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).map(|()| text).unwrap_or_default()
    }
}

impl Collector for Server {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let Self { server, connections } = self;
        let mut write = |name: &str, help: &str, unit: Option<&Unit>, metric: &dyn Figure| {
            metric.write(&mut encoder, name, help, unit)
        };
        let counter = |value: u64| ConstCounter::new(value);
        write("connections_open", "Connections now", None, &ConstGauge::new(connections.open().cast_signed()))?;
        write("connections_accepted", "Connections so far", None, &counter(connections.accepted()))?;
        write("connections_timed_out", "Connections closed as slow or idle", None, &counter(connections.timed_out()))?;
        write("received", "Bytes received, with heads and TLS", Some(&Unit::Bytes), &counter(connections.received()))?;
        write("sent", "Bytes sent, with heads and TLS", Some(&Unit::Bytes), &counter(connections.sent()))?;
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
