//! Runs cases: log in, probe the target, send the steps of each case, judge the answers, remove what was created.
//!
//! Takes a case and a session, gives an [`outcome::Record`]. Knows neither profiles nor known deviations nor reports.

mod access;
mod circuit_breaker;
pub(crate) mod cleanup;
mod failure_limit;
mod foreign_answer;
pub(crate) mod journal;
pub(crate) mod login;
mod other_cases;
mod outcome;
pub(crate) mod preflight;
mod prerequisite;
mod probe;
mod recorded_exchange;
mod renewal;
mod repeat;
mod requests;
mod retry;
mod run_context;
mod runner;
mod scheduler;
mod scored_statements;
mod session;
mod shrink;
mod unavailable;

pub(crate) use self::{
    access::Access,
    failure_limit::FailureLimit,
    journal::JournalFile,
    other_cases::OtherCases,
    retry::{Company, Ended, Times},
    scheduler::{Attempts, Progress, Scheduler, SessionAttempts},
    shrink::{Shrunk, Symptom, shrink},
};
pub use self::{
    journal::{Closed, Journal},
    outcome::{Finding, KnownDeviation, Outcome, OutcomeKind, Record, SuiteError},
    recorded_exchange::RecordedExchange,
    requests::Requests,
    run_context::RunContext,
    scored_statements::ScoredStatements,
    session::Session,
};
