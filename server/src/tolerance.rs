//! Tolerances: what clients in use send and no page of the API describes, served as what they mean (decision A64).
//!
//! Each is a rewriting of the request into a documented one, before anything else looks at it. So operations know nothing of
//! tolerances, and a request as the pages describe it passes unchanged.

mod address;
mod application;
mod bucket;
mod condition;
mod expiry;
mod method;
mod path;
mod range;
mod target;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
};
use bytes::Bytes;
use http::{HeaderValue, header::CONTENT_LENGTH, request::Parts};
use kii_types::OBJECT_MAXIMUM;

use crate::directory::Directory;

/// Something that clients send and that is served although no page describes it.
pub struct Tolerance {
    /// What it is called: `method-override`.
    pub id: &'static str,
    /// What is sent, and as what it is served, in one sentence.
    pub summary: &'static str,
    rewriting: Rewriting,
}

/// What is done to a request.
enum Rewriting {
    /// Its method, target or headers are changed.
    Head(fn(&mut Parts, &Directory)),
    /// The content of some requests is changed; `None` leaves it as it is.
    Content { of: fn(&Parts) -> bool, change: fn(&[u8]) -> Option<Vec<u8>> },
}

impl Tolerance {
    /// All of them, in the order in which they are applied.
    pub const ALL: &[Self] = &[
        target::ABSOLUTE_TARGET,
        method::METHOD_OVERRIDE,
        application::APPLICATION_HEADERS,
        condition::SEVERAL_CONDITIONS,
        range::RANGE_OF_A_VERSION,
        address::ADDRESS_FOR_ID,
        bucket::BUCKET_TYPE,
        expiry::EXPIRY_AS_TEXT,
    ];
}

/// Makes a documented request of one, as far as its head shows it.
#[cfg(feature = "fuzzing")]
pub(crate) fn rewrite(parts: &mut Parts, directory: &Directory) {
    for tolerance in Tolerance::ALL {
        match tolerance.rewriting {
            Rewriting::Head(rewrite) => rewrite(parts, directory),
            Rewriting::Content { .. } => {}
        }
    }
}

/// The documented request that is meant by one.
pub(crate) async fn documented(request: Request, directory: &Directory) -> Request {
    let (mut parts, mut content) = request.into_parts();
    for tolerance in Tolerance::ALL {
        match tolerance.rewriting {
            Rewriting::Head(rewrite) => rewrite(&mut parts, directory),
            Rewriting::Content { of, change } if of(&parts) => content = changed(&mut parts, content, change).await,
            Rewriting::Content { .. } => {}
        }
    }
    Request::from_parts(parts, content)
}

/// The content with a change. One that is larger than any object is cut off, and so refused by whoever reads it.
async fn changed(parts: &mut Parts, content: Body, change: fn(&[u8]) -> Option<Vec<u8>>) -> Body {
    let Ok(content) = to_bytes(content, OBJECT_MAXIMUM).await else { return Body::from("too large") };
    let content = change(&content).map_or(content, Bytes::from);
    if parts.headers.contains_key(CONTENT_LENGTH) {
        parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(content.len()));
    }
    Body::from(content)
}
