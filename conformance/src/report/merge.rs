//! The reports of all shards of a run, joined into the report that the run would have had on one machine.

mod junit;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    path::{Path, PathBuf},
};

use indexmap::IndexSet;
use jiff::{SignedDuration, Timestamp};
use kii_spec::CapabilityName;

use super::{
    FileError, Identity, file,
    json::{CoverageView, File, OutcomeView, Suite as Program, VerdictView},
};
use crate::{
    cases::{Shard, Suite},
    score::Profile,
};
use crate::{
    score::{Counts, Scoreboard, Verdict},
    values::count::counted,
};

/// The exit code of a shard that says nothing about the target.
const INCONCLUSIVE: u8 = 2;

/// A run that several machines have made.
#[derive(Clone, Debug)]
pub struct Merged {
    file: File,
    verdict: Verdict,
    shards: usize,
    /// The addresses that the shards were run against.
    targets: Vec<String>,
}

/// The report of a shard, and where it was read.
struct Part {
    path: PathBuf,
    file: File,
    shard: Shard,
}

impl Merged {
    /// Joins the reports of all shards of one run.
    ///
    /// # Errors
    /// When they are not the reports of all shards of one run: which file, what was expected, and what was found.
    pub fn read(paths: &[PathBuf]) -> Result<Self, String> {
        let parts: Vec<Part> = paths.iter().map(|path| Part::read(path)).collect::<Result<_, _>>()?;
        let (first, others) = parts.split_first().ok_or("no report is named")?;
        others.iter().try_for_each(|part| part.is_of_the_run_of(first))?;
        are_all(&parts)?;
        let suite = Suite::load()?;
        let outcomes = outcomes(&suite, &parts)?;
        parts.iter().try_for_each(|part| part.has_all(&suite))?;
        let counts = parts.iter().fold(Counts::default(), |sum, part| sum.and(part.file.counts));
        let untrusted = parts.iter().find_map(Part::untrusted);
        let except: BTreeSet<&String> = parts.iter().flat_map(|part| &part.file.verdict.except).collect();
        let except = except.into_iter().map(|name| CapabilityName(name.clone())).collect();
        let surprises = parts.iter().flat_map(Part::surprises).collect();
        let conclude = || Verdict::of_standing(Scoreboard { counts, except }, surprises);
        let verdict = untrusted.map_or_else(conclude, Verdict::Inconclusive);
        let (started, time_ms) = span(&parts)?;
        let target = first.file.target.clone();
        let mut run = first.file.run.clone();
        run.shard = None;
        let file = File {
            target: target.filter(|target| parts.iter().all(|part| part.file.target.as_ref() == Some(target))),
            run,
            selected: parts.iter().map(|part| part.file.selected).sum(),
            started_at: started.to_string(),
            time_ms,
            // Each of them has been redacted where it was made.
            verdict: VerdictView::of(&verdict, first.file.verdict.profile.clone(), str::to_owned),
            counts,
            coverage: coverage(&suite, &parts),
            outcomes,
            ..first.file.clone()
        };
        let targets: BTreeSet<String> = parts.iter().filter_map(|part| part.file.target.clone()).collect();
        Ok(Self { file, verdict, shards: parts.len(), targets: targets.into_iter().collect() })
    }

    /// What the run says about its target.
    #[must_use]
    pub const fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Writes the report as JSON, like that of a run on one machine.
    ///
    /// # Errors
    /// When the file cannot be written; then no part of it is left.
    pub fn write_json(&self, path: &Path) -> Result<(), FileError> {
        file::write(path, self.file.text().as_bytes())
    }

    /// Writes the report as JUnit XML.
    ///
    /// # Errors
    /// When the file cannot be written; then no part of it is left.
    pub fn write_junit(&self, path: &Path) -> Result<(), FileError> {
        file::write(path, junit::render(&self.file, &self.verdict).as_bytes())
    }
}

