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
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// How much of a content a transcript shows.
const SHOWN: usize = 1000;

/// How much of a content is kept once it has been checked: a target may send megabytes to every one of the cases.
const KEPT: usize = 64 * 1024;

impl Exchange {
    /// The same exchange to be shown: of an answer beyond all measure, only what would be seen.
    #[must_use]
    pub fn abridged(mut self) -> Self {
        let content = &self.response.content;
        if content.len() > KEPT {
            let (shown, more) = content.split_at(SHOWN / 2);
            let note = format!("\n... and {} more bytes", more.len());
            self.response.content = [shown, note.as_bytes()].concat().into();
        }
        self
    }
}

impl AsRef<Self> for Request {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The transcript of a request, without its credentials.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "> {} {}", self.method, self.url)?;
        show(f, '>', &self.headers, &self.content)
    }
}

/// The transcript of an answer.
impl fmt::Display for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "< {:?} {}", self.version, self.status)?;
        show(f, '<', &self.headers, &self.content)
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.request, self.response)
    }
}

fn show(f: &mut fmt::Formatter<'_>, mark: char, headers: &HeaderMap, content: &[u8]) -> fmt::Result {
    for (name, value) in headers {
        let value = match name {
            &header::AUTHORIZATION => redacted(value.as_bytes()),
            _ => String::from_utf8_lossy(value.as_bytes()).into_owned(),
        };
        writeln!(f, "{mark} {name}: {value}")?;
    }
    if content.is_empty() {
        return Ok(());
    }
    let shown = content.get(..SHOWN).unwrap_or(content);
    let text = match std::str::from_utf8(shown) {
        Ok(text) => text.to_owned(),
        Err(_) => shown.escape_ascii().to_string(),
    };
    writeln!(f, "{mark}\n{mark} {text}")?;
    match content.len() - shown.len() {
        0 => Ok(()),
        more => writeln!(f, "{mark} ... and {more} more bytes"),
    }
}

/// The scheme of credentials, and nothing else of them.
fn redacted(credentials: &[u8]) -> String {
    let text = String::from_utf8_lossy(credentials);
    let scheme = text.split(' ').next().unwrap_or_default();
    format!("{scheme} [redacted]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(content: Vec<u8>) -> Exchange {
        let url = Url::parse("http://localhost/").unwrap();
        let request = Request { method: Method::GET, url, headers: HeaderMap::new(), content: Bytes::new() };
        let (version, status, headers) = (Version::HTTP_11, StatusCode::OK, HeaderMap::new());
        Exchange { request, response: Response { version, status, headers, content: content.into() } }
    }

    #[test]
    fn what_is_kept_of_a_large_answer_is_what_can_be_shown() {
        let kept = answered(vec![b'x'; 10_000_000]).abridged();
        assert!(kept.response.content.len() < SHOWN, "{} bytes", kept.response.content.len());
        assert!(kept.to_string().contains("... and 9999500 more bytes"), "{kept}");
        let small = answered(vec![b'x'; KEPT]);
        assert_eq!(small.clone().abridged().response, small.response);
    }
}
