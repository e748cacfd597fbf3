//! Whether a text may have a secret in it. The readings are those of [`super::reading`], without the places that stand for their
//! bytes, and without what is too short to hold a secret; so nearly every text is done with quickly.

use super::{NESTED, encoded, escape};

/// The value of a byte that is no digit.
const NONE: u8 = u8::MAX;

/// The value of each byte as a digit.
const BASE64: [u8; 256] = {
    let (mut values, mut byte) = ([NONE; 256], 0_u8);
    loop {
        if let Some(value) = encoded::base64_digit(byte) {
            values[byte as usize] = value;
        }
        match byte.checked_add(1) {
            Some(next) => byte = next,
            None => break values,
        }
    }
};

/// The same for hexadecimal digits.
const HEXADECIMAL: [u8; 256] = {
    let (mut values, mut byte) = ([NONE; 256], 0_u8);
    loop {
        if let Some(value) = encoded::hexadecimal_digit(byte) {
            values[byte as usize] = value;
        }
        match byte.checked_add(1) {
            Some(next) => byte = next,
            None => break values,
        }
    }
};

/// What is searched for.
pub(super) struct Scan {
    patterns: Vec<Vec<u8>>,
    /// Whether a pattern begins with these two bytes.
    begins: Vec<u64>,
    /// The length of the shortest.
    shortest: usize,
    /// Whether they all consist of ASCII characters.
    is_ascii: bool,
}

impl Scan {
    pub(super) fn of(patterns: impl Iterator<Item = Vec<u8>>) -> Self {
        let patterns: Vec<Vec<u8>> = patterns.filter(|pattern| !pattern.is_empty()).collect();
        let shortest = patterns.iter().map(Vec::len).min().unwrap_or(usize::MAX);
        let mut begins = vec![0; 1024];
        for pattern in &patterns {
            let first = pattern[0];
            // One that is a single byte may be followed by any other.
            let seconds = pattern.get(1).map_or(0..=u8::MAX, |second| *second..=*second);
            for second in seconds {
                let (word, bit) = place(first, second);
                begins[word] |= bit;
            }
        }
        let is_ascii = patterns.iter().all(|pattern| pattern.is_ascii());
        Self { patterns, begins, shortest, is_ascii }
    }

    /// Whether a secret is in these bytes, whose encodings are decoded as often as `depth` says.
    pub(super) fn finds(&self, bytes: &[u8], depth: usize) -> bool {
        if bytes.len() < self.shortest {
            return false;
        }
        let mut unescaped: Option<Vec<u8>> = None;
        for _ in 0..=NESTED {
            let reading = unescaped.as_deref().unwrap_or(bytes);
            if self.is_folded_in(reading) || (depth > 0 && self.is_encoded_in(reading, depth - 1)) {
                return true;
            }
            match self::unescaped(reading) {
                Some(next) => unescaped = Some(next),
                None => return false,
            }
        }
        false
    }

    fn is_folded_in(&self, bytes: &[u8]) -> bool {
        let is_dropped = |byte: u8| byte.is_ascii_whitespace() || byte.is_ascii_control() || byte == b'+';
        let mut folded = Vec::with_capacity(bytes.len());
        folded.extend(bytes.iter().filter(|byte| !is_dropped(**byte)).map(u8::to_ascii_lowercase));
        folded.windows(2).enumerate().any(|(start, pair)| {
            let (word, bit) = place(pair[0], pair[1]);
            self.begins[word] & bit != 0 && self.patterns.iter().any(|pattern| folded[start..].starts_with(pattern))
        }) || (self.shortest == 1 && self.patterns.iter().any(|pattern| folded.ends_with(pattern)))
    }

    fn is_encoded_in(&self, bytes: &[u8], depth: usize) -> bool {
        self.is_in_runs(bytes, depth, 6, &BASE64, |_| 0)
            || self.is_in_runs(bytes, depth, 4, &HEXADECIMAL, encoded::separator)
    }

    /// Whether a secret is in the runs of digits that have so many bits each.
    fn is_in_runs(
        &self,
        bytes: &[u8],
        depth: usize,
        bits: usize,
        digits: &[u8; 256],
        separator: fn(&[u8]) -> usize,
    ) -> bool {
        let shortest = self.shortest.saturating_mul(8).div_ceil(bits).max(encoded::SHORTEST);
        let (mut run, mut at) = (Vec::new(), 0);
        while let Some(byte) = bytes.get(at) {
            let between = match byte {
                // The first bytes of every separator and line break, and `0x`.
                b'\r' | b'\n' | b' ' | b':' | b'-' | b',' | b'_' | b'.' | b'0' => {
                    separator(&bytes[at..]).max(encoded::line_break(&bytes[at..]))
                }
                _ => 0,
            };
            if between > 0 {
                at += between;
                continue;
            }
            match digits[usize::from(*byte)] {
                NONE => {
                    if run.len() >= shortest && self.is_in_run(&run, bits, depth) {
                        return true;
                    }
                    run.clear();
                }
                value => run.push(value),
            }
            at += 1;
        }
        run.len() >= shortest && self.is_in_run(&run, bits, depth)
    }

    /// Whether a secret is in a run, which may begin amid a byte.
    fn is_in_run(&self, run: &[u8], bits: usize, depth: usize) -> bool {
        let ways = if bits == 6 { 4 } else { 2 };
        (0..ways).any(|first| {
            let (mut decoded, mut held, mut length) = (Vec::with_capacity(run.len()), 0_u16, 0);
            let (mut plain, mut longest) = (0, 0);
            for digit in run.get(first..).unwrap_or_default() {
                held = held << bits | u16::from(*digit);
                length += bits;
                if length >= 8 {
                    length -= 8;
                    let byte = (held >> length).to_be_bytes()[1];
                    decoded.push(byte);
                    plain = if byte.is_ascii() { plain + 1 } else { 0 };
                    longest = longest.max(plain);
                }
            }
            // Every encoding of a secret in ASCII is in ASCII, and what is no encoding decodes to anything.
            (longest >= self.shortest || !self.is_ascii) && self.finds(&decoded, depth)
        })
    }
}

/// Where a set of pairs of bytes has this one.
fn place(first: u8, second: u8) -> (usize, u64) {
    let pair = usize::from(first) << 8 | usize::from(second);
    (pair >> 6, 1 << (pair & 63))
}

/// The bytes with their escapes decoded; `None` if they have none.
fn unescaped(bytes: &[u8]) -> Option<Vec<u8>> {
    let is_first = |byte: &u8| matches!(byte, b'%' | b'\\' | b'&' | b'=');
    let (mut at, mut has_escapes) = (bytes.iter().position(is_first)?, false);
    let mut decoded = bytes[..at].to_vec();
    while let Some(byte) = bytes.get(at) {
        match is_first(byte).then(|| escape::read(&bytes[at..])).flatten() {
            Some(escape) => {
                has_escapes = true;
                decoded.extend(escape.bytes);
                at += escape.length;
            }
            None => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    has_escapes.then_some(decoded)
}
