//! The reference server, right or with a fault, as a deployment with a target file; and commands that are run there.

use std::{
    collections::HashMap,
    fs,
    net::Ipv4Addr,
    path::Path,
    process::{Command, Output},
    sync::{Arc, Mutex},
};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header::CONTENT_TYPE},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use kii_server::{Fixture, ReferenceServer, Running, Server};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// In what way a server is wrong.
#[derive(Clone)]
pub(crate) enum Fault {
    /// In none.
    None,
    /// It answers 412 where 409 is due.
    Status,
    /// It sends the media type `application/json` where that of an error is due.
    MediaType,
    /// HEAD names the media type of the last PUT, although an object keeps the data type that it has got. By path.
    DataType(Arc<Mutex<HashMap<String, HeaderValue>>>),
}

/// Answers as the reference server does, but for the fault.
async fn answer(State(fault): State<Fault>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let sent = request.headers().get(CONTENT_TYPE).cloned();
    let mut response = next.run(request).await;
    match fault {
        Fault::None => {}
        Fault::Status => {
            if response.status() == StatusCode::CONFLICT {
                *response.status_mut() = StatusCode::PRECONDITION_FAILED;
            }
        }
        Fault::MediaType => {
            let due = HeaderValue::from_static("application/vnd.kii.ObjectNotFoundException+json");
            if response.headers().get(CONTENT_TYPE) == Some(&due) {
                response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            }
        }
        Fault::DataType(types) if response.status().is_success() => {
            let mut types = types.lock().unwrap();
            if let (true, Some(last)) = (method == Method::HEAD, types.get(&path)) {
                response.headers_mut().insert(CONTENT_TYPE, last.clone());
            }
            types.extend(sent.filter(|_| method == Method::PUT).map(|sent| (path, sent)));
        }
        Fault::DataType(_) => {}
    }
    response
}

/// A server until it is dropped, and a folder with its target file.
pub(crate) struct Deployment {
    _runtime: Runtime,
    _running: Running,
    pub(crate) folder: TempDir,
    /// The target file.
    pub(crate) target: String,
    pub(crate) url: String,
}

impl Deployment {
    pub(crate) fn start(fault: Fault) -> Self {
        let (runtime, fixture, folder) = (Runtime::new().unwrap(), Fixture::demo(), tempfile::tempdir().unwrap());
        let router = ReferenceServer::new(fixture.clone()).router().layer(from_fn_with_state(fault, answer));
        let running = runtime.block_on(Server::serve((Ipv4Addr::LOCALHOST, 0).into(), router)).unwrap();
        let url = running.base_url().trim_end_matches('/').to_owned();
        let target = fixture.target_toml(&url);
        fs::write(folder.path().join("target.toml"), &target).unwrap();
        Self { _runtime: runtime, _running: running, folder, target, url }
    }

    /// Runs `cargo xtask` with these arguments in the folder.
    pub(crate) fn xtask(&self, args: &[&str]) -> Output {
        xtask(self.folder.path(), args).output().unwrap()
    }
}

/// `cargo xtask` with these arguments in a folder, in which it also keeps its last run, and without a target from the environment.
pub(crate) fn xtask(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let without = |name: &str| name.starts_with("KII_") || matches!(name, "COLUMNS" | "GITHUB_ACTIONS");
    for (name, _) in std::env::vars_os().filter(|(name, _)| without(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command.args(args).current_dir(folder).env("KII_CACHE_DIR", folder.join("cache"));
    command
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
