//! The API and every case about it, as the program was built with them.

use std::{panic, sync::Arc, thread};

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
    pub api: Arc<Api>,
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
        Self::of(Self::embedded_api()?, Depth::default())
    }

    /// The API that the program was built with.
    ///
    /// # Errors
    /// Everything that is wrong with the spec, as a text for people.
    pub(crate) fn embedded_api() -> Result<Arc<Api>, String> {
        let api = Api::embedded().map_err(|problems| format!("the spec in this program is broken:\n{problems}"))?;
        Ok(Arc::new(api))
    }

    /// The cases about an API, with as many things that differ at once, and those by hand that the program was built with.
    ///
    /// # Errors
    /// Everything that is wrong with the cases, as a text for people.
    pub fn of(api: Arc<Api>, depth: Depth) -> Result<Self, String> {
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

    /// A suite for requests that belong to no case.
    pub(crate) const fn without_cases(api: Arc<Api>) -> Self {
        Self { api, cases: Vec::new(), exclusions: Vec::new() }
    }
}
