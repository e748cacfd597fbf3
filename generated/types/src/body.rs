// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Contents that are sent and received as streams.

use crate::media_type::MediaType;
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use std::{fmt, pin::Pin};

/// Why a stream broke off.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The bytes of a stream, as they come.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// An object's body, or a part of it: bytes with a media type of their own.
///
/// Source: Object Body (REST reference, user scope), "PUT", <http://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/body/>.
pub struct BodyStream {
    /// The media type of the bytes.
    pub media_type: MediaType,
    /// How many bytes there are, if that is known before the last one.
    pub length: Option<u64>,
    stream: ByteStream,
}

impl BodyStream {
    /// A body that comes from a stream.
    pub fn new<S, E>(media_type: MediaType, length: Option<u64>, stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        Self { media_type, length, stream: stream.map_err(Into::into).boxed() }
    }
    /// A body that is there as a whole.
    pub fn from_bytes(media_type: MediaType, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let length = u64::try_from(bytes.len()).ok();
        Self { media_type, length, stream: stream::iter([Ok(bytes)]).boxed() }
    }
    /// The bytes, as they come.
    #[must_use]
    pub fn into_stream(self) -> ByteStream {
        self.stream
    }
    /// All bytes at once.
    ///
    /// # Errors
    ///
    /// When the stream breaks off.
    pub async fn collect(self) -> Result<Bytes, BoxError> {
        let bytes: BytesMut = self.stream.try_collect().await?;
        Ok(bytes.freeze())
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyStream").field("media_type", &self.media_type).field("length", &self.length).finish()
    }
}
