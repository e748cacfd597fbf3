//! Faults of ranges: parts of a body that are not those that were asked for.

use std::collections::HashMap;

use bytes::Bytes;
use kii_server_stubs::{BodyGetResponse, ObjectStorage};
use kii_types::{BodyStream, ByteRange};

use super::{Fault, Topic, hooks::Hooks, memory::Memory};
use crate::{body::Body, key::ObjectKey};

/// Takes every range for another, or for none.
fn asking(change: fn(ByteRange) -> Option<ByteRange>) -> Hooks {
    Hooks::default().body_get(move |server, context, mut request| async move {
        request.range = request.range.and_then(change);
        server.body_get(context, request).await
    })
}

/// Serves other bytes of a body than the first and the last that are asked for, and those between.
fn serving(change: impl Fn(&ObjectKey, &[u8], usize, usize) -> Vec<u8> + Clone + Send + Sync + 'static) -> Hooks {
    Hooks::default().body_get(move |server, context, request| {
        let change = change.clone();
        async move {
            let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
            let body = server.store.begin().object(&key).and_then(|object| object.body.clone());
            let mut answer = server.body_get(context, request).await;
            if let BodyGetResponse::Part { content, content_range: Some(range), .. } = &mut answer
                && let (Some(body), Ok(first), Ok(last)) = (body, range.first.try_into(), range.last.try_into())
            {
                *content = BodyStream::from_bytes(body.media_type.clone(), change(&key, &body.bytes(), first, last));
            }
            answer
        }
    })
}

/// The bytes from one position to another, as far as they are there.
fn between(bytes: &[u8], first: usize, last: usize) -> Vec<u8> {
    bytes.iter().take(last.saturating_add(1)).skip(first).copied().collect()
}

/// Refuses ranges of a kind, as if they lay behind the end.
fn refusing(is_meant: fn(ByteRange, u64) -> bool) -> Hooks {
    Hooks::default().body_get(move |server, context, request| async move {
        let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
        let range = request.range;
        let answer = server.body_get(context, request).await;
        let total = server.store.begin().object(&key).and_then(|object| object.body.as_ref().map(Body::size));
        if let (BodyGetResponse::Part { .. }, Some(range), Some(total)) = (&answer, range, total)
            && is_meant(range, total)
        {
            return BodyGetResponse::Unsatisfiable(key.unsatisfiable(range, total));
        }
        answer
    })
}

