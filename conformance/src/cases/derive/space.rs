//! The space of an operation's rows: which settings can meet, and what is due where they do.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use foldhash::fast::FixedState;
use kii_spec::{
    Access, Api, Due, HeaderValue, Level, ObjectChange, Operation, Scope, State, Version,
    axis::{Axis, Point, Setting},
};

use super::{
    array::{Cell, Row, Space, values},
    class::Class,
    due_responses::DueResponses,
    factor::{Factor, Role, Value, admits, factors, lacks_owner, never},
    history::{Effect, Histories, Origin, Past},
    outcome::Outcome,
};

/// The rows of an operation.
pub(super) struct Rows<'a> {
    pub(super) api: &'a Api,
    pub(super) operation: &'a Operation,
    pub(super) histories: &'a Histories<'a>,
    pub(super) factors: Vec<Factor>,
    pub(super) due: &'a DueResponses<'a>,
    pub(super) sizes: Vec<u8>,
    pub(super) deciding: Vec<(usize, Vec<u8>)>,
    pub(super) outcomes: RefCell<HashMap<[u8; 6], Option<Rc<Outcome>>, FixedState>>,
    usual_pasts: RefCell<HashMap<u8, u8, FixedState>>,
    classes: RefCell<HashMap<ClassKey, Option<Class>, FixedState>>,
}

/// The values that decide, and the outcome of the rows that have them.
type ClassKey = (Vec<u8>, Option<Outcome>);

impl<'a> Rows<'a> {
    pub(super) fn of(due: &'a DueResponses<'a>, histories: &'a Histories<'a>, operation: &'a Operation) -> Self {
        let api = due.api;
        let factors = factors(api, operation, histories);
        let sizes = factors.iter().map(|factor| u8::try_from(factor.values.len()).unwrap_or(u8::MAX)).collect();
        let mut rows = Self {
            api,
            operation,
            histories,
            factors,
            due,
            sizes,
            deciding: Vec::new(),
            outcomes: RefCell::default(),
            usual_pasts: RefCell::default(),
            classes: RefCell::default(),
        };
        rows.deciding = rows.deciding_values();
        rows
    }

    /// The place of the factor with a role.
    pub(super) fn place(&self, role: Role) -> Option<usize> {
        self.factors.iter().position(|factor| factor.role == role)
    }

    pub(super) fn cell(&self, row: &Row, role: Role) -> u8 {
        self.place(role).map_or(0, |place| row.value(place))
    }

    fn value(&self, row: &Row, role: Role) -> Option<&Value> {
        let place = self.place(role)?;
        self.factors.get(place)?.values.get(usize::from(row.value(place)))
    }

    pub(super) fn setting(&self, row: &Row, role: Role) -> Option<Setting> {
        self.value(row, role).and_then(|value| value.setting)
    }

    /// The scope, and its place in the spec's list.
    pub(super) fn scope(&self, row: &Row) -> (usize, &'a Scope) {
        let place = usize::from(self.cell(row, Role::Scope));
        let scopes = &self.api.service.scopes;
        scopes.get_index(place).map_or_else(|| (0, &scopes[0]), |(_, scope)| (place, scope))
    }

    pub(super) fn origin(&self, row: &Row) -> Option<&'a Origin<'a>> {
        self.histories.origins.get(usize::from(self.cell(row, Role::Origin)))
    }

    pub(super) fn past(&self, row: &Row) -> Option<Past> {
        self.place(Role::Past)?;
        self.histories.pasts.get(usize::from(self.cell(row, Role::Past))).copied()
    }

    pub(super) fn lacks_owner(&self, row: &Row) -> bool {
        lacks_owner(self.setting(row, Role::Owner))
    }

    /// Whether there is, or was, an object.
    pub(super) fn has_history(&self, row: &Row) -> bool {
        !self.lacks_owner(row) && self.past(row).is_some_and(|past| !never(past))
    }

    /// The row whose request differs from a usual one in nothing, in a scope and after a past.
    pub(super) fn plain(&self, scope: u8, past: Option<u8>) -> Row {
        let mut row = Row(vec![0; self.factors.len()]);
        if let Some(place) = self.place(Role::Scope) {
            row = row.with(place, scope);
        }
        match (self.place(Role::Past), past) {
            (Some(place), Some(past)) => row.with(place, past),
            (Some(_) | None, _) => row,
        }
    }

    /// The row with the usual value of a factor. Where that gives it a past, what had no meaning without one becomes usual, too:
    /// it may not allow any.
    pub(super) fn reset(&self, row: &Row, factor: usize) -> Row {
        let usual = row.with(factor, 0);
        let past = match self.factors.get(factor).map(|factor| factor.role) {
            Some(Role::Past | Role::Owner) => self.place(Role::Past),
            Some(_) | None => None,
        };
        let Some(past) = past else { return usual };
        let is_without_meaning = |place: &usize| {
            let role = self.factors.get(*place).map(|factor| factor.role);
            matches!(role, Some(Role::Origin | Role::Writer | Role::Stored | Role::Uploaded))
                && !self.counts(row, *place)
        };
        let without = (0..self.factors.len()).filter(is_without_meaning);
        without.fold(usual, |row, place| row.with(place, 0)).with(past, self.usual_past(row))
    }

