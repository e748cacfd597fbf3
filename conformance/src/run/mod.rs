//! Runs cases: log in, probe the target, send the steps of each case, judge the answers, remove what was created.
//!
//! Takes a case and a session, gives an [`outcome::Record`]. Knows neither profiles nor known deviations nor reports.

mod access;
pub(crate) mod cleanup;
mod foreign_answer;
pub(crate) mod journal;
pub(crate) mod login;
mod outcome;
pub(crate) mod preflight;
mod prerequisite;
mod probe;
mod renewal;
pub(crate) mod retry;
mod run_context;
mod runner;
mod session;

pub(crate) use self::{access::Access, journal::JournalFile};
pub use self::{
    journal::{Closed, Journal},
    outcome::{Finding, KnownDeviation, Outcome, OutcomeKind, Record, SuiteError},
    run_context::RunContext,
    session::Session,
};