/// The faults.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        id: "range-is-ignored",
        summary: "Whatever range is asked for, the whole body is served.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["range-selects-bytes", "body.get/part:status", "ranges-add-up"],
        hooks: |_| asking(|_| None),
    },
    Fault {
        id: "range-ends-too-early",
        summary: "The last byte of a range is not served.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["range-selects-bytes", "ranges-add-up", "open-range-selects-bytes"],
        hooks: |_| serving(|_, bytes, first, last| between(bytes, first, last.saturating_sub(1))),
    },
    Fault {
        id: "range-begins-too-late",
        summary: "A range that does not begin with the body begins one byte too late.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["range-selects-bytes", "ranges-add-up"],
        hooks: |_| serving(|_, bytes, first, last| between(bytes, first + usize::from(first > 0), last)),
    },
    Fault {
        id: "range-begins-with-the-body",
        summary: "Whatever range is asked for, as many bytes from the beginning are served.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["range-selects-bytes", "ranges-add-up"],
        hooks: |_| serving(|_, bytes, first, last| between(bytes, 0, last - first)),
    },
    Fault {
        id: "range-ends-with-a-length",
        summary: "The second number of a range is taken for a length.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["range-selects-bytes", "ranges-add-up"],
        hooks: |_| {
            asking(|range| match range {
                ByteRange::FromTo { first, last } => {
                    Some(ByteRange::FromTo { first, last: first + last.saturating_sub(1) })
                }
                other @ (ByteRange::From { .. } | ByteRange::Last { .. }) => Some(other),
            })
        },
    },
    Fault {
        id: "range-wraps-at-64-kibibytes",
        summary: "Positions in a range have 16 bits, so that those behind 65535 begin at 0 again.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["range-selects-bytes"],
        hooks: |_| {
            serving(|_, bytes, first, last| {
                (first..=last).filter_map(|position| bytes.get(position & 0xffff)).copied().collect()
            })
        },
    },
    Fault {
        id: "range-of-one-byte-is-the-whole",
        summary: "A range that begins and ends with the same byte is ignored.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["range-selects-bytes"],
        hooks: |_| {
            asking(|range| match range {
                ByteRange::FromTo { first, last } => (first < last).then_some(range),
                ByteRange::From { .. } | ByteRange::Last { .. } => Some(range),
            })
        },
    },
    Fault {
        id: "range-behind-the-end-is-the-whole",
        summary: "A range behind the last byte is answered with the whole body.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["body.get/unsatisfiable:status", "range-selects-bytes"],
        hooks: |_| {
            Hooks::default().body_get(async |server, context, mut request| {
                let answer = server.body_get(context.clone(), request.clone()).await;
                if matches!(answer, BodyGetResponse::Unsatisfiable(_)) {
                    request.range = None;
                    return server.body_get(context, request).await;
                }
                answer
            })
        },
    },
    Fault {
        id: "open-range-is-refused",
        summary: "A range without an end is refused.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["open-range-selects-bytes"],
        hooks: |_| refusing(|range, _| matches!(range, ByteRange::From { .. })),
    },
    Fault {
        id: "suffix-range-is-a-prefix",
        summary: "A range from the end is served from the beginning.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["open-range-selects-bytes"],
        hooks: |_| {
            asking(|range| match range {
                ByteRange::Last { length } => Some(ByteRange::FromTo { first: 0, last: length.saturating_sub(1) }),
                ByteRange::From { .. } | ByteRange::FromTo { .. } => Some(range),
            })
        },
    },
    Fault {
        id: "overlong-range-is-refused",
        summary: "A range that ends behind the last byte is refused.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["open-range-selects-bytes"],
        hooks: |_| refusing(|range, total| matches!(range, ByteRange::FromTo { last, .. } if last >= total)),
    },
    Fault {
        id: "range-repeats-the-last-byte",
        summary: "A range that continues another begins with the last byte of that.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["ranges-add-up"],
        hooks: |_| {
            let ends = Memory::<HashMap<ObjectKey, usize>>::default();
            serving(move |key, bytes, first, last| {
                let end = ends.with(|ends| ends.insert(key.clone(), last));
                let back = usize::from(end.is_some_and(|end| end + 1 == first));
                between(bytes, first - back, last - back)
            })
        },
    },
    Fault {
        id: "range-is-cached",
        summary: "All ranges of a body serve the bytes of the one that was asked for first.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["ranges-add-up"],
        hooks: |_| {
            let served = Memory::<HashMap<ObjectKey, Vec<u8>>>::default();
            serving(move |key, bytes, first, last| {
                let part = || between(bytes, first, last);
                served.with(|served| served.entry(key.clone()).or_insert_with(part).clone())
            })
        },
    },
    Fault {
        id: "range-is-of-the-first-upload",
        summary: "When a body is replaced, ranges are cut out of the old one still.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["success-takes-effect"],
        hooks: |_| {
            let first_seen = Memory::<HashMap<ObjectKey, Bytes>>::default();
            let found = first_seen.clone();
            let hooks = serving(move |key, bytes, first, last| {
                found.with(|found| between(found.get(key).map_or(bytes, |old| old), first, last))
            });
            hooks.body_put(move |server, context, request| {
                let first_seen = first_seen.clone();
                async move {
                    let key = ObjectKey::new(&context, request.bucket_id.clone(), request.object_id.clone());
                    let answer = server.body_put(context, request).await;
                    if let Some(body) = server.store.begin().copy(&key).and_then(|object| object.body) {
                        first_seen.with(|first_seen| first_seen.entry(key).or_insert_with(|| body.bytes()).len());
                    }
                    answer
                }
            })
        },
    },
    Fault {
        id: "range-ignores-if-match",
        summary: "A part of a body is served whatever version If-Match names.",
        operation: Some("body.get"),
        topic: Topic::Range,
        violates: &["superseded-version-is-refused"],
        hooks: |_| {
            Hooks::default().body_get(async |server, context, mut request| {
                if request.range.is_some() {
                    request.if_match = None;
                }
                server.body_get(context, request).await
            })
        },
    },
];
