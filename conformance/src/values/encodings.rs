//! The forms in which a value may stand in a text: as it is, escaped, or in an encoding of bytes.

use base64::{
    Engine as _, alphabet,
    engine::{GeneralPurpose, GeneralPurposeConfig},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// Base64 without padding, which depends on the bytes after the value.
const CONFIG: GeneralPurposeConfig = GeneralPurposeConfig::new().with_encode_padding(false);

/// The two alphabets of base64 (RFC 4648).
const BASE64: [GeneralPurpose; 2] =
    [GeneralPurpose::new(&alphabet::STANDARD, CONFIG), GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG)];

/// Every character except the unreserved ones (RFC 3986, 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Every character except those that a path segment may contain unescaped (RFC 3986, 3.3).
const OUTSIDE_PATHS: &AsciiSet = &RESERVED
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// Shorter pieces of base64 would match by chance.
const SHORTEST_PIECE: usize = 8;

/// Bytes percent-encoded, in base64 whatever stands around them, and in hexadecimal digits.
pub(crate) fn of_bytes(bytes: &[u8]) -> Vec<String> {
    let mut forms = Vec::new();
    for set in [NON_ALPHANUMERIC, RESERVED, OUTSIDE_PATHS] {
        let encoded = percent_encode(bytes, set).to_string();
        forms.push(encoded.replace("%20", "+"));
        forms.push(lower_case_escapes(&encoded));
        forms.push(encoded);
    }
    for engine in &BASE64 {
        forms.extend((0..3).map(|offset| piece(engine, bytes, offset)).filter(|piece| piece.len() >= SHORTEST_PIECE));
    }
    let digits = |upper: bool| -> String {
        bytes.iter().map(|byte| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") }).collect()
    };
    forms.extend([digits(false), digits(true)].into_iter().filter(|digits| digits.len() >= SHORTEST_PIECE));
    forms
}

/// The text with `%2F` as `%2f`, and no other change.
fn lower_case_escapes(encoded: &str) -> String {
    let mut parts = encoded.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| match part.split_at_checked(2) {
        Some((digits, rest)) => format!("{text}%{}{rest}", digits.to_lowercase()),
        None => format!("{text}%{part}"),
    })
}

/// The part of the base64 of bytes that depends on them alone, when they begin `offset` bytes after a group of three.
fn piece(engine: &GeneralPurpose, bytes: &[u8], offset: usize) -> String {
    let padded = [&[0; 2][..offset], bytes].concat();
    let encoded = engine.encode(&padded);
    // The characters at both ends also depend on the neighbouring bytes.
    let begin = (offset * 8).div_ceil(6);
    let end = padded.len() * 8 / 6;
    encoded.get(begin..end).unwrap_or_default().to_owned()
}
