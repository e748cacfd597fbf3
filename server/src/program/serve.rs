//! `kii-server serve`.

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::{Context, Result, ensure};
use clap::Args;
use kii_server::{Application, Clock, Fixture, Folder, Listening, ReferenceServer, Server, Tolerance};
use tokio::{
    runtime::Runtime,
    select,
    signal::unix::{SignalKind, signal},
};

use super::{
    config::Config,
    log::Log,
    monitoring::{Monitoring, Probes},
    options::Options,
    settings::Settings,
    terminal,
};

/// How to serve.
#[derive(Args)]
#[command(after_help = served())]
pub(super) struct Serve {
    /// Serve the applications in this file, with the options in it; flags and environment variables override these
    #[arg(long, value_name = "FILE", env = "KII_SERVER_CONFIG")]
    config: Option<PathBuf>,
    #[command(flatten)]
    options: Options,
}

const EXAMPLES: &str = "  kii-server serve > target.toml  # in memory, with principals that it makes up
  kii-server serve --data ~/kii-data > target.toml  # the same on disk
  kii-server serve --config kii/server.toml  # with the principals of a file, which `init` writes
";

/// The requests that are served: the operations of the spec, and what comes with them.
const REQUESTS: &str = "  POST                      SCOPE/buckets/{bucketID}/objects
  GET HEAD PUT PATCH DELETE SCOPE/buckets/{bucketID}/objects/{objectID}
  GET HEAD PUT DELETE       SCOPE/buckets/{bucketID}/objects/{objectID}/body
  POST                      SCOPE/buckets/{bucketID}/objects/{objectID}/body/publish
  POST                      /oauth2/token, and /api/oauth2/token
  POST                      /users, /things, /groups
  GET                       /users/{userID}, /users/me, /things/{thingID}
  GET PUT                   /groups/{groupID}
  GET                       /groups/{groupID}/members
  PUT DELETE                /groups/{groupID}/members/{userID}
";

/// What is served, for those who ask for help.
fn served() -> String {
    let tolerances: String = Tolerance::ALL.iter().map(|tolerance| format!("  - {}\n", tolerance.summary)).collect();
    format!(
        "Examples:\n{EXAMPLES}\nWithout --config, the server makes up an application with its principals and prints a target file for it; it listens \
         only on a loopback address then.\n\nServed are, below /api/apps/{{appID}} (SCOPE is nothing, /users/{{userID}}, /users/me, \
         /groups/{{groupID}} or /things/{{thingID}}):\n{REQUESTS}What clients send beyond the pages of the API is served as it is \
         meant:\n{tolerances}Not served are queries, permissions, operations on whole buckets, uploads in parts, moves of bodies, \
         push notifications and server extensions: the answer is 501.\n\nAfter Ctrl-C or SIGTERM, the \
         server answers the requests that are under way, for up to the time of --shutdown-timeout, or until the signal comes \
         again."
    )
}

/// Whom a server knows.
enum Principals {
    /// Those of a configuration.
    Configured(Vec<Application>),
    /// Those that the server makes up, or had made up when it made its data folder.
    MadeUp,
}

impl Serve {
    /// Serves until Ctrl-C. With principals that it has made up, standard output is a complete `target.toml`; otherwise it is
    /// empty.
    pub(super) fn run(self) -> Result<()> {
        let (options, principals) = match &self.config {
            None => (self.options, Principals::MadeUp),
            Some(path) => {
                let Config { options, applications } = Config::load(path)?;
                (self.options.or(options), Principals::Configured(applications))
            }
        };
        let settings = Settings::new(options)?;
        let (format, level) = settings.log;
        let log = format.begin(level).context("cannot start the log")?;
        let runtime = Runtime::new().context("cannot start the runtime")?;
        let served = runtime.block_on(serve(&settings, principals, &log));
        // A file that is still being read does not hold up the end.
        runtime.shutdown_background();
        served
    }
}

