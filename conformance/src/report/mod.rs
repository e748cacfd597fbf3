//! Reports: one model of what a run showed, and text, JSON, JUnit and HTML made from it.
//!
//! Takes events, gives a [`Report`]. The reports of shards are merged into the same model.

mod annotation;
mod case_result;
mod comparison;
mod curl;
mod destination;
mod event;
mod failure;
mod file;
mod finding;
mod folder;
mod har;
mod html;
mod json;
mod junit;
mod last_run;
mod load;
mod merge;
mod model;
mod progress;
mod request_totals;
mod response_coverage;
pub(crate) mod safe_json;
mod screen;
mod spool;
mod story;
mod summary;
pub(crate) mod terminal;
#[cfg(test)]
mod tests;
mod text;
mod xml;

pub use self::finding::{ReportedFinding, Witness, findings};
pub(crate) use self::{
    annotation::Annotations,
    case_result::{CaseResult, ReportContext},
    comparison::Comparison,
    curl::CurlScript,
    destination::Destination,
    event::{Collector, Event, RunEnd, RunStart},
    failure::{Rerun, quoted},
    file::{ReportError, write},
    folder::ReportFolder,
    json::names_that_failed,
    last_run::LastRun,
    load::{Load, LoadBound},
    merge::merge,
    model::{Report, ReportedVerdict, RunIdentity, Selection},
    progress::ProgressLine,
    screen::Screen,
    spool::{Spool, Stories},
    story::{Story, StoryContext, StoryText},
    summary::failed_cases,
    text::{Ending, Summary},
};
