//! A conformance suite for the Kii Cloud object-storage API, derived from its spec.
//!
//! The folders are wings, in the order in which data flows: each uses only those above it. Nothing here knows the reference
//! server or generated code: a mistake there must not be on both sides of a check.
//!
//! A program that embeds the suite calls [`cli::main`], which does all that `kii-conformance run` does. To run single cases,
//! load a [`Suite`] and a [`Target`], make a [`Client`] and a [`Session`], and call [`Session::run`]: it returns a [`Record`]
//! with the [`Outcome`]. [`Coverage`] says which statements of the spec records have examined, and [`mutation`] whether the
//! suite detects a fault.

mod cases;
pub mod cli;
mod deployment;
mod judge;
pub mod mutation;
mod report;
mod run;
mod score;
mod send;
mod traffic;
mod values;

pub use self::{
    cases::{Case, CaseId, Depth, Exclusion, Pairs, Suite},
    deployment::{Connection, Environment, Field, Key, Keys, MissingPrerequisite, Sources, Target, TargetError},
    judge::{Difference, Flaw, Mismatch, MismatchKind, OtherState},
    report::{ReportedFinding, Witness, findings},
    run::{
        Closed, Finding, Journal, KnownDeviation, Outcome, OutcomeKind, Record, RecordedExchange, Requests, RunContext,
        ScoredStatements, Session, SuiteError,
    },
    score::{Coverage, CoverageLevel, CoverageState, Profile, Verdict},
    send::{
        Client, Coding, Concurrency, CredentialsOf, Delivery, Exchange, Interceptor, Interruption, LoadControl,
        NameCase, Request, Response, SendError, SendErrorKind, SentCredentials, WireForm,
    },
    values::{RunId, Seed},
};

/// What the integration tests of this package and the benchmark need besides. No part of the public interface.
#[doc(hidden)]
pub mod testing {
    pub use crate::{
        cases::{
            Expect, Role, Sent, Shard, Step,
            derive::{derive, rows},
            script,
        },
        cli::run_suite,
        judge::{Checker, Context, Expected, Judged, judge},
        score::{DeviationDraft, Deviations, Judgement, Subject, profile::FrozenProfile},
        send::{Answers, CaseState, Dates, KnownValues, LARGEST_CONTENT, Moment, StoredObject},
        values::{ByteRange, Content, Source},
    };
}
