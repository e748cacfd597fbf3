//! What was found in traffic, as data, and as people read it.

use std::{collections::BTreeMap, fmt};

use clap::ValueEnum;
use http::StatusCode;
use indexmap::IndexMap;
use kii_spec::Level;
use serde::Serialize;

use super::recorded::{RecordedExchange, RecordedResponse};
use crate::values::{count::counted, words};

/// Counts every change of the JSON form that a reader could notice.
const SCHEMA_VERSION: u32 = 1;

/// How many exchanges are named of one kind of finding.
const NAMED: usize = 10;

/// What was found in traffic.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TrafficReport {
    schema_version: u32,
    /// The address below which the paths of the API were looked for.
    pub(super) base: String,
    /// How many exchanges there were.
    pub(super) exchanges: usize,
    /// How many of them were held against what is due to them.
    pub(super) judged: usize,
    /// How many of them were held only against the form of the documented response that they are, as what is due to them is
    /// not known.
    pub(super) judged_by_form: usize,
    /// How many of them were not judged, by the reason.
    pub(super) not_judged: BTreeMap<NotJudged, usize>,
    pub(super) findings: Vec<TrafficFinding>,
}

words! {
    /// Why an exchange is not judged.
    pub(super) enum NotJudged {
        /// It is a request to none of the operations.
        OtherPath = "other path",
        /// 429.
        TooManyRequests = "429, too many requests",
        /// 5xx.
        ServerError = "5xx, server error",
        /// There is no response in the recording.
        NoResponse = "no response",
        /// The client took the response from its cache, not from the server.
        FromCache = "from the client's cache",
        /// What is recorded is no exchange of HTTP.
        NotHttp = "not HTTP",
        /// The spec describes no such request, and no such response.
        NotDescribed = "not described by the spec",
    }
}

words! {
    /// Who does not keep to the documents.
    #[derive(ValueEnum)]
    pub(crate) enum Side {
        /// Who sent the response.
        Server = "server",
        /// Who sent the request.
        Client = "client",
    }
}

/// Something wrong with an exchange.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TrafficFinding {
    /// The place of the exchange in the recording, counted from 1.
    pub(super) exchange: usize,
    pub(super) side: Side,
    pub(super) request: String,
    pub(super) operation: String,
    pub(super) scope: String,
    /// The statement that is violated, or that is about the answer to such a request.
    pub(super) statement: String,
    /// What it demands.
    pub(super) text: String,
    /// The page or the decision that demands it.
    pub(super) source: String,
    pub(super) level: &'static str,
    pub(super) expected: String,
    pub(super) found: String,
}

impl NotJudged {
    /// The answer of an exchange, or why it is not judged.
    pub(super) fn answer(exchange: &RecordedExchange) -> Result<&RecordedResponse, Self> {
        match &exchange.response {
            None => Err(Self::NoResponse),
            Some(answer) if answer.response.status == StatusCode::TOO_MANY_REQUESTS => Err(Self::TooManyRequests),
            Some(answer) if answer.response.status.is_server_error() => Err(Self::ServerError),
            Some(answer) => Ok(answer),
        }
    }
}

impl TrafficReport {
    /// Nothing has been found yet.
    pub(super) fn new(base: String) -> Self {
        let (not_judged, findings) = (BTreeMap::new(), Vec::new());
        let (schema_version, exchanges, judged, judged_by_form) = (SCHEMA_VERSION, 0, 0, 0);
        Self { schema_version, base, exchanges, judged, judged_by_form, not_judged, findings }
    }

    /// Counts entries of a recording that are no exchanges of HTTP.
    pub(crate) fn note_other_entries(&mut self, count: usize) {
        self.exchanges += count;
        if count > 0 {
            *self.not_judged.entry(NotJudged::NotHttp).or_default() += count;
        }
    }

    /// The same report with the findings about one side only.
    #[must_use]
    pub(crate) fn about(mut self, side: Side) -> Self {
        self.findings.retain(|finding| finding.side == side);
        self
    }

