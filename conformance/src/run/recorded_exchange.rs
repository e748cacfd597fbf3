//! An exchange of a case as it went: why it was made, what was known before it, and what came of it.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::HeaderValue;
use kii_spec::{OperationId, ResponseName, ScopeName, State, Statement, Versions};

use crate::{
    cases::Role,
    judge::{Examined, Mismatch},
    send::{Coding, KEPT, Request, Response, SentCredentials},
    values::{Content, visible::text_of},
};

/// An exchange of a case as it went.
#[derive(Clone, Debug)]
pub struct RecordedExchange {
    /// Why it was made.
    pub role: Role,
    /// The operation; `None` where published content is read.
    pub operation: Option<OperationId>,
    /// The scope in which it was made.
    pub scope: ScopeName,
    /// Which client of a race has made it, counted from 1; `None` outside of races.
    pub client: Option<usize>,
    /// How long the case waited before it, because it needed a later time.
    pub pause: Option<Duration>,
    /// When it began.
    pub begun: Instant,
    /// How long it took.
    pub time: Duration,
    /// The request.
    pub request: Request,
    /// Whose credentials it has; `None` if it has none.
    pub credentials: Option<SentCredentials>,
    /// How long after the request the point in time lies that its content names, if it names one.
    pub ends_in: Option<Duration>,
    /// The answer, or why there is none. Of its content only the beginning is kept.
    pub answer: Result<Response, String>,
    /// How many bytes its content had.
    pub length: usize,
    /// What was known of the object and its body before it.
    pub known: String,
    /// The documented responses of which one was due. None where it depends on other requests.
    pub due: Vec<ResponseName>,
    /// The documented response that the answer is.
    pub received: Option<ResponseName>,
    /// The statements that the answer was compared with.
    pub examined: Vec<Statement>,
    /// What was wrong with it.
    pub mismatches: Vec<Mismatch>,
}

impl RecordedExchange {
    /// The same with the statements that the answer was compared with.
    pub(super) fn examining(self, examined: &Examined) -> Self {
        Self { examined: examined.iter().map(|(_, statement)| statement.clone()).collect(), ..self }
    }
}

/// What is kept of an answer: its content as far as that of an abridged exchange.
pub(super) fn kept(answer: &Response) -> Response {
    let content = answer.content.get(..KEPT).map_or_else(|| answer.content.clone(), Bytes::copy_from_slice);
    // Field by field, as a clone of the whole would copy what is left out.
    Response {
        version: answer.version,
        status: answer.status,
        headers: answer.headers.clone(),
        content,
        coding: Coding::None,
        raw_head: Bytes::new(),
        surplus: Bytes::new(),
    }
}

/// What is known of an object and its body, in a few words.
pub(super) fn known(stored: &State<Content>) -> String {
    let object = thing("object", stored.object.is_some(), &stored.object_versions);
    let body = thing("body", stored.body.is_some(), &stored.body_versions);
    let length = stored.body.as_ref().map(|body| format!(" of {} bytes", body.bytes.len()));
    format!("{object}; {body}{}", length.unwrap_or_default())
}

fn thing(name: &str, exists: bool, versions: &Versions<HeaderValue>) -> String {
    let named = |version: &HeaderValue| text_of(version.as_bytes());
    let superseded: Vec<String> = versions.superseded.iter().map(named).collect();
    let superseded = match superseded.is_empty() {
        true => String::new(),
        false => format!(", superseded {}", superseded.join(", ")),
    };
    match (exists, &versions.current) {
        (false, _) => format!("no {name}"),
        (true, Some(current)) => format!("{name} with version {}{superseded}", named(current)),
        (true, None) => format!("{name} whose version is not known{superseded}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_names_what_exists_and_its_versions() {
        let mut stored = State::<Content>::default();
        assert_eq!(known(&stored), "no object; no body");
        stored.object = Some(crate::send::StoredObject::default());
        stored.body = Some(Content::body(None, 1));
        stored.object_versions.current = Some(HeaderValue::from_static("\"3\""));
        stored.object_versions.superseded = vec![HeaderValue::from_static("\"2\"")];
        let body = "body whose version is not known of 262 bytes";
        assert_eq!(known(&stored), format!("object with version \"3\", superseded \"2\"; {body}"));
    }
}
