//! One way to read a text: bytes, each with the part of the text that stands for it.

use std::ops::Range;

use super::{NESTED, escape};

/// Less of a secret at the end of a text tells too little to be looked for, and is found by chance.
const SHORTEST_BEGINNING: usize = 4;

/// Bytes, each with the part of the text that stands for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    bytes: Vec<u8>,
    places: Vec<Range<usize>>,
    /// Where the text ends, if it was cut there: the last bytes may be the beginning of a secret.
    cut_at: Option<usize>,
}

/// What is searched for, by its first byte.
pub(super) struct Patterns<'p>([Vec<&'p [u8]>; 256]);

impl<'p> Patterns<'p> {
    pub(super) fn of(patterns: impl Iterator<Item = &'p [u8]>) -> Self {
        let mut by_first = [const { Vec::new() }; 256];
        for pattern in patterns {
            if let Some(first) = pattern.first() {
                by_first[usize::from(*first)].push(pattern);
            }
        }
        Self(by_first)
    }
}

impl Reading {
    /// A whole text.
    pub(super) fn of(text: &str) -> Self {
        Self::beginning(text, false)
    }

    /// A text that may have been cut at its end.
    pub(super) fn beginning(text: &str, is_cut: bool) -> Self {
        let mut reading = Self { cut_at: is_cut.then_some(text.len()), ..Self::default() };
        for (at, char) in text.char_indices() {
            let place = at..at + char.len_utf8();
            char.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| reading.push(byte, place.clone()));
        }
        reading
    }

    /// A reading of a part of this one, up to its end or not.
    pub(super) fn part(&self, bytes: Vec<(u8, Range<usize>)>, to_the_end: bool) -> Self {
        let (bytes, places) = bytes.into_iter().unzip();
        Self { bytes, places, cut_at: self.cut_at.filter(|_| to_the_end) }
    }

    /// Its bytes alone.
    pub(super) fn bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Its bytes.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The part of the text that stands for these bytes.
    pub(super) fn place(&self, bytes: Range<usize>) -> Range<usize> {
        match (self.places.get(bytes.start), bytes.end.checked_sub(1).and_then(|last| self.places.get(last))) {
            (Some(first), Some(last)) => first.start..last.end.max(first.end),
            (_, _) => 0..0,
        }
    }

    /// The readings with its escapes decoded once, twice and so on, until there are none.
    pub(super) fn decoded(&self) -> Vec<Self> {
        let mut readings: Vec<Self> = Vec::new();
        for _ in 0..NESTED {
            match readings.last().unwrap_or(self).unescaped() {
                Some(next) => readings.push(next),
                None => break,
            }
        }
        readings
    }

    /// The reading with its escapes decoded; `None` if it has none.
    fn unescaped(&self) -> Option<Self> {
        let mut reading = Self { cut_at: self.cut_at, ..Self::default() };
        let (mut at, mut has_escapes) = (0, false);
        while at < self.bytes.len() {
            let rest = &self.bytes[at..];
            let (decoded, length) = match escape::read(rest) {
                Some(escape) => {
                    has_escapes = true;
                    (escape.bytes, escape.length)
                }
                // An escape that was cut in two is nothing more to read.
                None if self.cut_at.is_some() && escape::is_incomplete(rest) => break,
                None => (vec![rest[0]], 1),
            };
            let place = self.place(at..at + length);
            decoded.into_iter().for_each(|byte| reading.push(byte, place.clone()));
            at += length;
        }
        (has_escapes || at < self.bytes.len()).then_some(reading)
    }

    /// The reading as secrets are compared with it: in lower case, without white space, as a text may be broken into lines,
    /// without control characters, and without `+`, which stands for a blank in forms.
    pub(super) fn folded(&self) -> Self {
        let mut reading = Self { cut_at: self.cut_at, ..Self::default() };
        for (byte, place) in self.bytes.iter().zip(&self.places) {
            if !(byte.is_ascii_whitespace() || byte.is_ascii_control() || *byte == b'+') {
                reading.push(byte.to_ascii_lowercase(), place.clone());
            }
        }
        reading
    }

    /// Adds the places where patterns stand, and where the text was cut amid one.
    pub(super) fn find(&self, patterns: &Patterns<'_>, found: &mut Vec<Range<usize>>) {
        for (start, first) in self.bytes.iter().enumerate() {
            for pattern in &patterns.0[usize::from(*first)] {
                let rest = &self.bytes[start..];
                if rest.starts_with(pattern) {
                    found.push(self.place(start..start + pattern.len()));
                } else if let Some(end) = self.cut_at
                    && rest.len() >= SHORTEST_BEGINNING
                    && pattern.starts_with(rest)
                {
                    found.push(self.place(start..self.bytes.len()).start..end);
                }
            }
        }
    }

    fn push(&mut self, byte: u8, place: Range<usize>) {
        self.bytes.push(byte);
        self.places.push(place);
    }
}
