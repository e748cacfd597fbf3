//! The reports of all shards of a run, joined into the report that the run would have had on one machine.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use kii_spec::CapabilityName;

use super::{
    case_result::CaseResult,
    event::{RunEnd, RunResults, RunStart},
    load::Load,
    model::{Program, Report, ReportedVerdict, RunIdentity},
    text::Summary,
};
use crate::{
    cases::{Shard, Suite},
    run::OutcomeKind,
    score::{CaseTally, Counts, DeviationUse, Profile, Verdict, VerdictWord},
    values::count::counted,
};

/// The report of a run that several machines have made.
#[derive(Clone, Debug)]
pub(crate) struct Merged {
    /// The report that the run would have had on one machine.
    pub report: Report,
    shards: usize,
    /// The addresses that the shards were run against.
    targets: BTreeSet<String>,
}

/// The report of a shard, and where it was read.
struct Part {
    path: PathBuf,
    report: Report,
    shard: Shard,
}

/// Merges the reports of all shards of one run.
///
/// # Errors
/// When they are not the reports of all shards of one run: which file, what was expected, and what was found.
pub(crate) fn merge(suite: &Suite, paths: &[PathBuf]) -> Result<Merged, String> {
    let parts: Vec<Part> = paths.iter().map(|path| Part::read(suite, path)).collect::<Result<_, _>>()?;
    let (first, others) = parts.split_first().ok_or("no report is named")?;
    others.iter().try_for_each(|part| part.is_of_the_run_of(first))?;
    are_all(&parts)?;
    let results = results(suite, &parts)?;
    parts.iter().try_for_each(|part| part.has_all(suite))?;
    let targets: BTreeSet<String> = parts.iter().filter_map(|part| part.report.target.clone()).collect();
    let of_all = first.report.target.clone();
    let of_all = of_all.filter(|target| parts.iter().all(|part| part.report.target.as_ref() == Some(target)));
    let selected = parts.iter().map(|part| part.report.selected).sum();
    let due = parts.iter().map(|part| part.report.due()).sum();
    let deviations = deviations(&parts)?;
    let of_its_own = parts.iter().find_map(Part::reason_of_its_own);
    let verdict = of_its_own.map_or_else(|| verdict(&results, due, &deviations), Verdict::Inconclusive);
    let denies = parts.iter().any(|part| part.report.verdict.word == VerdictWord::Warns);
    let verdict = if denies { verdict.denying_warnings() } else { verdict };
    let (started, time) = span(&parts);
    let run = RunIdentity { shard: None, ..first.report.run.clone() };
    let (selection, injected) = (first.report.selection.clone(), first.report.injected.clone());
    let start = RunStart { run, selection, injected, started };
    let sweep: BTreeSet<&String> = parts.iter().flat_map(|part| &part.report.sweep).collect();
    let end = RunEnd {
        // Each of its texts has been redacted where it was made.
        verdict: ReportedVerdict::under(&verdict, first.report.verdict.profile.clone(), str::to_owned),
        ended_early: parts.iter().any(|part| part.report.ended_early),
        deviations,
        sweep: sweep.into_iter().cloned().collect(),
        time,
        load: Load::of_shards(parts.iter().filter_map(|part| part.report.load)),
    };
    let results = RunResults { target: of_all, selected, results };
    Ok(Merged { report: Report::assemble(suite, start, results, end), shards: parts.len(), targets })
}

impl Part {
    fn read(suite: &Suite, path: &Path) -> Result<Self, String> {
        let (shown, report, this) = (path.display(), Report::read_json(path)?, Program::this(suite));
        if report.suite != this {
            let Program { name, version, .. } = &report.suite;
            return Err(format!(
                "{shown}: expected a report of {} {} with {}, which this is, found one of {name} {version} with {}; run every \
                 shard with the same version",
                this.name,
                this.version,
                counted(this.cases, "case"),
                counted(report.suite.cases, "case")
            ));
        }
        let shard = report.run.shard.ok_or_else(|| {
            format!("{shown}: expected the report of a shard, found that of a whole run; --shard K/N makes shards")
        })?;
        let part = Self { path: path.to_owned(), shard, report };
        part.is_consistent().map_err(|why| format!("{shown}: {why}; take the report as the run has written it"))?;
        Ok(part)
    }

