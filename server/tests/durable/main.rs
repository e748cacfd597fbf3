//! A server whose data is on a disk: what was answered is there after a restart, a crash and a failure of the disk.

#![expect(clippy::unwrap_used, reason = "what a test needs is there, or the test fails")]

mod client;
mod export;
mod failure;
mod folder;
mod format;
mod kill;
mod lossy_disk;
mod numbers;
mod power;
mod record;
mod registration;
mod server;
mod token;
mod unreadable;
mod upload;
