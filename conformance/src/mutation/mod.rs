//! Mutation testing: faults that prove that the suite can fail.
//!
//! [`derive()`] makes a wire fault for every way in which a part of a documented response can be wrong. An [`Injector`] changes
//! the responses of a target accordingly, and a [`MutationRun`] runs the cases that could detect it. A kill is a case that
//! fails *for a statement that the fault violates*; no other failure counts. A [`Matrix`] holds the status of all faults.
//! Other faults, such as servers that behave wrongly, are tested in the same way.

mod answer_mutation;
mod derive;
mod equivalent;
mod fault_context;
mod injector;
mod matrix;
mod mutation_run;
mod wire_faults;

use std::fmt;

use kii_spec::{Api, Level, OperationId, ResponseName, ScopeName, Statement};

use crate::{cases::Case, values::random};

pub use self::{
    answer_mutation::{AnswerMutation, ContentChange, HeaderChange, MemberChange},
    derive::derive,
    equivalent::Equivalents,
    injector::Injector,
    matrix::{ConstantServer, Extent, Matrix, MatrixEntry, Tally},
    mutation_run::{MutantStatus, MutationRun, UndetectedCase, broken},
    wire_faults::wire,
};

/// A defect, and the statements that it violates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its id: `object.put/created@user:header.ETag=missing` for a wire fault. The id of a fault never changes.
    pub id: FaultId,
    /// What sort of defect it is.
    pub kind: FaultKind,
    /// The operation that it is in; `None` when it is in several.
    pub operation: Option<OperationId>,
    /// The scope that it is in; `None` when it is in several.
    pub scope: Option<ScopeName>,
    /// What is wrong, one sentence.
    pub summary: String,
    /// The statements that such a target violates: a case has to fail for one of them.
    pub violates: Vec<Statement>,
    /// How binding the strictest of them is: whether a case has to fail, or to warn.
    pub level: Level,
}

/// The id of a fault.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaultId(pub String);

/// What sort of defect a fault is: the columns of the kill matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// Another status.
    Status,
    /// Another documented refusal in place of the one that is due.
    Refusal,
    /// A missing or another media type.
    MediaType,
    /// A missing, malformed or untrue header.
    Header,
    /// Content where none is documented, none where some is, or damaged content.
    Content,
    /// A missing, mistyped or untrue member.
    Member,
    /// Wrong behaviour behind answers that are well-formed.
    Behaviour,
}

/// A fault on the wire: a documented response that always arrives changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireFault {
    /// The fault.
    pub fault: Fault,
    /// The operation whose responses are changed.
    pub operation: OperationId,
    /// The scope in which they are changed.
    pub scope: ScopeName,
    /// The response that is changed.
    pub response: ResponseName,
    /// The change.
    pub mutation: AnswerMutation,
}

impl FaultId {
    /// A number that depends on nothing but the id (FNV-1a), to choose a sample by.
    #[must_use]
    pub fn hash(&self) -> u64 {
        random::hash(&self.0)
    }

    /// Whether it contains one of these texts, as the filters of cases are contained in names: upper and lower case differ. No
    /// filters select every fault.
    #[must_use]
    pub fn is_selected(&self, filters: &[String]) -> bool {
        filters.is_empty() || filters.iter().any(|filter| self.0.contains(filter.as_str()))
    }

    /// Whether the fault is in a sample of one in `every`.
    #[must_use]
    pub fn is_in_sample(&self, every: u64) -> bool {
        // The low bits of FNV differ little between ids that are alike.
        (self.hash() >> 17).is_multiple_of(every.max(1))
    }
}

impl FaultKind {
    /// Every kind, in the order of the matrix.
    pub const ALL: &[Self] =
        &[Self::Status, Self::Refusal, Self::MediaType, Self::Header, Self::Content, Self::Member, Self::Behaviour];

    /// The kind in a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Refusal => "refusal",
            Self::MediaType => "media type",
            Self::Header => "header",
            Self::Content => "content",
            Self::Member => "member",
            Self::Behaviour => "behaviour",
        }
    }
}

impl Fault {
    /// Whether a case sends anything that the fault can be about.
    #[must_use]
    pub fn can_show_in(&self, case: &Case) -> bool {
        let scope = self
            .scope
            .as_ref()
            .is_none_or(|scope| case.scope == *scope || case.steps().any(|step| step.scope.as_ref() == Some(scope)));
        let operation = self.operation.as_ref();
        scope && operation.is_none_or(|operation| case.steps().any(|step| step.operation == *operation))
    }

    /// How binding a set of statements is: as the strictest rule among them; parts of answers bind as much as `answers`.
    #[must_use]
    pub fn strictest(api: &Api, violates: &[Statement], answers: Level) -> Level {
        let levels = violates.iter().map(|statement| match statement {
            Statement::Rule(id) => api.rules.get(id).map_or(Level::Must, |rule| rule.level),
            Statement::Answer { .. } => answers,
        });
        levels.min().unwrap_or(answers)
    }
}

impl fmt::Display for FaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