    /// The first past after which a usual request must succeed.
    fn usual_past(&self, row: &Row) -> u8 {
        let scope = self.cell(row, Role::Scope);
        if let Some(known) = self.usual_pasts.borrow().get(&scope) {
            return *known;
        }
        let count = u8::try_from(self.histories.pasts.len()).unwrap_or(u8::MAX);
        let usual = (0..count).find(|past| self.must_succeed(&self.plain(scope, Some(*past)))).unwrap_or_default();
        self.usual_pasts.borrow_mut().insert(scope, usual);
        usual
    }

    /// The point of the request.
    pub(super) fn point(&self, row: &Row, state: &State<()>) -> Point {
        let mut point = match self.place(Role::Past) {
            Some(_) if !self.lacks_owner(row) => point_of(state),
            Some(_) | None => Point::default(),
        };
        for (place, factor) in self.factors.iter().enumerate() {
            match factor.role {
                Role::Owner | Role::Request(_) => {
                    let value = factor.values.get(usize::from(row.value(place)));
                    point = value.and_then(|value| value.setting).map_or(point, |setting| point.with(setting));
                }
                Role::Scope
                | Role::Origin
                | Role::Past
                | Role::Writer
                | Role::Stored
                | Role::Uploaded
                | Role::Reader => {}
            }
        }
        point
    }

    /// What is due to the request of a row; `None` when it cannot be made.
    pub(super) fn due(&self, row: &Row) -> Option<Rc<Due<'a>>> {
        let (place, scope) = self.scope(row);
        let reader = self.setting(row, Role::Reader)?;
        if !admits(scope, Access::Read, reader) {
            return None;
        }
        let outcome = self.outcome(row)?;
        let point = self.point(row, &outcome.state);
        if self.cannot_meet(row) {
            return None;
        }
        let named = self.api.axes.versions(point);
        if (named.current || named.superseded)
            && !self
                .operation
                .request
                .precondition
                .is_some_and(|precondition| can_name(&outcome.state, precondition.version))
        {
            return None;
        }
        let due = self.due.due(place, self.operation, point);
        let replaces = due.success().is_some_and(|due| due.response.then.object == Some(ObjectChange::Sent));
        let retypes =
            replaces && outcome.is_typed && outcome.state.object.is_some() && self.place(Role::Past).is_some();
        (due.is_defined() && !retypes).then_some(due)
    }

    /// Whether a row has settings of which one leaves nothing of the other: a form of the ID that the server has chosen, or a
    /// range of a body that is too short for it.
    fn cannot_meet(&self, row: &Row) -> bool {
        let has = |is: fn(&Value) -> bool| {
            let mut cells = self.factors.iter().enumerate();
            cells.any(|(place, factor)| factor.values.get(usize::from(row.value(place))).is_some_and(is))
        };
        let names_chosen = self.is_chosen(row) && has(|value| value.is_object_id);
        names_chosen
            || (self.value(row, Role::Uploaded).is_some_and(|value| value.is_short) && has(|value| value.is_range))
    }

    /// Whether a factor is about the request.
    pub(super) fn is_request(&self, place: usize) -> bool {
        self.factors.get(place).is_some_and(|factor| matches!(factor.role, Role::Request(_)))
    }

    /// Whether the operation adds what it sends to what the object holds.
    pub(super) fn merges(&self) -> bool {
        self.histories.operation(Effect::Merge).is_some_and(|merge| merge.id == self.operation.id)
    }

    /// Whether the server has chosen the ID of the object.
    pub(super) fn is_chosen(&self, row: &Row) -> bool {
        let is_chosen = |origin: &Origin<'_>| !origin.creator.has_axis(Axis::Object);
        self.has_history(row) && self.origin(row).is_some_and(is_chosen)
    }

    pub(super) fn must_succeed(&self, row: &Row) -> bool {
        self.due(row).is_some_and(|due| due.level == Level::Must && due.success().is_some())
    }

    /// The places of the factors in which a request differs from a usual one.
    pub(super) fn differing(&self, row: &Row) -> Vec<usize> {
        let all = self.factors.iter().enumerate();
        let differs = all.filter(|(place, factor)| match factor.role {
            Role::Owner | Role::Request(_) => row.value(*place) != 0,
            Role::Scope | Role::Origin | Role::Past | Role::Writer | Role::Stored | Role::Uploaded | Role::Reader => {
                false
            }
        });
        differs.map(|(place, _)| place).collect()
    }

    /// Scopes decide each for itself; of the pasts, one for each state.
    fn deciding_values(&self) -> Vec<(usize, Vec<u8>)> {
        let all = |place: usize| (0..self.sizes.get(place).copied().unwrap_or_default()).collect::<Vec<u8>>();
        let mut deciding: Vec<_> = self.place(Role::Scope).map(|place| (place, all(place))).into_iter().collect();
        if let Some(place) = self.place(Role::Past) {
            let mut states = Vec::new();
            let different = all(place).into_iter().filter(|past| {
                let row = self.plain(0, Some(*past));
                let state = self.outcome(&row).map(|outcome| {
                    (
                        never(self.past(&row).unwrap_or(super::history::NEVER)),
                        point_of(&outcome.state),
                        outcome.state.object_versions.current.is_some(),
                    )
                });
                let is_new = !states.contains(&state);
                states.push(state);
                is_new
            });
            deciding.push((place, different.collect()));
        }
        deciding
    }
}

