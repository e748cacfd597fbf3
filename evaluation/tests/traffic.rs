//! `kii-conformance check` on the traffic of a scripted client with the reference server, and with wrong servers.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{fs, net::Ipv4Addr, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use kii_conformance::{Client, Connection, Request, Response, WireForm, cli::check};
use kii_server::{Fault, Fixture, ReferenceServer, Server};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// The traffic of a client that creates, reads, replaces and deletes an object of its own.
async fn traffic(base: &str, toml: &str) -> Vec<Value> {
    let target = Target::of(toml);
    let client = Client::new(Duration::from_secs(10), &Connection::default()).unwrap();
    let mut script = Script { base: base.to_owned(), target, client, entries: Vec::new() };
    let path = "/buckets/notes/objects/first";
    script.send(Method::GET, path, &[], "").await;
    let created = script.send(Method::PUT, path, &[], r#"{"title":"one"}"#).await;
    let first = created.headers["etag"].to_str().unwrap().to_owned();
    script.send(Method::GET, path, &[], "").await;
    script.send(Method::PUT, path, &[("if-match", &first)], r#"{"title":"two"}"#).await;
    script.send(Method::GET, path, &[], "").await;
    script.send(Method::PUT, path, &[("if-match", &first)], r#"{"title":"three"}"#).await;
    script.send(Method::GET, path, &[], "").await;
    script.send(Method::PUT, "/buckets/n/objects/first", &[], r#"{"title":"a bucket that may not be"}"#).await;
    script.send(Method::DELETE, path, &[], "").await;
    script.send(Method::GET, path, &[], "").await;
    script.entries
}

/// What the client knows of the server.
struct Target {
    app: String,
    owner: String,
    token: String,
}

impl Target {
    fn of(toml: &str) -> Self {
        let (_, owner) = toml.split_once("[principals.owner]").unwrap();
        let value = |text: &str, key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(&format!("{key} = ")));
            line.unwrap().trim_matches('"').to_owned()
        };
        Self { app: value(toml, "app_id"), owner: value(owner, "user_id"), token: value(owner, "token") }
    }
}

/// A client that records what it sends and gets.
struct Script {
    base: String,
    target: Target,
    client: Client,
    entries: Vec<Value>,
}

impl Script {
    async fn send(&mut self, method: Method, path: &str, headers: &[(&str, &str)], content: &str) -> Response {
        let Target { app, owner, token } = &self.target;
        let url = format!("{}/api/apps/{app}/users/{owner}{path}", self.base);
        let mut sent = HeaderMap::new();
        sent.insert("authorization", HeaderValue::from_str(&format!("Bearer {token}")).unwrap());
        sent.insert("content-type", HeaderValue::from_static("application/json"));
        for (name, value) in headers {
            sent.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
        }
        let request = Request {
            method,
            url: url.parse().unwrap(),
            headers: sent,
            content: content.as_bytes().to_vec().into(),
            form: WireForm::default(),
        };
        let response = self.client.send(&request).await.unwrap();
        self.entries.push(entry(self.entries.len(), &request, &response));
        response
    }
}

fn entry(number: usize, request: &Request, response: &Response) -> Value {
    let headers = |headers: &HeaderMap| -> Vec<Value> {
        let pairs = headers.iter();
        pairs.map(|(name, value)| json!({ "name": name.as_str(), "value": value.to_str().unwrap() })).collect()
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    json!({
        "startedDateTime": format!("2026-11-29T05:00:{number:02}Z"),
        "time": 1,
        "request": {
            "method": request.method.as_str(),
            "url": request.url.as_str(),
            "headers": headers(&request.headers),
            "postData": { "mimeType": "application/json", "text": text(&request.content) },
        },
        "response": {
            "status": response.status.as_u16(),
            "headers": headers(&response.headers),
            "content": { "size": response.content.len(), "text": text(&response.content) },
        },
    })
}

/// Checks what the server of the traffic has sent; the exit code as text, as exit codes cannot be compared.
fn checked(fault: Option<&str>) -> String {
    let (folder, runtime) = (tempfile::tempdir().unwrap(), Runtime::new().unwrap());
    let fixture = Fixture::demo();
    let fault = fault.map(|id| Fault::all().into_iter().find(|fault| fault.id == id).unwrap());
    let router = match fault {
        Some(fault) => fault.router(fixture.clone()),
        None => ReferenceServer::new(fixture.clone()).router(),
    };
    let entries = runtime.block_on(async {
        let running = Server::serve((Ipv4Addr::LOCALHOST, 0).into(), router).await.unwrap();
        let base = running.base_url();
        traffic(&base, &fixture.target_toml(&base)).await
    });
    let file = folder.path().join("client.har");
    fs::write(&file, json!({ "log": { "entries": entries } }).to_string()).unwrap();
    format!("{:?}", check::main(["check".into(), file.into(), "--side".into(), "server".into()]))
}

fn code(code: u8) -> String {
    format!("{:?}", std::process::ExitCode::from(code))
}

#[test]
fn the_traffic_with_the_reference_server_is_clean() {
    assert_eq!(checked(None), code(0));
}

#[test]
fn the_traffic_with_a_wrong_server_is_red() {
    for fault in ["object-put-ignores-if-match", "object-get-names-another-version"] {
        assert_eq!(checked(Some(fault)), code(1), "{fault}");
    }
}
