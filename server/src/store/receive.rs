//! Uploads: the bytes of a body as they come.

use bytes::Bytes;
use futures_util::StreamExt;
use kii_types::BodyStream;

#[cfg(feature = "durable")]
use super::{body_file::Upload, durable::Durable};
use crate::body::{Body, Content};

/// The largest body that a server keeps in memory if nothing else is said, in bytes. The API names no limit; this one protects the
/// server's memory.
pub(crate) const MOST_IN_MEMORY: u64 = 64 << 20;

/// The largest body that is kept beside its object and not in a file of its own, in bytes.
#[cfg(feature = "durable")]
pub(super) const INLINE: usize = 16 << 10;

/// Why an upload is not kept.
#[derive(Debug)]
pub(crate) enum ReceiveError {
    /// What is wrong with the request.
    Broken(String),
    /// It is larger than this server allows.
    TooLarge,
}

/// How many bytes may still come.
struct Room(u64);

impl Room {
    /// The room for an upload of at most so many bytes; an upload that announces more gets none.
    fn of(content: &BodyStream, most: u64) -> Result<Self, ReceiveError> {
        match content.length.is_some_and(|length| length > most) {
            true => Err(ReceiveError::TooLarge),
            false => Ok(Self(most)),
        }
    }

    fn take<E: std::fmt::Display>(&mut self, chunk: Result<Bytes, E>) -> Result<Bytes, ReceiveError> {
        let chunk = chunk.map_err(|error| ReceiveError::Broken(format!("The body broke off: {error}.")))?;
        let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        self.0 = self.0.checked_sub(length).ok_or(ReceiveError::TooLarge)?;
        Ok(chunk)
    }
}

/// Reads an upload to its end.
pub(super) async fn into_memory(content: BodyStream, most: u64) -> Result<Body, ReceiveError> {
    let media_type = content.media_type.clone();
    let mut room = Room::of(&content, most)?;
    let mut stream = content.into_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        bytes.extend_from_slice(&room.take(chunk)?);
    }
    Ok(Body::new(Content::Bytes(bytes.into()), media_type))
}

/// The same with no more than a few of the bytes in memory; the others are safe on the disk.
#[cfg(feature = "durable")]
pub(super) async fn to_disk(content: BodyStream, durable: &Durable, most: u64) -> Result<Body, ReceiveError> {
    use std::sync::Arc;

    let media_type = content.media_type.clone();
    let mut room = Room::of(&content, most)?;
    let mut stream = content.into_stream();
    let (mut bytes, mut upload): (Vec<u8>, Option<Upload>) = (Vec::new(), None);
    while let Some(chunk) = stream.next().await {
        let chunk = room.take(chunk)?;
        let written = match upload.take() {
            Some(upload) => upload.add(chunk).await,
            None if bytes.len() + chunk.len() <= INLINE => {
                bytes.extend_from_slice(&chunk);
                continue;
            }
            None => {
                bytes.extend_from_slice(&chunk);
                durable.upload(std::mem::take(&mut bytes)).await
            }
        };
        match written {
            Ok(written) => upload = Some(written),
            Err(error) => return Ok(refuse(&error).await),
        }
    }
    let content = match upload {
        None => Content::Bytes(bytes.into()),
        Some(upload) => match upload.end().await {
            Ok(file) => Content::File(Arc::new(file)),
            Err(error) => return Ok(refuse(&error).await),
        },
    };
    Ok(Body::new(content, media_type))
}

/// Ends the request, as its content cannot be written.
#[cfg(feature = "durable")]
async fn refuse<T>(error: &std::io::Error) -> T {
    use super::{StoreFailure, failure};
    use crate::unavailable;

    failure::log("a body cannot be written", error);
    unavailable::end_request(StoreFailure::Unavailable).await
}
