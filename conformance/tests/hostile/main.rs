//! Hostile and broken servers: whatever they send, a run ends in time, in bounded memory, and says what arrived.

#![expect(clippy::expect_used, reason = "a test fails when its surroundings do")]

mod connection;
mod content;
mod exchange;
mod head;
mod json;
mod load;
mod program;
mod raw_server;
