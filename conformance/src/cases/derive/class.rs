//! Classes of rows: those whose request must succeed, and those that are refused for the same reason. The rows of a class are
//! found by trying each setting, and each two that refuse, in an otherwise usual request.

use indexmap::IndexMap;
use kii_spec::{
    Level,
    axis::{Axis, Setting},
};

use super::{
    array::{Row, Space as _, distinct},
    factor::Role,
    space::Rows,
};

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

impl Rows<'_> {
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
                    Role::Owner => self.of_all_callers(&row),
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
                let values = distinct(others.iter().map(|row| row.value(*other)));
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

    fn of_all_callers(&self, row: &Row) -> Vec<Row> {
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
        distinct(pairs)
    }

    /// The place of a setting among the factors and their values.
    fn found(&self, setting: Setting) -> Option<(usize, u8)> {
        self.factors.iter().enumerate().find_map(|(place, factor)| {
            let value = factor.values.iter().position(|value| value.setting == Some(setting))?;
            let is_own = matches!(factor.role, Role::Request(_) | Role::Owner);
            is_own.then(|| (place, u8::try_from(value).unwrap_or(u8::MAX)))
        })
    }

    pub(super) fn found_class(&self, row: &Row) -> Option<Class> {
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
}
