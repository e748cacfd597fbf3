//! Servers that do not look at what they are asked, the classics of false greens: none may pass a single case of level
//! *must*.

use std::{io, net::Ipv4Addr, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use kii_conformance::{Client, Outcome, Record, RunContext, Session, Suite, Target, mutation::ConstantServer};
use kii_server::Fixture;
use kii_spec::Level;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, BufStream},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::sleep,
};

/// How long the suite waits for an answer; most of these servers will not give more.
const TIMEOUT: Duration = Duration::from_millis(150);
/// How many cases run at the same time: they do nothing but wait.
const AT_ONCE: usize = 200;

/// What a server does with every request.
#[derive(Clone, Copy, Debug)]
pub(super) enum Null {
    /// It gives this answer.
    Constant(&'static str),
    /// It sends the request's content and media type back.
    Echo,
    /// It closes the connection.
    Closed,
    /// It never answers.
    Silent,
    /// It answers `200 {}`, one byte a second.
    Slow,
}

/// The servers and what they do, in words.
pub(super) const SERVERS: &[(&str, Null)] = &[
    (
        "always 200 with {}",
        Null::Constant("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"),
    ),
    ("always 204", Null::Constant("HTTP/1.1 204 No Content\r\n\r\n")),
    ("always 401", Null::Constant("HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n")),
    ("always 404", Null::Constant("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")),
    ("always 500", Null::Constant("HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n")),
    ("echoes the request", Null::Echo),
    ("closes every connection", Null::Closed),
    ("never answers", Null::Silent),
    ("answers one byte a second", Null::Slow),
];

/// Runs the whole suite against each of them.
pub(super) async fn servers(suite: &Arc<Suite>) -> Result<Vec<ConstantServer>> {
    let mut servers = Vec::new();
    for (name, null) in SERVERS {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("cannot start a null server")?;
        let base = format!("http://{}", listener.local_addr()?);
        let serving = serve(listener, *null);
        let target = Target::from_toml(&suite.api, &Fixture::demo().target_toml(&base), "the null server")?;
        let client = Client::new(TIMEOUT, &target.connection)?;
        let session = Session::new(Arc::clone(suite), client, Arc::new(target), RunContext::random());
        let records = session.run_all(AT_ONCE).await;
        serving.abort();
        servers.push(score(name, &records));
    }
    Ok(servers)
}

fn score(name: &str, records: &[Record]) -> ConstantServer {
    let binding: Vec<&Record> = records.iter().filter(|record| record.case.level == Level::Must).collect();
    let passed = binding.iter().filter(|record| matches!(record.outcome, Outcome::Passed | Outcome::Warned(_)));
    ConstantServer {
        name: name.to_owned(),
        passed: passed.map(|record| record.case.name()).collect(),
        cases: binding.len(),
    }
}

fn serve(listener: TcpListener, null: Null) -> JoinHandle<()> {
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Whoever gives up on a connection is right to do so.
            tokio::spawn(async move { drop(attend(stream, null).await) });
        }
    })
}

/// Answers the requests of a connection until it ends.
async fn attend(stream: TcpStream, null: Null) -> io::Result<()> {
    let mut stream = BufStream::new(stream);
    loop {
        if let Null::Closed = null {
            return Ok(());
        }
        let Some(request) = read(&mut stream).await? else { return Ok(()) };
        match null {
            Null::Constant(answer) => stream.write_all(answer.as_bytes()).await?,
            Null::Echo => stream.write_all(&echo(&request)).await?,
            Null::Slow => {
                for byte in b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}" {
                    stream.write_all(&[*byte]).await?;
                    stream.flush().await?;
                    sleep(Duration::from_secs(1)).await;
                }
            }
            Null::Silent | Null::Closed => std::future::pending().await,
        }
        stream.flush().await?;
    }
}

/// A request: its head, and its content.
struct Request {
    head: String,
    content: Vec<u8>,
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        let fields = self.head.lines().filter_map(|line| line.split_once(':'));
        fields.filter(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }
}

/// The next request; `None` when there is none.
async fn read(stream: &mut BufStream<TcpStream>) -> io::Result<Option<Request>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    let mut request = Request { head: String::from_utf8_lossy(&head).into_owned(), content: Vec::new() };
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or_default();
    request.content.resize(length, 0);
    stream.read_exact(&mut request.content).await?;
    Ok(Some(request))
}

fn echo(request: &Request) -> Vec<u8> {
    let media = request.header("content-type").unwrap_or("application/json");
    let length = request.content.len();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {media}\r\ncontent-length: {length}\r\n\r\n");
    [head.as_bytes(), &request.content].concat()
}
