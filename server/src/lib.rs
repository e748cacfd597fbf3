//! The reference server of the Kii object-storage API, in memory.
//!
//! Routes, parsing and the shape of every answer are generated ([`kii_server_stubs`]); here is only what they mean:
//! - [`ReferenceServer`] is the behaviour, a value that implements the generated trait;
//! - [`Server`] puts it on a socket;
//! - [`Fixture`] is the application, the principals and the group that exist from the start;
//! - [`Fault`] is a way to be wrong, with a server around this one that is;
//! - [`WrongServer`] is one that others have found or made up.
//!
//! What a request's form decides, the router has refused before. The checks here come in this order: credentials,
//! permission, the scope's owner, the object, its body, the precondition, the range. The store is locked from the first
//! look at an object until the answer is known.

#[cfg(all(feature = "durable", not(unix)))]
compile_error!(
    "the features `durable` and `cli` of kii-server need a Unix system: they write to files at positions, and end at SIGTERM"
);

mod account;
mod account_name;
mod answered_for;
mod application;
mod body;
mod challenge;
mod clock;
mod connection;
mod cors;
mod directory;
#[cfg(feature = "faults")]
mod fault;
mod fixture;
mod front;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod handlers;
mod host;
mod key;
mod listening;
mod login;
mod login_request;
mod login_secret;
mod minimum_rate;
mod object;
#[cfg(feature = "durable")]
mod password_hash;
mod permission;
mod principal;
mod progress;
mod public_address;
mod publication;
mod published;
mod random;
#[cfg(feature = "faults")]
mod reading;
mod reference;
mod refusal;
mod registration;
mod secret_hash;
mod server;
mod small_content;
mod store;
mod timed_out;
#[cfg(feature = "cli")]
mod tls;
mod tokens;
mod tolerance;
mod unavailable;
mod unserved;
mod version;
mod watched;
#[cfg(feature = "faults")]
mod wrong_server;

pub use account_name::{AccountName, NameKind};
pub use answered_for::{AnsweredFor, Sender};
pub use application::{Application, Group, Identity};
pub use clock::Clock;
pub use cors::{Cors, MalformedOrigin, Origin};
#[cfg(feature = "faults")]
pub use fault::{ConditionalFault, Fault, Firings, MetTriggers, Topic};
pub use fixture::{Account, Fixture, Login};
pub use listening::{ConnectionCounts, Limits, Listening};
pub use login_secret::LoginSecret;
#[cfg(feature = "durable")]
pub use password_hash::{PasswordHash, UnusablePasswordHash};
pub use principal::Principal;
pub use public_address::{MalformedUrl, PublicAddress, PublicUrl};
pub use reference::ReferenceServer;
pub use secret_hash::{MalformedHash, SecretHash};
pub use server::{Running, Server};
#[cfg(feature = "durable")]
pub use store::{Disk, DiskFile, ExportError, Exported, Folder, ImportError, OpenError, export, import};
#[cfg(feature = "cli")]
pub use tls::{Tls, TlsError};
pub use tolerance::Tolerance;
#[cfg(feature = "faults")]
pub use wrong_server::{Shown, WrongServer};
