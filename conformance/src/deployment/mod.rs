//! The deployment under test: where it is, how it is reached, and with which credentials.
//!
//! Takes a target file, the environment and `--url`, gives a [`Target`], or every problem of what it was given. Which keys
//! there are follows from the principals and scopes of the spec ([`Keys`]). No type of this wing shows a secret in its
//! `Debug` output.

mod connection;
mod env_file;
mod environment;
mod header;
mod key;
mod load;
mod login;
mod missing_prerequisite;
mod own_authority;
mod pending_login;
mod redactor;
mod required;
mod resolve;
mod secret;
mod settings;
mod target;
pub(crate) mod template;
mod token;
mod without;

pub use self::{
    connection::Connection,
    environment::Environment,
    key::{Field, Key, Keys},
    load::{Sources, TargetError},
    missing_prerequisite::MissingPrerequisite,
    target::Target,
};
pub(crate) use self::{
    connection::Proxy,
    environment::{PREFIX, TARGET_FILE},
    login::Login,
    pending_login::{Renewal, TokenResponse},
    redactor::Redactor,
    secret::Secrets,
    target::NEVER_ISSUED,
    token::Validity,
    without::WITHOUT,
};