async fn serve(settings: &Settings, principals: Principals, log: &Log) -> Result<()> {
    survive_large_files().context("cannot listen for signals")?;
    let (server, fixture) = open(settings, principals)?;
    let server = match settings.max_body {
        Some(bytes) => server.with_largest_body(bytes),
        None => server,
    };
    let server = match settings.max_accounts {
        Some(number) => server.with_most_accounts(number),
        None => server,
    };
    let server = server.with_address(settings.public.clone());
    let server = match settings.token_lifetime {
        Some(lifetime) => server.with_token_lifetime(lifetime),
        None => server,
    };
    for sentence in server.unreadable() {
        terminal::note(&format!("warning: {sentence}"));
    }
    let listening = Listening { limits: settings.limits, tls: settings.tls.clone(), ..Listening::default() };
    let probes = Probes { has_health: settings.has_health, has_metrics: settings.has_metrics };
    let monitoring = Monitoring::new(server.clone(), Arc::clone(&listening.counts), log);
    let router = monitoring.around(server.router_for(&settings.cors), &probes);
    let running = Server::serve_with(settings.address, router, listening).await.with_context(|| {
        let address = settings.address;
        format!("cannot listen on {address} (--address takes another, and 127.0.0.1:0 a free port)")
    })?;
    // Before anybody can know that the server has started: otherwise the signal would end it at once.
    let stopped = stop().context("cannot listen for Ctrl-C")?;
    let base_url = settings.base_url(running.address());
    if let Some(fixture) = fixture {
        terminal::print(&fixture.target_toml(&base_url));
    }
    terminal::note(&format!("The reference server is listening on {base_url}; Ctrl-C stops it."));
    stopped.await;
    let again = stop().context("cannot listen for Ctrl-C")?;
    select! {
        ended = running.shutdown() => ended.context("the server failed"),
        () = again => Ok(()),
    }
}

/// The server, and its principals with their secrets if it has made them up.
fn open(settings: &Settings, principals: Principals) -> Result<(ReferenceServer, Option<Fixture>)> {
    let folder = |data: &PathBuf| {
        let folder = Folder::open(data).with_context(|| format!("cannot use the folder {}", data.display()))?;
        Ok::<_, anyhow::Error>(Arc::new(folder))
    };
    let failed = |data: &PathBuf| format!("cannot open the data in {}", data.display());
    match (principals, &settings.data) {
        (Principals::Configured(applications), None) => Ok((ReferenceServer::with_applications(applications), None)),
        (Principals::Configured(applications), Some(data)) => {
            let opened = ReferenceServer::open_with(folder(data)?, Clock::system(), applications);
            Ok((opened.with_context(|| failed(data))?, None))
        }
        (Principals::MadeUp, data) => {
            ensure_loopback(settings.address)?;
            match data {
                None => {
                    let fixture = Fixture::demo();
                    Ok((ReferenceServer::new(fixture.clone()), Some(fixture)))
                }
                Some(data) => {
                    let opened = ReferenceServer::open(folder(data)?, Clock::system());
                    let (server, fixture) = opened.with_context(|| failed(data))?;
                    Ok((server, Some(fixture)))
                }
            }
        }
    }
}

/// Credentials that were printed are not for other machines: they may be in the log of whoever has started the server.
fn ensure_loopback(address: SocketAddr) -> Result<()> {
    ensure!(
        address.ip().is_loopback(),
        "{address} can be reached from other machines, and the server has only credentials that it makes up and prints: write a \
         configuration with `kii-server init DIR` and start it with --config DIR/server.toml, or listen on 127.0.0.1"
    );
    Ok(())
}

/// Listens for Ctrl-C and SIGTERM from now on. The future waits for one of them.
fn stop() -> io::Result<impl Future<Output = ()>> {
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// From now on, a write beyond the largest file that the system allows is an error like that of a full disk (`EFBIG`). The signal
/// that comes with it would end the process if nobody listened for it.
fn survive_large_files() -> io::Result<()> {
    /// `SIGXFSZ`, which has this number on Linux and on macOS.
    const TOO_LARGE: i32 = 25;
    signal(SignalKind::from_raw(TOO_LARGE)).map(drop)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kii_spec::Api;

    use super::REQUESTS;

    #[test]
    fn the_help_lists_every_operation_of_the_spec_and_no_other() {
        let api = Api::embedded().expect("a spec");
        let operations = api.operations.values();
        let expected: BTreeSet<String> =
            operations.map(|operation| format!("{} SCOPE{}", operation.method, operation.path)).collect();
        let mut listed = BTreeSet::new();
        for line in REQUESTS.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let Some((path, methods)) = words.split_last() else { continue };
            if path.starts_with("SCOPE") {
                listed.extend(methods.iter().map(|method| format!("{method} {path}")));
            }
        }
        assert_eq!(listed, expected, "mend REQUESTS");
    }
}
