//! Byte ranges (RFC 9110, 14.1.2) as a request asks for them.

/// A range of bytes; positions count from 0, and both ends are included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteRange {
    /// From one byte to another.
    FromTo(u64, u64),
    /// From a byte on.
    From(u64),
    /// So many bytes from the end.
    Last(u64),
}

impl ByteRange {
    /// The range in a `Range` header; `None` unless it is a single range of bytes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.trim().strip_prefix("bytes=")?.split_once('-')?;
        match (first.trim(), last.trim()) {
            ("", last) => Some(Self::Last(last.parse().ok()?)),
            (first, "") => Some(Self::From(first.parse().ok()?)),
            (first, last) => Some(Self::FromTo(first.parse().ok()?, last.parse().ok()?)),
        }
    }

    /// The first and last byte that are served of `length` bytes; `None` when there are none.
    #[must_use]
    pub fn of(self, length: u64) -> Option<(u64, u64)> {
        let end = length.checked_sub(1)?;
        let (first, last) = match self {
            Self::FromTo(first, last) => (first, last.min(end)),
            Self::From(first) => (first, end),
            Self::Last(count) => (length.saturating_sub(count), end),
        };
        (first <= last).then_some((first, last))
    }
}

impl std::fmt::Display for ByteRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::FromTo(first, last) => write!(f, "bytes={first}-{last}"),
            Self::From(first) => write!(f, "bytes={first}-"),
            Self::Last(count) => write!(f, "bytes=-{count}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ByteRange;

    #[test]
    fn a_range_covers_what_the_body_has_of_it() {
        for (text, length, covered) in [
            ("bytes=0-0", 10, Some((0, 0))),
            ("bytes=2-9", 10, Some((2, 9))),
            ("bytes=2-99", 10, Some((2, 9))),
            ("bytes=4-", 10, Some((4, 9))),
            ("bytes=-3", 10, Some((7, 9))),
            ("bytes=-30", 10, Some((0, 9))),
            ("bytes=10-19", 10, None),
            ("bytes=0-0", 0, None),
        ] {
            assert_eq!(ByteRange::parse(text).unwrap().of(length), covered, "{text} of {length}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["bytes=0-9", "bytes=5-", "bytes=-5"] {
            assert_eq!(ByteRange::parse(text).unwrap().to_string(), text);
        }
        for text in ["bytes=a-b", "chars=1-2", "bytes=1-2,3-4", "bytes=-"] {
            assert_eq!(ByteRange::parse(text), None, "{text}");
        }
    }
}