impl Part {
    fn read(path: &Path) -> Result<Self, String> {
        let (shown, file) = (path.display(), File::read(path)?);
        if file.suite != Program::this() {
            let (Program { name, version }, this) = (&file.suite, Program::this());
            return Err(format!(
                "{shown}: expected a report of {} {}, which this is, found one of {name} {version}; run every shard with the \
                 same version",
                this.name, this.version
            ));
        }
        let shard = file.run.shard.ok_or_else(|| {
            format!("{shown}: expected the report of a shard, found that of a whole run; --shard K/N makes shards")
        })?;
        let part = Self { path: path.to_owned(), shard, file };
        part.is_in_itself().map_err(|why| format!("{shown}: {why}; take the report as the run has written it"))?;
        Ok(part)
    }

    /// Refuses what no run writes: then somebody or something else has had a hand in it.
    fn is_in_itself(&self) -> Result<(), String> {
        let (outcomes, selected) = (self.file.outcomes.len(), self.file.selected);
        let is_untrusted = self.file.verdict.exit_code == INCONCLUSIVE;
        if outcomes != selected && !is_untrusted {
            return Err(format!("expected the outcomes of {selected} selected cases, found {outcomes}"));
        }
        let sum = Counts::of_words(self.file.outcomes.iter().map(|outcome| outcome.outcome.as_str()))?;
        if sum != self.file.counts {
            return Err("expected `counts` to be those of the outcomes, found others".to_owned());
        }
        match sum.suite_errors {
            1.. if !is_untrusted => Err(format!(
                "expected exit_code {INCONCLUSIVE}, as {} ended without a result, found {}",
                counted(sum.suite_errors, "case"),
                self.file.verdict.exit_code
            )),
            _ => Ok(()),
        }
    }

    /// Refuses a part in which a case is missing that was asked for, unless the part says itself that it is not whole.
    fn has_all(&self, suite: &Suite) -> Result<(), String> {
        if self.untrusted().is_some() {
            return Ok(());
        }
        let path = self.path.display();
        let profile = Profile::find(&self.file.verdict.profile.to_string());
        let profile = profile.map_err(|known| format!("{path}: a profile that is not known: {known}"))?;
        let there: BTreeSet<&str> = self.file.outcomes.iter().map(|outcome| outcome.name.as_str()).collect();
        let mut due = suite.cases.iter().filter(|case| {
            self.shard.has(&case.name())
                && profile.includes(&suite.api, case)
                && self.file.selection.takes(&case.name())
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
        let (mine, theirs) = (&self.file, &first.file);
        let facts = [
            ("the run", mine.run.id.to_string(), theirs.run.id.to_string(), "--run-id"),
            ("the seed", mine.run.seed.to_string(), theirs.run.seed.to_string(), "--seed"),
            ("a number of shards of", mine.run.of(), theirs.run.of(), "N in --shard K/N"),
            ("the profile", mine.verdict.profile.to_string(), theirs.verdict.profile.to_string(), "--profile"),
            ("the selection", mine.selection.to_string(), theirs.selection.to_string(), "selection of cases"),
        ];
        match facts.into_iter().find(|(_, mine, theirs, _)| mine != theirs) {
            None => Ok(()),
            Some((what, mine, theirs, same)) => Err(format!(
                "{}: expected {what} {theirs}, as in {}, found {mine}; give every shard of a run the same {same}",
                self.path.display(),
                first.path.display()
            )),
        }
    }

    /// What is said of known deviations that are none any more.
    fn surprises(&self) -> Vec<String> {
        let told = self.file.verdict.reason.iter().filter(|_| self.file.verdict.exit_code != INCONCLUSIVE);
        told.flat_map(|reason| reason.lines()).map(str::to_owned).collect()
    }

    /// Why nothing can be said about the target, if this shard is why. Cases that are all not applicable or not scored say
    /// nothing by themselves, but do not keep others from it.
    fn untrusted(&self) -> Option<String> {
        if self.file.verdict.exit_code != INCONCLUSIVE {
            return None;
        }
        let reason = self.file.verdict.reason.as_deref().unwrap_or("its report does not say why");
        let outcomes = &self.file.outcomes;
        let Counts { not_applicable, not_scored, .. } = self.file.counts;
        let says_nothing = !outcomes.is_empty()
            && outcomes.len() == self.file.selected
            && not_applicable + not_scored == outcomes.len();
        (!says_nothing).then(|| format!("shard {} ({}): {reason}", self.shard, self.path.display()))
    }
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
            "expected the reports of all {of} shards, found {}; there is none of {}",
            parts.len(),
            missing.join(", ")
        )),
    }
}

