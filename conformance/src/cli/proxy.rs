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
        Ok(flags) => {
            let announce = |address| {
                let target = &flags.target;
                terminal::notify(format_args!(
                    "listening on http://{address}, in front of {target}; Ctrl-C ends the proxy"
                ));
            };
            run(&flags, &Interruption::default(), announce).unwrap_or_else(exit_inconclusive)
        }
        Err(code) => code,
    }
}

/// Runs the proxy until it is interrupted. `announce` gets the address on which it listens.
fn run(flags: &Flags, interruption: &Interruption, announce: impl FnOnce(SocketAddr)) -> Result<ExitCode, String> {
    let Flags { listen, target, har, timeout, output } = flags;
    outputs::check(har.as_deref(), None)?;
    let has_credentials = !target.username().is_empty() || target.password().is_some();
    if has_credentials || target.query().is_some() || target.fragment().is_some() {
        return Err("--target: expected a base URL without user, password, query and fragment, as it is printed and written to \
                    files; the client's own requests carry credentials"
            .to_owned());
    }
    if !matches!(target.scheme(), "http" | "https") {
        return Err(format!("--target: expected an http or https URL, found `{target}`"));
    }
    let api = Api::embedded().map_err(|problems| format!("the spec in this program is broken:\n{problems}"))?;
    let client =
        Client::new(*timeout, &Connection::default()).map_err(|error| format!("requests cannot be sent: {error}"))?;
    let runtime = Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("threads for requests cannot be started: {error}"))?;
    signals::watch_saying(runtime.handle(), interruption, "the proxy ends");
    let mut live = Live::new(Inspector::new(&api, target.clone(), true), har.is_some(), output.side());
    runtime.block_on(async {
        let listener = TcpListener::bind(listen).await;
        let listener = listener.map_err(|error| format!("--listen: {listen} cannot be listened on: {error}"))?;
        let address = listener.local_addr().map_err(|error| format!("--listen: {listen}: {error}"))?;
        announce(address);
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
            // What has begun before may not be noted yet.
            while let Ok(event) = events.try_recv() {
                live.note(event);
            }
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

#[cfg(test)]
mod tests {
    use std::{
        fs,
        io::{Read as _, Write as _},
        net::{Shutdown, TcpListener, TcpStream},
        sync::mpsc,
        thread,
    };

    use super::*;

    /// A server that gives every request this answer, and its address.
    fn target(answer: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut head = [0; 4096];
                let _ = stream.read(&mut head);
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        address
    }

    /// The exit code, what the client got, and the HAR file of a proxy that passed on one request.
    fn proxied(answer: &'static str, request: &str) -> (String, String, String) {
        let folder = tempfile::tempdir().unwrap();
        let har = folder.path().join("proxy.har");
        let target = format!("http://{}", target(answer));
        let words = ["proxy", "--target", &target, "--har", har.to_str().unwrap()];
        let flags = Flags::try_parse_from(words).unwrap();
        let interruption = Interruption::default();
        let (sender, addresses) = mpsc::channel();
        let received = thread::scope(|scope| {
            let run = scope.spawn(|| run(&flags, &interruption, move |address| sender.send(address).unwrap()));
            let mut stream = TcpStream::connect(addresses.recv().unwrap()).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut received = String::new();
            stream.read_to_string(&mut received).unwrap();
            let _ = stream.shutdown(Shutdown::Both);
            interruption.raise("the test");
            (format!("{:?}", run.join().unwrap().unwrap()), received)
        });
        (received.0, received.1, fs::read_to_string(&har).unwrap())
    }

    const GET: &str = "GET /api/apps/a/buckets/notes/objects/first HTTP/1.1\r\nhost: proxy\r\nconnection: close\r\n\
                       authorization: Bearer secret-token-1234\r\n\r\n";

    #[test]
    fn a_wrong_answer_is_passed_on_and_found() {
        let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 30\r\nx-more: 1\r\n\
                      connection: close\r\n\r\n{\"token\":\"secret-token-1234\"}\n";
        let (code, received, har) = proxied(answer, GET);
        assert!(received.starts_with("HTTP/1.1 200 OK\r\n") && received.contains("x-more: 1"), "{received}");
        assert!(received.contains("{\"token\":\"secret-token-1234\"}"), "{received}");
        // There is no ETag.
        assert_eq!(code, format!("{:?}", ExitCode::from(1)));
        assert!(har.contains("/api/apps/a/buckets/notes/objects/first") && !har.contains("secret-token"), "{har}");
    }

    #[test]
    fn a_proxy_that_judged_nothing_is_inconclusive() {
        let refused = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        let (code, received, _) = proxied(refused, GET);
        assert!(received.starts_with("HTTP/1.1 503"), "{received}");
        assert_eq!(code, format!("{:?}", ExitCode::from(2)));
    }

    /// What it has sent takes effect all the same, so it is judged like everything else.
    #[test]
    fn a_request_whose_client_hangs_up_is_judged() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let target = format!("http://{}", listener.local_addr().unwrap());
        let flags = Flags::try_parse_from(["proxy", "--target", &target]).unwrap();
        let interruption = Interruption::default();
        let (sender, addresses) = mpsc::channel();
        let code = thread::scope(|scope| {
            let run = scope.spawn(|| run(&flags, &interruption, move |address| sender.send(address).unwrap()));
            let mut client = TcpStream::connect(addresses.recv().unwrap()).unwrap();
            client.write_all(GET.as_bytes()).unwrap();
            let mut served = listener.accept().unwrap().0;
            assert!(served.read(&mut [0; 4096]).unwrap() > 0);
            drop(client);
            interruption.raise("the test");
            // There is no ETag.
            served
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}")
                .unwrap();
            run.join().unwrap().unwrap()
        });
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(1)));
    }

    #[test]
    fn an_address_with_a_password_is_refused() {
        for target in ["http://user:secret@localhost", "http://localhost/?key=secret", "ftp://user:secret@localhost"] {
            let flags = Flags::try_parse_from(["proxy", "--target", target]).unwrap();
            let error = run(&flags, &Interruption::default(), |_| {}).unwrap_err();
            assert!(error.starts_with("--target: expected") && !error.contains("secret"), "{error}");
        }
    }
}
