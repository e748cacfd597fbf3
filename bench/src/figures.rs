//! The groups of figures, one module for each.

mod build;
mod checks;
mod codegen;
mod crash;
mod endurance;
mod growth;
mod latency;
mod limit;
mod memory;
mod mutants;
mod repeat;
mod run;
mod server;
mod start;
mod tests;
mod throttle;
mod walks;

use anyhow::Result;
use clap::ValueEnum;

use crate::{Bench, figure::Figure};

/// What a group of figures has shown.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    /// The figures.
    pub(crate) figures: Vec<Figure>,
    /// What explains them, and what was left out.
    pub(crate) notes: Vec<String>,
}

/// A group of figures that are measured together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Group {
    /// The suite on the loopback, beside a client that checks nothing
    Limit,
    /// The suite behind a proxy that adds latency
    Latency,
    /// The suite against a server that admits 20 requests a second
    Throttle,
    /// Cases, requests and statements a second, beside hurl
    Checks,
    /// The code generator and the loader of the spec
    Codegen,
    /// From the start of the process to the first request
    Start,
    /// The memory of a full run
    Memory,
    /// How time and memory grow with the number of cases
    Growth,
    /// Random walks and concurrent histories a second
    Walks,
    /// Every case 20 times behind 50 ms of latency (minutes)
    Repeat,
    /// Mutation testing against the reference server (minutes)
    Mutants,
    /// The tests of the project, and .ci/core (minutes)
    Tests,
    /// Builds from nothing (minutes)
    Build,
    /// The reference server: requests a second, latency, and a folder with 1,000,000 objects (minutes)
    Server,
    /// Every case 5 times against a server on disk that others load (minutes)
    Endurance,
    /// A server on disk that is killed 100 times while it writes (minutes)
    Crash,
}

impl Group {
    /// Its name, as people write it.
    pub(crate) fn word(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// What it measures.
    pub(crate) fn summary(self) -> String {
        let value = self.to_possible_value();
        value.and_then(|value| value.get_help().map(ToString::to_string)).unwrap_or_default()
    }

    /// Whether it takes minutes, so that it is measured only on request.
    pub(crate) const fn takes_minutes(self) -> bool {
        match self {
            Self::Repeat | Self::Mutants | Self::Tests | Self::Build => true,
            Self::Server | Self::Endurance | Self::Crash => true,
            Self::Limit | Self::Latency | Self::Throttle | Self::Checks => false,
            Self::Codegen | Self::Start | Self::Memory | Self::Growth | Self::Walks => false,
        }
    }

    /// Measures it.
    pub(crate) fn measure(self, bench: &Bench) -> Result<Measured> {
        match self {
            Self::Limit => limit::measure(bench),
            Self::Latency => latency::measure(bench),
            Self::Throttle => throttle::measure(bench),
            Self::Checks => checks::measure(bench),
            Self::Codegen => codegen::measure(bench),
            Self::Start => start::measure(bench),
            Self::Memory => memory::measure(bench),
            Self::Growth => growth::measure(bench),
            Self::Walks => walks::measure(bench),
            Self::Repeat => repeat::measure(bench),
            Self::Mutants => mutants::measure(bench),
            Self::Tests => tests::measure(bench),
            Self::Build => build::measure(bench),
            Self::Server => server::measure(bench),
            Self::Endurance => endurance::measure(bench),
            Self::Crash => crash::measure(bench),
        }
    }
}