    /// Refuses what no run writes: then somebody or something else has changed the report.
    fn is_consistent(&self) -> Result<(), String> {
        let Report { outcomes, selected, ended_early, counts, verdict, .. } = &self.report;
        let (number, code) = (outcomes.len(), verdict.exit_code);
        if code != self.report.verdict().exit_code() {
            return Err(format!("expected the exit code of the verdict `{}`, found {code}", verdict.word));
        }
        if number != self.report.due() && !self.is_inconclusive() {
            return Err(format!("expected the outcomes of {selected} selected cases, found {number}"));
        }
        if *ended_early && (counts.failed == 0 || number >= *selected) {
            return Err(format!(
                "expected failures that ended the run early, found {} in {number} of {selected} cases",
                counted(counts.failed, "failure")
            ));
        }
        if Counts::of(outcomes.iter().map(|result| result.outcome)) != *counts {
            return Err("expected `counts` to be those of the outcomes, found others".to_owned());
        }
        match counts.suite_errors {
            1.. if !self.is_inconclusive() => Err(format!(
                "expected exit_code 2, as {} ended without a result, found {code}",
                counted(counts.suite_errors, "case")
            )),
            _ => Ok(()),
        }
    }

    fn is_inconclusive(&self) -> bool {
        self.report.verdict.word == VerdictWord::Inconclusive
    }

    /// Refuses a part in which a case is missing that was asked for, unless the part says itself that it is not whole.
    fn has_all(&self, suite: &Suite) -> Result<(), String> {
        if self.report.ended_early || self.reason_of_its_own().is_some() {
            return Ok(());
        }
        let path = self.path.display();
        let profile = Profile::find(&self.report.verdict.profile.to_string());
        let profile = profile.map_err(|known| format!("{path}: a profile that is not known: {known}"))?;
        let there: BTreeSet<&str> = self.report.outcomes.iter().map(CaseResult::name).collect();
        let mut due = suite.cases.iter().filter(|case| {
            self.shard.has(&case.name())
                && profile.includes(&suite.api, case)
                && self.report.selection.takes(&case.name())
        });
        match due.find(|case| !there.contains(case.name().as_str())) {
            None => Ok(()),
            Some(case) => Err(format!(
                "{path}: expected an outcome of {}, which was selected, found none; run this shard again",
                case.name()
            )),
        }
    }

    /// Refuses what would not be one run.
    fn is_of_the_run_of(&self, first: &Self) -> Result<(), String> {
        let (mine, theirs) = (&self.report, &first.report);
        let number = |report: &Report| report.run.shard.map_or_else(|| "1".to_owned(), |shard| shard.of().to_string());
        let known = [
            ("the run", mine.run.id.to_string(), theirs.run.id.to_string(), "--run-id"),
            ("the seed", mine.run.seed.to_string(), theirs.run.seed.to_string(), "--seed"),
            ("a number of shards of", number(mine), number(theirs), "N in --shard K/N"),
            ("the profile", mine.verdict.profile.to_string(), theirs.verdict.profile.to_string(), "--profile"),
            ("the selection", mine.selection.to_string(), theirs.selection.to_string(), "selection of cases"),
            ("the injected faults", mine.injected.join(", "), theirs.injected.join(", "), "injected faults"),
        ];
        match known.into_iter().find(|(_, mine, theirs, _)| mine != theirs) {
            None => Ok(()),
            Some((what, mine, theirs, same)) => Err(format!(
                "{}: expected {what} {theirs}, as in {}, found {mine}; give every shard of a run the same {same}",
                self.path.display(),
                first.path.display()
            )),
        }
    }

    /// Why nothing can be said about the target, if that is more than the results of the shard's cases say: they are judged
    /// together with those of the other shards.
    fn reason_of_its_own(&self) -> Option<String> {
        let Report { outcomes, verdict: own, deviations, .. } = &self.report;
        if !self.is_inconclusive() {
            return None;
        }
        let due = self.report.due();
        let by_cases = verdict(outcomes, due, deviations);
        let is_whole = outcomes.len() == due && !outcomes.is_empty();
        // Without a case that is scored there is nothing to say, but other shards may have some.
        let by_its_cases = is_whole && by_cases.word() == VerdictWord::Inconclusive && by_cases.reason() == own.reason;
        let reason = own.reason.as_deref().unwrap_or("its report does not say why");
        (!by_its_cases).then(|| format!("shard {} ({}): {reason}", self.shard, self.path.display()))
    }
}