/// Whether a version can be named in a state, at once or after requests that leave what exists as it is.
fn can_name(state: &State<()>, version: Version) -> bool {
    let exists = match version {
        Version::Object => state.object.is_some(),
        Version::Body => state.body.is_some(),
    };
    exists || state.versions(version).current.is_some()
}

/// The point of a usual request in a state.
pub(super) fn point_of(state: &State<()>) -> Point {
    state.point()
}

/// Whether a response names a version in the state of a point.
pub(super) fn names(response: &kii_spec::Response, version: Version, point: &Point) -> bool {
    response.headers.iter().any(|header| header.value == HeaderValue::Version(version) && header.is_sent_at(point))
}

impl Space for Rows<'_> {
    type Class = Class;

    fn sizes(&self) -> &[u8] {
        &self.sizes
    }

    fn class(&self, row: &Row) -> Option<Class> {
        let outcome = self.outcome(row)?;
        let (_, scope) = self.scope(row);
        if !admits(scope, Access::Read, self.setting(row, Role::Reader)?) || self.cannot_meet(row) {
            return None;
        }
        let key = (self.deciding_cells(row), (!self.lacks_owner(row)).then(|| (*outcome).clone()));
        if let Some(known) = self.classes.borrow().get(&key) {
            return *known;
        }
        let class = self.found_class(row);
        self.classes.borrow_mut().insert(key, class);
        class
    }

    fn counts(&self, row: &Row, factor: usize) -> bool {
        match self.factors.get(factor).map(|factor| factor.role) {
            Some(Role::Origin | Role::Writer | Role::Stored) => self.has_history(row),
            Some(Role::Uploaded) => {
                self.has_history(row) && self.past(row).is_some_and(|past| past.effects.contains(&Effect::Upload))
            }
            Some(Role::Past | Role::Reader) => !self.lacks_owner(row),
            Some(Role::Scope | Role::Owner | Role::Request(_)) => true,
            None => false,
        }
    }

    fn is_costly(&self, cell: Cell) -> bool {
        self.at(cell).is_some_and(|value| value.is_costly)
    }

    fn deciding(&self) -> &[(usize, Vec<u8>)] {
        &self.deciding
    }

    fn name(&self, cell: Cell) -> &str {
        self.at(cell).map_or("", |value| &value.text)
    }
}

impl Rows<'_> {
    /// The cells on which it depends, beside the history, what is due: an identifier counts only if it is malformed.
    fn deciding_cells(&self, row: &Row) -> Vec<u8> {
        let cells = self.factors.iter().enumerate().map(|(place, factor)| match factor.role {
            Role::Scope | Role::Owner => row.value(place),
            Role::Request(_) => {
                let value = row.value(place);
                let is_neutral = factor.values.get(usize::from(value)).is_some_and(|value| value.is_neutral);
                if is_neutral { 0 } else { value }
            }
            Role::Origin | Role::Past | Role::Writer | Role::Stored | Role::Uploaded | Role::Reader => 0,
        });
        cells.collect()
    }

    /// Whether a setting is one of the request, or the scope that it is made in.
    pub(super) fn is_near(&self, cell: Cell) -> bool {
        self.factors.get(usize::from(cell.factor)).is_some_and(|factor| match factor.role {
            Role::Scope | Role::Owner | Role::Request(_) => true,
            Role::Origin | Role::Past | Role::Writer | Role::Stored | Role::Uploaded | Role::Reader => false,
        })
    }

    /// Whether a setting refuses for the same reason as others, so that they share the settings that each must meet.
    pub(super) fn is_grouped(&self, cell: Cell) -> bool {
        let is_past = self.factors.get(usize::from(cell.factor)).is_some_and(|factor| factor.role == Role::Past);
        is_past || self.at(cell).is_some_and(|value| value.malformed)
    }

    /// All settings of a row, those that mean nothing in it included.
    pub(super) fn settings(&self, row: &Row) -> String {
        let cells = (0..self.sizes.len())
            .flat_map(|factor| values(&self.sizes, factor).filter(move |cell| cell.value == row.value(factor)));
        let names: Vec<&str> = cells.map(|cell| self.name(cell)).collect();
        format!("{}[{}]", self.operation.id, names.join(","))
    }

    /// The value of a cell.
    pub(super) fn at(&self, cell: Cell) -> Option<&Value> {
        self.factors.get(usize::from(cell.factor))?.values.get(usize::from(cell.value))
    }
}
