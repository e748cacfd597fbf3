//! Secrets in every spelling that a target may use.

use std::fmt::Write as _;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};

use super::*;

/// Secrets with every kind of character that is written differently somewhere.
const SECRETS: [&str; 5] = [
    "p\u{e4}ss \"wo/rd\" 7+~",
    "ylnvvcib+wg7w65/qlbpzn423roy7==&x",
    "Token_0123-abc.XYZ",
    "<a>'50%41\\u0041&lt;!{$}",
    "qZ7&",
];

fn redacted(secret: &str, text: &str, is_cut: bool) -> String {
    let mut secrets = Secrets::default();
    secrets.add(secret, 4);
    secrets.redact(text, is_cut)
}

/// How a character is spelled, and its name.
type Spelling = (&'static str, fn(char) -> String);

/// Each way to write single characters that writers of JSON, HTML, URLs, code and mail have.
fn spellings() -> Vec<Spelling> {
    fn units(char: char, unit: fn(u16) -> String) -> String {
        char.encode_utf16(&mut [0; 2]).iter().map(|code| unit(*code)).collect()
    }
    fn bytes(char: char, byte: fn(u8) -> String) -> String {
        char.encode_utf8(&mut [0; 4]).bytes().map(byte).collect()
    }
    vec![
        ("JSON", |char| units(char, |unit| format!("\\u{unit:04x}"))),
        ("JSON in capitals", |char| units(char, |unit| format!("\\u{unit:04X}"))),
        ("JSON within JSON", |char| units(char, |unit| format!("\\\\u{unit:04x}"))),
        ("JSON within JSON within JSON", |char| units(char, |unit| format!("\\\\\\\\u{unit:04x}"))),
        ("a backslash", |char| if char.is_ascii_punctuation() { format!("\\{char}") } else { char.into() }),
        ("Rust", |char| char.escape_unicode().to_string()),
        ("bytes in hexadecimal", |char| bytes(char, |byte| format!("\\x{byte:02x}"))),
        ("bytes in octal", |char| bytes(char, |byte| format!("\\{byte:03o}"))),
        ("percent", |char| bytes(char, |byte| format!("%{byte:02X}"))),
        ("percent in lower case", |char| bytes(char, |byte| format!("%{byte:02x}"))),
        ("percent twice", |char| bytes(char, |byte| format!("%25{byte:02X}"))),
        ("percent thrice", |char| bytes(char, |byte| format!("%2525{byte:02X}"))),
        ("percent of units", |char| units(char, |unit| format!("%u{unit:04X}"))),
        ("a decimal reference", |char| format!("&#{};", u32::from(char))),
        ("a long decimal reference", |char| format!("&#000{};", u32::from(char))),
        ("a hexadecimal reference", |char| format!("&#x{:x};", u32::from(char))),
        ("a hexadecimal reference in capitals", |char| format!("&#X{:X};", u32::from(char))),
        ("a reference within HTML", |char| format!("&amp;#{};", u32::from(char))),
        ("quoted-printable", |char| bytes(char, |byte| format!("={byte:02X}"))),
        ("HTML", named),
        ("HTML within HTML", |char| named(char).replace('&', "&amp;")),
        ("HTML within JSON", |char| named(char).replace('&', "\\u0026")),
    ]
}

/// A character as HTML names it.
fn named(char: char) -> String {
    let name = match char {
        '"' => "quot",
        '&' => "amp",
        '<' => "lt",
        '>' => "gt",
        '\'' => "apos",
        '+' => "plus",
        '/' => "sol",
        '=' => "equals",
        '%' => "percnt",
        '\\' => "bsol",
        '!' => "excl",
        '{' => "lcub",
        '}' => "rcub",
        '$' => "dollar",
        '_' => "lowbar",
        '.' => "period",
        ';' => "semi",
        '#' => "num",
        char => return char.into(),
    };
    format!("&{name};")
}

#[test]
fn a_secret_is_found_however_its_characters_are_written() {
    for (secret, (name, spell)) in
        SECRETS.iter().flat_map(|secret| spellings().into_iter().map(move |way| (secret, way)))
    {
        let selections: [fn(usize, char) -> bool; 5] = [
            |_, _| true,
            |_, char| !char.is_alphanumeric(),
            |place, _| place % 2 == 0,
            |place, _| place % 3 == 1,
            |place, _| place == 0,
        ];
        for is_spelled in selections {
            let written = |(place, char): (usize, char)| match is_spelled(place, char) {
                // What has a meaning for the writer is always written out.
                true => spell(char),
                false if matches!(char, '\\' | '%' | '&' | '=') => spell(char),
                false => char.to_string(),
            };
            let text: String = secret.chars().enumerate().map(written).collect();
            for (before, after) in [("", ""), ("you sent Bearer ", " and more"), ("\"", "\"}"), ("<p>", "</p>")] {
                let shown = redacted(secret, &format!("{before}{text}{after}"), false);
                assert_eq!(shown, format!("{before}[redacted]{after}"), "{name}: {text}");
            }
        }
    }
}

#[test]
fn case_blanks_and_line_breaks_hide_no_secret() {
    let secret = "ylnvvcib+wg7w65/qlbpzn423roy7==&x";
    let lines =
        |between: &str| secret.as_bytes().chunks(7).map(String::from_utf8_lossy).collect::<Vec<_>>().join(between);
    for text in [
        secret.to_uppercase(),
        lines("\n"),
        lines("\r\n  "),
        lines("\\r\\n"),
        lines("&#10;"),
        lines("=\n"),
        lines("\\\r\n"),
        lines("\0"),
    ] {
        assert_eq!(redacted(secret, &format!("<{text}>"), false), "<[redacted]>", "{text:?}");
    }
    assert_eq!(redacted("pass word", "q=pass+word&r=1", false), "q=[redacted]&r=1");
}

#[test]
fn a_secret_is_found_in_base64_whatever_stands_around_it() {
    for secret in &SECRETS[..4] {
        for before in ["", "a", "ab", "abc", "user:", "somebody:", "{\"authorization\": \"Bearer "] {
            for after in ["", "x", "xy", "xyz", "\"}"] {
                let text = format!("{before}{secret}{after}");
                for engine in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
                    let encoded = engine.encode(&text);
                    assert_hidden(secret, &format!("you sent `{encoded}`"), before.len() + after.len());
                    let escaped = encoded.replace('=', "%3D").replace('+', "\\u002b").replace('/', "\\/");
                    assert_hidden(secret, &escaped, before.len() + after.len());
                    let lines: Vec<_> = encoded.as_bytes().chunks(10).map(String::from_utf8_lossy).collect();
                    assert_hidden(secret, &lines.join("\r\n"), before.len() + after.len());
                    assert_hidden(secret, &STANDARD.encode(&encoded), 2 * (before.len() + after.len()) + 4);
                }
            }
        }
    }
}

