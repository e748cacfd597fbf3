//! A tiny server that gives every request the same kind of answer, and the suite run against it.

use std::{
    fmt::Write as _,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Command, Output},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// The secrets of a target, one of each kind.
pub(crate) const SECRETS: [&str; 6] = [
    "key-of-the-application",
    "token-of-the-administrator",
    "token-of-the-owner",
    "token-of-the-stranger",
    "token-of-the-thing",
    // `app:key-of-the-application` as Basic credentials.
    "YXBwOmtleS1vZi10aGUtYXBwbGljYXRpb24=",
];

/// The API that targets are read for.
pub(crate) fn api() -> kii_spec::Api {
    kii_spec::Api::embedded().expect("a spec")
}

/// A server that runs until it is dropped.
pub(crate) struct Stub {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
}

impl Stub {
    /// A server that makes its answer from the head of the request. It closes the connection if the answer is empty.
    pub(crate) fn new(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Self::with_content(move |head, _| answer(head))
    }

    /// A server that makes its answer from the head and the content of the request.
    pub(crate) fn with_content(answer: impl Fn(&str, &str) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("the address");
        let requests = Arc::new(AtomicUsize::new(0));
        let (answer, counter) = (Arc::new(answer), Arc::clone(&requests));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, counter) = (Arc::clone(&answer), Arc::clone(&counter));
                thread::spawn(move || serve(stream, &*answer, &counter));
            }
        });
        Self { address, requests }
    }

    /// A server that gives this status and nothing else.
    pub(crate) fn status(status: &'static str) -> Self {
        Self::new(move |_| format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n"))
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests it has received.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    /// A target file for this server that names everything.
    pub(crate) fn target(&self) -> String {
        target(&self.url())
    }
}

fn serve(stream: TcpStream, answer: &dyn Fn(&str, &str) -> String, requests: &AtomicUsize) {
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let mut stream = stream;
    loop {
        let (mut head, mut line) = (String::new(), String::new());
        while matches!(reader.read_line(&mut line), Ok(1..)) && line != "\r\n" {
            head.push_str(&with_lower_name(&line));
            line.clear();
        }
        if head.is_empty() {
            return;
        }
        let mut lengths =
            head.lines().filter_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        let mut content = vec![0; lengths.next().unwrap_or(0)];
        let is_chunked = head.contains("\r\ntransfer-encoding: chunked");
        let whole = if is_chunked { read_chunks(&mut reader, &mut content) } else { reader.read_exact(&mut content) };
        if whole.is_err() {
            return;
        }
        requests.fetch_add(1, Ordering::SeqCst);
        let mut answer = answer(&head, &String::from_utf8_lossy(&content));
        if answer.is_empty() {
            return;
        }
        if head.starts_with("HEAD") {
            let end = answer.find("\r\n\r\n").expect("an answer has a head") + 4;
            answer.truncate(end);
        }
        if stream.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

/// A line of a head with the name of its header in lower case, as names differ in nothing else (RFC 9110, 5.1).
fn with_lower_name(line: &str) -> String {
    match line.split_once(':').filter(|(name, _)| !name.contains(' ')) {
        Some((name, value)) => format!("{}:{value}", name.to_lowercase()),
        None => line.to_owned(),
    }
}

/// Content in chunks.
fn read_chunks(reader: &mut BufReader<TcpStream>, content: &mut Vec<u8>) -> io::Result<()> {
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let length = usize::from_str_radix(line.trim(), 16).map_err(|_| io::ErrorKind::InvalidData)?;
        let mut chunk = vec![0; length + 2];
        reader.read_exact(&mut chunk)?;
        if length == 0 {
            return Ok(());
        }
        content.extend_from_slice(&chunk[..length]);
    }
}

/// A target file that names everything.
pub(crate) fn target(url: &str) -> String {
    let [key, admin, owner, stranger, thing, _] = SECRETS;
    let mut text = format!("base_url = \"{url}\"\napp_id = \"app\"\napp_key = \"{key}\"\n");
    let principals = [("admin", "", admin), ("owner", "user_id", owner), ("stranger", "user_id", stranger)];
    for (name, id, token) in principals.into_iter().chain([("thing", "thing_id", thing)]) {
        writeln!(text, "[principals.{name}]\ntoken = \"{token}\"").expect("a string");
        if !id.is_empty() {
            writeln!(text, "{id} = \"{name}-id\"").expect("a string");
        }
    }
    text + "[scopes.group]\nid = \"group-id\"\n[scopes.thing]\nid = \"thing-id\"\n"
}

/// `kii-conformance run` with these arguments in a directory that holds `target.toml`.
pub(crate) fn run(directory: &Path, target: &str, args: &[&str]) -> Output {
    std::fs::write(directory.join("target.toml"), target).expect("a target file");
    suite_with(directory, &[&["--target", "target.toml"], args].concat()).output().expect("the suite starts")
}

/// The same, with what is printed if no format is asked for.
pub(crate) fn run_on_screen(directory: &Path, target: &str, args: &[&str]) -> Output {
    std::fs::write(directory.join("target.toml"), target).expect("a target file");
    suite_on_screen(directory).args(["--target", "target.toml"]).args(args).output().expect("the suite starts")
}

/// `kii-conformance target check` with these arguments in a directory that holds `target.toml`.
pub(crate) fn check(directory: &Path, target: &str, args: &[&str]) -> Output {
    std::fs::write(directory.join("target.toml"), target).expect("a target file");
    let mut command = program(directory);
    command.args(["target", "check", "--target", "target.toml"]).args(args).output().expect("the suite starts")
}

/// `kii-conformance run --format pretty` without anything in its environment that names a target.
pub(crate) fn suite(directory: &Path) -> Command {
    let mut command = suite_on_screen(directory);
    command.args(["--format", "pretty"]);
    command
}

/// `kii-conformance run` with these arguments, in the format that they name, or else `pretty`.
pub(crate) fn suite_with(directory: &Path, args: &[&str]) -> Command {
    let mut command = if args.contains(&"--format") { suite_on_screen(directory) } else { suite(directory) };
    command.args(args);
    command
}

/// `kii-conformance run` in the format that it has by default.
pub(crate) fn suite_on_screen(directory: &Path) -> Command {
    let mut command = program(directory);
    command.arg("run");
    command
}

/// `kii-conformance` without anything in its environment that names a target.
pub(crate) fn program(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kii-conformance"));
    // The journals of runs are written there, and not to the folder of the user.
    command.current_dir(directory).env("TMPDIR", env!("CARGO_TARGET_TMPDIR"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KII_")) {
        command.env_remove(name);
    }
    // Nothing is kept in the folder of the user.
    command.env("KII_CACHE_DIR", "");
    command
}

/// Everything that a run has printed.
pub(crate) fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Fails with everything that was printed unless a run ended like this and said so.
#[track_caller]
pub(crate) fn assert_ends(output: &Output, code: i32, saying: &[&str]) {
    let printed = printed(output);
    assert_eq!(output.status.code(), Some(code), "{printed}");
    for words in saying {
        assert!(printed.contains(words), "`{words}` is not in:\n{printed}");
    }
}
