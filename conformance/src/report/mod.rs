//! Reports: one model of what a run showed, and text, JSON and JUnit made from it.
//!
//! Takes events, gives a [`Report`]. The reports of shards are merged into the same model.

mod case_result;
mod destination;
mod event;
mod failure;
mod file;
mod finding;
mod json;
mod junit;
mod load;
mod merge;
mod model;
mod progress;
mod request_totals;
mod response_coverage;
mod safe_json;
mod screen;
pub(crate) mod terminal;
#[cfg(test)]
mod tests;
mod text;
mod xml;

pub use self::finding::{ReportedFinding, Witness, findings};
pub(crate) use self::{
    case_result::{CaseResult, ReportContext},
    destination::Destination,
    event::{Collector, Event, RunEnd, RunStart},
    failure::{Rerun, quoted},
    file::{ReportError, write},
    json::names_that_failed,
    load::{Load, LoadBound},
    merge::merge,
    model::{Report, ReportedVerdict, RunIdentity, Selection},
    progress::ProgressLine,
    screen::Screen,
    text::{Ending, Summary},
};
