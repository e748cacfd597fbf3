//! A request and its answer, complete except for secrets.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Version, header};
use url::Url;

use super::wire_form::WireForm;
use crate::values::{quotation, visible::text_of};

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The request.
    pub request: Request,
    /// The answer.
    pub response: Response,
}

/// A request as the client sends it.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address.
    pub url: Url,
    /// The headers, including `Authorization`.
    pub headers: HeaderMap,
    /// The content.
    pub content: Bytes,
    /// How it is written on the connection.
    pub form: WireForm,
}

/// An answer as it arrived. The default is an empty one with status 200.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The version of HTTP.
    pub version: Version,
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The content. A coding that could be undone is undone.
    pub content: Bytes,
    /// How the content was coded.
    pub coding: Coding,
    /// The bytes of the status line and the headers, with their spelling, order and white space, and of interim answers
    /// (1xx) before them.
    pub raw_head: Bytes,
    /// The first bytes that the server sent behind the answer, where nothing belongs to it: behind the announced length, or
    /// behind the head where there is no content. Only what had arrived when the answer was complete.
    pub surplus: Bytes,
}

/// What the header `Content-Encoding` says of content, and whether that is so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Coding {
    /// It names no coding, or there is no content.
    #[default]
    None,
    /// It names codings that the content had, and that are undone.
    Undone(String),
    /// It names codings that could not be undone, and why not. The content is as it arrived.
    Kept(String, String),
}

/// How many characters of content a transcript shows.
const SHOWN: usize = 1000;

/// How many bytes of content are kept after an answer has been checked: a target may send megabytes in every case.
pub(crate) const KEPT: usize = 64 * 1024;

/// How many further characters are searched for secrets that begin among those shown.
const LONGEST: usize = 4096;

/// What replaces a secret.
const REDACTED: &str = "[redacted]";

impl AsRef<Self> for Request {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, &str::to_owned)
    }
}

impl Exchange {
    /// The same exchange with only the first 64 KiB of the answer's content, more than a transcript shows.
    #[must_use]
    pub fn abridged(mut self) -> Self {
        if let Some(kept) = self.response.content.get(..KEPT) {
            self.response.content = Bytes::copy_from_slice(kept);
        }
        // A transcript does not show it, and the headers say the same.
        self.response.raw_head = Bytes::new();
        self
    }

    /// The transcript. `redact` removes secrets from contents before they are cut, as it would not find the mere beginning of
    /// a secret.
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
    /// The same answer. If its content is one of these, it is held only once, however many readers have got it.
    #[must_use]
    pub(crate) fn sharing<'a>(mut self, mut contents: impl Iterator<Item = &'a Bytes>) -> Self {
        if let Some(known) = contents.find(|known| **known == self.content) {
            self.content = known.clone();
        }
        self
    }

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
        let (shown, more) = match name {
            &header::AUTHORIZATION => (redacted(value.as_bytes()), false),
            _ if value.is_sensitive() => (REDACTED.to_owned(), false),
            // Whoever shows a transcript redacts all of it; what is not cut can wait for that.
            _ if value.len() <= SHOWN => (text_of(value.as_bytes()), false),
            _ => shown(value.as_bytes(), redact),
        };
        match more {
            true => writeln!(to, "{mark} {name}: {shown}... and so on, {} bytes in all", value.len())?,
            false => writeln!(to, "{mark} {name}: {shown}")?,
        }
    }
    if content.is_empty() {
        return Ok(());
    }
    let (shown, more) = shown(content, redact);
    // Marked like this, no line of a target can be taken for one of the suite or of what runs it.
    writeln!(to, "{mark}\n{mark} {}", shown.replace('\n', &format!("\n{mark} ")))?;
    match more {
        false => Ok(()),
        true if content.len() < KEPT => writeln!(to, "{mark} ... and so on, {} bytes in all", content.len()),
        true => writeln!(to, "{mark} ... and so on, {KEPT} bytes and more"),
    }
}

/// The beginning of a text without secrets, and whether there is more of it.
fn shown(bytes: &[u8], redact: &dyn Fn(&str) -> String) -> (String, bool) {
    let text = text_of(bytes);
    let begin = redact(&quotation::beginning(&text, SHOWN + LONGEST));
    match begin.char_indices().nth(SHOWN) {
        Some((end, _)) => (begin[..end].to_owned(), true),
        None => (begin, text.chars().nth(SHOWN + LONGEST).is_some()),
    }
}

/// Credentials of which only the scheme can be read.
fn redacted(credentials: &[u8]) -> String {
    let text = String::from_utf8_lossy(credentials);
    let scheme = text.split(' ').next().unwrap_or_default();
    format!("{scheme} {REDACTED}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(content: Vec<u8>) -> Exchange {
        let url = Url::parse("http://localhost/").unwrap();
        let request = Request {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            content: Bytes::new(),
            form: WireForm::default(),
        };
        Exchange { request, response: Response { content: content.into(), ..Response::default() } }
    }

    #[test]
    fn equal_contents_are_held_once() {
        let stored = [Bytes::from(vec![b'x'; 100]), Bytes::from(vec![b'y'; 100])];
        let equal = answered(vec![b'y'; 100]).response.sharing(stored.iter());
        assert_eq!(equal.content.as_ptr(), stored[1].as_ptr());
        let other = answered(vec![b'z'; 100]).response.sharing(stored.iter());
        assert_eq!(other.content, vec![b'z'; 100], "it stays what it is");
    }

    #[test]
    fn what_is_kept_of_a_large_answer_is_more_than_is_shown() {
        let transcript = |exchange: &Exchange| exchange.transcript(&str::to_owned);
        let kept = answered(vec![b'x'; 10_000_000]).abridged();
        assert_eq!(kept.response.content.len(), KEPT);
        assert!(transcript(&kept).contains("... and so on, 65536 bytes and more"), "{}", transcript(&kept));
        let small = answered(vec![b'x'; KEPT - 1]);
        assert_eq!(small.clone().abridged().response, small.response);
        assert!(transcript(&small).contains("65535 bytes in all"), "{}", transcript(&small));
    }
}
