//! Who looks at the state after a request: every operation that shows it, and different callers that may read.

use kii_spec::{
    Operation, Scope,
    axis::{CallerId, Point, RequestPoint, Setting},
};

use super::{due_responses::DueResponses, step};
use crate::{
    cases::case::{Action, Expect, Role},
    values::random::{hash, mixed},
};

/// Looks at a place in a scope.
pub(super) struct Observer<'k, 'a> {
    pub(super) known: &'k DueResponses<'a>,
    pub(super) scope: &'k Scope,
    /// The forms that the identifiers of the place have.
    pub(super) address: RequestPoint,
    /// The state that is looked at, as a point.
    pub(super) state: Point,
}

impl Observer<'_, '_> {
    /// Reads everything that can be read, as the principal who may do everything.
    pub(super) fn contents(&self, role: Role) -> Vec<Action> {
        let readers = self.known.api.observers().into_iter();
        readers.filter_map(|operation| self.look(operation, role, Point::default().caller())).collect()
    }

    /// Reads everything, and for every other purpose lets somebody ask for some of it without content, who may be another caller.
    /// Which caller and what depends on `purpose`, so that over all cases everybody looks at everything.
    pub(super) fn nothing_new(&self, role: Role, purpose: &str) -> Vec<Action> {
        let mut looks = self.contents(role);
        let silent = self.known.api.silent_observers();
        let turn = number(purpose, "silent");
        let one = silent.get((turn / 2).checked_rem(silent.len()).unwrap_or_default());
        let one = one.filter(|_| turn.is_multiple_of(2));
        looks.extend(one.and_then(|operation| self.look(operation, role, self.other(purpose, "silent"))));
        looks
    }

    /// Reads everything; then lets another caller read some of it, and asks for the rest without content. Which caller and what
    /// depends on `purpose`.
    pub(super) fn everything(&self, role: Role, purpose: &str) -> Vec<Action> {
        let number = |salt: &str| number(purpose, salt);
        let other = |salt: &str| self.other(purpose, salt);
        let callers = self.other_readers();
        let mut looks = self.contents(role);
        let readers = self.known.api.observers();
        let read_again = readers.get(number("reader").checked_rem(readers.len()).unwrap_or_default());
        let read_again = read_again.filter(|_| !callers.is_empty());
        looks.extend(read_again.and_then(|operation| self.look(operation, role, other("read"))));
        let silent = self.known.api.silent_observers().into_iter();
        looks.extend(silent.filter_map(|operation| self.look(operation, role, other(&operation.id.to_string()))));
        looks
    }

    /// One of the callers other than the usual one that may read; the usual one where there is none.
    fn other(&self, purpose: &str, salt: &str) -> CallerId {
        let callers = self.other_readers();
        let place = number(purpose, salt).checked_rem(callers.len()).unwrap_or_default();
        callers.get(place).copied().unwrap_or_else(|| Point::default().caller())
    }

    /// The callers other than the usual one that may read in the scope.
    fn other_readers(&self) -> Vec<CallerId> {
        let usual = Point::default().caller();
        self.scope.read.admitted.iter().copied().filter(|caller| *caller != usual).collect()
    }

    /// A plain request to an operation; `None` when the spec does not say what is due. What is due to a verification follows from
    /// the answers before it.
    pub(super) fn look(&self, operation: &Operation, role: Role, caller: CallerId) -> Option<Action> {
        let Point { owner, object, body, .. } = self.state;
        let request = Point { request: self.address, ..Point::default() }.with(Setting::from(caller));
        let due = self.known.in_scope(self.scope, operation, Point { owner, object, body, ..request });
        let first = due.responses.first()?;
        let mut step = step(role, operation, *first);
        step.point.request = request.request;
        if matches!(role, Role::Verify(_)) {
            step.expect = Expect::Due;
        }
        Some(Action::Call(Box::new(step)))
    }
}

/// A number that depends on these texts alone.
fn number(purpose: &str, salt: &str) -> usize {
    usize::try_from(mixed(hash(purpose) ^ hash(salt)) >> 1).unwrap_or_default()
}
