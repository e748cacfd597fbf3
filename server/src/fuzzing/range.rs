//! Ranges of bytes.

use bytes::Bytes;
use http::HeaderValue;
use kii_types::{ByteRange, HeaderField, MediaType};

use crate::body::{Body, Content};

/// The sizes of the contents that a range is tried with, besides those around its own numbers.
const SIZES: [u64; 5] = [0, 1, 2, 1000, u64::MAX];

/// Bodies of no more bytes than these are made.
const LARGEST: u64 = 1000;

/// The value of a `Range` header: a range that can be satisfied lies within the content and has the bytes that were asked for, and
/// one that cannot has none of them.
pub fn range(input: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(input) else { return };
    let Some(range) = ByteRange::from_value(&value) else { return };
    let again = range.to_value().and_then(|value| ByteRange::from_value(&value));
    assert_eq!(again, Some(range), "what is sent is read as the same range");
    let numbers = match range {
        ByteRange::FromTo { first, last } => [first, last],
        ByteRange::From { first } => [first, first],
        ByteRange::Last { length } => [length, length],
    };
    let around = numbers.into_iter().flat_map(|number| [number, number.saturating_add(1), number.saturating_sub(1)]);
    SIZES.into_iter().chain(around).for_each(|size| resolve(range, size));
}

fn resolve(range: ByteRange, size: u64) {
    let Some(part) = range.resolve(size) else {
        let has_none = match range {
            ByteRange::FromTo { first, .. } | ByteRange::From { first } => first >= size,
            ByteRange::Last { length } => length == 0 || size == 0,
        };
        return assert!(has_none, "{range} has bytes of {size}");
    };
    let (first, last) = (*part.start(), *part.end());
    assert!(first <= last && last < size, "{range} of {size}: {first} to {last}");
    let expected = match range {
        ByteRange::FromTo { first, last } => (first, last.min(size - 1)),
        ByteRange::From { first } => (first, size - 1),
        ByteRange::Last { length } => (size - length.min(size), size - 1),
    };
    assert_eq!((first, last), expected, "{range} of {size}");
    if size <= LARGEST {
        let bytes = Bytes::from_iter((0..size).map(|_| 0));
        let sent = Body::new(Content::Bytes(bytes), MediaType::octet_stream()).part(&part);
        assert_eq!(sent.ok().and_then(|sent| sent.length), Some(last - first + 1), "{range} of {size}");
    }
}
