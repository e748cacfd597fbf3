//! Faults of identifiers: what is accepted that is malformed, and refused that is well formed.

use super::{Fault, Topic, hooks::Hooks, path};

/// What no identifier may be.
const MALFORMED: &str = "!";

/// Takes identifiers for others; `behind` is the segment before them.
fn taking(behind: &'static str, change: fn(&str) -> Option<String>) -> Hooks {
    Hooks::default().exchange(move |mut request, next| {
        path::rewrite(&mut request, behind, change);
        next.run(request)
    })
}

/// Takes identifiers for malformed ones.
fn refusing(behind: &'static str, is_meant: fn(&str) -> bool) -> Hooks {
    Hooks::default().exchange(move |mut request, next| {
        path::rewrite(&mut request, behind, |segment| is_meant(segment).then(|| MALFORMED.to_owned()));
        next.run(request)
    })
}

/// The identifier with `_` in place of every character that satisfies `is_meant`, percent-encoded or not.
fn tolerant(segment: &str, is_meant: fn(char) -> bool) -> Option<String> {
    let mut decoded = Vec::new();
    let mut rest = segment.as_bytes();
    while let [first, others @ ..] = rest {
        let encoded = rest.get(1..3).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match encoded.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                rest = rest.get(3..).unwrap_or_default();
            }
            None => {
                decoded.push(*first);
                rest = others;
            }
        }
    }
    let text = String::from_utf8(decoded).ok()?;
    text.contains(is_meant).then(|| text.replace(is_meant, "_"))
}

/// Characters that make an identifier malformed and are neither blanks nor beyond ASCII.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() && !"_-.".contains(c)
}

fn is_foreign(c: char) -> bool {
    !c.is_ascii()
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "bucket-id-may-have-punctuation",
        summary: "A bucketID may have any punctuation.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["bucket-id-characters"],
        hooks: |_| taking("buckets", |id| tolerant(id, is_punctuation)),
    },
    Fault {
        id: "bucket-id-may-have-a-full-stop",
        summary: "A bucketID may have a full stop.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["bucket-id-characters"],
        hooks: |_| taking("buckets", |id| tolerant(id, |c| c == '.')),
    },
    Fault {
        id: "bucket-id-may-have-a-space",
        summary: "A bucketID may have a space.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["bucket-id-characters"],
        hooks: |_| taking("buckets", |id| tolerant(id, |c| c == ' ')),
    },
    Fault {
        id: "bucket-id-may-have-any-letter",
        summary: "A bucketID may have letters beyond ASCII.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["bucket-id-characters"],
        hooks: |_| taking("buckets", |id| tolerant(id, is_foreign)),
    },
    Fault {
        id: "bucket-id-may-have-1-character",
        summary: "A bucketID of 1 character is accepted.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["bucket-id-is-long-enough"],
        hooks: |_| taking("buckets", |id| (id.len() == 1).then(|| format!("{id}{id}"))),
    },
    Fault {
        id: "bucket-id-may-have-65-characters",
        summary: "A bucketID of 65 characters is accepted.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["bucket-id-is-short-enough"],
        hooks: |_| taking("buckets", |id| if id.len() == 65 { id.get(1..).map(str::to_owned) } else { None }),
    },
    Fault {
        id: "bucket-id-of-2-characters-is-refused",
        summary: "A bucketID of 2 characters is refused.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["bucket-id-bounds-are-allowed"],
        hooks: |_| refusing("buckets", |id| id.len() == 2),
    },
    Fault {
        id: "bucket-id-of-64-characters-is-refused",
        summary: "A bucketID of 64 characters is refused.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["bucket-id-bounds-are-allowed"],
        hooks: |_| refusing("buckets", |id| id.len() == 64),
    },
    Fault {
        id: "object-id-may-have-punctuation",
        summary: "An objectID may have any punctuation.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["object-id-characters"],
        hooks: |_| taking("objects", |id| tolerant(id, is_punctuation)),
    },
    Fault {
        id: "object-id-may-have-a-space",
        summary: "An objectID may have a space.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["object-id-characters"],
        hooks: |_| taking("objects", |id| tolerant(id, |c| c == ' ')),
    },
    Fault {
        id: "object-id-may-have-any-letter",
        summary: "An objectID may have letters beyond ASCII.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["object-id-characters"],
        hooks: |_| taking("objects", |id| tolerant(id, is_foreign)),
    },
    Fault {
        id: "object-id-may-have-1-character",
        summary: "An objectID of 1 character is accepted.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["object-id-is-long-enough"],
        hooks: |_| taking("objects", |id| (id.len() == 1).then(|| format!("{id}{id}"))),
    },
    Fault {
        id: "object-id-may-have-101-characters",
        summary: "An objectID of 101 characters is accepted.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["object-id-is-short-enough"],
        hooks: |_| taking("objects", |id| if id.len() == 101 { id.get(1..).map(str::to_owned) } else { None }),
    },
    Fault {
        id: "object-id-of-2-characters-is-refused",
        summary: "An objectID of 2 characters is refused.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["object-id-bounds-are-allowed"],
        hooks: |_| refusing("objects", |id| id.len() == 2),
    },
    Fault {
        id: "object-id-of-100-characters-is-refused",
        summary: "An objectID of 100 characters is refused.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["object-id-bounds-are-allowed"],
        hooks: |_| refusing("objects", |id| id.len() == 100),
    },
    Fault {
        id: "object-id-has-no-full-stop",
        summary: "An objectID with a full stop is refused.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["object-id-characters-are-allowed"],
        hooks: |_| refusing("objects", |id| id.contains('.')),
    },
    Fault {
        id: "object-id-has-no-capitals",
        summary: "An objectID with capital letters is refused.",
        operation: None,
        topic: Topic::Identifier,
        violates: &["object-id-characters-are-allowed"],
        hooks: |_| refusing("objects", |id| !id.contains('%') && id.contains(|c: char| c.is_ascii_uppercase())),
    },
];