/// The outcomes of all parts, in the suite's order.
fn outcomes(suite: &Suite, parts: &[Part]) -> Result<Vec<OutcomeView>, String> {
    let places = suite.cases.iter().enumerate().map(|(place, case)| (case.name(), place));
    let places: HashMap<String, usize> = places.collect();
    let mut outcomes = BTreeMap::new();
    for part in parts {
        for outcome in &part.file.outcomes {
            let (path, name, shard) = (part.path.display(), &outcome.name, part.shard);
            let place =
                places.get(name).filter(|place| suite.cases.get(**place).is_some_and(|case| shard.has(&case.name())));
            let place = place.ok_or_else(|| {
                format!("{path}: expected cases of shard {shard} of this suite, found {name}, which is none")
            })?;
            if outcomes.insert(*place, outcome.clone()).is_some() {
                return Err(format!("{path}: expected each case once, found {name} twice"));
            }
        }
    }
    Ok(outcomes.into_values().collect())
}

/// What all parts together have provoked, in the order of the spec.
fn coverage(suite: &Suite, parts: &[Part]) -> Vec<CoverageView> {
    let mut cells = Vec::new();
    for operation in suite.api.operations.values() {
        for scope in suite.api.service.scopes.keys() {
            let is_here = |cell: &&CoverageView| cell.operation == operation.id.to_string() && cell.scope == scope.0;
            let mut seen = parts.iter().filter_map(|part| part.file.coverage.iter().find(is_here)).peekable();
            let Some(first) = seen.peek().map(|cell| (*cell).clone()) else { continue };
            let provoked: IndexSet<&String> = seen.flat_map(|cell| &cell.responses).collect();
            let names = operation.responses.keys().map(|name| name.0.clone());
            let responses: Vec<String> = names.filter(|name| provoked.contains(name)).collect();
            cells.push(CoverageView { provoked: responses.len(), responses, ..first });
        }
    }
    cells
}

/// When the first part began, and how many milliseconds later the last one ended.
fn span(parts: &[Part]) -> Result<(Timestamp, u64), String> {
    let times = parts.iter().map(|part| {
        let File { started_at, time_ms, .. } = &part.file;
        let started = started_at.parse::<Timestamp>();
        let started = started.map_err(|error| format!("{}: started_at: {error}", part.path.display()))?;
        let time = SignedDuration::from_millis(i64::try_from(*time_ms).unwrap_or(i64::MAX));
        Ok((started, started.saturating_add(time).unwrap_or(started)))
    });
    let times: Vec<(Timestamp, Timestamp)> = times.collect::<Result<_, String>>()?;
    let started = times.iter().map(|(started, _)| *started).min().unwrap_or_default();
    let ended = times.iter().map(|(_, ended)| *ended).max().unwrap_or_default();
    Ok((started, u64::try_from(ended.duration_since(started).as_millis()).unwrap_or_default()))
}

impl fmt::Display for Merged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, verdict, shards, targets } = self;
        let (shards, cases) = (counted(*shards, "shard"), counted(file.outcomes.len(), "case"));
        writeln!(f, "{shards}, {cases}")?;
        targets.iter().try_for_each(|target| writeln!(f, "target {target}"))?;
        writeln!(f)?;
        let failures = file.outcomes.iter().filter_map(|outcome| Some((&outcome.name, outcome.failure.as_ref()?)));
        for (name, failure) in failures {
            writeln!(f, "---- {name} ----\n{failure}\n")?;
        }
        let left: Vec<&String> = file.outcomes.iter().flat_map(|outcome| &outcome.left_behind).collect();
        if !left.is_empty() {
            writeln!(f, "left behind on the target, because it could not be removed")?;
            left.iter().try_for_each(|path| writeln!(f, "  {path}"))?;
            writeln!(f)?;
        }
        writeln!(f, "{}\n{verdict}\nprofile {}", Identity::from(file.run.clone()), file.verdict.profile)?;
        writeln!(f, "exit code {}: {}", verdict.exit_code(), verdict.meaning())
    }
}
