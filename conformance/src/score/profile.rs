//! Profiles: which cases a verdict rests on, frozen by name and version.
//!
//! A case that is newer than a version is run and reported, but does not count, and neither does a failure of a statement that
//! is newer: a new release of the suite does not change the verdict on a deployment. `conformance/profiles` has a list for each
//! version; `tests/profile.rs` makes them.

mod seed;

use std::{
    collections::BTreeSet,
    fmt::{self, Write as _},
    sync::Arc,
};

use include_dir::{Dir, include_dir};
use kii_spec::{Api, Statement};

use crate::{cases::Case, run::ScoredStatements, values::random};

static LISTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/profiles");

/// The line of a list behind which the statements stand.
const STATEMENTS: &str = "# statements";

/// The version of a profile that is not released yet, as people write it.
const NEXT: &str = "next";

/// Which cases a verdict rests on.
#[derive(Clone, Debug)]
pub enum Profile {
    /// Those that a released version lists.
    Frozen(FrozenProfile),
    /// Every case about a subject, listed or not: those that the next version would list if it were made now.
    Next(Subject),
}

/// A released version of a profile.
#[derive(Clone, Debug)]
pub struct FrozenProfile {
    subject: Subject,
    version: u32,
    /// The names of the cases that it scores.
    cases: Arc<BTreeSet<String>>,
    /// The IDs of the statements that it scores; `None` scores all.
    statements: Option<Arc<BTreeSet<String>>>,
}

/// What a profile is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Everything, in all scopes.
    Full,
    /// What the main reference pages show, each operation in the scope of its page.
    Seed,
}

impl Subject {
    /// Every subject.
    pub const ALL: &[Self] = &[Self::Full, Self::Seed];

    /// Its name.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Seed => "seed",
        }
    }

    /// Whether a case is about it.
    #[must_use]
    pub fn includes(self, api: &Api, case: &Case) -> bool {
        match self {
            Self::Full => true,
            Self::Seed => seed::shows(api, case),
        }
    }
}

impl Profile {
    /// The profile that is meant by `name`, which is its newest released version, by `name@version`, or by `name@next`.
    ///
    /// # Errors
    /// When there is none, with those that there are.
    pub fn find(text: &str) -> Result<Self, String> {
        let (name, version) = text.split_once('@').map_or((text, None), |(name, version)| (name, Some(version)));
        let all = FrozenProfile::all();
        let names: Vec<String> = all.iter().map(FrozenProfile::name).collect();
        let expected = format!(
            "expected {}, a name alone for its newest version, or name@{NEXT} to score also the cases that no version lists",
            names.join(", ")
        );
        let mut versions = all.into_iter().filter(|profile| profile.subject.word() == name);
        let subject = Subject::ALL.iter().find(|subject| subject.word() == name);
        let found = match (version, subject) {
            (Some(NEXT), Some(subject)) => Some(Self::Next(*subject)),
            (None, _) => versions.max_by_key(|profile| profile.version).map(Self::Frozen),
            (Some(version), _) => versions.find(|profile| profile.version.to_string() == version).map(Self::Frozen),
        };
        found.ok_or(expected)
    }

    /// What it is about.
    #[must_use]
    pub const fn subject(&self) -> Subject {
        match self {
            Self::Frozen(profile) => profile.subject,
            Self::Next(subject) => *subject,
        }
    }

    /// Its version, once it is released.
    #[must_use]
    pub const fn version(&self) -> Option<u32> {
        match self {
            Self::Frozen(profile) => Some(profile.version),
            Self::Next(_) => None,
        }
    }

    /// Whether a case is about its subject, scored or not.
    #[must_use]
    pub fn includes(&self, api: &Api, case: &Case) -> bool {
        self.scores(api, case) || self.subject().includes(api, case)
    }

    /// Whether the verdict rests on a case.
    #[must_use]
    pub fn scores(&self, api: &Api, case: &Case) -> bool {
        match self {
            Self::Frozen(profile) => profile.cases.contains(&case.name()),
            Self::Next(subject) => subject.includes(api, case),
        }
    }

