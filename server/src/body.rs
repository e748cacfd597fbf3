//! The body of an object.

#[cfg(feature = "durable")]
use std::sync::Arc;
use std::{io, ops::RangeInclusive};

use bytes::Bytes;
use kii_types::{BodyStream, EntityTag, MediaType};

use crate::random;
#[cfg(feature = "durable")]
use crate::store::BodyFile;

/// Bytes that belong to an object, with a media type and a version of their own.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// The bytes, shared between the store and the answers that are under way.
    pub(crate) content: Content,
    /// The media type, as it was uploaded.
    pub(crate) media_type: MediaType,
    /// The version: opaque, random, and so another one with every upload.
    pub(crate) version: EntityTag,
}

/// Where the bytes of a body are.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// In memory, or beside the object.
    Bytes(Bytes),
    /// In a file of their own.
    #[cfg(feature = "durable")]
    File(Arc<BodyFile>),
}

impl Body {
    /// A body that has just been uploaded.
    pub(crate) fn new(content: Content, media_type: MediaType) -> Self {
        Self { content, media_type, version: EntityTag::numbered(random::number()) }
    }

    /// How many bytes it has.
    pub(crate) fn size(&self) -> u64 {
        match &self.content {
            Content::Bytes(bytes) => bytes.len() as u64,
            #[cfg(feature = "durable")]
            Content::File(file) => file.size,
        }
    }

    /// All bytes; an error if they cannot be read.
    pub(crate) fn whole(&self) -> io::Result<BodyStream> {
        match self.size().checked_sub(1) {
            Some(last) => self.part(&(0..=last)),
            None => Ok(BodyStream::from_bytes(self.media_type.clone(), Bytes::new())),
        }
    }

    /// The bytes in a range, as far as they are there; an error if they cannot be read.
    pub(crate) fn part(&self, range: &RangeInclusive<u64>) -> io::Result<BodyStream> {
        let (first, end) = (*range.start(), range.end().saturating_add(1).min(self.size()));
        match &self.content {
            Content::Bytes(bytes) => {
                // A position that does not fit lies behind all bytes.
                let position = |position: u64| usize::try_from(position).unwrap_or(usize::MAX).min(bytes.len());
                let (first, end) = (position(first), position(end));
                Ok(BodyStream::from_bytes(self.media_type.clone(), bytes.slice(first.min(end)..end)))
            }
            #[cfg(feature = "durable")]
            Content::File(file) => {
                Ok(BodyStream::new(self.media_type.clone(), Some(end.saturating_sub(first)), file.stream(range)?))
            }
        }
    }

    /// The file with its bytes, if they are in one.
    #[cfg(feature = "durable")]
    pub(crate) fn file(&self) -> Option<&Arc<BodyFile>> {
        match &self.content {
            Content::Bytes(_) => None,
            Content::File(file) => Some(file),
        }
    }

    /// The bytes of a body in memory, as those of faulty servers are.
    #[cfg(feature = "faults")]
    pub(crate) fn bytes(&self) -> Bytes {
        match &self.content {
            Content::Bytes(bytes) => bytes.clone(),
            #[cfg(feature = "durable")]
            Content::File(_) => Bytes::new(),
        }
    }
}
