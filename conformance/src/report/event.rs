//! What happens in a run, one event after the other, and the collector that makes a report of them.
//!
//! A run begins with [`RunStart`], goes on with [`Event`]s, and ends with [`RunEnd`].

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;

use super::{
    case_result::CaseResult,
    finding,
    load::Load,
    model::{Program, Report, ReportedExclusion, ReportedVerdict, RunIdentity, SCHEMA_VERSION, Selection},
    request_totals::RequestTotals,
    response_coverage,
};
use crate::{
    cases::Suite,
    score::{Counts, DeviationUse},
};

/// Something that happens in a run. Events hold no secrets: whoever emits one has removed them.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// The base URL of the target is known.
    TargetFound(String),
    /// So many cases are selected.
    CasesSelected(usize),
    /// A case began.
    CaseBegan,
    /// A case ended.
    CaseEnded {
        /// Its place in the suite.
        place: usize,
        /// What became of it.
        result: Box<CaseResult>,
    },
}

/// Where every run begins.
#[derive(Clone, Debug)]
pub(crate) struct RunStart {
    /// Which run it is.
    pub run: RunIdentity,
    /// What selects its cases.
    pub selection: Selection,
    /// The IDs of the faults that it injects.
    pub injected: Vec<String>,
    /// When it began.
    pub started: Timestamp,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub(crate) struct RunEnd {
    /// What the run says about its target.
    pub verdict: ReportedVerdict,
    /// Whether its failures ended it before all selected cases had run.
    pub ended_early: bool,
    /// How each known deviation fared.
    pub deviations: Vec<DeviationUse>,
    /// The commands that remove what the run has left, when it has left something.
    pub sweep: Vec<String>,
    /// How long it took.
    pub time: Duration,
    /// How much it asked of its target at once.
    pub load: Option<Load>,
}

/// Collects the events of a run.
#[derive(Debug)]
pub(crate) struct Collector {
    suite: Arc<Suite>,
    start: RunStart,
    target: Option<String>,
    selected: usize,
    /// Cases end in any order.
    results: Vec<(usize, CaseResult)>,
}

impl Collector {
    /// A collector for a run that begins now.
    #[must_use]
    pub(crate) const fn new(suite: Arc<Suite>, start: RunStart) -> Self {
        Self { suite, start, target: None, selected: 0, results: Vec::new() }
    }

    /// Takes the next event.
    pub(crate) fn on(&mut self, event: Event) {
        match event {
            Event::TargetFound(base) => self.target = Some(base),
            Event::CasesSelected(count) => self.selected = count,
            // Only what shows a run on its way needs to know.
            Event::CaseBegan => {}
            Event::CaseEnded { place, result } => self.results.push((place, *result)),
        }
    }

    /// The report, once the run has ended.
    #[must_use]
    pub(crate) fn end(&mut self, end: RunEnd) -> Report {
        let Self { suite, start, target, selected, results } = self;
        let mut results = std::mem::take(results);
        results.sort_by_key(|(place, _)| *place);
        let results = results.into_iter().map(|(_, result)| result).collect();
        let results = RunResults { target: target.clone(), selected: *selected, results };
        Report::assemble(suite, start.clone(), results, end)
    }
}

/// What a run was about and what became of it.
#[derive(Debug)]
pub(super) struct RunResults {
    pub(super) target: Option<String>,
    pub(super) selected: usize,
    /// The results, in the suite's order.
    pub(super) results: Vec<CaseResult>,
}

impl Report {
    /// The report of a run, whoever has made it: one machine or several.
    pub(super) fn assemble(suite: &Suite, start: RunStart, results: RunResults, end: RunEnd) -> Self {
        let RunStart { run, selection, injected, started } = start;
        let RunResults { target, selected, results } = results;
        let RunEnd { verdict, ended_early, deviations, sweep, time, load } = end;
        Self {
            schema_version: SCHEMA_VERSION,
            suite: Program::this(suite),
            target,
            run,
            selection,
            injected,
            selected,
            ended_early,
            started_at: started,
            time_ms: milliseconds(time),
            load,
            verdict,
            requests: RequestTotals::of(&results),
            counts: Counts::of(results.iter().map(|result| result.outcome)),
            deviations,
            coverage: response_coverage::of(suite, &results),
            exclusions: suite.exclusions.iter().map(ReportedExclusion::of).collect(),
            findings: finding::of(&results),
            outcomes: results,
            sweep,
        }
    }
}

/// A time in whole milliseconds, as reports have it.
pub(super) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
