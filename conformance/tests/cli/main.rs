//! The program, run against small servers that each violate the documents in one way.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails when its surroundings do")]

mod connection;
mod environment;
mod exit_codes;
#[cfg(unix)]
mod interruption;
mod judgement;
mod login;
mod pipes;
#[cfg(unix)]
mod places;
mod reports;
mod required;
mod screen;
mod secrets;
mod shards;
mod stub;
mod target;
mod texts;
mod unseen;
