//! Where facts come from.

use std::fmt;

/// The id of a page in `sources.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub String);

/// The id of a decision in `decisions.yaml`, for example `A09`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecisionId(pub String);

/// A page that the spec is taken from.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its id.
    pub id: PageId,
    /// Its title.
    pub title: String,
    /// Its public address.
    pub url: String,
    /// How much it weighs.
    pub authority: Authority,
    /// What was read of it, and when.
    pub read: String,
}

/// How much a page weighs where pages disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// One of the reference pages that the spec is bound to.
    Seed,
    /// The wider public reference, guides and clients: fills what the seeds leave open.
    Reference,
    /// A standard, for example an RFC.
    Standard,
}

/// A place on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The page.
    pub page: PageId,
    /// The section on the page, in the page's own words.
    pub section: String,
}

/// Where a fact comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A page says it.
    Page(Source),
    /// The pages are silent or disagree; a decision settles it.
    Decision(DecisionId),
}

/// A question that the sources leave open, and what was chosen.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Its id, for example `A09`.
    pub id: DecisionId,
    /// What the sources leave open.
    pub question: String,
    /// What this project does.
    pub choice: String,
    /// Why.
    pub reason: String,
    /// The pages that the question is about or that the choice rests on.
    pub sources: Vec<Source>,
}

/// A normative statement that no schema can carry.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id, in kebab case. Never changes once released.
    pub id: RuleId,
    /// How binding it is.
    pub level: crate::operation::Level,
    /// What it demands, one sentence.
    pub text: String,
    /// Where it comes from.
    pub origin: Origin,
    /// How it is checked.
    pub checked: Checked,
}

/// The id of a rule in `rules.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub String);

/// How a rule is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// By a check that every derived case makes.
    Derived(DerivedCheck),
    /// By hand-written cases that cite the rule.
    Cases,
    /// Not at all, for this reason.
    Excluded(String),
}

/// A check that follows from the spec without being written down in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DerivedCheck {
    /// A refused request changes nothing.
    RefusalChangesNothing,
    /// A successful request has the effect that its response states, and no other.
    SuccessTakesEffect,
    /// A write gives a version that was never seen.
    NewVersion,
    /// Every answer about the same state names the same version.
    SameVersion,
    /// A `Location` answers a GET.
    LocationAnswers,
    /// The content that was stored comes back.
    ContentReturns,
    /// A stored body comes back byte by byte.
    BytesReturn,
}

impl DerivedCheck {
    /// Every derived check.
    pub const ALL: &[Self] = &[
        Self::RefusalChangesNothing,
        Self::SuccessTakesEffect,
        Self::NewVersion,
        Self::SameVersion,
        Self::LocationAnswers,
        Self::ContentReturns,
        Self::BytesReturn,
    ];

    /// The check as the spec writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::RefusalChangesNothing => "refusal_changes_nothing",
            Self::SuccessTakesEffect => "success_takes_effect",
            Self::NewVersion => "new_version",
            Self::SameVersion => "same_version",
            Self::LocationAnswers => "location_answers",
            Self::ContentReturns => "content_returns",
            Self::BytesReturn => "bytes_return",
        }
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for PageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for DecisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
