//! What the template of the page inserts beside the parts that have modules of their own: the verdict, the counts, the facts
//! of the run, and the commands.

use kii_spec::Api;
use serde::Serialize;

use super::{
    address,
    catalogue::Catalogue,
    coverage::{self, Coverage},
    groups::{self, Findings, Group},
    kill_rate::{self, KillRate},
    matrix::{self, Matrix},
    shape::{BY_SEVERITY, Proportion, Shape, proportions},
};
use crate::{report::model::Report, run::OutcomeKind, score::VerdictWord};

/// The page but for its script and what the script reads. All texts are as a target may have sent them.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    title: String,
    verdict: ShownVerdict,
    proportions: Vec<Proportion>,
    tiles: Vec<Tile>,
    /// The run in one line.
    about: String,
    facts: Vec<Fact>,
    findings: Findings,
    matrix: Matrix,
    coverage: Coverage,
    kill_rate: KillRate,
    commands: Vec<ShownCommand>,
    footer: String,
}

#[derive(Debug, Serialize)]
struct ShownVerdict {
    shape: Shape,
    word: String,
    sentence: String,
    meaning: String,
}

/// An outcome with the number of its cases.
#[derive(Debug, Serialize)]
struct Tile {
    shape: Shape,
    word: &'static str,
    count: usize,
    href: String,
}

#[derive(Debug, Serialize)]
struct Fact {
    name: &'static str,
    value: String,
}

#[derive(Debug, Serialize)]
struct ShownCommand {
    label: &'static str,
    text: String,
}

impl Page {
    pub(super) fn of(report: &Report, catalogue: &Catalogue<'_>, groups: &[Group<'_>]) -> Self {
        let verdict = ShownVerdict::of(report);
        let counts = || BY_SEVERITY.into_iter().map(|kind| (kind, count(report, kind)));
        let tile = |(kind, count): (OutcomeKind, usize)| Tile {
            shape: Shape::of(kind),
            word: kind.word(),
            count,
            href: address::cases(&[("outcome", kind.word())]),
        };
        Self {
            title: format!("{}: {}", verdict.word, report.target.as_deref().unwrap_or("no target")),
            verdict,
            proportions: proportions(counts().map(|(kind, count)| (Shape::of(kind), count))),
            tiles: counts().filter(|(_, count)| *count > 0).map(tile).collect(),
            about: about(report),
            facts: facts(report, catalogue.api),
            findings: groups::shown(report, groups),
            matrix: matrix::of(report, catalogue),
            coverage: coverage::of(report, catalogue),
            kill_rate: kill_rate::of_suite(),
            commands: commands(report),
            footer: format!(
                "{} {}. This page is one file and sends no request.",
                report.suite.name, report.suite.version
            ),
        }
    }
}

impl ShownVerdict {
    fn of(report: &Report) -> Self {
        let verdict = report.verdict();
        let (shape, word) = match report.verdict.word {
            VerdictWord::Conforms => (Shape::Passed, "Conforms"),
            VerdictWord::DoesNotConform => (Shape::Failed, "Does not conform"),
            VerdictWord::Warns => (Shape::Warned, "Warns"),
            VerdictWord::UnexpectedPass => (Shape::Warned, "Surprise pass"),
            VerdictWord::Inconclusive => (Shape::Error, "Inconclusive"),
        };
        let sentence = verdict.to_string();
        // The heading says the verdict already.
        let sentence = sentence.split_once(": ").map_or(sentence.as_str(), |(_, counts)| counts).to_owned();
        Self { shape, word: word.to_owned(), sentence, meaning: verdict.meaning().to_string() }
    }
}

fn count(report: &Report, kind: OutcomeKind) -> usize {
    report.outcomes.iter().filter(|case| case.outcome == kind).count()
}

fn about(report: &Report) -> String {
    let target = report.target.as_deref().unwrap_or("no target");
    format!("{target}, profile {}, {} cases in {}", report.verdict.profile, report.len(), duration(report))
}

fn duration(report: &Report) -> String {
    let seconds = report.time_ms / 1000;
    format!("{} min {} s", seconds / 60, seconds % 60)
}

fn facts(report: &Report, api: &Api) -> Vec<Fact> {
    let profile = &report.verdict.profile;
    let shard = report.run.shard.map(|shard| format!(", shard {shard}")).unwrap_or_default();
    let mut facts = vec![
        ("Target", report.target.clone().unwrap_or_else(|| "not known".to_owned())),
        ("Profile", format!("{profile}, which scores {} cases", profile.cases)),
        ("Cases", format!("{} of {} selected, {}", report.len(), report.selected, report.selection)),
        ("Operations and scopes", format!("{} and {}", api.operations.len(), api.service.scopes.len())),
        ("Began", report.started_at.to_string()),
        ("Took", duration(report)),
        ("Run", format!("{}, seed {}{shard}", report.run.id, report.run.seed)),
        ("Traffic", report.requests.to_string()),
    ];
    facts.extend((!report.injected.is_empty()).then(|| ("Injected faults", report.injected.join(", "))));
    facts.extend(report.load.map(|load| ("Load", load.to_string())));
    facts.extend((!report.verdict.except.is_empty()).then(|| ("Not offered", report.verdict.except.join(", "))));
    facts.into_iter().map(|(name, value)| Fact { name, value }).collect()
}

fn commands(report: &Report) -> Vec<ShownCommand> {
    let seed = report.run.seed;
    let commands = [
        ("Findings of this run", "kii-conformance show".to_owned()),
        ("With the same random values", format!("kii-conformance run --target target.toml --seed {seed}")),
    ];
    let sweep = report.sweep.iter().map(|command| ("Remove what is left", command.clone()));
    commands.into_iter().chain(sweep).map(|(label, text)| ShownCommand { label, text }).collect()
}
