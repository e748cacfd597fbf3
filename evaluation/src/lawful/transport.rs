//! Servers that write their answers in other ways that HTTP/1.1 allows.

use std::time::Duration;

use super::{
    message::{Answer, Framing},
    variant::Variant,
};

const CHUNKED: Framing = Framing::Chunks { extension: "", trailer: "" };
const EXTENDED: Framing = Framing::Chunks { extension: ";name=\"a;b\"", trailer: "x-checksum: 1\r\n" };

pub(super) static VARIANTS: &[Variant] = &[
    Variant::plain("as-it-is", "answers as the reference server does, through the proxy", "the spec"),
    Variant::answering(
        "upper-case-names",
        "writes the names of headers in capitals",
        "RFC 9110, 5.1",
        |_, _, answer| {
            answer.headers.0.iter_mut().for_each(|(name, _)| *name = name.to_ascii_uppercase());
        },
    ),
    Variant::answering("other-order", "writes headers in another order", "RFC 9110, 5.3", |_, _, answer| {
        answer.headers.0.reverse();
    }),
    Variant::answering(
        "blanks",
        "writes blanks and tabs around the values of headers",
        "RFC 9112, 5",
        |_, _, answer| {
            answer.blanks = ("  \t", " \t ");
        },
    ),
    Variant::answering("no-blanks", "writes no blank before the values of headers", "RFC 9112, 5", |_, _, answer| {
        answer.blanks = ("", "");
    }),
    Variant::answering("no-reason", "writes no reason behind a status", "RFC 9112, 4", |_, _, answer| {
        answer.reason.clear();
    }),
    Variant::answering("chunks", "sends contents in chunks", "RFC 9112, 7.1", |_, _, answer| answer.framing = CHUNKED),
    Variant::answering(
        "chunk-extensions",
        "sends chunks with extensions, and a trailer",
        "RFC 9112, 7.1",
        |_, _, answer| {
            answer.framing = EXTENDED;
        },
    ),
    Variant::answering("close", "closes each connection behind an answer", "RFC 9112, 9.6", |_, _, answer| {
        answer.closes = true;
    }),
    Variant::answering(
        "close-some",
        "closes a connection behind every 50th answer",
        "RFC 9112, 9.6",
        |memory, _, answer| {
            answer.closes = memory.count().is_multiple_of(50);
        },
    ),
    Variant {
        refuse: |_, request| {
            request.headers.get("transfer-encoding")?;
            Some(Answer { version: "HTTP/1.0", closes: true, ..Answer::empty(400, "Bad Request") })
        },
        ..Variant::answering(
            "http-1.0",
            "answers in HTTP/1.0, and does not know chunks",
            "RFC 9110, 2.5; RFC 9112, 6.1",
            |_, _, answer| {
                (answer.version, answer.closes) = ("HTTP/1.0", true);
            },
        )
    },
    Variant::answering(
        "http-1.0-until-close",
        "ends contents by closing the connection",
        "RFC 9112, 6.3",
        |_, _, answer| {
            (answer.version, answer.closes, answer.framing) = ("HTTP/1.0", true, Framing::Close);
        },
    ),
    Variant::answering("continue", "sends 100 before each answer", "RFC 9110, 15.2", |_, _, answer| {
        answer.interim = "HTTP/1.1 100 Continue\r\n\r\n";
    }),
    Variant::answering("early-hints", "sends 103 with headers before each answer", "RFC 8297, 2", |_, _, answer| {
        answer.interim = "HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\netag: \"early\"\r\n\r\n";
    }),
    Variant::answering("slow", "takes 15 ms for each answer", "no time is documented", |_, _, answer| {
        answer.delay = Duration::from_millis(15);
    }),
    Variant::answering(
        "uneven",
        "takes up to 40 ms longer for some answers",
        "no time is documented",
        |memory, _, answer| {
            answer.delay = Duration::from_millis((memory.count() % 5 * 10) as u64);
        },
    ),
];
