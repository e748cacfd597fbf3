//! What is due to every operation in every scope. It is asked many times about the same, so it remembers.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use foldhash::fast::FixedState;
use kii_spec::{
    Api, DocumentedPoints, Due, Operation, RequestChange, Scope,
    axis::{Point, Setting},
};

/// What is due by the places of the scope and the operation, and the point.
type Known<'a> = HashMap<(usize, usize, Point), Rc<Due<'a>>, FixedState>;

/// What is due to every operation in every scope; remembers what it has been asked.
pub(super) struct DueResponses<'a> {
    pub(super) api: &'a Api,
    documented: HashMap<(usize, usize), DocumentedPoints<'a>, FixedState>,
    /// Identifiers that are formed as documented, on which nothing depends.
    neutral: Vec<Setting>,
    known: RefCell<Known<'a>>,
}

impl<'a> DueResponses<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        let mut documented = HashMap::default();
        for (place, scope) in api.service.scopes.values().enumerate() {
            for (number, operation) in api.operations.values().enumerate() {
                documented.insert((place, number), api.documented_points(operation, scope));
            }
        }
        let forms = api.axes.request_settings().filter(|setting| {
            let value = api.axes.value(*setting);
            value.is_some_and(|value| !value.malformed && matches!(value.change, RequestChange::Identifier { .. }))
        });
        Self { api, documented, neutral: forms.collect(), known: RefCell::default() }
    }

    /// What is due to a request to an operation in a scope.
    pub(super) fn in_scope(&self, scope: &Scope, operation: &Operation, point: Point) -> Rc<Due<'a>> {
        let place = self.api.service.scopes.get_index_of(&scope.name).unwrap_or(usize::MAX);
        self.due(place, operation, point)
    }

    /// What is due to a request to an operation in the scope at this place of the spec's list.
    pub(super) fn due(&self, scope: usize, operation: &Operation, point: Point) -> Rc<Due<'a>> {
        let number = self.api.operations.get_index_of(&operation.id).unwrap_or(usize::MAX);
        let point = self.neutral.iter().fold(point, |point, setting| match point.setting(setting.axis()) == *setting {
            true => point.without(setting.axis()),
            false => point,
        });
        let find = || {
            let documented = self.documented.get(&(scope, number));
            let none = || Due::UNDEFINED;
            Rc::new(documented.map_or_else(none, |documented| documented.due(point)))
        };
        Rc::clone(self.known.borrow_mut().entry((scope, number, point)).or_insert_with(find))
    }
}
