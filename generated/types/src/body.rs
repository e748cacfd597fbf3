// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Contents that are sent and received as streams.

use std::{fmt, pin::Pin};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use crate::media_type::MediaType;

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
        Self {
            media_type,
            length,
            stream: stream.map_err(Into::into).boxed(),
        }
    }
    /// A body that is there as a whole.
    pub fn from_bytes(media_type: MediaType, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let length = u64::try_from(bytes.len()).ok();
        Self {
            media_type,
            length,
            stream: stream::iter([Ok(bytes)]).boxed(),
        }
    }
    /// The bytes, as they come. If there are more or fewer of them than `length` says, the stream breaks off before its last
    /// part: HTTP would cut off what is too much, and nobody would know.
    #[must_use]
    pub fn into_stream(self) -> ByteStream {
        let Some(length) = self.length else { return self.stream };
        stream::try_unfold(
                (self.stream, length),
                move |(mut stream, left)| async move {
                    let Some(bytes) = stream.try_next().await? else {
                        return if left == 0 {
                            Ok(None)
                        } else {
                            Err(wrong_length(length, &format!("{left} fewer")))
                        };
                    };
                    let count = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                    let Some(left) = left.checked_sub(count) else {
                        return Err(wrong_length(length, "more"))
                    };
                    if left == 0 {
                        while let Some(more) = stream.try_next().await? {
                            if !more.is_empty() {
                                return Err(wrong_length(length, "more"));
                            }
                        }
                    }
                    Ok(Some((bytes, (stream, left))))
                },
            )
            .boxed()
    }
    /// All bytes at once.
    ///
    /// # Errors
    ///
    /// When the stream breaks off, or is not as long as `length` says.
    pub async fn collect(self) -> Result<Bytes, BoxError> {
        let bytes: BytesMut = self.into_stream().try_collect().await?;
        Ok(bytes.freeze())
    }
}

fn wrong_length(length: u64, found: &str) -> BoxError {
    format!("expected {length} bytes of content, as `length` says, found {found}").into()
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyStream")
            .field("media_type", &self.media_type)
            .field("length", &self.length)
            .finish()
    }
}
