//! Servers that refuse in another way, or do not serve a request at once.

use super::{
    message::{Answer, Headers},
    variant::Variant,
};

/// The longest content that a server with a limit takes, in bytes.
const LIMIT: usize = 2 << 20;
/// How many requests a second a server takes that limits them.
const RATE: f64 = 200.0;
/// Which requests are refused by servers that refuse some.
const SOME: usize = 150;

pub(super) static VARIANTS: &[Variant] = &[
    Variant {
        refuse: |memory, _| memory.count().is_multiple_of(SOME).then(|| throttled(&[("Retry-After", "0")])),
        ..Variant::plain("throttles", "answers one request in 150 with 429 and Retry-After", "RFC 6585, 4")
    },
    Variant {
        refuse: |memory, _| memory.count().is_multiple_of(SOME).then(|| throttled(&[])),
        ..Variant::plain("throttles-bare", "answers one request in 150 with 429 alone", "RFC 6585, 4")
    },
    Variant {
        refuse: |memory, _| (!memory.takes(RATE)).then(|| throttled(&[])),
        ..Variant::plain("limit", "answers what exceeds 200 requests a second with 429 alone", "RFC 6585, 4")
    },
    Variant {
        refuse: |_, request| {
            let target = request.target.to_ascii_lowercase();
            let is_refused = ["%00", "%25", "%2f", "%3b", "%5c"].iter().any(|escape| target.contains(escape));
            is_refused.then(|| Answer::empty(400, "Bad Request"))
        },
        ..Variant::plain("plain-paths", "refuses some encoded characters in paths before it looks at them", "A14, A15")
    },
    Variant::answering("dated-now", "dates refusals as changed now", "RFC 9110, 8.8.2.1", |_, _, answer| {
        if let Some(now) = answer.headers.get("date").map(str::to_owned).filter(|_| answer.status >= 400) {
            answer.headers.remove("last-modified");
            answer.headers.add("Last-Modified", now);
        }
    }),
    Variant::answering(
        "unknown-application",
        "answers credentials of an application that does not exist with 404",
        "A46",
        |_, request, answer| {
            let given = request.headers.get("authorization").unwrap_or_default().to_lowercase();
            let is_basic = given.starts_with("basic");
            if is_basic && answer.status == 401 && String::from_utf8_lossy(&answer.content).contains("not valid") {
                *answer = Answer::empty(404, "Not Found");
            }
        },
    ),
    Variant {
        refuse: |_, request| (request.content.len() > LIMIT).then(|| Answer::empty(422, "Unprocessable Content")),
        ..Variant::plain("two-mebibytes-422", "answers content of more than 2 MiB with 422", "A75")
    },
    Variant {
        refuse: |_, request| {
            let is_in_chunks = request.headers.get("transfer-encoding").is_some();
            is_in_chunks.then(|| Answer::empty(411, "Length Required"))
        },
        ..Variant::plain("length-required", "answers content without its length with 411", "A72; RFC 9110, 15.5.12")
    },
    Variant {
        refuse: |_, request| (request.content.len() > LIMIT).then(|| Answer::empty(413, "Content Too Large")),
        ..Variant::plain("two-mebibytes", "answers content of more than 2 MiB with 413", "A75; RFC 9110, 15.5.14")
    },
    Variant {
        refuse: |_, request| {
            let given = request.headers.get("authorization")?;
            let (scheme, rest) = given.split_once(' ').unwrap_or((given, ""));
            let is_malformed = match scheme.to_lowercase().as_str() {
                "bearer" => rest.trim().is_empty() || rest.contains(' '),
                "basic" => rest.contains('%'),
                _ => true,
            };
            is_malformed.then(|| Answer::empty(400, "Bad Request"))
        },
        ..Variant::plain(
            "malformed-credentials",
            "answers a malformed header Authorization with 400",
            "A74; RFC 6750, 3.1",
        )
    },
    Variant::answering(
        "other-refusals",
        "answers 422 without content where no page says which error is due",
        "the spec accepts any client error there",
        |memory, _, answer| {
            if memory.facts.is_decided_error(answer) {
                (answer.status, answer.reason) = (422, "Unprocessable Content".to_owned());
                answer.content.clear();
                answer.headers.remove("content-type");
            }
        },
    ),
    Variant::answering(
        "forbidden-for-bad-token",
        "answers a token that was never issued with 403",
        "A20",
        |_, request, answer| {
            // Nobody else's token is refused without the name of an application.
            let is_anonymous =
                request.headers.get("authorization").is_none_or(|given| !given.to_lowercase().starts_with("bearer"));
            if answer.status == 401 && !is_anonymous && String::from_utf8_lossy(&answer.content).contains("not valid") {
                answer.status = 403;
            }
        },
    ),
    Variant::answering(
        "bare-401",
        "answers bad credentials with 401 without content",
        "A20; RFC 6750, 3",
        |_, _, answer| {
            if answer.status == 401 && String::from_utf8_lossy(&answer.content).contains("not valid") {
                answer.content.clear();
                answer.headers.remove("content-type");
            }
        },
    ),
];

fn throttled(headers: &[(&str, &str)]) -> Answer {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Answer { headers: Headers(headers.collect()), ..Answer::empty(429, "Too Many Requests") }
}
