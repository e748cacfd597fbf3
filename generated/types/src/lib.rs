// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Kii Cloud object storage: types that its servers and clients share.
//!
//! What the server stubs and the client share: identifiers, scopes, requests, the types of JSON bodies, and values of
//! header fields that keep what they carry.

mod authorization;
mod body;
mod error;
mod header;
mod identifier;
mod json;
mod media_type;
mod precondition;
mod range;
mod request;
mod scope;
mod service;
mod time;

pub use authorization::Authorization;
pub use body::{BodyStream, BoxError, ByteStream};
pub use error::*;
pub use header::{EntityTag, HeaderField, UriReference};
pub use identifier::*;
pub use json::*;
pub use media_type::MediaType;
pub use precondition::{BothConditions, Precondition};
pub use range::{ByteRange, ContentRange};
pub use request::*;
pub use scope::Scope;
pub use service::*;
pub use time::EpochMilliseconds;

/// The members of a JSON object, in the order in which they were written.
pub type JsonObject = serde_json::Map<String, serde_json::Value>;

/// The example in the README, as one of the documentation, so that it is tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