    /// Whether any exchange was judged.
    pub(crate) const fn has_judged(&self) -> bool {
        self.judged + self.judged_by_form > 0
    }

    /// Whether a statement that binds is violated.
    pub(crate) fn is_violated(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == "must")
    }

    /// The findings that are alike, with the exchanges in which they are: what violates before what warns.
    fn groups(&self) -> Vec<Vec<&TrafficFinding>> {
        let mut groups: IndexMap<(Side, &str, &str), Vec<&TrafficFinding>> = IndexMap::new();
        for finding in &self.findings {
            groups.entry((finding.side, finding.level, &finding.statement)).or_default().push(finding);
        }
        let mut groups: Vec<Vec<&TrafficFinding>> = groups.into_values().collect();
        groups.sort_by_key(|group| group.first().is_none_or(|first| first.level != "must"));
        groups
    }
}

impl TrafficFinding {
    /// Whether it is about what this side has sent.
    pub(crate) fn is_about(&self, side: Side) -> bool {
        self.side == side
    }

    /// What findings of the same kind have in common.
    pub(crate) fn kind(&self) -> String {
        format!("{} {} {}", self.side, self.level, self.statement)
    }
}

impl fmt::Display for TrafficFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.level == "must" { "violated" } else { "warning" };
        write!(
            f,
            "{word} by the {}: {}\n  exchange   {}: {}\n  expected   {}\n  found      {}",
            self.side, self.statement, self.exchange, self.request, self.expected, self.found
        )
    }
}

/// How a level is written.
pub(super) const fn level_word(level: Level) -> &'static str {
    match level {
        Level::Must => "must",
        Level::Should => "should",
        Level::May => "may",
    }
}

impl fmt::Display for TrafficReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for group in self.groups() {
            let Some(first) = group.first() else { continue };
            let word = if first.level == "must" { "violated" } else { "warning" };
            let exchanges = counted(group.len(), "exchange");
            writeln!(f, "{word} by the {}: {} ({}, {exchanges})", first.side, first.statement, first.level)?;
            writeln!(f, "  {}", first.text)?;
            writeln!(f, "  source     {}", first.source)?;
            writeln!(
                f,
                "  exchange   {}: {} ({}, scope {})",
                first.exchange, first.request, first.operation, first.scope
            )?;
            writeln!(f, "  expected   {}", first.expected)?;
            writeln!(f, "  found      {}", first.found)?;
            if group.len() > 1 {
                let others: Vec<String> =
                    group.iter().skip(1).take(NAMED).map(|finding| finding.exchange.to_string()).collect();
                let more = group.len().checked_sub(NAMED + 1).filter(|more| *more > 0);
                let more = more.map(|more| format!(" and {more} more")).unwrap_or_default();
                writeln!(f, "  also in    exchange {}{more}", others.join(", "))?;
            }
            writeln!(f)?;
        }
        writeln!(f, "API below {}", self.base)?;
        writeln!(f, "{}: {} judged", counted(self.exchanges, "exchange"), self.judged + self.judged_by_form)?;
        if self.judged_by_form > 0 {
            writeln!(
                f,
                "  {} of them only by the form of the response: what is due is not known",
                self.judged_by_form
            )?;
        }
        for (reason, count) in &self.not_judged {
            writeln!(f, "  {count} not judged: {reason}")?;
        }
        let count = |side: Side, level: &str| {
            self.findings.iter().filter(|finding| finding.side == side && finding.level == level).count()
        };
        for side in [Side::Server, Side::Client] {
            let violations = counted(count(side, "must"), "violation");
            writeln!(f, "{side}: {violations}, {}", counted(count(side, "should"), "warning"))?;
        }
        match (self.has_judged(), self.is_violated()) {
            (false, _) => writeln!(f, "inconclusive: no exchange was judged"),
            (true, true) => writeln!(f, "the traffic does not conform"),
            (true, false) => writeln!(f, "the traffic conforms, as far as it was judged"),
        }
    }
}
