//! Which statements decide the outcome of a case.

use std::{collections::BTreeSet, sync::Arc};

use kii_spec::Statement;

/// The statements that decide the outcome of a case. A released version of a profile has those that were known at its
/// release: a check that was added later does not change its verdict.
#[derive(Clone, Debug, Default)]
pub enum ScoredStatements {
    /// All of them.
    #[default]
    All,
    /// Those with these IDs.
    Listed(Arc<BTreeSet<String>>),
}

impl ScoredStatements {
    /// Whether a statement is one of them.
    pub(crate) fn include(&self, statement: &Statement) -> bool {
        match self {
            Self::All => true,
            Self::Listed(ids) => ids.contains(&statement.to_string()),
        }
    }
}
