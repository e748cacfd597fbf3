//! What fuzzers call: a function for each kind of input, which panics if the server does with it what it must not do.
//!
//! `fuzz/` has a fuzz target for each, and `tests/fuzzing.rs` replays the corpus. What clients send is also anything else than what
//! the pages describe, so each function says what holds for every input, and not only that nothing panics.

mod condition;
mod identifier;
mod json;
mod media_type;
mod path;
mod range;
mod tried_server;

pub use self::{
    condition::condition, identifier::identifier, json::json, media_type::media_type, path::path, range::range,
};

/// A kind of input.
pub struct Target {
    /// What its fuzz target is called, and the folder of its corpus.
    pub name: &'static str,
    /// Does with an input what the server does, and panics if anything is wrong with that.
    pub examine: fn(&[u8]),
}

/// All kinds of input.
pub const TARGETS: [Target; 6] = [
    Target { name: "condition", examine: condition },
    Target { name: "identifier", examine: identifier },
    Target { name: "json", examine: json },
    Target { name: "media_type", examine: media_type },
    Target { name: "path", examine: path },
    Target { name: "range", examine: range },
];
