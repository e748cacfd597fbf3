//! What was sent and what came back, complete but for secrets.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Version, header};
use url::Url;

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The request.
    pub request: Request,
    /// The answer.
    pub response: Response,
}

/// A request as it is sent.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address.
    pub url: Url,
    /// The headers, `Authorization` among them.
    pub headers: HeaderMap,
    /// The content.
    pub content: Bytes,
}

/// An answer as it arrived.
#[derive(Clone, Debug)]
pub struct Response {
    /// The version of HTTP that it was sent with.
    pub version: Version,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The content.
    pub content: Bytes,
}

/// How many characters of a content a transcript shows.
const SHOWN: usize = 1000;

/// How many of those that follow are looked at for secrets that begin before.
const LONGEST: usize = 4096;

/// What stands in the place of a secret.
const REDACTED: &str = "[redacted]";

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, &str::to_owned)
    }
}

impl Exchange {
    /// The transcript, with every content as `redact` leaves it. Contents are cut afterwards: the mere beginning of a secret
    /// would not be found.
    #[must_use]
    pub fn transcript(&self, redact: &dyn Fn(&str) -> String) -> String {
        let Self { request, response } = self;
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = request.write(&mut text, redact);
        let _ = response.write(&mut text, redact);
        text
    }
}

impl Request {
    fn write(&self, to: &mut dyn fmt::Write, redact: &dyn Fn(&str) -> String) -> fmt::Result {
        writeln!(to, "> {} {}", self.method, self.url)?;
        show(to, '>', &self.headers, &self.content, redact)
    }
}

impl Response {
    fn write(&self, to: &mut dyn fmt::Write, redact: &dyn Fn(&str) -> String) -> fmt::Result {
        writeln!(to, "< {:?} {}", self.version, self.status)?;
        show(to, '<', &self.headers, &self.content, redact)
    }
}

fn show(
    to: &mut dyn fmt::Write,
    mark: char,
    headers: &HeaderMap,
    content: &[u8],
    redact: &dyn Fn(&str) -> String,
) -> fmt::Result {
    for (name, value) in headers {
        let value = match name {
            &header::AUTHORIZATION => redacted(value.as_bytes()),
            _ if value.is_sensitive() => REDACTED.to_owned(),
            _ => String::from_utf8_lossy(value.as_bytes()).into_owned(),
        };
        writeln!(to, "{mark} {name}: {value}")?;
    }
    if content.is_empty() {
        return Ok(());
    }
    let begin: String = match std::str::from_utf8(content) {
        Ok(text) => text.chars().take(SHOWN + LONGEST).collect(),
        Err(_) => content.escape_ascii().take(SHOWN + LONGEST).map(char::from).collect(),
    };
    let begin = redact(&begin);
    let shown: String = begin.chars().take(SHOWN).collect();
    writeln!(to, "{mark}\n{mark} {shown}")?;
    match shown.len() == begin.len() {
        true => Ok(()),
        false => writeln!(to, "{mark} ... and so on, {} bytes in all", content.len()),
    }
}

/// The scheme of credentials, and nothing else of them.
fn redacted(credentials: &[u8]) -> String {
    let text = String::from_utf8_lossy(credentials);
    let scheme = text.split(' ').next().unwrap_or_default();
    format!("{scheme} {REDACTED}")
}
