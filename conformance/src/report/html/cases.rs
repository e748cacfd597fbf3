//! The cases of a run as the script of the page gets them: a compact table, in which what many have in common is named by its
//! place in a list. Of those that did not pass, the page has as much as fits into it.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::{
    HtmlError,
    exchange::ShownExchange,
    groups::Group,
    script_data,
    shape::{BY_SEVERITY, Shape},
    tables::{Interner, SharedLists, ShownMismatch, Tables},
};
use crate::{
    report::{case_result::CaseResult, model::Report, spool::StorySearch, story::Story},
    run::OutcomeKind,
};

/// How many cases of a finding the page shows with their exchanges.
pub(super) const OF_A_FINDING: usize = 20;

/// How large the data of a page may become, in bytes. The rest of the page takes less than a mebibyte.
const LARGEST: usize = 24_000_000;

/// How much of it what was found may take beside the table, in bytes.
const LARGEST_DETAILS: usize = 6_000_000;

/// What the script gets.
#[derive(Debug, Serialize)]
struct ScriptData<'d> {
    outcomes: Vec<OutcomeName>,
    operations: &'d [String],
    scopes: &'d [String],
    cases: &'d [String],
    /// Sets of statements, one of which each case is about.
    sets: &'d [Vec<usize>],
    findings: Vec<FindingName<'d>>,
    rows: &'d Rows,
    details: &'d [Detail],
    stories: &'d [ShownStory],
    lists: SharedLists<'d>,
    show: &'static str,
    elsewhere: &'static str,
}

#[derive(Debug, Serialize)]
struct OutcomeName {
    word: &'static str,
    shape: Shape,
}

#[derive(Debug, Serialize)]
struct FindingName<'g> {
    id: &'g str,
}

/// The table, column by column.
#[derive(Debug, Default, Serialize)]
struct Rows {
    case: Vec<usize>,
    operation: Vec<usize>,
    scope: Vec<usize>,
    outcome: Vec<usize>,
    time: Vec<u64>,
    set: Vec<usize>,
    finding: Vec<Option<Vec<usize>>>,
    detail: Vec<Option<usize>>,
    story: Vec<Option<usize>>,
    /// The first and the last entry of the transcript.
    har: Vec<Option<(usize, usize)>>,
}

/// What there is to say of a case that did not pass.
#[derive(Debug, Serialize)]
struct Detail {
    reason: Option<String>,
    mismatches: Vec<ShownMismatch>,
    rerun: Option<String>,
    retries: Vec<String>,
    left_behind: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ShownStory {
    exchanges: Vec<ShownExchange>,
}

/// What has the stories of a run.
pub(super) trait StorySource {
    /// The story of a case, if there is one.
    ///
    /// # Errors
    /// When it cannot be read, as a text for people.
    fn find(&self, case: &str) -> Result<Option<Story>, String>;

    /// The first and the last entry of a case in the transcript, counted from 1.
    fn entries(&self, case: &str) -> Option<(usize, usize)>;
}

/// The stories of a run on disk.
pub(super) struct SpooledStories<'s> {
    search: &'s StorySearch<'s>,
    entries: HashMap<&'s str, (usize, usize)>,
}

/// No stories: a report alone has none.
pub(super) struct NoStories;

impl<'s> SpooledStories<'s> {
    pub(super) fn of(search: &'s StorySearch<'s>) -> Self {
        Self { search, entries: search.exchanges() }
    }
}

impl StorySource for SpooledStories<'_> {
    fn find(&self, case: &str) -> Result<Option<Story>, String> {
        self.search.find(case)
    }

    fn entries(&self, case: &str) -> Option<(usize, usize)> {
        self.entries.get(case).copied()
    }
}

impl StorySource for NoStories {
    fn find(&self, _: &str) -> Result<Option<Story>, String> {
        Ok(None)
    }

    fn entries(&self, _: &str) -> Option<(usize, usize)> {
        None
    }
}

