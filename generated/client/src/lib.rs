// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Kii Cloud object storage: a client.
//!
//! Each operation is a method of [`Client`] and returns one of its documented answers, or what arrived instead. An answer
//! is known by its status and media type, and an error then by its code; never by what happens to fit.
//!
//! `into_result` of an answer gives its success, or a [`Failure`], which is the same for all operations and works with `?`.
//! Whoever wants to handle each documented answer matches on the answer instead.
//!
//! ```
//! use kii_client::*;
//!
//! # fn main() -> Result<(), BuildError> {
//! let client = Client::builder("https://api.example.com", AppId::new("app_id"))
//!     .token("the caller's token")
//!     .build()?;
//! # drop(client);
//! # Ok(())
//! # }
//! ```
//!
//! The documentation of each method has an example with such a client.

mod answer;
mod builder;
mod call;
mod client;
mod error;
mod login;
mod operation;
mod own_type;
mod prelude;

pub use answer::Unexpected;
pub use builder::{BuildError, ClientBuilder};
pub use client::Client;
pub use error::{Error, Failure};
pub use http;
pub use kii_types::*;
pub use login::{Grant, LoginError, Session};
pub use operation::*;
pub use reqwest;
pub use secrecy::SecretString;
pub use serde_json;

/// The example in the README, as one of the documentation, so that it is tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
