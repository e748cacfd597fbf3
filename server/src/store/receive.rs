//! Uploads: the bytes of a body as they come.

use futures_util::StreamExt;
use kii_types::BodyStream;

#[cfg(feature = "durable")]
use super::{body_file::Upload, durable::Durable};
use crate::body::{Body, Content};

/// The largest body that is accepted, in bytes. The API names no limit; this one protects the server's memory.
const MAXIMUM_SIZE: usize = 64 << 20;

/// The largest body that is kept beside its object and not in a file of its own, in bytes.
#[cfg(feature = "durable")]
const INLINE: usize = 16 << 10;

/// Reads an upload to its end; the error says what is wrong with it.
pub(super) async fn into_memory(content: BodyStream) -> Result<Body, String> {
    let media_type = content.media_type.clone();
    let mut stream = content.into_stream();
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
    Ok(Body::new(Content::Bytes(bytes.into()), media_type))
}

/// The same with no more than a few of the bytes in memory; the others are safe on the disk.
#[cfg(feature = "durable")]
pub(super) async fn to_disk(content: BodyStream, durable: &Durable) -> Result<Body, String> {
    use std::sync::Arc;

    use crate::unavailable;

    let media_type = content.media_type.clone();
    let mut stream = content.into_stream();
    let (mut bytes, mut upload): (Vec<u8>, Option<Upload>) = (Vec::new(), None);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error| format!("The body broke off: {error}."))?;
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
            Err(_) => unavailable::end_request().await,
        }
    }
    let content = match upload {
        None => Content::Bytes(bytes.into()),
        Some(upload) => match upload.end().await {
            Ok(file) => Content::File(Arc::new(file)),
            Err(_) => unavailable::end_request().await,
        },
    };
    Ok(Body::new(content, media_type))
}
