//! What the generated client tells those who collect the spans of `tracing`.
//!
//! A process of its own: whether a span is wanted is remembered for all threads of a process, from the thread that
//! comes to it first. A test beside this one that has no subscriber would turn the span off.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

#[path = "http/storage.rs"]
mod storage;

use std::{
    io,
    sync::{Arc, Mutex},
};

use kii_client::*;
use tracing_subscriber::fmt::format::FmtSpan;

use storage::{bucket, client, object, storage};

/// What a subscriber has written.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// One test: see above.
#[tokio::test]
async fn a_request_has_a_span_that_names_its_operation_and_its_status() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_span_events(FmtSpan::CLOSE).with_ansi(false);
    let _collecting = tracing::subscriber::set_default(subscriber.with_writer(move || writer.clone()).finish());
    let client = client(storage().await);
    client.object_get(ObjectGetRequest::new(Scope::App, bucket(), object("one"))).await.unwrap();
    client.object_get(ObjectGetRequest::new(Scope::App, bucket(), object("missing"))).await.unwrap();
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let spans = || text.lines().filter(|line| line.contains("request{operation=\"object.get\" method=GET path="));
    for (id, status) in [("one", 200), ("missing", 404)] {
        let is_meant =
            |line: &&str| line.contains(&format!("/objects/{id}\"")) && line.contains(&format!("status={status}}}"));
        assert_eq!(spans().filter(is_meant).count(), 1, "{id}: {text}");
    }

    // On the server, a panic is logged with its message.
    client.object_get(ObjectGetRequest::new(Scope::App, bucket(), object("panic"))).await.unwrap();
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let is_panic = |line: &str| line.contains("operation{id=\"object.get\"}") && line.contains("asked to panic");
    assert!(text.lines().any(is_panic), "{text}");
}
