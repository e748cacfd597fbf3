//! What those see who look after a server: a line of its log for each request, its health and its metrics.

mod metrics;

use std::{
    convert::Infallible,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::Request,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE};
use kii_server::{AnsweredFor, ConnectionCounts, ReferenceServer, Sender};
use kii_server_stubs::AnsweredBy;
use kii_types::PUBLISHED_ROUTE;
use percent_encoding::percent_decode_str;
use tower::{ServiceExt, service_fn};
use tracing::{Level, enabled, event};

use self::metrics::{CONTENT_TYPE_OF_METRICS, Metrics};
use super::log::Log;

/// The header that repeats the ID of a request in its line of the log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is called an operation where the request is for none of the API's: tokens, published content, whatever is not there. An
/// application is called so as well where the request is about none.
const NONE: &str = "none";

/// What those see who look after a server.
#[derive(Clone)]
pub(super) struct Monitoring {
    server: ReferenceServer,
    metrics: Arc<Metrics>,
}

/// Which addresses beside the API are served.
pub(super) struct Probes {
    pub(super) has_health: bool,
    pub(super) has_metrics: bool,
}

impl Monitoring {
    pub(super) fn new(server: ReferenceServer, connections: Arc<ConnectionCounts>, log: &Log) -> Self {
        let metrics = Arc::new(Metrics::new(server.clone(), connections, Arc::clone(&log.dropped)));
        Self { server, metrics }
    }

    /// The router, of whose requests notice is taken. What is served beside it is not below `/api/`, where the API is.
    pub(super) fn around(self, router: Router, probes: &Probes) -> Router {
        let mut beside = Router::new();
        if probes.has_health {
            let server = self.server.clone();
            beside = beside.route("/healthz", get(async move || health(&server)));
        }
        if probes.has_metrics {
            let metrics = Arc::clone(&self.metrics);
            let scraped = async move || ([(CONTENT_TYPE, CONTENT_TYPE_OF_METRICS)], metrics.text());
            beside = beside.route("/metrics", get(scraped));
        }
        let answer = move |request: Request| {
            let (monitoring, router) = (self.clone(), router.clone());
            async move { Ok::<_, Infallible>(monitoring.answer(router, request).await) }
        };
        beside.fallback_service(service_fn(answer))
    }

    async fn answer(self, router: Router, request: Request) -> Response {
        let begin = Instant::now();
        let line = enabled!(Level::ERROR).then(|| Line::new(&self.server, &request));
        let mut response = router.oneshot(request).await.unwrap_or_else(|never| match never {});
        let operation = response.extensions().get::<AnsweredBy>().map_or(NONE, |answered| answered.0);
        let (status, time) = (response.status(), begin.elapsed());
        self.metrics.count(operation, status, time);
        if let Some(line) = line {
            let app = response.extensions().get::<AnsweredFor>().map(|answered| &answered.0);
            line.write(app.or(line.sender.application.as_ref()).map_or(NONE, String::as_str), operation, status, time);
            if let Ok(id) = HeaderValue::from_str(&line.id) {
                response.headers_mut().insert(REQUEST_ID, id);
            }
        }
        response
    }
}

fn health(server: &ReferenceServer) -> Response {
    match server.is_available() {
        true => (StatusCode::OK, "ok\n").into_response(),
        false => (StatusCode::SERVICE_UNAVAILABLE, "the store cannot be read\n").into_response(),
    }
}

/// What the log has of a request: no token, no query and no content.
struct Line {
    id: String,
    method: String,
    path: String,
    sender: Sender,
}

impl Line {
    fn new(server: &ReferenceServer, request: &Request) -> Self {
        Self {
            id: format!("{:016x}", getrandom::u64().unwrap_or_default()),
            method: request.method().to_string(),
            path: public(request.uri().path()),
            sender: server.sender(request.uri().path(), request.headers()),
        }
    }

    fn write(&self, app: &str, operation: &str, status: StatusCode, time: Duration) {
        let Self { id, method, path, sender: Sender { caller, .. } } = self;
        let (status, seconds) = (status.as_u16(), time.as_secs_f64());
        /// The same line at a level, which has to be known when this is compiled.
        macro_rules! write_at {
            ($level:expr) => {
                event!($level, request_id = id, method, path, app, operation, caller, status, seconds, "request")
            };
        }
        if status < 500 { write_at!(Level::INFO) } else { write_at!(Level::ERROR) }
    }
}

/// A path without the address of published content: whoever knows that can read the content. A misspelt one that leads nowhere
/// tells it, too.
fn public(path: &str) -> String {
    let published = PUBLISHED_ROUTE.split('{').next().unwrap_or_default();
    let decoded = percent_decode_str(path).decode_utf8_lossy().to_ascii_lowercase();
    let segments =
        |path: &str| path.split('/').filter(|segment| !segment.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    match segments(&decoded).starts_with(&segments(published)) {
        true => format!("{published}..."),
        false => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_it_is_spelt_the_address_of_published_content_is_not_shown() {
        for path in ["/api/x/secret", "/API/x/secret", "//api//x/secret", "/api/%78/secret", "/api/X/secret/more"] {
            assert_eq!(public(path), "/api/x/...", "{path}");
        }
        for path in ["/api/xy/open", "/api/apps/x/buckets/bb/objects/o1", "/%", "/"] {
            assert_eq!(public(path), path);
        }
    }
}