    /// The statements that decide the outcomes of its cases.
    #[must_use]
    pub fn statements(&self) -> ScoredStatements {
        match self {
            Self::Frozen(FrozenProfile { statements: Some(listed), .. }) => {
                ScoredStatements::Listed(Arc::clone(listed))
            }
            Self::Frozen(_) | Self::Next(_) => ScoredStatements::All,
        }
    }

    /// How many cases it scores, of these and of those that are listed.
    pub(crate) fn size(&self, api: &Api, cases: &[Case]) -> usize {
        match self {
            Self::Frozen(profile) => profile.cases.len(),
            Self::Next(subject) => cases.iter().filter(|case| subject.includes(api, case)).count(),
        }
    }

    /// `name@version`, or `name@next`.
    pub(crate) fn label(name: &str, version: Option<u32>) -> String {
        version.map_or_else(|| format!("{name}@{NEXT}"), |version| format!("{name}@{version}"))
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Self::label(self.subject().word(), self.version()))
    }
}

impl FrozenProfile {
    /// Every version of every profile that the program was built with.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let lists = LISTS.files().filter_map(|file| Self::read(file.path().to_str()?, file.contents_utf8()?));
        let mut all: Vec<Self> = lists.collect();
        all.sort_by_key(|profile| (profile.subject.word(), profile.version));
        all
    }

    /// The version in a list, `NAME-VERSION.txt`; `None` for a file with another name.
    #[must_use]
    pub fn read(path: &str, text: &str) -> Option<Self> {
        let (name, version) = path.strip_suffix(".txt")?.rsplit_once('-')?;
        let subject = Subject::ALL.iter().copied().find(|subject| subject.word() == name)?;
        let names = |text: &str| {
            let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
            Arc::new(lines.map(str::to_owned).collect::<BTreeSet<String>>())
        };
        let (cases, statements) = text.split_once(STATEMENTS).map_or((text, None), |(cases, rest)| (cases, Some(rest)));
        Some(Self { subject, version: version.parse().ok()?, cases: names(cases), statements: statements.map(names) })
    }

    /// The version of a profile that has every one of these cases that is about its subject, and every statement of the API.
    #[must_use]
    pub fn freeze(subject: Subject, version: u32, api: &Api, cases: &[Case]) -> Self {
        let names = cases.iter().filter(|case| subject.includes(api, case)).map(Case::name).collect();
        let responses = api.operations.values().flat_map(|operation| {
            operation.responses.values().flat_map(|response| api.statements(operation, response))
        });
        let rules = api.rules.keys().cloned().map(Statement::Rule);
        let statements = responses.chain(rules).map(|statement| statement.to_string()).collect();
        Self { subject, version, cases: Arc::new(names), statements: Some(Arc::new(statements)) }
    }

    /// The text of its list. The first line has a digest of the others, so that none is changed by mistake.
    #[must_use]
    pub fn list(&self) -> String {
        let mut text = format!("# {}: {} cases, ", self.name(), self.cases.len());
        // Writing to a string cannot fail.
        if let Some(statements) = &self.statements {
            let _ = write!(text, "{} statements, ", statements.len());
        }
        let _ = writeln!(text, "digest {:016x}", self.digest());
        text + &self.names()
    }

    /// `name@version`.
    #[must_use]
    pub fn name(&self) -> String {
        Profile::label(self.subject.word(), Some(self.version))
    }

    /// What it is about.
    #[must_use]
    pub const fn subject(&self) -> Subject {
        self.subject
    }

    /// Its version.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// The names of the cases that it scores.
    #[must_use]
    pub fn cases(&self) -> &BTreeSet<String> {
        &self.cases
    }

    /// The names of its cases, and the IDs of its statements behind them.
    fn names(&self) -> String {
        let lines = |names: &BTreeSet<String>| names.iter().flat_map(|name| [name.as_str(), "\n"]).collect::<String>();
        let statements = self.statements.as_deref().map(|ids| format!("{STATEMENTS}\n{}", lines(ids)));
        lines(&self.cases) + &statements.unwrap_or_default()
    }

    /// The names as one number: it detects mistakes, not manipulation.
    fn digest(&self) -> u64 {
        random::hash(&self.names())
    }
}
