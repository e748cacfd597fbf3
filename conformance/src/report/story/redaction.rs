//! Removes secrets from the texts of an exchange, before anything of them is cut.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, header};

use super::content::{ContentForm, Limit, StoryContent};
use crate::{deployment::Redactor, send::Response, values::visible::text_of};

/// How many further characters are searched for secrets that begin among those that are kept.
const LONGEST: usize = 4096;

/// The longest packed content that is kept, in bytes.
const MOST_PACKED: usize = 16 * 1024;

/// What replaces a secret.
const REDACTED: &str = "[redacted]";

/// Removes secrets from the texts of the exchanges of one case.
pub(super) struct Redaction<'r> {
    redactor: &'r Redactor,
    limit: Limit,
    /// Whether an answer so far may have a secret in it. What the suite sends has none that no answer has had, except for the
    /// values of headers that are marked as sensitive.
    is_needed: bool,
    /// The contents of answers that have none, as far as they are searched. Many answers repeat the content of another.
    clean: Vec<Bytes>,
}

impl<'r> Redaction<'r> {
    pub(super) const fn of(redactor: &'r Redactor, limit: Limit) -> Self {
        Self { redactor, limit, is_needed: false, clean: Vec::new() }
    }

    /// Looks through the next answer. Nearly all of them have no secret.
    pub(super) fn look_through(&mut self, answer: &Response) {
        if self.is_needed {
            return;
        }
        let may_be_in = |bytes: &[u8]| match std::str::from_utf8(bytes) {
            Ok(text) => self.redactor.may_be_in(text),
            Err(_) => self.redactor.may_be_in(&text_of(bytes)),
        };
        let in_headers = answer.headers.values().any(|value| may_be_in(value.as_bytes()));
        let searched = answer.content.slice_ref(searched(&answer.content, self.limit));
        let is_known = self.clean.contains(&searched);
        self.is_needed = in_headers || (!is_known && may_be_in(&searched));
        if !self.is_needed && !is_known {
            self.clean.push(searched);
        }
    }

    /// A text without secrets.
    pub(super) fn text(&self, text: &str) -> String {
        if self.is_needed { self.redactor.redact(text) } else { text.to_owned() }
    }

    /// Headers without secrets. Of credentials only the scheme can be read.
    pub(super) fn headers(&self, headers: &HeaderMap) -> Vec<(String, String)> {
        let shown = headers.iter().map(|(name, value)| {
            let text = text_of(value.as_bytes());
            let shown = match name {
                &header::AUTHORIZATION => format!("{} {REDACTED}", text.split(' ').next().unwrap_or_default()),
                _ if value.is_sensitive() => REDACTED.to_owned(),
                _ => self.text(&text),
            };
            (name.to_string(), shown)
        });
        shown.collect()
    }

    /// The content of a response, of which `bytes` are the beginning.
    pub(super) fn content(&self, bytes: &[u8], length: usize) -> Option<StoryContent> {
        if bytes.is_empty() {
            return None;
        }
        let limit = self.limit;
        let held = searched(bytes, limit);
        let is_short = held.len() == length;
        let (form, data, is_cut) = match text(held, is_short) {
            Some(text) => {
                let (data, is_cut) = beginning(&self.text(text), limit.kept());
                (ContentForm::Text, data, is_cut)
            }
            None => {
                let text = text_of(held);
                let redacted = self.is_needed.then(|| self.text(&text)).filter(|redacted| *redacted != text);
                if let Some(redacted) = redacted {
                    let (data, is_cut) = beginning(&redacted, limit.kept());
                    (ContentForm::Text, data, is_cut)
                } else {
                    let kept = held.get(..limit.kept()).unwrap_or(held);
                    (ContentForm::Base64, BASE64.encode(kept), kept.len() < held.len())
                }
            }
        };
        Some(StoryContent { form, data, length, is_cut: is_cut || !is_short, packed: None })
    }

    /// The content of a request. One that is cut is packed as well, so that it can be sent again: the suite has made it, and
    /// has no secret to put into it.
    pub(super) fn request_content(&self, bytes: &[u8]) -> Option<StoryContent> {
        let content = self.content(bytes, bytes.len())?;
        let packed = if content.is_cut && !self.is_needed { packed(bytes) } else { None };
        Some(StoryContent { packed, ..content })
    }
}

/// As much of a content as is searched for secrets.
fn searched(bytes: &[u8], limit: Limit) -> &[u8] {
    bytes.get(..limit.kept() + LONGEST).unwrap_or(bytes)
}

/// Bytes as a text, if they are one, but for a character that was cut in two.
fn text(bytes: &[u8], is_whole: bool) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) if !is_whole && error.error_len().is_none() => {
            bytes.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok())
        }
        Err(_) => None,
    }
}

/// The beginning of a text, of at most so many characters, and whether there is more of it.
fn beginning(text: &str, characters: usize) -> (String, bool) {
    match text.char_indices().nth(characters) {
        Some((end, _)) => (text[..end].to_owned(), true),
        None => (text.to_owned(), false),
    }
}

fn packed(bytes: &[u8]) -> Option<String> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    // Nothing fails that writes into memory.
    packer.write_all(bytes).ok()?;
    let packed = packer.finish().ok()?;
    (packed.len() <= MOST_PACKED).then(|| BASE64.encode(packed))
}
