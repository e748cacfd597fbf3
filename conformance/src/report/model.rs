//! What a run showed, as plain data without secrets: the one model from which text, JSON, JUnit and HTML are made, for a
//! run and for the merged shards of a run alike. `report.schema.json` in this crate describes its JSON form.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    case_result::CaseResult, finding::ReportedFinding, load::Load, request_totals::RequestTotals,
    response_coverage::ResponseCoverage,
};
use crate::{
    cases::{Exclusion, Shard, Suite},
    report::quoted,
    run::OutcomeKind,
    score::{Counts, DeviationUse, Profile, Scoreboard, Verdict, VerdictWord},
    values::{RunId, Seed},
};

/// Counts every change of the format that a reader could notice.
pub(super) const SCHEMA_VERSION: u32 = 7;

/// What a run showed, and what follows from it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Report {
    pub(super) schema_version: u32,
    /// The program that made the run.
    pub(super) suite: Program,
    /// The base URL of the target, once it is known.
    pub(super) target: Option<String>,
    pub(super) run: RunIdentity,
    pub(super) selection: Selection,
    /// The IDs of the faults that were injected into responses (`--inject`); if there are any, the run says nothing about the
    /// target.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) injected: Vec<String>,
    /// How many cases the run was to run.
    pub(super) selected: usize,
    /// Whether its failures ended it before all of them had run (`--max-fail`).
    pub(super) ended_early: bool,
    pub(super) started_at: Timestamp,
    pub(super) time_ms: u64,
    /// How much the run asked of its target at once; none when it ended before it knew the target.
    pub(super) load: Option<Load>,
    pub(super) verdict: ReportedVerdict,
    pub(super) counts: Counts,
    pub(super) requests: RequestTotals,
    /// How each known deviation fared.
    pub(super) deviations: Vec<DeviationUse>,
    pub(super) coverage: Vec<ResponseCoverage>,
    pub(super) exclusions: Vec<ReportedExclusion>,
    /// What was found, by its cause: failures before warnings, the largest first.
    pub(super) findings: Vec<ReportedFinding>,
    /// The cases that came to an end, in the suite's order.
    pub(super) outcomes: Vec<CaseResult>,
    /// The commands that remove what the run has left, when it has left something.
    pub(super) sweep: Vec<String>,
}

/// The program that made a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Program {
    pub(super) name: String,
    pub(super) version: String,
    /// How many cases it has.
    pub(super) cases: usize,
}

/// Which run a report is about, and which part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunIdentity {
    /// Its id.
    pub id: RunId,
    /// The seed of everything random in it.
    pub seed: Seed,
    /// The part, when it is one of several.
    pub shard: Option<Shard>,
}

/// What selects cases by their names, as it was given on the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Selection {
    /// Texts, one of which a name must have; none selects all.
    pub filters: Vec<String>,
    /// Texts that no name may have.
    pub skip: Vec<String>,
    /// Whether names must be such a text as a whole.
    pub exact: bool,
}

/// What a run says about its target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportedVerdict {
    pub(super) word: VerdictWord,
    pub(super) exit_code: u8,
    /// Why the exit code is not what the outcomes alone would make it.
    pub(super) reason: Option<String>,
    pub(super) profile: ReportedProfile,
    /// What the target does not offer.
    pub(super) except: Vec<String>,
}

/// The profile that a verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportedProfile {
    name: String,
    /// Its version; none when it is not released yet.
    version: Option<u32>,
    /// How many cases it scores.
    pub(super) cases: usize,
}

/// A documented response that no case provokes, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportedExclusion {
    pub(super) operation: String,
    pub(super) scope: String,
    pub(super) response: String,
    pub(super) reason: String,
}

impl Report {
    /// What the run says about its target.
    #[must_use]
    pub(crate) fn verdict(&self) -> Verdict {
        let ReportedVerdict { word, reason, except, .. } = &self.verdict;
        let reason = reason.as_deref().unwrap_or_default();
        let except = except.iter().map(|name| kii_spec::CapabilityName(name.clone())).collect();
        let scoreboard = Scoreboard { counts: self.counts, except };
        match word {
            VerdictWord::Conforms => Verdict::Conforms(scoreboard),
            VerdictWord::Warns => Verdict::Warns(scoreboard),
            VerdictWord::DoesNotConform => Verdict::DoesNotConform(scoreboard),
            VerdictWord::UnexpectedPass => {
                Verdict::UnexpectedPass(scoreboard, reason.lines().map(str::to_owned).collect())
            }
            VerdictWord::Inconclusive => Verdict::Inconclusive(reason.to_owned()),
        }
    }

    /// The ID of the run.
    #[must_use]
    pub(crate) const fn run_id(&self) -> &RunId {
        &self.run.id
    }

    /// The result of the case of this name, or those of all cases whose names have this text in them.
    #[must_use]
    pub(crate) fn find(&self, text: &str) -> Vec<&CaseResult> {
        match self.outcomes.iter().find(|result| result.name == text) {
            Some(result) => vec![result],
            None => self.outcomes.iter().filter(|result| result.name.contains(text)).collect(),
        }
    }

