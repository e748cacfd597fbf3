//! The shapes of the page: each says by its form what its colour says.

use serde::Serialize;

use crate::run::OutcomeKind;

/// A shape, by the name of its symbol in the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Shape {
    Failed,
    /// Failed for a reason that lies elsewhere.
    Affected,
    Untestable,
    Error,
    Known,
    Warned,
    Flaky,
    Unscored,
    /// Not received although it could have been.
    Missing,
    /// Not run, or not applicable.
    Absent,
    Excluded,
    Passed,
}

/// Every outcome, those first that a reader has to look at.
pub(super) const BY_SEVERITY: [OutcomeKind; 9] = [
    OutcomeKind::Failed,
    OutcomeKind::NotTestable,
    OutcomeKind::SuiteError,
    OutcomeKind::KnownDeviation,
    OutcomeKind::Warned,
    OutcomeKind::Flaky,
    OutcomeKind::NotScored,
    OutcomeKind::NotApplicable,
    OutcomeKind::Passed,
];

impl Shape {
    pub(super) const fn of(outcome: OutcomeKind) -> Self {
        match outcome {
            OutcomeKind::Failed => Self::Failed,
            OutcomeKind::NotTestable => Self::Untestable,
            OutcomeKind::SuiteError => Self::Error,
            OutcomeKind::KnownDeviation => Self::Known,
            OutcomeKind::Warned => Self::Warned,
            OutcomeKind::Flaky => Self::Flaky,
            OutcomeKind::NotScored => Self::Unscored,
            OutcomeKind::NotApplicable => Self::Absent,
            OutcomeKind::Passed => Self::Passed,
        }
    }
}

/// A part of a bar that shows proportions, in thousandths of its width.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Proportion {
    shape: Shape,
    x: f64,
    width: f64,
}

/// A bar in which each shape has its share.
pub(super) fn proportions(counts: impl IntoIterator<Item = (Shape, usize)>) -> Vec<Proportion> {
    let counts: Vec<(Shape, usize)> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    let all: usize = counts.iter().map(|(_, count)| count).sum();
    let mut x = 0.0;
    let part = |(shape, count): (Shape, usize)| {
        let width = thousandths(count, all);
        let part = Proportion { shape, x, width };
        x += width;
        part
    };
    counts.into_iter().map(part).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a bar on a screen is never that exact")]
fn thousandths(count: usize, all: usize) -> f64 {
    count as f64 * 1000.0 / all as f64
}
