//! Servers that form versions in other ways. The proxy changes them in both directions.

use kii_spec::{HeaderValue, Version};

use super::{
    message::{Answer, Request},
    proxy::Memory,
    variant::Variant,
};

/// What stands many times before a version in a long one.
const LONG: &str = "0123456789012345678901234567890123456789012345678901234567890123456789";
/// The characters that an entity tag may have besides letters and digits, one beyond ASCII among them.
const SPECIAL: &str = "!#$%&'()*+,-./:;<=>?@[]^_`{|}~\u{e9}";
const UUID: &str = "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d.";
const BASE64: &str = ".47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

pub(super) static VARIANTS: &[Variant] = &[
    Variant::answering(
        "versions-special",
        "has versions with every character of an entity tag",
        "RFC 9110, 8.8.3",
        |memory, _, answer| {
            sent(memory, answer, SPECIAL, "");
        },
    )
    .reading(|_, request| received(request, SPECIAL, "")),
    Variant::answering("versions-long", "has versions of 3,000 characters", "RFC 9110, 8.8.3", |memory, _, answer| {
        sent(memory, answer, &LONG.repeat(43), "");
    })
    .reading(|_, request| received(request, &LONG.repeat(43), "")),
    Variant::answering("versions-uuid", "has UUIDs as versions", "RFC 9110, 8.8.3", |memory, _, answer| {
        sent(memory, answer, UUID, "");
    })
    .reading(|_, request| received(request, UUID, "")),
    Variant::answering(
        "versions-base64",
        "has hashes in base64 as versions",
        "RFC 9110, 8.8.3",
        |memory, _, answer| {
            sent(memory, answer, "", BASE64);
        },
    )
    .reading(|_, request| received(request, "", BASE64)),
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

/// Puts texts before and behind what stands between the quotes of the versions in an answer.
fn sent(memory: &Memory, answer: &mut Answer, before: &str, behind: &str) {
    for name in version_headers(memory) {
        answer.headers.change(&name, |tag| match between_quotes(tag) {
            Some(own) => format!("\"{before}{own}{behind}\""),
            None => tag.to_owned(),
        });
    }
}

/// Removes these texts from the version in a request, if it has them; any other version stays as it is.
fn received(request: &mut Request, before: &str, behind: &str) {
    request.headers.change("if-match", |tag| {
        let own = between_quotes(tag).and_then(|tag| tag.strip_prefix(before)?.strip_suffix(behind));
        own.map_or_else(|| tag.to_owned(), |own| format!("\"{own}\""))
    });
}

fn between_quotes(tag: &str) -> Option<&str> {
    tag.strip_prefix('"')?.strip_suffix('"')
}
