//! Removes secrets from texts, however an answer of a target spells them.
//!
//! A text is read in several ways, each of which keeps for every byte the part of the text that stands for it: as it is, with
//! its escapes decoded (again and again, as escapes can be nested), and with each run of base64 or hexadecimal digits decoded.
//! A secret that is found in one of these readings is removed from the text.

mod encoded;
mod escape;
mod reading;
mod scan;

use std::{ops::Range, sync::OnceLock};

use self::{
    reading::{Patterns, Reading},
    scan::Scan,
};

/// How often escapes within escapes are decoded, and encodings within encodings.
const NESTED: usize = 3;

/// What replaces a secret.
const REDACTED: &str = "[redacted]";

/// The secrets to remove.
#[derive(Default)]
pub(crate) struct Secrets {
    all: Vec<Secret>,
    /// Made of them when it is needed.
    scan: OnceLock<Scan>,
}

struct Secret {
    text: String,
    /// It as readings are compared with it, and the same with everything decoded in it that looks like an escape.
    patterns: Vec<Vec<u8>>,
}

impl Secrets {
    /// Adds a secret, unless it is shorter than `shortest` bytes and would match ordinary words.
    pub(crate) fn add(&mut self, secret: &str, shortest: usize) {
        if secret.len() < shortest {
            return;
        }
        let verbatim = Reading::of(secret);
        let mut patterns: Vec<Vec<u8>> = [verbatim.folded().bytes()].to_vec();
        patterns.extend(verbatim.decoded().last().map(|decoded| decoded.folded().bytes()));
        patterns.dedup();
        // Without its blanks it may be as short as a word.
        patterns.retain(|pattern| pattern.len() >= shortest);
        self.all.push(Secret { text: secret.to_owned(), patterns });
        self.scan = OnceLock::new();
    }

    /// The text, with `[redacted]` in place of each secret. If the text was cut at its end, the beginning of a secret that
    /// stands there is one, too.
    pub(crate) fn redact(&self, text: &str, is_cut: bool) -> String {
        if !is_cut && !self.may_be_in(text) {
            return text.to_owned();
        }
        let mut found = Vec::new();
        for secret in &self.all {
            found.extend(text.match_indices(&secret.text).map(|(at, secret)| at..at + secret.len()));
        }
        let patterns = Patterns::of(self.all.iter().flat_map(|secret| &secret.patterns).map(Vec::as_slice));
        Self::search(&Reading::beginning(text, is_cut), &patterns, NESTED, &mut found);
        replaced(text, found)
    }

    /// Whether a secret may be in a text, however it is spelled: quicker than to find out where.
    pub(super) fn may_be_in(&self, text: &str) -> bool {
        let scan = || Scan::of(self.all.iter().flat_map(|secret| secret.patterns.iter().cloned()));
        self.scan.get_or_init(scan).finds(text.as_bytes(), NESTED)
            || self.all.iter().any(|secret| secret.patterns.is_empty() && text.contains(&secret.text))
    }

    /// Adds the places in which a secret stands, in this reading and in those that follow from it.
    fn search(reading: &Reading, patterns: &Patterns<'_>, depth: usize, found: &mut Vec<Range<usize>>) {
        for reading in [reading].into_iter().chain(&reading.decoded()) {
            reading.folded().find(patterns, found);
            if depth > 0 {
                encoded::decoded(reading).iter().for_each(|inner| Self::search(inner, patterns, depth - 1, found));
            }
        }
    }
}

/// The text with `[redacted]` in these places, which may overlap.
fn replaced(text: &str, mut places: Vec<Range<usize>>) -> String {
    places.sort_by_key(|place| (place.start, place.end));
    let (mut redacted, mut end) = (String::new(), 0);
    for place in places {
        if place.start >= end {
            redacted.push_str(&text[end..place.start]);
            redacted.push_str(REDACTED);
        }
        end = end.max(place.end);
    }
    redacted + &text[end..]
}

#[cfg(test)]
mod tests;
