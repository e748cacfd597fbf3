//! What clients see of the reference server.

#![expect(clippy::unwrap_used, reason = "what a test needs is there, or the test fails")]

mod account;
mod body;
mod cors;
mod examples;
mod login;
mod object;
mod path;
mod permission;
mod publication;
mod race;
mod socket;
mod stubs;
mod test_server;
mod tolerance;
