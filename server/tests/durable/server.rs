//! A server on a disk, and requests of the owner to it.

use std::{fmt::Write, net::SocketAddr, sync::Arc};

use axum::{Router, body::Body};
use http::{Method, Request};
use kii_server::{Clock, Disk, Fixture, OpenError, ReferenceServer};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tower::ServiceExt;

/// The greatest size of an answer in these tests.
const ANSWER_LIMIT: usize = 1 << 22;

/// A JSON object with so many lists and objects nested in each other, itself counted.
pub(crate) fn nested(levels: usize) -> Value {
    json!({ "deep": (2..levels).fold(json!([]), |inner, _| json!([inner])) })
}

/// A server whose data is on a disk.
pub(crate) struct DurableServer {
    pub(crate) fixture: Fixture,
    reached: Reached,
}

/// How it is reached.
enum Reached {
    InProcess(Router),
    At(SocketAddr),
}

/// What came back; without an answer, its status is 0.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) e_tag: String,
    pub(crate) content: Vec<u8>,
}

impl DurableServer {
    pub(crate) fn open(disk: impl Disk) -> Result<Self, OpenError> {
        let (server, fixture) = ReferenceServer::open(Arc::new(disk), Clock::system())?;
        Ok(Self::of(&server, fixture))
    }

    pub(crate) fn of(server: &ReferenceServer, fixture: Fixture) -> Self {
        Self { fixture, reached: Reached::InProcess(server.router()) }
    }

    /// The server that another process is.
    pub(crate) fn at(address: SocketAddr, fixture: Fixture) -> Self {
        Self { fixture, reached: Reached::At(address) }
    }

    /// Sends a request about something in the owner's bucket; headers are given as a name and a value.
    pub(crate) async fn send(&self, method: Method, rest: &str, headers: &[(&str, &str)], content: Vec<u8>) -> Answer {
        let path = if rest.starts_with('/') {
            rest.to_owned()
        } else {
            format!("/api/apps/{}/users/me/buckets/bb/objects/{rest}", self.fixture.app_id)
        };
        let mut request = Request::builder().method(method).uri(path);
        request = request.header("authorization", format!("Bearer {}", self.fixture.owner.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        match &self.reached {
            Reached::InProcess(router) => {
                let response = router.clone().oneshot(request.body(Body::from(content)).unwrap()).await.unwrap();
                let (parts, body) = response.into_parts();
                let e_tag = parts.headers.get("etag").map_or("", |tag| tag.to_str().unwrap()).to_owned();
                // A body that cannot be read to its end is as good as none.
                let content = axum::body::to_bytes(body, ANSWER_LIMIT).await.map(|bytes| bytes.to_vec());
                Answer { status: parts.status.as_u16(), e_tag, content: content.unwrap_or_default() }
            }
            Reached::At(address) => {
                let answer = over_socket(*address, &request.body(content).unwrap()).await;
                answer.unwrap_or(Answer { status: 0, e_tag: String::new(), content: Vec::new() })
            }
        }
    }

    pub(crate) async fn get(&self, rest: &str) -> Answer {
        self.send(Method::GET, rest, &[], Vec::new()).await
    }
}

/// Sends a request on a connection of its own; `None` if there is no whole answer.
async fn over_socket(address: SocketAddr, request: &Request<Vec<u8>>) -> Option<Answer> {
    let mut head =
        format!("{} {} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        write!(head, "{name}: {}\r\n", value.to_str().unwrap()).unwrap();
    }
    write!(head, "content-length: {}\r\n\r\n", request.body().len()).unwrap();
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all(&[head.as_bytes(), request.body()].concat()).await.ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.ok()?;
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let (head, content) = (std::str::from_utf8(&answer[..end]).ok()?, answer[end + 4..].to_vec());
    let header = |name: &str| {
        let mut fields = head.lines().filter_map(|line| line.split_once(": "));
        fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    };
    let length = header("content-length").map(|length| length.parse::<usize>().unwrap());
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let is_whole = length.is_none_or(|length| length == content.len());
    is_whole.then(|| Answer { status, e_tag: header("etag").unwrap_or_default().to_owned(), content })
}
