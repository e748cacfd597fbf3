//! Contents that are JSON, or should be.

use http::{Method, StatusCode, Uri};
use kii_types::JsonObject;
use serde_json::Value;

use super::tried_server::TriedServer;
use crate::object::{is_too_deep, without_reserved};

const OBJECT: &str = "/api/apps/app/users/me/buckets/bb/objects/o1";

/// The other places that read JSON.
const OTHERS: [(Method, &str); 8] = [
    (Method::PATCH, OBJECT),
    (Method::POST, "/api/apps/app/users/me/buckets/bb/objects"),
    (Method::POST, "/api/apps/app/users/me/buckets/bb/objects/o1/body/publish"),
    (Method::POST, "/api/apps/app/users"),
    (Method::POST, "/api/apps/app/things"),
    (Method::POST, "/api/apps/app/groups"),
    (Method::POST, "/api/apps/app/oauth2/token"),
    (Method::POST, "/api/oauth2/token"),
];

/// An object of at most so many bytes is small enough, whatever the server adds to it and however it writes numbers (`1e9`).
const SMALL: usize = 10_000;

/// The content of a request: an object that can be stored is read as it was sent, anything else is refused and changes nothing, and no
/// place that reads JSON fails.
pub fn json(input: &[u8]) {
    let server = TriedServer::new();
    let object = || Uri::from_static(OBJECT);
    let put = server.send(Method::PUT, object(), input).status();
    let read = server.send(Method::GET, object(), b"");
    let sent = std::str::from_utf8(input).ok().and_then(|text| serde_json::from_str::<JsonObject>(text).ok());
    match (put, sent) {
        (StatusCode::CREATED, Some(sent)) => {
            assert!(!is_too_deep(&sent), "it is nested too deep to be read again");
            let stored: Option<JsonObject> = serde_json::from_slice(read.body()).ok();
            let stored = stored.map(without_reserved).map(Value::Object);
            let sent = Value::Object(without_reserved(sent));
            assert!(stored.as_ref().is_some_and(|stored| are_same(&sent, stored)), "{sent} was stored as {stored:?}");
        }
        (StatusCode::CREATED, None) => panic!("what is no object was stored"),
        (refused, sent) => {
            assert_eq!(read.status(), StatusCode::NOT_FOUND, "{refused}, and it is there");
            let is_small = input.len() <= SMALL;
            assert!(sent.is_none_or(|sent| is_too_deep(&sent) || !is_small), "{refused} to what can be stored");
        }
    }
    for (method, path) in OTHERS {
        server.send(method, Uri::from_static(path), input);
    }
}

/// Whether both are the same. Numbers with fractions may lose their last bit whenever they are read.
fn are_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let has_same = |(name, value): (&String, &Value)| other.get(name).is_some_and(|it| are_same(value, it));
            one.len() == other.len() && one.iter().all(has_same)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| are_same(one, other))
        }
        (Value::Number(one), Value::Number(other)) => {
            let are_near = |one: f64, other: f64| (one - other).abs() <= 4.0 * f64::EPSILON * one.abs();
            one == other || one.as_f64().zip(other.as_f64()).is_some_and(|(one, other)| are_near(one, other))
        }
        (one, other) => one == other,
    }
}
