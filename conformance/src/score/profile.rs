//! Profiles: which cases a verdict rests on, frozen by name and version.
//!
//! A case that is newer than a version is run and told, but the verdict on a deployment does not change because the suite
//! has learnt something. `conformance/profiles` has a list for each version; `tests/profile.rs` makes them.

mod seed;

use std::{collections::BTreeSet, fmt::Write as _, sync::Arc};

use include_dir::{Dir, include_dir};
use kii_spec::Api;

use crate::{cases::Case, values::random};

static LISTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/profiles");

/// A version of a profile.
#[derive(Clone, Debug)]
pub struct Profile {
    subject: Subject,
    version: u32,
    /// The names of the cases that it scores.
    cases: Arc<BTreeSet<String>>,
}

/// What a profile is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Everything, in all scopes.
    Full,
    /// What the pages show that the spec is bound to, each operation in the scope in which it is shown.
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
    /// The profile that is meant by `name`, which is its newest version, or by `name@version`.
    ///
    /// # Errors
    /// When there is none, with those that there are.
    pub fn find(text: &str) -> Result<Self, String> {
        let (name, version) = text.split_once('@').map_or((text, None), |(name, version)| (name, Some(version)));
        let all: Vec<Self> = Self::all();
        let names: Vec<String> = all.iter().map(Self::name).collect();
        let known = format!("expected {}, or a name alone for its newest version", names.join(", "));
        let mut found = all.into_iter().filter(|profile| profile.subject.word() == name);
        let found = match version {
            None => found.max_by_key(|profile| profile.version),
            Some(version) => found.find(|profile| profile.version.to_string() == version),
        };
        found.ok_or(known)
    }

    /// Every version of every profile that the program was built with.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let lists = LISTS.files().filter_map(|file| Self::read(file.path().to_str()?, file.contents_utf8()?));
        let mut all: Vec<Self> = lists.collect();
        all.sort_by_key(|profile| (profile.subject.word(), profile.version));
        all
    }

    /// The version in a list, `NAME-VERSION.txt`; `None` for a file that is called otherwise.
    #[must_use]
    pub fn read(path: &str, text: &str) -> Option<Self> {
        let (name, version) = path.strip_suffix(".txt")?.rsplit_once('-')?;
        let subject = Subject::ALL.iter().copied().find(|subject| subject.word() == name)?;
        let cases = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect();
        Some(Self { subject, version: version.parse().ok()?, cases: Arc::new(cases) })
    }

    /// The version of a profile that has every one of these cases that is about its subject.
    #[must_use]
    pub fn freeze(subject: Subject, version: u32, api: &Api, cases: &[Case]) -> Self {
        let names = cases.iter().filter(|case| subject.includes(api, case)).map(Case::name).collect();
        Self { subject, version, cases: Arc::new(names) }
    }

    /// The text of its list. The first line has a digest of the others, so that none is changed by mistake.
    #[must_use]
    pub fn list(&self) -> String {
        let mut text = format!("# {}: {} cases, digest {:016x}\n", self.name(), self.cases.len(), self.digest());
        for name in self.cases.iter() {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name}");
        }
        text
    }

    /// `name@version`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}@{}", self.subject.word(), self.version)
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

    /// Whether a case is about its subject, scored or not.
    #[must_use]
    pub fn includes(&self, api: &Api, case: &Case) -> bool {
        self.scores(case) || self.subject.includes(api, case)
    }

    /// Whether the verdict rests on a case, too.
    #[must_use]
    pub fn scores(&self, case: &Case) -> bool {
        self.cases.contains(&case.name())
    }

    /// The names as one number: it guards against slips, not against anybody.
    fn digest(&self) -> u64 {
        let text: String = self.cases.iter().flat_map(|name| [name.as_str(), "\n"]).collect();
        random::hash(&text)
    }
}
