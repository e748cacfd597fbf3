//! Removes secrets from the texts of an exchange, before anything of them is cut.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, header};

use super::content::{ContentForm, Limit, StoryContent};
use crate::{deployment::Redactor, run::RecordedExchange, values::visible::text_of};

/// How many further characters are searched for secrets that begin among those that are kept.
const LONGEST: usize = 4096;

/// The longest packed content that is kept, in bytes.
const MOST_PACKED: usize = 16 * 1024;

/// What replaces a secret.
const REDACTED: &str = "[redacted]";

/// Removes secrets from the texts of one exchange.
pub(super) struct Redaction<'r> {
    redactor: &'r Redactor,
    /// Whether any of the texts may have a secret in it.
    is_needed: bool,
}

impl<'r> Redaction<'r> {
    /// Looks through all texts of an exchange at once, as nearly all exchanges have no secret in them.
    pub(super) fn of(redactor: &'r Redactor, exchange: &RecordedExchange, limit: Limit) -> Self {
        /// No secret has it, and no escape or run of digits goes on behind it.
        const BETWEEN: char = '\u{fffc}';
        let mut all = String::from(exchange.request.url.as_str());
        let mut add = |text: &str| {
            all.push(BETWEEN);
            all.push_str(text);
        };
        add(&exchange.known);
        let response = exchange.answer.as_ref().ok();
        let headers = exchange.request.headers.iter().chain(response.iter().flat_map(|response| &response.headers));
        headers.filter(|(_, value)| !value.is_sensitive()).for_each(|(_, value)| add(&text_of(value.as_bytes())));
        let contents = [Some(&exchange.request.content), response.map(|response| &response.content)];
        contents.into_iter().flatten().for_each(|content| add(&text_of(searched(content, limit))));
        Self { redactor, is_needed: redactor.may_be_in(&all) }
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
    pub(super) fn content(&self, bytes: &[u8], length: usize, limit: Limit) -> Option<StoryContent> {
        if bytes.is_empty() {
            return None;
        }
        let held = searched(bytes, limit);
        let is_short = held.len() == length;
        let (form, data, is_cut) = match text(held, is_short) {
            Some(text) => {
                let (data, is_cut) = beginning(&self.text(text), limit.kept());
                (ContentForm::Text, data, is_cut)
            }
            None => {
                let text = text_of(held);
                let redacted = self.text(&text);
                if redacted == text {
                    let kept = held.get(..limit.kept()).unwrap_or(held);
                    (ContentForm::Base64, BASE64.encode(kept), kept.len() < held.len())
                } else {
                    let (data, is_cut) = beginning(&redacted, limit.kept());
                    (ContentForm::Text, data, is_cut)
                }
            }
        };
        Some(StoryContent { form, data, length, is_cut: is_cut || !is_short, packed: None })
    }

    /// The content of a request. One that is cut is packed as well, so that it can be sent again: the suite has made it, and
    /// has no secret to put into it.
    pub(super) fn request_content(&self, bytes: &[u8], limit: Limit) -> Option<StoryContent> {
        let content = self.content(bytes, bytes.len(), limit)?;
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
