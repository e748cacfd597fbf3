//! Where each part of the spec comes from: pages, decisions, rules and the inventory.

use std::{collections::BTreeMap, fmt, sync::Arc};

use indexmap::IndexMap;

use crate::{
    axis::Axis,
    operation::{Choice, ExpectedResponse, Operation, OperationId, Region},
    service::Scope,
    statement::Statement,
};

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
    /// What sort of statement it is.
    pub kind: StatementKind,
    /// The statements of the sources that it stands for, by the operation that they are about.
    pub inventory: IndexMap<OperationId, Vec<InventoryId>>,
}

/// The id of a statement of the sources, for example `R039`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InventoryId(pub String);

/// What sort of statement something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatementKind {
    /// That a path is served.
    Route,
    /// How a caller proves who it is.
    Authentication,
    /// Who may do what.
    Permission,
    /// What a request carries.
    Request,
    /// What a request must not carry.
    Constraint,
    /// How much is allowed.
    Limit,
    /// What a request brings about.
    Effect,
    /// That an answer is given, with its status and media type.
    Response,
    /// A header of an answer.
    Header,
    /// A member of an answer's content.
    Member,
}

/// Every statement of the sources, and what of the spec says the same.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// What says it, by id: parts of documented responses first, then rules.
    pub statements: BTreeMap<InventoryId, Vec<(OperationId, Statement)>>,
}

/// The id of a rule in `rules.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub Arc<str>);

/// How a rule is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// By a check that every derived case makes.
    Derived(DerivedCheck),
    /// By every derived case that makes such a request and expects such a response.
    At(Occurrence),
    /// By hand-written cases that cite the rule.
    Cases,
    /// Not at all, for this reason.
    Excluded(String),
}

/// The derived cases that check a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Their points: on each axis that is named, one of these values.
    pub at: Region,
    /// Which responses are expected.
    pub answers: Answers,
    /// The operations that they are about; `None`: all.
    pub operations: Option<Vec<OperationId>>,
}

/// Which of the documented answers are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// All.
    Any,
    /// Successes (2xx).
    Successes,
    /// Refusals (4xx).
    Refusals,
}

impl Occurrence {
    /// Whether a case is one of those meant: its request is of this operation and in this scope, and expects this response.
    #[must_use]
    pub fn includes(&self, operation: &Operation, scope: &Scope, expected: &ExpectedResponse<'_>) -> bool {
        let answers = match self.answers {
            Answers::Any => true,
            Answers::Successes => expected.response.is_success(),
            Answers::Refusals => !expected.response.is_success(),
        };
        let at = |(axis, choice): (&Axis, &Choice)| {
            operation.has_axis(*axis) && choice.settings(operation, scope).contains(&expected.point.setting(*axis))
        };
        let named = self.operations.as_ref().is_none_or(|operations| operations.contains(&operation.id));
        answers && named && self.at.axes.iter().all(at)
    }
}

impl StatementKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Route,
        Self::Authentication,
        Self::Permission,
        Self::Request,
        Self::Constraint,
        Self::Limit,
        Self::Effect,
        Self::Response,
        Self::Header,
        Self::Member,
    ];

    /// The kind as the spec and reports write it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::Authentication => "authentication",
            Self::Permission => "permission",
            Self::Request => "request",
            Self::Constraint => "constraint",
            Self::Limit => "limit",
            Self::Effect => "effect",
            Self::Response => "response",
            Self::Header => "header",
            Self::Member => "member",
        }
    }
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
    /// A version has the form of an entity tag.
    VersionForm,
    /// A `Location` answers a GET.
    LocationAnswers,
    /// The content that was stored comes back.
    ContentReturns,
    /// A stored body comes back byte by byte.
    BytesReturn,
    /// The date of an object's creation stays the same.
    CreationDateStays,
    /// The date of an object's last change never goes back, and all answers agree on it.
    ModificationDateAdvances,
    /// A refusal says nothing of what is stored.
    RefusalLeaksNothing,
    /// Published content is served under the address that was named.
    PublicationServes,
    /// A 401 says how to authenticate.
    ChallengeNamed,
    /// A header that is no list is sent once.
    SingleLines,
    /// The length of content is announced in one way.
    OneFraming,
    /// Content has the coding that it is said to have.
    TrueCoding,
    /// Requests at the same time lead to what they would lead to one after the other.
    OneAtATime,
    /// That every answer is the one that follows from the requests before it, whatever these are.
    AnswersFollow,
}

impl DerivedCheck {
    /// Every derived check.
    pub const ALL: &[Self] = &[
        Self::RefusalChangesNothing,
        Self::SuccessTakesEffect,
        Self::NewVersion,
        Self::SameVersion,
        Self::VersionForm,
        Self::LocationAnswers,
        Self::ContentReturns,
        Self::BytesReturn,
        Self::CreationDateStays,
        Self::ModificationDateAdvances,
        Self::RefusalLeaksNothing,
        Self::PublicationServes,
        Self::ChallengeNamed,
        Self::SingleLines,
        Self::OneFraming,
        Self::TrueCoding,
        Self::OneAtATime,
        Self::AnswersFollow,
    ];

    /// The check as the spec writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::RefusalChangesNothing => "refusal_changes_nothing",
            Self::SuccessTakesEffect => "success_takes_effect",
            Self::NewVersion => "new_version",
            Self::SameVersion => "same_version",
            Self::VersionForm => "version_form",
            Self::LocationAnswers => "location_answers",
            Self::ContentReturns => "content_returns",
            Self::BytesReturn => "bytes_return",
            Self::CreationDateStays => "creation_date_stays",
            Self::ModificationDateAdvances => "modification_date_advances",
            Self::RefusalLeaksNothing => "refusal_leaks_nothing",
            Self::PublicationServes => "publication_serves",
            Self::ChallengeNamed => "challenge_named",
            Self::SingleLines => "single_lines",
            Self::OneFraming => "one_framing",
            Self::TrueCoding => "true_coding",
            Self::OneAtATime => "one_at_a_time",
            Self::AnswersFollow => "answers_follow",
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

impl fmt::Display for InventoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
