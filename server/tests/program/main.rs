//! The server as a program: what those see who configure it and look after it.

#![expect(clippy::unwrap_used, reason = "what a test needs is there, or the test fails")]

mod application;
mod connection;
mod credentials;
mod disk;
mod log;
mod monitoring;
mod pages;
mod process;
mod restart;
mod start;
mod stop;
mod tls;