    /// The names of the cases that came to an end, each with its outcome.
    pub(crate) fn outcomes(&self) -> impl Iterator<Item = (&str, OutcomeKind)> {
        self.outcomes.iter().map(|result| (result.name.as_str(), result.outcome))
    }

    /// The findings of the run.
    #[must_use]
    pub(crate) fn findings(&self) -> &[ReportedFinding] {
        &self.findings
    }

    /// The finding with this ID or signature.
    #[must_use]
    pub(crate) fn finding(&self, id: &str) -> Option<&ReportedFinding> {
        self.findings.iter().find(|finding| finding.id.eq_ignore_ascii_case(id) || finding.signature == id)
    }

    /// How many cases came to an end.
    #[must_use]
    pub(crate) const fn len(&self) -> usize {
        self.outcomes.len()
    }

    /// The slowest cases: each with its time in milliseconds, and its name.
    #[must_use]
    pub(crate) fn slowest(&self, count: usize) -> Vec<(u64, &str)> {
        let mut all: Vec<(u64, &str)> =
            self.outcomes.iter().map(|result| (result.time_ms, result.name.as_str())).collect();
        all.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
        all.truncate(count);
        all
    }

    /// How many cases the run was to run.
    #[must_use]
    pub(crate) const fn selected(&self) -> usize {
        self.selected
    }

    /// How many cases have to have an outcome.
    #[must_use]
    pub(super) const fn due(&self) -> usize {
        if self.ended_early { self.outcomes.len() } else { self.selected }
    }

    /// Whether no case came to an end.
    #[must_use]
    pub(crate) const fn is_empty(&self) -> bool {
        self.outcomes.is_empty()
    }

    /// Which run it was, the verdict and the exit code, each with its meaning.
    #[must_use]
    pub(crate) fn conclusion(&self) -> String {
        let (run, verdict, profile) = (&self.run, self.verdict(), &self.verdict.profile);
        let injection = self.injection().map(|injection| format!("{injection}\n")).unwrap_or_default();
        format!(
            "{run}\n{verdict}\n{injection}profile {profile}, which scores {} cases\nexit code {}: {}\n",
            profile.cases,
            verdict.exit_code(),
            verdict.meaning()
        )
    }

    /// What has to be said of a run with injected faults.
    #[must_use]
    pub(super) fn injection(&self) -> Option<String> {
        let faults = self.injected.join(", ");
        (!faults.is_empty()).then(|| format!("injected: {faults}, so this says nothing about the target"))
    }
}

impl Program {
    /// This program.
    pub(super) fn this(suite: &Suite) -> Self {
        let (name, version) = (env!("CARGO_PKG_NAME").to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        Self { name, version, cases: suite.cases.len() }
    }
}

impl ReportedVerdict {
    /// The verdict under a profile; `redact` keeps secrets out of what the target may have said.
    pub(crate) fn of(verdict: &Verdict, profile: &Profile, suite: &Suite, redact: impl Fn(&str) -> String) -> Self {
        Self::under(verdict, ReportedProfile::of(profile, suite), redact)
    }

    pub(super) fn under(verdict: &Verdict, profile: ReportedProfile, redact: impl Fn(&str) -> String) -> Self {
        Self {
            word: verdict.word(),
            exit_code: verdict.exit_code(),
            reason: verdict.reason().map(|reason| redact(&reason)),
            profile,
            except: verdict.except().map(|name| name.0.clone()).collect(),
        }
    }
}

impl ReportedProfile {
    fn of(profile: &Profile, suite: &Suite) -> Self {
        let (name, version) = (profile.subject().word().to_owned(), profile.version());
        Self { name, version, cases: profile.size(&suite.api, &suite.cases) }
    }

    /// Its name without the version.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl ReportedExclusion {
    pub(super) fn of(exclusion: &Exclusion) -> Self {
        Self {
            operation: exclusion.operation.to_string(),
            scope: exclusion.scope.0.clone(),
            response: exclusion.response.to_string(),
            reason: exclusion.reason.clone(),
        }
    }
}

impl Selection {
    /// Whether a case of this name was asked for, as libtest takes such texts.
    pub(crate) fn takes(&self, name: &str) -> bool {
        let is_meant = |text: &String| if self.exact { name == text } else { name.contains(text.as_str()) };
        (self.filters.is_empty() || self.filters.iter().any(is_meant)) && !self.skip.iter().any(is_meant)
    }
}

impl fmt::Display for ReportedProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Profile::label(&self.name, self.version))
    }
}

impl fmt::Display for RunIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, seed, shard } = self;
        write!(f, "run {id}, seed {seed}")?;
        shard.map_or(Ok(()), |shard| write!(f, ", shard {shard}"))
    }
}

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { filters, skip, exact } = self;
        let quoted = |texts: &[String]| texts.iter().map(|text| format!(" {}", quoted(text))).collect::<String>();
        let what = if filters.is_empty() { " all" } else { "" };
        write!(f, "of{what}{}", quoted(filters))?;
        if !skip.is_empty() {
            write!(f, " but{}", quoted(skip))?;
        }
        f.write_str(if *exact { " (exact)" } else { "" })
    }
}