#[test]
fn a_secret_is_found_in_hexadecimal() {
    for secret in &SECRETS[..4] {
        for between in ["", " ", ":", "-", ", 0x", "\n"] {
            let mut text = String::new();
            for byte in secret.bytes() {
                write!(text, "{between}{byte:02x}").unwrap();
            }
            for text in [text.clone(), text.to_uppercase(), format!("ab{text}cd"), format!("a{text}")] {
                assert_hidden(secret, &text, 4);
            }
        }
    }
}

/// Nothing is left of a secret but what stood around it, in its encoding.
#[track_caller]
fn assert_hidden(secret: &str, text: &str, around: usize) {
    let shown = redacted(secret, text, false);
    assert!(shown.contains(REDACTED), "{secret}: {text}: {shown}");
    let most = REDACTED.len() + 4 * around + 14;
    assert!(shown.len() <= most, "{} of {most}: {text}: {shown}", shown.len());
}

#[test]
fn the_beginning_of_a_secret_is_hidden_where_a_text_was_cut() {
    let secret = SECRETS[1];
    for (name, spell) in spellings() {
        let text: String = secret.chars().map(spell).collect();
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let shown = redacted(secret, &format!("you sent {}", &text[..end]), true);
            let left = shown.strip_prefix("you sent ").unwrap();
            let is_short = left.len() < 4 * spell('+').len().max(spell('y').len()) + 4;
            assert!(left == REDACTED || is_short && !left.contains("ylnv"), "{name}: {end}: {shown}");
        }
    }
    assert_eq!(redacted(secret, "you sent ylnvvc", false), "you sent ylnvvc", "it is a whole text, and not the secret");
}

#[test]
fn one_secret_may_be_part_of_another() {
    let mut secrets = Secrets::default();
    secrets.add("secret", 4);
    secrets.add("secret-and-more", 4);
    assert_eq!(secrets.redact("a secret-and-more b secret", false), "a [redacted] b [redacted]");
}

#[test]
fn ordinary_texts_stay() {
    let mut secrets = Secrets::default();
    secrets.add("a", 4);
    SECRETS.iter().for_each(|secret| secrets.add(secret, 4));
    let text =
        "GET http://localhost/api/x?a=1%20b 200 {\"_id\":\"a-b\",\"n\":\"\\u00e4\"} cat 0xdeadbeef aGVsbG8gd29ybGQ=";
    assert_eq!(secrets.redact(text, false), text);
}
