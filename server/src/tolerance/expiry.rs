//! The end of a publication as a text.

use http::{Method, request::Parts};
use jiff::Timestamp;
use kii_types::JsonObject;
use serde_json::Value;

use super::{Rewriting, Tolerance};

pub(super) const EXPIRY_AS_TEXT: Tolerance = Tolerance {
    id: "expiry-as-text",
    summary: "expiresAt as a date (2030-01-31T12:00:00Z), and expiresAt and expiresIn as digits in a text, are served as numbers.",
    rewriting: Rewriting::Content { of: is_publication, change: to_numbers },
};

fn is_publication(parts: &Parts) -> bool {
    parts.method == Method::POST && parts.uri.path().ends_with("/body/publish")
}

fn to_numbers(content: &[u8]) -> Option<Vec<u8>> {
    let mut members: JsonObject = serde_json::from_slice(content).ok()?;
    for (name, is_date) in [("expiresAt", true), ("expiresIn", false)] {
        let Some(Value::String(text)) = members.get(name) else { continue };
        let date = || text.parse::<Timestamp>().ok().filter(|_| is_date).map(Timestamp::as_millisecond);
        let number = text.parse().ok().or_else(date)?;
        members.insert(name.to_owned(), Value::from(number));
    }
    serde_json::to_vec(&members).ok()
}
