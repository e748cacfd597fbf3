//! Runs of base64 (RFC 4648, both alphabets) and of hexadecimal digits in a text, and what they stand for.

use std::ops::Range;

use super::reading::Reading;

/// Shorter runs hold no secret.
const SHORTEST: usize = 6;

/// A digit: its value, and the part of the text that stands for it.
type Digit = (u8, Range<usize>);

/// Digits that follow each other.
#[derive(Default)]
struct Run {
    digits: Vec<Digit>,
    /// Whether the text ends with it.
    is_last: bool,
}

/// What each run of a text stands for. A run may begin amid a byte, so it is read from each of its first digits.
pub(super) fn decoded(reading: &Reading) -> Vec<Reading> {
    let base64 = runs(reading, base64_digit, |_| 0).into_iter().map(|run| (run, 6, 4));
    let hexadecimal = runs(reading, hexadecimal_digit, separator).into_iter().map(|run| (run, 4, 2));
    let runs = base64.chain(hexadecimal);
    runs.flat_map(|(run, bits, ways)| {
        (0..ways).map(move |first| reading.part(bytes(run.digits.get(first..).unwrap_or_default(), bits), run.is_last))
    })
    .collect()
}

/// The runs of digits of a text, which may be broken into lines or separated.
fn runs(reading: &Reading, digit: fn(u8) -> Option<u8>, separator: fn(&[u8]) -> usize) -> Vec<Run> {
    let bytes = reading.as_bytes();
    let (mut runs, mut run, mut at) = (Vec::new(), Run::default(), 0);
    while let Some(byte) = bytes.get(at) {
        // `0x` separates, although `0` is a digit.
        let between = separator(&bytes[at..]).max(line_break(&bytes[at..]));
        if between > 0 {
            at += between;
            continue;
        }
        match digit(*byte) {
            Some(value) => run.digits.push((value, reading.place(at..at + 1))),
            None => {
                // Padding tells how long the secret is.
                if let (b'=', Some((_, place))) = (byte, run.digits.last_mut()) {
                    place.end = reading.place(at..at + 1 + usize::from(bytes.get(at + 1) == Some(&b'='))).end;
                }
                runs.push(std::mem::take(&mut run));
            }
        }
        at += 1;
    }
    runs.push(Run { is_last: true, ..run });
    runs.retain(|run| run.digits.len() >= SHORTEST);
    runs
}

/// The bytes that digits of so many bits stand for.
fn bytes(digits: &[Digit], bits: usize) -> Vec<Digit> {
    let (mut bytes, mut held, mut length, mut start) = (Vec::new(), 0_u32, 0, 0);
    for (value, place) in digits {
        if length == 0 {
            start = place.start;
        }
        held = (held << bits | u32::from(*value)) & 0xffff;
        length += bits;
        if length >= 8 {
            length -= 8;
            bytes.push(((held >> length & 0xff) as u8, start..place.end));
            start = place.start;
        }
    }
    bytes
}

const fn base64_digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

const fn hexadecimal_digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'f' => byte - b'a' + 10,
        b'A'..=b'F' => byte - b'A' + 10,
        _ => return None,
    })
}

/// How many bytes separate two hexadecimal digits here.
fn separator(text: &[u8]) -> usize {
    match text {
        [b'0', b'x' | b'X', ..] => 2,
        [b' ' | b':' | b'-' | b',' | b'_' | b'.', ..] => 1,
        _ => 0,
    }
}

/// How many bytes a line break with the blanks behind it has.
fn line_break(text: &[u8]) -> usize {
    match text.first() {
        Some(b'\r' | b'\n') => text.iter().take_while(|byte| byte.is_ascii_whitespace()).count(),
        Some(_) | None => 0,
    }
}
