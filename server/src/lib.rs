//! The reference server of the Kii object-storage API, in memory.
//!
//! Routes, parsing and the shape of every answer are generated ([`kii_server_stubs`]); here is only what they mean:
//! - [`ReferenceServer`] is the behaviour, a value that implements the generated trait;
//! - [`Server`] puts it on a socket;
//! - [`Fixture`] is the application, the principals and the group that exist from the start.
//!
//! A request passes its checks in this order: credentials, permission, the scope's owner, the object, its body, the
//! precondition, the range. The store is locked from the first look at an object to the end of the answer.

mod body;
mod clock;
mod directory;
mod fixture;
mod handlers;
mod key;
mod object;
mod permission;
mod principal;
mod publication;
mod published;
mod random;
mod reference;
mod refusal;
mod server;
mod store;
mod version;

pub use clock::Clock;
pub use fixture::{Account, Fixture};
pub use reference::ReferenceServer;
pub use server::{Running, Server};
