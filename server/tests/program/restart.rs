//! A server that is killed in the middle of a client's work and started again: the client goes on as if nothing had been.

use serde_json::{Value, json};

use crate::process::{Answer, Initialised, ServerProcess};

/// A client with what it has been given. It knows the server by no more than its address.
struct Client<'a> {
    place: &'a Initialised,
    token: String,
    refresh_token: String,
}

impl<'a> Client<'a> {
    fn log_in(place: &'a Initialised, server: &ServerProcess) -> Self {
        let (name, password) = place.login("owner");
        let granted = Self::grant(server, &json!({ "username": name, "password": password }));
        let text = |name: &str| granted[name].as_str().unwrap().to_owned();
        Self { place, token: text("access_token"), refresh_token: text("refresh_token") }
    }

    fn grant(server: &ServerProcess, request: &Value) -> Value {
        let headers = [("Content-Type", "application/json")];
        let answer = server.send("POST", "/api/oauth2/token", &headers, &request.to_string());
        assert_eq!(answer.status, 200, "{answer:?}");
        serde_json::from_str(&answer.content).unwrap()
    }

    /// Sends a request about its own object.
    fn send(
        &self,
        server: &ServerProcess,
        method: &str,
        rest: &str,
        headers: &[(&str, &str)],
        content: &str,
    ) -> Answer {
        let path = format!("/api/apps/{}/users/me/buckets/notes/objects/o1{rest}", self.place.text("app_id"));
        let token = format!("Bearer {}", self.token);
        let headers = [&[("Authorization", token.as_str()), ("Content-Type", "application/json")], headers].concat();
        server.send(method, &path, &headers, content)
    }
}

/// The version that an answer names.
fn version(answer: &Answer) -> String {
    let line = answer.head.lines().find_map(|line| line.strip_prefix("etag: "));
    line.unwrap_or_else(|| panic!("no version: {answer:?}")).to_owned()
}

#[test]
fn a_client_goes_on_with_its_token_and_its_versions_after_the_server_was_killed() {
    let place = Initialised::new();
    let server = place.start(&[]);
    let client = Client::log_in(&place, &server);
    let body = "0123456789".repeat(10_000);
    let first = version(&client.send(&server, "PUT", "", &[], r#"{"n":1}"#));
    let second = version(&client.send(&server, "PATCH", "", &[("If-Match", &first)], r#"{"m":2}"#));
    let of_body = version(&client.send(&server, "PUT", "/body", &[], &body));
    let published = client.send(&server, "POST", "/body/publish", &[], "{}");
    let published: Value = serde_json::from_str(&published.content).unwrap();
    let url = published["url"].as_str().unwrap();
    let path = &url[url.find("/api/").unwrap()..];
    // Kills it, and the next one has another port.
    drop(server);

    let server = place.start(&[]);
    let found = client.send(&server, "GET", "", &[], "");
    assert_eq!((found.status, version(&found)), (200, second.clone()));
    let members: Value = serde_json::from_str(&found.content).unwrap();
    assert_eq!((&members["n"], &members["m"]), (&json!(1), &json!(2)));
    let part = client.send(&server, "GET", "/body", &[("If-Match", &of_body), ("Range", "bytes=99990-")], "");
    assert_eq!((part.status, part.content.as_str()), (206, "0123456789"));
    assert_eq!(server.send("GET", path, &[], "").content, body, "the address that it gave away still leads there");
    assert_eq!(client.send(&server, "PUT", "", &[("If-Match", &first)], "{}").status, 409, "this version is over");
    let third = client.send(&server, "PUT", "", &[("If-Match", &second)], r#"{"n":3}"#);
    assert_eq!(third.status, 200);
    drop(server);

    let server = place.start(&[]);
    let granted = Client::grant(&server, &json!({ "refresh_token": client.refresh_token }));
    let token = granted["access_token"].as_str().unwrap().to_owned();
    let client = Client { token, ..client };
    let again = client.send(&server, "PUT", "", &[("If-Match", &version(&third))], r#"{"n":4}"#);
    assert_eq!(again.status, 200);
    assert_ne!(version(&again), version(&third));
}
