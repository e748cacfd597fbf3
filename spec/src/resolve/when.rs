//! Conditions: the points at which a response is expected, and which other answers are accepted there.

use http::StatusCode;

use super::ResolveContext;
use crate::{
    axis::{AxisKind, Setting},
    from_yaml::OneOrMany,
    operation::{Choice, Condition, Level, Operation, Tolerance},
    problem::Place,
    source::Origin,
    wire,
    yaml::At,
};

/// A condition and where it is written.
pub(super) struct Placed {
    pub(super) condition: Condition,
    pub(super) place: Place,
}

/// Which other answers a condition accepts, and how binding it is, as written.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    pub(super) tolerate: Option<&'a At<Tolerance>>,
    pub(super) warn_on: Option<&'a Vec<StatusCode>>,
    pub(super) level: Option<Level>,
}

impl ResolveContext<'_> {
    /// The conditions that a `when` stands for.
    pub(super) fn conditions(
        &self,
        when: &OneOrMany<At<wire::Condition>>,
        terms: Terms<'_>,
        origin: Option<&Origin>,
    ) -> Vec<Placed> {
        let tolerance = self.tolerance(terms);
        let level = terms.level.unwrap_or(Level::Must);
        let placed = |condition: &At<wire::Condition>| Placed {
            condition: Condition {
                when: self.region(&condition.value),
                tolerance: tolerance.clone(),
                level,
                origin: origin.cloned(),
            },
            place: self.diagnostics.place(&condition.span),
        };
        when.0.iter().map(placed).collect()
    }

    /// The conditions of an entry of `also`.
    pub(super) fn more_conditions(&self, also: &wire::Also, origin: Option<&Origin>) -> Vec<Placed> {
        let terms = Terms { tolerate: also.tolerate.as_ref(), warn_on: also.warn_on.as_ref(), level: also.level };
        let own = self.own_origin(also.source.as_ref(), also.decision.as_ref());
        self.conditions(&also.when, terms, own.as_ref().or(origin))
    }

    fn tolerance(&self, terms: Terms<'_>) -> Tolerance {
        match (terms.tolerate, terms.warn_on) {
            (None, None) => Tolerance::None,
            (Some(tolerance), None) => tolerance.value.clone(),
            (None, Some(statuses)) => Tolerance::Warned(statuses.clone()),
            (Some(tolerance), Some(_)) => {
                let title = "`tolerate` and `warn_on` exclude each other";
                self.diagnostics.note(&tolerance.span, title, "beside `warn_on`");
                Tolerance::None
            }
        }
    }

    /// Notes every axis that means nothing to the operation, at the first condition that has it.
    pub(super) fn check_axes(&self, operation: &Operation, placed: &[Placed]) {
        if !self.axes_are_known {
            // What is noted elsewhere may be what the axis is about.
            return;
        }
        for Placed { condition, place } in placed {
            for axis in condition.when.axes.keys().filter(|axis| !operation.has_axis(**axis)) {
                let title = format!("the axis `{}` means nothing to {}", self.axes.name(*axis), operation.id);
                if self.diagnostics.problems.borrow().iter().any(|problem| problem.title() == title) {
                    continue;
                }
                let help = "neither its path nor its `request` has what this axis is about".to_owned();
                self.diagnostics.note_with(&place.span, title, "cannot be arranged", help);
            }
        }
    }

    /// The state that a header depends on.
    pub(super) fn state(&self, condition: &At<wire::Condition>) -> Vec<Setting> {
        let mut state = Vec::new();
        for (axis, choice) in &self.region(&condition.value).axes {
            match (axis.kind(), choice) {
                (AxisKind::State, Choice::Settings(settings)) if settings.len() == 1 => state.extend(settings),
                (AxisKind::State | AxisKind::Request, _) => {
                    let title = "a header depends on the state only, with one word an axis";
                    self.diagnostics.note(
                        &condition.span,
                        title,
                        format!("`{}` is no such axis", self.axes.name(*axis)),
                    );
                }
            }
        }
        state
    }
}
