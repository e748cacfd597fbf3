//! The generated client and the generated server, over real HTTP.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

mod loopback;
mod refusal;
mod storage;
mod unexpected;
