//! Removes secrets from texts, in every encoding in which an answer of a target may repeat them.

use base64::{
    Engine as _, alphabet,
    engine::{GeneralPurpose, GeneralPurposeConfig},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// Base64 without padding, which depends on the bytes after the secret.
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

/// The secrets to remove.
#[derive(Default)]
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    /// Adds a secret, unless it is shorter than `shortest` bytes and would match ordinary words.
    pub(super) fn add(&mut self, secret: &str, shortest: usize) {
        if secret.len() >= shortest {
            self.0.extend(forms(secret));
        }
    }

    /// The text, with `[redacted]` in place of each secret.
    pub(super) fn redact(mut self, text: &str) -> String {
        // One secret may be part of another.
        self.0.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        self.0.dedup();
        self.0.iter().fold(text.to_owned(), |text, secret| match text.contains(secret.as_str()) {
            true => text.replace(secret.as_str(), "[redacted]"),
            false => text,
        })
    }
}

/// A secret verbatim, escaped, percent-encoded and in base64.
fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned(), secret.as_bytes().escape_ascii().to_string()];
    let quoted = serde_json::Value::from(secret).to_string();
    forms.push(quoted.trim_matches('"').to_owned());
    for set in [NON_ALPHANUMERIC, RESERVED, OUTSIDE_PATHS] {
        let encoded = percent_encode(secret.as_bytes(), set).to_string();
        forms.push(encoded.replace("%20", "+"));
        forms.push(lower_case_escapes(&encoded));
        forms.push(encoded);
    }
    for engine in &BASE64 {
        forms.extend((0..3).map(|offset| piece(engine, secret, offset)).filter(|piece| piece.len() >= SHORTEST_PIECE));
    }
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

/// The part of a secret's base64 that depends on the secret alone, when it begins `offset` bytes after a group of three.
fn piece(engine: &GeneralPurpose, secret: &str, offset: usize) -> String {
    let padded = [&[0; 2][..offset], secret.as_bytes()].concat();
    let encoded = engine.encode(&padded);
    // The characters at both ends also depend on the neighbouring bytes.
    let begin = (offset * 8).div_ceil(6);
    let end = padded.len() * 8 / 6;
    encoded.get(begin..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::*;

    const SECRET: &str = "p\u{e4}ss \"wo/rd\" 7+~";

    fn redacted(text: &str) -> String {
        let mut secrets = Secrets::default();
        secrets.add(SECRET, 4);
        secrets.redact(text)
    }

    #[test]
    fn a_secret_is_found_in_every_form() {
        let encoded = percent_encode(SECRET.as_bytes(), NON_ALPHANUMERIC).to_string();
        let json = serde_json::json!({ "sent": SECRET }).to_string();
        for text in [SECRET, &encoded, &encoded.to_lowercase(), &encoded.replace("%20", "+"), &json] {
            let redacted = redacted(text);
            assert!(redacted.contains("[redacted]"), "{text}: {redacted}");
            assert!(!redacted.contains("ss"), "{text}: {redacted}");
        }
    }

    #[test]
    fn a_secret_is_found_in_base64_whatever_stands_around_it() {
        for before in ["", "a", "ab", "abc", "user:", "somebody:"] {
            for after in ["", "x", "xy", "xyz"] {
                let text = format!("{before}{SECRET}{after}");
                for encoded in [STANDARD.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
                    let redacted = redacted(&encoded);
                    assert!(redacted.contains("[redacted]"), "{before}*{after}: {encoded}");
                    assert!(redacted.len() < "[redacted]".len() + 24, "{before}*{after}: {redacted}");
                }
            }
        }
    }

    #[test]
    fn the_longer_of_two_secrets_goes_first() {
        let mut secrets = Secrets::default();
        secrets.add("secret", 4);
        secrets.add("secret-and-more", 4);
        assert_eq!(secrets.redact("a secret-and-more b"), "a [redacted] b");
    }

    #[test]
    fn what_is_too_short_stays() {
        let mut secrets = Secrets::default();
        secrets.add("a", 4);
        assert_eq!(secrets.redact("a cat"), "a cat");
    }
}
