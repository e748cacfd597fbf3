//! The space of an operation's rows: which settings can meet, and what is due where they do.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use indexmap::IndexMap;
use kii_spec::{
    Access, Api, DocumentedPoints, Due, HeaderValue, Level, ObjectChange, ObjectForm, Operation, RequestChange, Scope,
    State, Version,
    axis::{Axis, Object, Point, Setting},
};

use super::{
    array::{Cell, Row, Space},
    factor::{Factor, Role, Value, admits, called_by, factors, lacks_owner, never},
    history::{Effect, Histories, Origin, Past},
};

/// What is due to every operation in every scope; remembers what it has been asked.
pub(super) struct DueResponses<'a> {
    pub(super) api: &'a Api,
    documented: HashMap<(usize, usize), DocumentedPoints<'a>>,
    /// Identifiers that are formed as documented, on which nothing depends.
    neutral: Vec<Setting>,
    known: RefCell<HashMap<(usize, usize, Point), Rc<Due<'a>>>>,
}

impl<'a> DueResponses<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        let mut documented = HashMap::new();
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

    /// What is due to a request to an operation in the scope at this place of the spec's list.
    pub(super) fn due(&self, scope: usize, operation: &Operation, point: Point) -> Rc<Due<'a>> {
        let number = self.api.operations.get_index_of(&operation.id).unwrap_or(usize::MAX);
        let point = self.neutral.iter().fold(point, |point, setting| match point.setting(setting.axis()) == *setting {
            true => point.without(setting.axis()),
            false => point,
        });
        let find = || {
            let documented = self.documented.get(&(scope, number));
            let none = || Due { responses: Vec::new(), level: Level::Must };
            Rc::new(documented.map_or_else(none, |documented| documented.due(point)))
        };
        Rc::clone(self.known.borrow_mut().entry((scope, number, point)).or_insert_with(find))
    }
}

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
    is_typed: bool,
}

/// What all rows of an array have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    /// The request must succeed.
    Success,
    /// The request should succeed; with the usual value of the factor at this place it must.
    Weak(usize),
    /// The request is refused with this response of the operation; with the usual value of the factor it must succeed.
    Refused(usize, usize),
    /// The request is refused; with the usual values of both factors it must succeed, but not with that of one of them.
    RefusedTwice(usize, usize),
}

impl Class {
    /// The places of the factors that make the difference.
    pub(super) fn faults(&self) -> Vec<usize> {
        match self {
            Self::Success => Vec::new(),
            Self::Weak(factor) | Self::Refused(factor, _) => vec![*factor],
            Self::RefusedTwice(one, other) => vec![*one, *other],
        }
    }
}

