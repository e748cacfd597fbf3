//! Servers that form versions in other ways. The proxy changes them in both directions.

use kii_spec::{HeaderValue, Version};

use super::{
    message::{Answer, Request},
    proxy::Memory,
    variant::Variant,
};

/// What stands around a version in a long one.
const LONG: &str = concat!("x", "0123456789012345678901234567890123456789012345678901234567890123456789");

pub(super) static VARIANTS: &[Variant] = &[
    Variant::answering(
        "versions-special",
        "has versions with every character of an entity tag",
        "RFC 9110, 8.8.3",
        |memory, _, answer| {
            sent(memory, answer, |tag| format!("!#$%&'()*+,/:;<=>?@[]^`{{|}}~\u{e9}{tag}"));
        },
    )
    .reading(|_, request| received(request, |tag| tag.rsplit('\u{e9}').next())),
    Variant::answering("versions-long", "has versions of 3,000 characters", "RFC 9110, 8.8.3", |memory, _, answer| {
        sent(memory, answer, |tag| format!("{}{tag}", LONG.repeat(42)));
    })
    .reading(|_, request| received(request, |tag| tag.get(LONG.len() * 42..))),
    Variant::answering("versions-uuid", "has UUIDs as versions", "RFC 9110, 8.8.3", |memory, _, answer| {
        sent(memory, answer, |tag| format!("9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d.{tag}"));
    })
    .reading(|_, request| received(request, |tag| tag.split_once('.').map(|(_, tag)| tag))),
    Variant::answering(
        "versions-base64",
        "has hashes in base64 as versions",
        "RFC 9110, 8.8.3",
        |memory, _, answer| {
            sent(memory, answer, |tag| format!("{tag}.47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
        },
    )
    .reading(|_, request| received(request, |tag| tag.rsplit_once('.').map(|(tag, _)| tag))),
    Variant::answering("versions-bare", "has versions without quotes", "A31, with a warning", |memory, _, answer| {
        for name in version_headers(memory) {
            answer.headers.change(&name, |tag| tag.trim_matches('"').to_owned());
        }
    })
    .reading(|_, request| {
        request.headers.change("if-match", |tag| match tag {
            "*" => tag.to_owned(),
            tag if tag.starts_with('"') => tag.to_owned(),
            tag => format!("\"{tag}\""),
        })
    }),
];

fn version_headers(memory: &Memory) -> Vec<String> {
    let is_version = |value: &HeaderValue| matches!(value, HeaderValue::Version(Version::Object | Version::Body));
    memory.facts.headers(is_version).into_iter().collect()
}

/// Changes what stands between the quotes of the versions in an answer.
fn sent(memory: &Memory, answer: &mut Answer, change: impl Fn(&str) -> String) {
    for name in version_headers(memory) {
        answer.headers.change(&name, |tag| match tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')) {
            Some(tag) => format!("\"{}\"", change(tag)),
            None => tag.to_owned(),
        });
    }
}

/// Changes the version in a request back; what is none of the server's stays as it is.
fn received(request: &mut Request, change: impl Fn(&str) -> Option<&str>) {
    request.headers.change("if-match", |tag| {
        let between = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
        between.and_then(&change).map_or_else(|| tag.to_owned(), |tag| format!("\"{tag}\""))
    });
}
