//! One way in which an answer is not what the documents demand.

use kii_spec::{Level, Statement};

use crate::{judge::difference::Difference, values::media_type::essence};

/// A difference between what is demanded and what arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What is violated.
    pub statement: Statement,
    /// Whether that fails or warns.
    pub level: Level,
    /// What was expected, in words.
    pub expected: String,
    /// What was found, in words.
    pub found: String,
    /// What it says about the answer as a whole.
    pub kind: MismatchKind,
    /// What differs, in terms that are the same for all failures with this cause.
    pub difference: Difference,
}

/// What a mismatch says about the answer as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MismatchKind {
    /// Another answer than the one that was due.
    WrongAnswer,
    /// A success by its status, but with content that is nothing like it: no case can build on it.
    WrongContent,
    /// The due answer, well-formed, but what it says is not so.
    Untrue,
    /// The due answer, with a flaw in its form.
    Flaw,
}

impl MismatchKind {
    /// Whether it is the due answer all the same, so that a case can build on it.
    #[must_use]
    pub const fn is_due(self) -> bool {
        match self {
            Self::Untrue | Self::Flaw => true,
            Self::WrongAnswer | Self::WrongContent => false,
        }
    }
}

/// What is wrong with a media type that is not the one that is due: what it says, or its form.
pub(crate) fn untrue(found: &[u8]) -> MismatchKind {
    essence(found).map_or(MismatchKind::Flaw, |_| MismatchKind::Untrue)
}
