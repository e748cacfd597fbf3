// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Kii Cloud object storage: a client.
//!
//! Each operation is a method of [`Client`] and returns one of its documented answers, or what arrived instead. An answer
//! is known by its status and media type, and an error then by its code; never by what happens to fit.

mod answer;
mod call;
mod client;
mod operation;
mod prelude;

pub use answer::Unexpected;
pub use client::{Client, Error};
pub use operation::*;
