// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Kii Cloud object storage: the part of a server that follows from the spec.
//!
//! Implement [`ObjectStorage`] and hand it to [`router`]. Each operation returns one of its documented answers, which
//! fixes status, media type and code at once; what can be refused without knowing anything that is stored, the router
//! refuses by itself, as documented. To begin with a few operations, implement [`PartialObjectStorage`] and hand
//! [`Partial`] of it to the router: the others answer 501. An operation that panics answers 500; each runs in a span of
//! `tracing` with its ID, which its response has as an extension ([`AnsweredBy`]). [`router`] gives an `axum::Router`, around which layers of `tower` can be put.

mod context;
mod guard;
mod incoming_request;
mod operation;
mod partial;
mod prelude;
mod reply;
mod router;
mod scoped_path;
mod server_failure;
mod service;

pub use context::*;
pub use guard::AnsweredBy;
pub use operation::*;
pub use partial::{Partial, PartialObjectStorage};
pub use router::router;
pub use server_failure::ServerFailure;
pub use service::ObjectStorage;

/// The example in the README, as one of the documentation, so that it is tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
