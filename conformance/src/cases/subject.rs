//! Which of the statements that a case checks it is about.

use kii_spec::{Api, Checked, Statement};

use super::case::Case;

/// Whether a case is about a rule and does not merely check it. A hand-written case is about every rule that it cites.
pub(crate) fn is_about(api: &Api, case: &Case, statement: &Statement) -> bool {
    let Some(rule) = statement.rule().and_then(|id| api.rules.get(id)) else { return false };
    let is_written = case.covers.iter().all(|statement| statement.rule().is_some());
    match rule.checked {
        Checked::At(_) | Checked::Cases => true,
        Checked::Derived(_) => is_written,
        Checked::Excluded(_) => false,
    }
}
