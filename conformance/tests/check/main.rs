//! What the checker reports about an answer, check by check, and what it accepts.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails when its surroundings do")]

mod answers;
mod content;
mod dates;
mod exam;
mod examined;
mod headers;
mod members;
mod wire;
