//! Removes secrets from texts, in every encoding in which an answer of a target may repeat them.

use crate::values::encodings;

/// The secrets to remove.
#[derive(Default)]
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    /// Adds a secret, unless it is shorter than `shortest` bytes and would match ordinary words.
    pub(super) fn add(&mut self, secret: &str, shortest: usize) {
        if secret.len() >= shortest {
            self.0.extend(encodings::of_text(secret));
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

#[cfg(test)]
mod tests {
    use base64::{
        Engine as _,
        engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
    };
    use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

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
