//! What the checker notices in an answer, check by check, and what it lets pass.

mod answers;
mod content;
mod dates;
mod exam;
mod headers;
mod members;
