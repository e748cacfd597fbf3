//! A conformance suite for the Kii Cloud object-storage API, derived from its spec.
//!
//! `derive` turns the spec into cases; `run` sends their requests; `check` holds each answer against the spec; what became
//! of a case is one [`outcome::Outcome`], from which every report is made. Nothing here knows the reference server or
//! generated code: a mistake there must not sit on both sides of a check.

pub mod access;
pub mod campaign;
pub mod case;
pub mod check;
pub mod clean;
pub mod cli;
pub mod client;
pub mod content;
pub mod coverage;
pub mod derive;
pub mod deviation;
pub mod draft;
pub mod exchange;
pub mod fault;
mod identifier;
pub mod interruption;
pub mod journal;
pub mod judgement;
pub mod login;
pub mod media;
pub mod mismatch;
pub mod outcome;
pub mod place;
pub mod preflight;
pub mod profile;
pub mod random;
pub mod range;
pub mod report;
pub mod retry;
pub mod run;
pub mod script;
pub mod shard;
pub mod suite;
pub mod target;
pub mod traffic;
mod visit;
pub mod world;
