//! How the result of a case differs between two reports.

use super::ComparedResult;
use crate::{run::OutcomeKind, values::words};

words! {
    /// How the result of a case differs from that in the first report. The order is that of reports: the worst first.
    pub(super) enum Change {
        /// It was right, and is no longer.
        Regression = "regression",
        /// It had a result, and has none any more: it is not in the report, or is not applicable.
        Vanished = "vanished",
        /// It is as wrong as before, or has no result as before, for another reason; or it is right with other warnings.
        Reason = "changed reason",
        /// It was wrong or had no result, and is right.
        Fixed = "fixed",
        /// It was not tested, and is.
        New = "new",
    }
}

/// What an outcome says about the target.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Right,
    Wrong,
    /// Nobody knows.
    Unknown,
    /// It was not tested.
    Untested,
}

impl Change {
    /// The change from one result to another; `None` if there is none.
    pub(super) fn between(old: Option<&ComparedResult>, new: Option<&ComparedResult>) -> Option<Self> {
        match (Meaning::of(old), Meaning::of(new)) {
            (Meaning::Untested, Meaning::Untested) => None,
            (Meaning::Untested, Meaning::Right | Meaning::Wrong | Meaning::Unknown) => Some(Self::New),
            (Meaning::Right | Meaning::Wrong | Meaning::Unknown, Meaning::Untested) => Some(Self::Vanished),
            (Meaning::Right, Meaning::Wrong | Meaning::Unknown) => Some(Self::Regression),
            (Meaning::Wrong | Meaning::Unknown, Meaning::Right) => Some(Self::Fixed),
            (Meaning::Right, Meaning::Right)
            | (Meaning::Wrong | Meaning::Unknown, Meaning::Wrong | Meaning::Unknown) => {
                let reasons = |result: Option<&ComparedResult>| {
                    result.map(|result| (result.of_the_case, result.reasons.clone())).unzip()
                };
                let ((old, old_reasons), (new, new_reasons)) = (reasons(old), reasons(new));
                (old != new || old_reasons != new_reasons).then_some(Self::Reason)
            }
        }
    }

    /// Whether it makes the comparison red.
    pub(super) const fn is_worse(self) -> bool {
        match self {
            Self::Regression | Self::Vanished => true,
            Self::Reason | Self::Fixed | Self::New => false,
        }
    }
}

impl Meaning {
    fn of(result: Option<&ComparedResult>) -> Self {
        let Some(result) = result else { return Self::Untested };
        match result.of_the_case {
            OutcomeKind::Passed | OutcomeKind::Flaky | OutcomeKind::Warned => Self::Right,
            OutcomeKind::Failed | OutcomeKind::KnownDeviation => Self::Wrong,
            OutcomeKind::NotTestable | OutcomeKind::SuiteError => Self::Unknown,
            OutcomeKind::NotApplicable | OutcomeKind::NotScored => Self::Untested,
        }
    }
}
