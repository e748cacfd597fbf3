//! A process of the program, and requests to it.

use std::{
    fs,
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, ChildStderr, Command, ExitStatus, Output, Stdio},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use tempfile::TempDir;
use toml::Table;

/// How long a test waits for something that has to happen at some time.
const LONG: Duration = Duration::from_secs(60);

/// The program, without what the environment of the test says.
pub(crate) fn program() -> Command {
    without_settings(Command::new(env!("CARGO_BIN_EXE_kii-server")))
}

/// The command, without what the environment of the test says to the program.
pub(crate) fn without_settings(mut command: Command) -> Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("KII_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs the program to its end.
pub(crate) fn run(args: &[&str]) -> Output {
    let mut command = program();
    let mut child =
        command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    end(&mut child);
    child.wait_with_output().unwrap()
}

/// How a process ends. One that does not is killed, and the test fails.
#[track_caller]
fn end(child: &mut Child) -> ExitStatus {
    let begin = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if begin.elapsed() > LONG {
            child.kill().unwrap();
            panic!("it does not end");
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// What a program that failed has said, and that it failed with exit code 2.
pub(crate) fn failure(args: &[&str]) -> String {
    let output = run(args);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Where a server that has just been started listens, which is the first line that it writes to standard error.
fn listening(child: &mut Child) -> (String, BufReader<ChildStderr>) {
    let (mut lines, mut line) = (BufReader::new(child.stderr.take().unwrap()), String::new());
    lines.read_line(&mut line).unwrap();
    (line.split("listening on ").nth(1).unwrap().split(';').next().unwrap().to_owned(), lines)
}

/// A server that is running, until this is dropped.
pub(crate) struct ServerProcess {
    child: Child,
    pub(crate) base_url: String,
    lines: Option<JoinHandle<String>>,
}

/// A folder with what `init` writes. The server in it takes a free port.
pub(crate) struct Initialised {
    pub(crate) folder: TempDir,
    pub(crate) target: Table,
    /// The names and the secrets of the logins, by principals.
    target_text: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) content: String,
}

impl ServerProcess {
    pub(crate) fn start(args: &[&str]) -> Self {
        Self::spawn(program().arg("serve").args(args))
    }

    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut before = String::new();
        let base_url = loop {
            let mut line = String::new();
            assert!(lines.read_line(&mut line).unwrap() > 0, "it has not started: {before}");
            if let Some((_, rest)) = line.split_once("listening on ") {
                break rest.split(';').next().unwrap().to_owned();
            }
            before.push_str(&line);
        };
        let lines = thread::spawn(move || {
            let mut rest = String::new();
            lines.read_to_string(&mut rest).unwrap();
            rest
        });
        Self { child, base_url, lines: Some(lines) }
    }

    /// A server whose standard output and standard error nobody reads, once it is known where it listens.
    pub(crate) fn spawn_without_readers(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let (base_url, _) = listening(&mut child);
        Self { child, base_url, lines: None }
    }

    /// A server whose standard error is open and nobody reads, once it is known where it listens.
    pub(crate) fn spawn_with_a_reader_that_stalls(command: &mut Command) -> (Self, BufReader<ChildStderr>) {
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let (base_url, unread) = listening(&mut child);
        (Self { child, base_url, lines: None }, unread)
    }

    /// A new connection to it.
    pub(crate) fn connect(&self) -> TcpStream {
        let (_, address) = self.base_url.split_once("://").unwrap();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream
    }

    /// Sends a request on a connection of its own.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], content: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request(method, path, headers, content).as_bytes()).unwrap();
        answer(&mut stream)
    }

    pub(crate) fn get(&self, path: &str, token: &str) -> Answer {
        self.send("GET", path, &[("Authorization", &format!("Bearer {token}"))], "")
    }

    /// Asks it to stop.
    pub(crate) fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Waits until it has ended, and gives its exit code.
    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        end(&mut self.child).code()
    }

    /// Waits until it has ended. Gives its exit code, and what it had written to standard error since it was listening.
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        (self.exit_code(), self.lines.take().unwrap().join().unwrap())
    }

    /// What it has written to standard error since it was listening, after it was asked to stop.
    pub(crate) fn stop(self) -> String {
        self.terminate();
        let (code, lines) = self.wait();
        assert_eq!(code, Some(0), "{lines}");
        lines
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Initialised {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let output = run(&["init", folder.path().to_str().unwrap()]);
        assert!(output.status.success(), "{output:?}");
        let server = folder.path().join("server.toml");
        let text = fs::read_to_string(&server).unwrap().replace("127.0.0.1:8080", "127.0.0.1:0");
        fs::write(&server, text).unwrap();
        let target_text = fs::read_to_string(folder.path().join("target.toml")).unwrap();
        Self { folder, target: target_text.parse().unwrap(), target_text }
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub(crate) fn start(&self, args: &[&str]) -> ServerProcess {
        ServerProcess::start(&[&["--config", &self.path("server.toml")], args].concat())
    }

    /// Writes lines behind the configuration.
    pub(crate) fn append(&self, text: &str) {
        let path = self.path("server.toml");
        let before = fs::read_to_string(&path).unwrap();
        fs::write(path, before + text).unwrap();
    }

    pub(crate) fn text(&self, key: &str) -> String {
        let value = key.split('.').fold(&toml::Value::Table(self.target.clone()), |value, key| &value[key]).clone();
        value.as_str().unwrap().to_owned()
    }

    /// The path of an object in the application's scope.
    pub(crate) fn object(&self) -> String {
        format!("/api/apps/{}/buckets/bb/objects/o1", self.text("app_id"))
    }

    /// What a principal logs in with.
    pub(crate) fn login(&self, principal: &str) -> (String, String) {
        let line = self.target_text.lines().find(|line| line.starts_with(&format!("# {principal}: "))).unwrap();
        let quoted: Vec<&str> = line.split('"').collect();
        (quoted[1].to_owned(), quoted[3].to_owned())
    }
}

/// Waits until something holds, which has to happen at some time.
#[track_caller]
pub(crate) fn until(holds: impl Fn() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < LONG, "it never happens");
        thread::sleep(Duration::from_millis(10));
    }
}

/// The text of a request after which the connection ends.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], content: &str) -> String {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = content.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: kii.test\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{content}"
    )
}

/// What comes until the connection ends.
pub(crate) fn answer(stream: &mut impl Read) -> Answer {
    let mut text = Vec::new();
    stream.read_to_end(&mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    let (head, content) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), content: content.to_owned() }
}

/// What still comes on a connection until the server ends it, which has to happen at some time.
#[track_caller]
pub(crate) fn rest(stream: &mut impl Read) -> Vec<u8> {
    let mut rest = Vec::new();
    if let Err(error) = stream.read_to_end(&mut rest) {
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
    }
    rest
}

/// Everything that a folder has in its files.
pub(crate) fn bytes_below(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        bytes.extend(if path.is_dir() { bytes_below(&path) } else { fs::read(&path).unwrap() });
    }
    bytes
}
