//! `kii-conformance proxy`: passes requests on to a target, and judges the exchanges while they are made.

mod forwarder;
mod live;

use std::{ffi::OsString, net::SocketAddr, path::PathBuf, process::ExitCode, time::Duration};

use clap::Parser;
use kii_spec::Api;
use tokio::{net::TcpListener, runtime::Builder, sync::mpsc};
use url::Url;

use self::{forwarder::Forwarder, live::Live};
use super::{
    check::{CODES, TrafficOutput},
    command_line, exit_inconclusive, flags, outputs, signals,
};
use crate::{
    deployment::Connection,
    report::{safe_json, terminal, write},
    send::{Client, Interruption},
    traffic::Inspector,
};

/// How long the requests that are under way may take when the proxy is to end.
const LAST: Duration = Duration::from_secs(5);

/// Pass requests on to a target, and judge requests and responses while they are made
///
/// Let a client use the address of the proxy in place of that of the deployment. Each kind of violation is printed when it
/// is found first; Ctrl-C ends the proxy and prints all of them.
#[derive(Parser)]
#[command(after_help = CODES)]
pub(super) struct Flags {
    /// Address to listen on; port 0 means a free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Base URL of the deployment, for example https://api.example.com
    #[arg(long, value_name = "URL")]
    target: Url,
    /// Write the exchanges to this file, as a HAR file without credentials
    #[arg(long, value_name = "FILE")]
    har: Option<PathBuf>,
    /// Longest time for one response of the deployment, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = flags::seconds)]
    timeout: Duration,
    #[command(flatten)]
    output: TrafficOutput,
}

/// Carries out `proxy`; the first argument is the command as people type it.
///
/// Exit codes: 0, the traffic conforms; 1, it does not; 2, nothing was judged, or the proxy cannot be started.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    match command_line::parse::<Flags>(args, |command| command) {
        Ok(flags) => start(&flags, &Interruption::default()).unwrap_or_else(exit_inconclusive),
        Err(code) => code,
    }
}

fn start(flags: &Flags, interruption: &Interruption) -> Result<ExitCode, String> {
    let Flags { listen, target, har, timeout, output } = flags;
    outputs::check(har.as_deref())?;
    if !matches!(target.scheme(), "http" | "https") {
        return Err(format!("--target: expected an http or https URL, found `{target}`"));
    }
    let api = Api::embedded().map_err(|problems| format!("the spec in this program is broken:\n{problems}"))?;
    let client =
        Client::new(*timeout, &Connection::default()).map_err(|error| format!("requests cannot be sent: {error}"))?;
    let runtime = Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("threads for requests cannot be started: {error}"))?;
    signals::watch_saying(runtime.handle(), interruption, "the proxy ends");
    let mut live = Live::new(Inspector::new(&api, target.clone(), true), har.is_some());
    runtime.block_on(async {
        let listener = TcpListener::bind(listen).await;
        let listener = listener.map_err(|error| format!("--listen: {listen} cannot be listened on: {error}"))?;
        let address = listener.local_addr().map_err(|error| format!("--listen: {listen}: {error}"))?;
        terminal::notify(format_args!("listening on http://{address}, in front of {target}; Ctrl-C ends the proxy"));
        let (sender, mut events) = mpsc::unbounded_channel();
        let forwarder = Forwarder::new(client, target.clone(), sender);
        loop {
            tokio::select! {
                () = interruption.raised() => break,
                Some(event) = events.recv() => live.note(event),
                Ok((stream, _)) = listener.accept() => forwarder.serve(stream),
            }
        }
        drop(listener);
        let rest = async {
            while live.has_open_exchanges() {
                let Some(event) = events.recv().await else { break };
                live.note(event);
            }
        };
        // Those that take longer have no response.
        drop(tokio::time::timeout(LAST, rest).await);
        Ok::<_, String>(())
    })?;
    let (report, archive) = live.end();
    if let Some(path) = har {
        let json = safe_json::to_string(&archive);
        let json = json.map_err(|error| format!("the exchanges have no form as JSON: {error}"))?;
        write(path, json.as_bytes()).map_err(|error| error.to_string())?;
    }
    output.print(report)
}
