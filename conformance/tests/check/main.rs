//! What the checker notices in an answer, check by check, and what it lets pass.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails when its surroundings do")]

mod answers;
mod content;
mod dates;
mod exam;
mod examined;
mod headers;
mod members;