/// The rows of an operation.
pub(super) struct Rows<'a> {
    pub(super) api: &'a Api,
    pub(super) operation: &'a Operation,
    pub(super) histories: &'a Histories<'a>,
    pub(super) factors: Vec<Factor>,
    pub(super) due: &'a DueResponses<'a>,
    sizes: Vec<u8>,
    deciding: Vec<(usize, Vec<u8>)>,
    outcomes: RefCell<HashMap<[u8; 6], Option<Rc<Outcome>>>>,
    usual_pasts: RefCell<HashMap<u8, u8>>,
    classes: RefCell<HashMap<(Vec<u8>, Option<Outcome>), Option<Class>>>,
}

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

    fn cell(&self, row: &Row, role: Role) -> u8 {
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
    fn plain(&self, scope: u8, past: Option<u8>) -> Row {
        let mut row = Row(vec![0; self.factors.len()]);
        if let Some(place) = self.place(Role::Scope) {
            row = row.with(place, scope);
        }
        match (self.place(Role::Past), past) {
            (Some(place), Some(past)) => row.with(place, past),
            (Some(_) | None, _) => row,
        }
    }

    /// The row with the usual value of a factor.
    pub(super) fn reset(&self, row: &Row, factor: usize) -> Row {
        match self.factors.get(factor).map(|factor| factor.role) {
            Some(Role::Past) => row.with(factor, self.usual_past(row)),
            Some(Role::Owner) => {
                let row = row.with(factor, 0);
                match self.place(Role::Past) {
                    Some(past) => row.with(past, self.usual_past(&row)),
                    None => row,
                }
            }
            Some(_) | None => row.with(factor, 0),
        }
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

    fn must_succeed(&self, row: &Row) -> bool {
        self.due(row).is_some_and(|due| due.level == Level::Must && due.success().is_some())
    }

    /// The places of the factors in which a request differs from a usual one.
    fn differing(&self, row: &Row) -> Vec<usize> {
        let all = self.factors.iter().enumerate();
        let differs = all.filter(|(place, factor)| match factor.role {
            Role::Owner | Role::Request(_) => row.value(*place) != 0,
            Role::Scope | Role::Origin | Role::Past | Role::Writer | Role::Stored | Role::Uploaded | Role::Reader => {
                false
            }
        });
        differs.map(|(place, _)| place).collect()
    }

    fn index(&self, response: &kii_spec::Response) -> usize {
        self.operation.responses.get_index_of(&response.name).unwrap_or_default()
    }

    /// One row for each state and scope, in which the request differs from a usual one in nothing.
    fn plain_rows(&self) -> Vec<Row> {
        let scopes = self.deciding.iter().find(|(place, _)| Some(*place) == self.place(Role::Scope));
        let pasts = self.deciding.iter().find(|(place, _)| Some(*place) == self.place(Role::Past));
        let scopes: &[u8] = scopes.map_or(&[0], |(_, values)| values);
        let pasts: Vec<Option<u8>> =
            pasts.map_or_else(|| vec![None], |(_, values)| values.iter().copied().map(Some).collect());
        scopes.iter().flat_map(|scope| pasts.iter().map(|past| self.plain(*scope, *past))).collect()
    }

    /// The classes of all rows, each with rows that have few differences.
    pub(super) fn classes(&self) -> IndexMap<Class, Vec<Row>> {
        let mut classes: IndexMap<Class, Vec<Row>> = IndexMap::new();
        let plain = self.plain_rows();
        let mut probes = plain.clone();
        for (place, factor) in self.factors.iter().enumerate() {
            let (Role::Owner | Role::Request(_)) = factor.role else { continue };
            for value in 1..self.sizes.get(place).copied().unwrap_or_default() {
                let settings = plain.iter().map(|row| row.with(place, value));
                probes.extend(settings.flat_map(|row| match factor.role {
                    Role::Owner => self.from_all_callers(&row),
                    Role::Request(_)
                    | Role::Scope
                    | Role::Origin
                    | Role::Past
                    | Role::Writer
                    | Role::Stored
                    | Role::Uploaded
                    | Role::Reader => vec![row],
                }));
            }
        }
        for pair in self.documented_pairs() {
            probes.extend(
                plain.iter().map(|row| pair.iter().fold(row.clone(), |row, (place, value)| row.with(*place, *value))),
            );
        }
        for probe in probes {
            if let Some(class) = self.class(&probe) {
                let rows = classes.entry(class).or_default();
                if !rows.iter().any(|row| self.is_alike(class, row, &probe)) {
                    rows.push(probe);
                }
            }
        }
        let refused: Vec<(usize, Vec<Row>)> = classes
            .iter()
            .filter_map(|(class, rows)| match class {
                Class::Refused(factor, _) => Some((*factor, rows.clone())),
                Class::Success | Class::Weak(_) | Class::RefusedTwice(..) => None,
            })
            .collect();
        for (place, (one, rows)) in refused.iter().enumerate() {
            for (other, others) in refused.get(place + 1..).unwrap_or_default() {
                if one == other {
                    continue;
                }
                let values = super::array::distinct(others.iter().map(|row| row.value(*other)));
                for row in rows.iter().flat_map(|row| values.iter().map(|value| row.with(*other, *value))) {
                    if let Some(class @ Class::RefusedTwice(..)) = self.class(&row) {
                        let rows = classes.entry(class).or_default();
                        if !rows.iter().any(|known| self.is_alike(class, known, &row)) {
                            rows.push(row);
                        }
                    }
                }
            }
        }
        classes
    }

    /// Whether two rows of a class differ only in what does not decide which others can be made of them.
    fn is_alike(&self, class: Class, one: &Row, other: &Row) -> bool {
        let deciding = self.deciding.iter().map(|(place, _)| *place);
        deciding.chain(class.faults()).all(|place| one.value(place) == other.value(place))
    }

    fn from_all_callers(&self, row: &Row) -> Vec<Row> {
        match self.place(Role::Request(Axis::CALLER)) {
            Some(caller) => {
                (0..self.sizes.get(caller).copied().unwrap_or_default()).map(|value| row.with(caller, value)).collect()
            }
            None => vec![row.clone()],
        }
    }

    /// The differences of documented points at which a request differs in more than one way.
    fn documented_pairs(&self) -> Vec<Vec<(usize, u8)>> {
        let scopes = self.api.service.scopes.values();
        let points = scopes.flat_map(|scope| {
            let responses = self.operation.responses.values();
            responses.flat_map(|response| self.api.expected_points(self.operation, response, scope))
        });
        let pairs = points.filter_map(|due| {
            let named: Vec<(usize, u8)> =
                due.point.differences().into_iter().filter_map(|setting| self.found(setting)).collect();
            (named.len() > 1).then_some(named)
        });
        super::array::distinct(pairs)
    }

    /// The place of a setting among the factors and their values.
    fn found(&self, setting: Setting) -> Option<(usize, u8)> {
        self.factors.iter().enumerate().find_map(|(place, factor)| {
            let value = factor.values.iter().position(|value| value.setting == Some(setting))?;
            let is_own = matches!(factor.role, Role::Request(_) | Role::Owner);
            is_own.then(|| (place, u8::try_from(value).unwrap_or(u8::MAX)))
        })
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

    fn found_class(&self, row: &Row) -> Option<Class> {
        let due = self.due(row)?;
        if due.success().is_some() {
            if due.level == Level::Must {
                return Some(Class::Success);
            }
            let weak = self.differing(row).into_iter().find(|place| self.must_succeed(&self.reset(row, *place)))?;
            return Some(Class::Weak(weak));
        }
        let mut places = self.differing(row);
        if let Some(place) = places.iter().find(|place| self.must_succeed(&self.reset(row, **place))) {
            return Some(Class::Refused(*place, self.index(due.responses.first()?.response)));
        }
        if let Some(past) = self.place(Role::Past).filter(|_| !self.lacks_owner(row)) {
            if self.must_succeed(&self.reset(row, past)) {
                return Some(Class::Refused(past, self.index(due.responses.first()?.response)));
            }
            places.push(past);
        }
        for (number, one) in places.iter().enumerate() {
            for other in places.get(number + 1..).unwrap_or_default() {
                if self.must_succeed(&self.reset(&self.reset(row, *one), *other)) {
                    return Some(Class::RefusedTwice(*one, *other));
                }
            }
        }
        None
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

    /// The value of a cell.
    pub(super) fn at(&self, cell: Cell) -> Option<&Value> {
        self.factors.get(usize::from(cell.factor))?.values.get(usize::from(cell.value))
    }
}
