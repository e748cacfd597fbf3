//! The API and every case about it, as the program was built with them.

use std::{panic, thread};

use super::{
    case::{Case, Exclusion},
    derive::{self, Depth, Derived},
    script,
};
use kii_spec::Api;

/// The API and every case about it.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The API.
    pub api: Api,
    /// The cases: those derived from the spec, then those written by hand.
    pub cases: Vec<Case>,
    /// The documented responses that no case provokes, each with the reason.
    pub exclusions: Vec<Exclusion>,
}

impl Suite {
    /// The suite that the program was built with.
    ///
    /// # Errors
    /// Everything that is wrong with the spec or the cases, as a text for people.
    pub fn load() -> Result<Self, String> {
        Self::at(Depth::default())
    }

    /// The suite that the program was built with, with as many things that differ at once.
    ///
    /// # Errors
    /// Everything that is wrong with the spec or the cases, as a text for people.
    pub fn at(depth: Depth) -> Result<Self, String> {
        let api = Api::embedded().map_err(|problems| format!("the spec in this program is broken:\n{problems}"))?;
        // None of the three needs another, and every command waits for them.
        let (derived, combined, written) = thread::scope(|threads| {
            let combined = threads.spawn(|| derive::cases(&api, depth));
            let written = threads.spawn(|| script::embedded(&api));
            (derive::derive(&api), combined.join(), written.join())
        });
        let Derived { mut cases, exclusions } = derived;
        cases.extend(combined.unwrap_or_else(|panic| panic::resume_unwind(panic)));
        let written = written.unwrap_or_else(|panic| panic::resume_unwind(panic));
        cases.extend(written.map_err(|problems| format!("the cases in this program are broken:\n{problems}"))?);
        Ok(Self { api, cases, exclusions })
    }
}
