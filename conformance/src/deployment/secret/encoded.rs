//! Runs of base64 (RFC 4648, both alphabets) and of hexadecimal digits in a text, and what they stand for.

use std::ops::Range;

use super::reading::Reading;

/// Shorter runs hold no secret.
pub(super) const SHORTEST: usize = 6;

/// No text in UTF-8 has this byte, so no secret goes on behind it.
const BETWEEN_RUNS: u8 = 0xff;

/// A digit or a byte: its value, and the part of the text that stands for it.
type Digit = (u8, Range<usize>);

/// What the runs of a text stand for. They may begin amid a byte, so they are read from each of their first digits.
pub(super) fn decoded(reading: &Reading) -> Vec<Reading> {
    let mut readings = Vec::new();
    let base64 = (runs(reading, base64_digit, |_| 0), 6, 4);
    let hexadecimal = (runs(reading, hexadecimal_digit, separator), 4, 2);
    for ((runs, to_the_end), bits, ways) in [base64, hexadecimal] {
        for first in (0..ways).filter(|_| !runs.is_empty()) {
            let mut bytes = Vec::new();
            for run in &runs {
                bytes.push((BETWEEN_RUNS, 0..0));
                decode(run.get(first..).unwrap_or_default(), bits, &mut bytes);
            }
            readings.push(reading.part(bytes, to_the_end));
        }
    }
    readings
}

/// The runs of digits of a text, which may be broken into lines or separated, and whether the text ends with the last one.
fn runs(reading: &Reading, digit: fn(u8) -> Option<u8>, separator: fn(&[u8]) -> usize) -> (Vec<Vec<Digit>>, bool) {
    let bytes = reading.as_bytes();
    let (mut runs, mut run, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(byte) = bytes.get(at) {
        // `0x` separates, although `0` is a digit.
        let between = separator(&bytes[at..]).max(line_break(&bytes[at..]));
        if between > 0 {
            at += between;
            continue;
        }
        match digit(*byte) {
            Some(value) => run.push((value, reading.place(at..at + 1))),
            None => {
                // Padding tells how long the secret is.
                if let (b'=', Some((_, place))) = (byte, run.last_mut()) {
                    place.end = reading.place(at..at + 1 + usize::from(bytes.get(at + 1) == Some(&b'='))).end;
                }
                if run.len() >= SHORTEST {
                    runs.push(std::mem::take(&mut run));
                }
                run.clear();
            }
        }
        at += 1;
    }
    let to_the_end = run.len() >= SHORTEST;
    runs.extend(to_the_end.then_some(run));
    (runs, to_the_end)
}

/// Adds the bytes that digits of so many bits stand for.
fn decode(digits: &[Digit], bits: usize, bytes: &mut Vec<Digit>) {
    let (mut held, mut length, mut start) = (0_u16, 0, 0);
    for (value, place) in digits {
        if length == 0 {
            start = place.start;
        }
        held = held << bits | u16::from(*value);
        length += bits;
        if length >= 8 {
            length -= 8;
            let [_, byte] = (held >> length).to_be_bytes();
            bytes.push((byte, start..place.end));
            start = place.start;
        }
    }
}

pub(super) const fn base64_digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

pub(super) const fn hexadecimal_digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'f' => byte - b'a' + 10,
        b'A'..=b'F' => byte - b'A' + 10,
        _ => return None,
    })
}

/// How many bytes separate two hexadecimal digits here.
pub(super) fn separator(text: &[u8]) -> usize {
    match text {
        [b'0', b'x' | b'X', ..] => 2,
        [b' ' | b':' | b'-' | b',' | b'_' | b'.', ..] => 1,
        _ => 0,
    }
}

/// How many bytes a line break with the blanks behind it has.
pub(super) fn line_break(text: &[u8]) -> usize {
    match text.first() {
        Some(b'\r' | b'\n') => text.iter().take_while(|byte| byte.is_ascii_whitespace()).count(),
        Some(_) | None => 0,
    }
}
