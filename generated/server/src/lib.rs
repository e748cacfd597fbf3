// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Kii Cloud object storage: the part of a server that follows from the spec.
//!
//! Implement [`ObjectStorage`] and hand it to [`router`]. Each operation returns one of its documented answers, which
//! fixes status, media type and code at once; what can be refused without knowing anything that is stored, the router
//! refuses by itself, as documented.

mod context;
mod incoming_request;
mod operation;
mod prelude;
mod reply;
mod router;
mod scoped_path;
mod service;

pub use context::Context;
pub use operation::*;
pub use router::router;
pub use service::ObjectStorage;
