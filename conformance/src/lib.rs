//! A conformance suite for the Kii Cloud object-storage API, derived from its spec.
//!
//! The folders are wings, in the order in which data flows: each uses only those above it. Nothing here knows the reference
//! server or generated code: a mistake there must not sit on both sides of a check.

pub mod cases;
pub mod cli;
pub mod deployment;
pub mod judge;
pub mod mutation;
pub mod report;
pub mod run;
pub mod score;
pub mod send;
pub mod values;
