//! A server that does nothing but answer: what axum and hyper cost without the reference server behind them.

use anyhow::{Context, Result};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use http::header::{CONTENT_TYPE, ETAG};
use tokio::{net::TcpListener, runtime::Runtime};

use crate::{deployment::ADDRESS, load::content, server_process::LISTENING};

/// What a write is answered with.
const WRITTEN: &str = r#"{"_created":1700000000000,"_modified":1700000000000}"#;

/// Serves until this process is killed. Whoever reads an object gets one of so many bytes.
///
/// # Errors
/// When no port is free.
pub(crate) fn serve(size: usize) -> Result<()> {
    let content = Bytes::from(content(size));
    let path = "/api/apps/{app_id}/users/me/buckets/{bucket_id}/objects/{object_id}";
    let router = Router::new().route(path, get(read).put(write)).with_state(content);
    let runtime = Runtime::new().context("cannot start the runtime")?;
    runtime.block_on(async {
        let listener = TcpListener::bind(ADDRESS).await.context("no port is free")?;
        let address = listener.local_addr().context("no port is free")?;
        eprintln!("The constants are {LISTENING}http://{address}; a signal ends this.");
        axum::serve(listener, router).await.context("the server failed")
    })
}

async fn read(State(content): State<Bytes>) -> Response {
    ([(CONTENT_TYPE, "application/json"), (ETAG, "\"1\"")], content).into_response()
}

async fn write(_content: Bytes) -> Response {
    ([(CONTENT_TYPE, "application/json"), (ETAG, "\"1\"")], WRITTEN).into_response()
}
