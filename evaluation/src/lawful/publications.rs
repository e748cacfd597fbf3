//! Servers that serve published content in another way.

use super::{message::Framing, variant::Variant};

/// What a redirecting server puts behind the address that serves the content.
const STORED: &str = "stored=1";

pub(super) static VARIANTS: &[Variant] = &[
    Variant::answering(
        "redirected-publications",
        "answers 302 to the address of the content at published addresses",
        "A61",
        |memory, request, answer| {
            // The second request is for the address to which the first one was led.
            if memory.facts.is_for_published(request) && !request.target.contains('?') && answer.is_success() {
                answer.status = 302;
                answer.content.clear();
                answer.headers.remove("content-type");
                answer.headers.add("Location", format!("{}?{STORED}", request.target));
            }
        },
    )
    .for_publications(),
    Variant::answering(
        "publications-with-headers",
        "serves published content in chunks, with headers of a file server",
        "no page names them",
        |memory, request, answer| {
            if memory.facts.is_for_published(request) {
                answer.framing = Framing::Chunks { extension: "", trailer: "" };
                answer.headers.add("Content-Disposition", "attachment; filename=\"a.bin\"");
                answer.headers.add("Accept-Ranges", "bytes");
                answer.headers.add("Cache-Control", "private");
            }
        },
    )
    .for_publications(),
    Variant::answering(
        "gone-is-404",
        "answers 404 without content where a publication has ended",
        "A26",
        |memory, request, answer| {
            if memory.facts.is_for_published(request) && !answer.is_success() {
                answer.status = 404;
                answer.content.clear();
                answer.headers.remove("content-type");
            }
        },
    )
    .for_publications(),
];
