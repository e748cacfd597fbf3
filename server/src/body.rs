//! The body of an object.

use std::ops::RangeInclusive;

use bytes::Bytes;
use futures_util::StreamExt;
use kii_types::{BodyStream, EntityTag, MediaType};

use crate::random;

/// The largest body that is accepted, in bytes. The API names no limit; this one protects the server's memory.
const MAXIMUM_SIZE: usize = 64 << 20;

/// Bytes that belong to an object, with a media type and a version of their own.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// The bytes, shared between the store and the answers that are under way.
    pub(crate) bytes: Bytes,
    /// The media type, as it was uploaded.
    pub(crate) media_type: MediaType,
    /// The version: opaque, random, and so another one with every upload.
    pub(crate) version: EntityTag,
}

impl Body {
    /// Reads an upload to its end; the error says what is wrong with it.
    pub(crate) async fn read(content: BodyStream) -> Result<Self, String> {
        let media_type = content.media_type.clone();
        let mut stream = std::pin::pin!(content.into_stream());
        let mut bytes = Vec::new();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|error| format!("The body broke off: {error}."))?;
            if bytes.len() + chunk.len() > MAXIMUM_SIZE {
                return Err(format!(
                    "The body has more than {MAXIMUM_SIZE} bytes, which is the most that this server keeps."
                ));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Self { bytes: bytes.into(), media_type, version: EntityTag::numbered(random::number()) })
    }

    /// How many bytes it has.
    pub(crate) fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// All bytes.
    pub(crate) fn whole(&self) -> BodyStream {
        BodyStream::from_bytes(self.media_type.clone(), self.bytes.clone())
    }

    /// The bytes in a range, as far as they are there.
    pub(crate) fn part(&self, range: &RangeInclusive<u64>) -> BodyStream {
        // A position that does not fit lies behind all bytes.
        let position = |position: u64| usize::try_from(position).unwrap_or(usize::MAX).min(self.bytes.len());
        let (first, end) = (position(*range.start()), position(range.end().saturating_add(1)));
        BodyStream::from_bytes(self.media_type.clone(), self.bytes.slice(first.min(end)..end))
    }
}