/// What the results of cases say about the target.
fn verdict(results: &[CaseResult], due: usize, deviations: &[DeviationUse]) -> Verdict {
    let mut tally = CaseTally::default();
    for result in results {
        let missing = result.missing_capability.clone().map(CapabilityName);
        tally.add(&result.name, result.outcome, missing.as_ref(), result.reason.as_deref());
    }
    tally.verdict(due, deviations)
}

/// How each known deviation fared in all parts together: its cases may lie in several.
fn deviations(parts: &[Part]) -> Result<Vec<DeviationUse>, String> {
    // A part that could not be made may have ended before it read them.
    let mut parts = parts.iter().filter(|part| part.reason_of_its_own().is_none());
    let Some(first) = parts.next() else { return Ok(Vec::new()) };
    let mut sum = first.report.deviations.clone();
    for part in parts {
        let entries = &part.report.deviations;
        let is_same = |(mine, theirs): (&DeviationUse, &DeviationUse)| {
            // Each machine may have the file in a folder of its own.
            (&mine.about, &mine.reason) == (&theirs.about, &theirs.reason)
        };
        if entries.len() != sum.len() || !entries.iter().zip(&sum).all(is_same) {
            return Err(format!(
                "{}: expected the known deviations of {}, found others; give every shard of a run the same --deviations",
                part.path.display(),
                first.path.display()
            ));
        }
        sum = sum.iter().zip(entries).map(|(sum, entry)| sum.and(entry)).collect();
    }
    Ok(sum)
}

/// Refuses parts of which one is missing or there twice.
fn are_all(parts: &[Part]) -> Result<(), String> {
    let mut paths: BTreeMap<u32, &Path> = BTreeMap::new();
    for part in parts {
        if let Some(other) = paths.insert(part.shard.number(), &part.path) {
            let (shard, path) = (part.shard, part.path.display());
            return Err(format!("{path}: expected each shard once, found {shard} here and in {}", other.display()));
        }
    }
    let of = parts.first().map_or(0, |part| part.shard.of());
    let missing: Vec<String> =
        (1..=of).filter(|number| !paths.contains_key(number)).map(|number| format!("{number}/{of}")).collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "expected the reports of all {of} shards, found {}; there is none of {missing}: run it with `--shard {missing}` and \
             the `--run-id` and `--seed` of the others",
            parts.len(),
            missing = missing.join(", ")
        )),
    }
}

/// The results of all parts, in the suite's order.
fn results(suite: &Suite, parts: &[Part]) -> Result<Vec<CaseResult>, String> {
    let places = suite.cases.iter().enumerate().map(|(place, case)| (case.name(), place));
    let places: HashMap<String, usize> = places.collect();
    let mut results = BTreeMap::new();
    for part in parts {
        for result in &part.report.outcomes {
            let (path, name, shard) = (part.path.display(), &result.name, part.shard);
            let place = places.get(name).filter(|_| shard.has(name)).ok_or_else(|| {
                format!("{path}: expected cases of shard {shard} of this suite, found {name}, which is none")
            })?;
            if results.insert(*place, result.clone()).is_some() {
                return Err(format!("{path}: expected each case once, found {name} twice"));
            }
        }
    }
    Ok(results.into_values().collect())
}

/// When the first part began, and how much later the last one ended.
fn span(parts: &[Part]) -> (Timestamp, Duration) {
    let times = parts.iter().map(|part| {
        let Report { started_at, time_ms, .. } = &part.report;
        let time = SignedDuration::from_millis(i64::try_from(*time_ms).unwrap_or(i64::MAX));
        (*started_at, started_at.saturating_add(time).unwrap_or(*started_at))
    });
    let (started, ended): (Vec<Timestamp>, Vec<Timestamp>) = times.unzip();
    let started = started.into_iter().min().unwrap_or_default();
    let ended = ended.into_iter().max().unwrap_or_default();
    (started, Duration::try_from(ended.duration_since(started)).unwrap_or_default())
}

/// What the run would have printed on one machine, but for the cases that passed.
impl fmt::Display for Merged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { report, shards, targets } = self;
        writeln!(f, "{}, {}", counted(*shards, "shard"), counted(report.len(), "case"))?;
        targets.iter().try_for_each(|target| writeln!(f, "target {target}"))?;
        writeln!(f)?;
        for result in report.outcomes.iter().filter(|result| result.outcome != OutcomeKind::NotScored) {
            if let Some(failure) = result.failure() {
                writeln!(f, "---- {} ----\n{failure}\n", result.name())?;
            }
        }
        write!(f, "{}", Summary(report))
    }
}
