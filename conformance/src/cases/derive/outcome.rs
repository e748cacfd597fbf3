//! What a row's history leads to: which of its requests succeed, and the state after them.

use std::rc::Rc;

use kii_spec::{
    Level, ObjectChange, ObjectForm, Operation, RequestChange, State,
    axis::{Axis, Object, Point},
};

use super::{
    array::Row,
    factor::{Role, called_by},
    history::Effect,
    space::{Rows, point_of},
};

/// A request of a history, and the response that is due to it.
pub(super) struct HistoryStep<'a> {
    pub(super) operation: &'a Operation,
    pub(super) due: kii_spec::ExpectedResponse<'a>,
    /// The factor that says what it sends, if there is one.
    pub(super) content: Option<Role>,
}

/// What a history has led to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Outcome {
    /// What exists, and which versions are known.
    pub(super) state: State<()>,
    /// Whether the object has a data type.
    pub(super) is_typed: bool,
}

impl<'a> Rows<'a> {
    /// The requests of a row's history; `None` when one of them would not succeed.
    pub(super) fn history(&self, row: &Row) -> Option<Vec<HistoryStep<'a>>> {
        let (place, _) = self.scope(row);
        let writer = self.setting(row, Role::Writer);
        let mut state = State::default();
        let mut steps = Vec::new();
        if !self.has_history(row) {
            return Some(steps);
        }
        let operations = self.histories.operations(self.origin(row)?, self.past(row)?)?;
        let uploader = self.histories.operation(Effect::Upload).map(|operation| &operation.id);
        for (operation, creates) in operations {
            let content = match (creates, Some(&operation.id) == uploader) {
                (true, _) => Some(Role::Stored),
                (false, true) => Some(Role::Uploaded),
                (false, false) => None,
            };
            let setting = content.and_then(|role| self.setting(row, role));
            let point = setting.map_or(Point::default(), |setting| Point::default().with(setting));
            let point =
                called_by(Point { object: point_of(&state).object, body: point_of(&state).body, ..point }, writer);
            let due = self.due.due(place, operation, point);
            let response = due.success().filter(|_| due.level == Level::Must)?;
            if self.is_typed(row)
                && response.response.then.object == Some(ObjectChange::Sent)
                && point.object == Object::Exists
            {
                return None;
            }
            state = match operation.has_axis(Axis::Object) {
                true => state.after_response(response.response),
                // It creates another object.
                false => State::default().after_response(response.response),
            };
            steps.push(HistoryStep { operation, due: response, content });
        }
        Some(steps)
    }

    fn is_typed(&self, row: &Row) -> bool {
        let change = self.setting(row, Role::Stored).and_then(|setting| self.api.axes.value(setting));
        change.is_some_and(|value| matches!(value.change, RequestChange::Object(ObjectForm::Typed(_))))
    }

    /// What a row's history leads to.
    pub(super) fn outcome(&self, row: &Row) -> Option<Rc<Outcome>> {
        let key = [Role::Scope, Role::Origin, Role::Past, Role::Writer, Role::Stored, Role::Uploaded]
            .map(|role| if role == Role::Scope || self.has_history(row) { self.cell(row, role) } else { u8::MAX });
        if let Some(known) = self.outcomes.borrow().get(&key) {
            return known.clone();
        }
        let outcome = self.history(row).map(|steps| {
            let mut state = State::default();
            for step in &steps {
                state = state.after_response(step.due.response);
            }
            let is_typed = !steps.is_empty() && self.is_typed(row);
            Rc::new(Outcome { state, is_typed })
        });
        self.outcomes.borrow_mut().insert(key, outcome.clone());
        outcome
    }
}