/// The data for the script, safe within a page.
pub(super) fn data(
    report: &Report,
    groups: &[Group<'_>],
    stories: &impl StorySource,
    mut tables: Tables<'_>,
) -> Result<String, HtmlError> {
    let table = Table::of(report, groups, stories, &mut tables);
    let Table { mut rows, operations, scopes, cases, sets } = table;
    let taken = script_data::to_string(&(&rows, cases.list(), &sets))?.len();
    let mut budget = LARGEST.saturating_sub(taken);
    let mut details = Vec::new();
    let mut details_budget = budget.min(LARGEST_DETAILS);
    budget -= details_budget;
    for (place, case) in by_severity(report) {
        let size = detail_size(case);
        if size > details_budget {
            break;
        }
        if let Some(detail) = Detail::of(case, &mut tables) {
            details_budget -= size;
            rows.detail[place] = Some(details.len());
            details.push(detail);
        }
    }
    let mut shown = Vec::new();
    for place in with_exchanges(report, groups) {
        if let Some(story) = stories.find(&report.outcomes[place].name).map_err(HtmlError::Stories)? {
            let exchanges = story.exchanges.iter().map(|exchange| ShownExchange::of(exchange, &mut tables)).collect();
            let story = ShownStory { exchanges };
            let size = script_data::to_string(&story)?.len();
            if size > budget {
                break;
            }
            budget -= size;
            rows.story[place] = Some(shown.len());
            shown.push(story);
        }
    }
    Ok(script_data::to_string(&ScriptData {
        outcomes: BY_SEVERITY.map(|kind| OutcomeName { word: kind.word(), shape: Shape::of(kind) }).into(),
        operations: operations.list(),
        scopes: scopes.list(),
        cases: cases.list(),
        sets: &sets,
        findings: groups.iter().map(|group| FindingName { id: group.id() }).collect(),
        rows: &rows,
        details: &details,
        stories: &shown,
        lists: tables.shared(),
        show: "kii-conformance show",
        elsewhere: "Its exchanges are not in this page; the command below shows them.",
    })?)
}

/// The table before anything is known of details and exchanges.
struct Table {
    rows: Rows,
    operations: Interner,
    scopes: Interner,
    cases: Interner,
    sets: Vec<Vec<usize>>,
}

impl Table {
    fn of(report: &Report, groups: &[Group<'_>], stories: &impl StorySource, tables: &mut Tables<'_>) -> Self {
        let (mut operations, mut scopes, mut cases) = (Interner::default(), Interner::default(), Interner::default());
        let mut rows = Rows::default();
        let mut sets: Vec<Vec<usize>> = Vec::new();
        let mut set_places: HashMap<&[String], usize> = HashMap::new();
        for case in &report.outcomes {
            let set = *set_places.entry(&case.statements).or_insert_with(|| {
                sets.push(case.statements.iter().map(|id| tables.statement(id)).collect());
                sets.len() - 1
            });
            rows.case.push(cases.place(&case.case));
            rows.operation.push(operations.place(&case.operation));
            rows.scope.push(scopes.place(&case.scope));
            rows.outcome.push(BY_SEVERITY.iter().position(|kind| *kind == case.outcome).unwrap_or_default());
            rows.time.push(case.time_ms);
            rows.set.push(set);
            rows.finding.push(None);
            rows.detail.push(None);
            rows.story.push(None);
            rows.har.push(stories.entries(&case.name));
        }
        for (finding, group) in groups.iter().enumerate() {
            for place in &group.cases {
                rows.finding[*place].get_or_insert_default().push(finding);
            }
        }
        Self { rows, operations, scopes, cases, sets }
    }
}

/// The cases, those first that a reader has to look at.
fn by_severity(report: &Report) -> impl Iterator<Item = (usize, &CaseResult)> {
    BY_SEVERITY
        .iter()
        .flat_map(|kind| report.outcomes.iter().enumerate().filter(move |(_, case)| case.outcome == *kind))
}

/// The cases that are shown with their exchanges: the first of each finding, then the second of each, and so on; then those
/// that did not pass and belong to none.
fn with_exchanges(report: &Report, groups: &[Group<'_>]) -> Vec<usize> {
    let mut chosen = Vec::new();
    let mut known = HashSet::new();
    for rank in 0..OF_A_FINDING {
        let of_rank = groups.iter().filter_map(|group| group.cases.get(rank));
        chosen.extend(of_rank.filter(|place| known.insert(**place)));
    }
    let grouped: HashSet<usize> = groups.iter().flat_map(|group| &group.cases).copied().collect();
    let mut left: HashMap<OutcomeKind, usize> = HashMap::new();
    for (place, case) in by_severity(report) {
        let is_of_interest = case.outcome != OutcomeKind::Passed && !grouped.contains(&place);
        let left = left.entry(case.outcome).or_insert(OF_A_FINDING);
        if is_of_interest && *left > 0 {
            *left -= 1;
            chosen.push(place);
        }
    }
    chosen
}

impl Detail {
    fn of(case: &CaseResult, tables: &mut Tables<'_>) -> Option<Self> {
        let CaseResult { reason, mismatches, rerun, retries, left_behind, .. } = case;
        let is_empty = reason.is_none() && mismatches.is_empty() && retries.is_empty() && left_behind.is_empty();
        (!is_empty).then(|| Self {
            reason: reason.clone(),
            mismatches: mismatches.iter().map(|mismatch| tables.mismatch(mismatch)).collect(),
            rerun: rerun.clone(),
            retries: retries.clone(),
            left_behind: left_behind.clone(),
        })
    }
}

/// About how many bytes a detail takes. Texts that are shared count in full, as each may be the only one.
fn detail_size(case: &CaseResult) -> usize {
    let CaseResult { reason, mismatches, rerun, retries, left_behind, .. } = case;
    let texts = reason.iter().chain(rerun).chain(retries).chain(left_behind).map(String::len);
    let mismatches = mismatches.iter().map(|mismatch| 80 + mismatch.expected.len() + mismatch.found.len());
    100 + texts.chain(mismatches).sum::<usize>()
}
