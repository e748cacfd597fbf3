//! Servers whose answers have other headers, or other spellings of their values.

use kii_spec::HeaderValue;

use super::variant::Variant;

/// What servers and what stands before them add.
const EXTRA: &[(&str, &str)] = &[
    ("Server", "kii/1.0"),
    ("Set-Cookie", "a=1; Path=/"),
    ("Set-Cookie", "b=2"),
    ("Vary", "Origin"),
    ("Vary", "Accept-Encoding"),
    ("Access-Control-Allow-Origin", "*"),
    ("Strict-Transport-Security", "max-age=1"),
    ("Alt-Svc", "clear"),
    ("Cache-Control", "no-store"),
    ("Cache-Control", "no-transform"),
    ("X-HTTP-Status-Code", "200"),
    ("Via", "1.1 a"),
    ("Via", "1.1 b"),
    ("X-Request-Id", "\u{e9}t\u{e9}"),
];

pub(super) static VARIANTS: &[Variant] = &[
    Variant::answering(
        "more-headers",
        "adds headers of its own, lists in several lines",
        "RFC 9110, 5.1 and 5.3",
        |_, _, answer| {
            EXTRA.iter().for_each(|(name, value)| answer.headers.add(name, *value));
        },
    ),
    Variant::answering("keep-alive", "sends Keep-Alive", "RFC 9112, C.2.2", |_, _, answer| {
        answer.headers.add("Connection", "keep-alive");
        answer.headers.add("Keep-Alive", "timeout=5, max=100");
    }),
    Variant::answering("charset", "gives JSON a charset", "A44", |_, _, answer| {
        if answer.headers.get("content-type").is_some_and(|media| media.ends_with("json")) {
            answer.headers.change("content-type", |media| format!("{media};charset=UTF-8"));
        }
    }),
    Variant::answering(
        "media-in-capitals",
        "writes media types of JSON in capitals, with a parameter",
        "A44",
        |_, _, answer| {
            if answer.headers.get("content-type").is_some_and(|media| media.ends_with("json")) {
                answer.headers.change("content-type", |media| format!("{} ; v=\"1;2\"", media.to_ascii_uppercase()));
            }
        },
    ),
    Variant::answering(
        "location-absolute",
        "sends absolute addresses in Location",
        "A30",
        |memory, request, answer| {
            let host = request.headers.get("host").unwrap_or_default();
            for name in memory.facts.headers(|value| matches!(value, HeaderValue::Uri(_))) {
                answer.headers.change(&name, |path| format!("http://{host}{}", of_path(path)));
            }
        },
    ),
    Variant::answering(
        "location-without-scheme",
        "sends addresses without a scheme in Location",
        "RFC 3986, 4.2",
        |memory, request, answer| {
            let host = request.headers.get("host").unwrap_or_default();
            for name in memory.facts.headers(|value| matches!(value, HeaderValue::Uri(_))) {
                answer.headers.change(&name, |path| format!("//{host}{}", of_path(path)));
            }
        },
    ),
    Variant::answering(
        "location-elsewhere",
        "names itself by another name in Location",
        "A30, with a warning",
        |memory, _, answer| {
            for name in memory.facts.headers(|value| matches!(value, HeaderValue::Uri(_))) {
                answer.headers.change(&name, |path| format!("http://storage.invalid{}", of_path(path)));
            }
        },
    ),
    Variant::answering(
        "head-as-get",
        "announces the content of GET on errors of HEAD",
        "RFC 9110, 9.3.2",
        |_, request, answer| {
            if request.method == "HEAD" && !answer.is_success() {
                answer.headers.remove("content-length");
                answer.headers.add("Content-Length", "123");
                answer.headers.add("Content-Type", "application/json");
            }
        },
    ),
    Variant::answering(
        "ranges",
        "sends Accept-Ranges and Content-Location",
        "RFC 9110, 14.3 and 8.7",
        |_, request, answer| {
            if request.method == "GET" && answer.is_success() {
                answer.headers.add("Accept-Ranges", "bytes");
                answer.headers.add("Content-Location", request.target.clone());
            }
        },
    ),
    Variant::answering(
        "other-names",
        "names headers that have two names by the other one",
        "A36",
        |memory, request, answer| {
            for (name, alias) in memory.facts.aliases_for(request) {
                if let Some(value) = answer.headers.get(&name).map(str::to_owned) {
                    answer.headers.remove(&name);
                    answer.headers.add(&alias, value);
                }
            }
        },
    ),
    Variant::answering(
        "no-optional-headers",
        "leaves out headers that need not be there",
        "the spec",
        |memory, request, answer| {
            for name in memory.facts.optional_headers(request) {
                answer.headers.remove(&name);
            }
        },
    ),
    Variant::answering(
        "relative-location",
        "sends addresses relative to that of the request",
        "A30",
        |memory, request, answer| {
            for name in memory.facts.headers(|value| matches!(value, HeaderValue::Uri(_))) {
                answer.headers.change(&name, |path| relative(&request.target, of_path(path)));
            }
        },
    ),
    Variant::answering("media-of-bodies", "gives media types of bodies a parameter", "A44", |memory, _, answer| {
        for name in memory.facts.headers(|value| *value == HeaderValue::BodyMedia) {
            answer.headers.change(&name, |media| match media.is_empty() || name.eq_ignore_ascii_case("content-type") {
                true => media.to_owned(),
                false => format!("{media}; charset=binary"),
            });
        }
    }),
    Variant::answering(
        "no-challenge",
        "sends no WWW-Authenticate with 401",
        "the rule is a *should*",
        |_, _, answer| {
            answer.headers.remove("www-authenticate");
        },
    ),
];

/// The path of an address.
fn of_path(address: &str) -> &str {
    let path = address.split_once("://").and_then(|(_, rest)| rest.find('/').map(|place| &rest[place..]));
    path.unwrap_or(address)
}

/// A path relative to another one: from the last slash that both have before it.
fn relative(from: &str, to: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let below = to.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
    below.map_or_else(|| to.to_owned(), str::to_owned)
}
