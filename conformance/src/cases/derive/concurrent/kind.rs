//! A request that takes part in races.

use indexmap::IndexMap;
use kii_spec::{
    Api, Operation,
    axis::{Point, Setting},
};
use serde_json::Map;

use crate::cases::{
    case::{Expect, Role, Sent, Step},
    place::Place,
};

/// A request that takes part in races: how it differs from a usual one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind<'a> {
    pub(super) operation: &'a Operation,
    /// Its request axes; the state is that of the race.
    pub(super) point: Point,
    /// The object that it is about.
    pub(super) place: Place,
}

impl PartialEq for Kind<'_> {
    fn eq(&self, other: &Self) -> bool {
        (&self.operation.id, self.point, self.place) == (&other.operation.id, other.point, other.place)
    }
}

impl<'a> Kind<'a> {
    pub(super) fn new(operation: &'a Operation, point: Point) -> Self {
        Self { operation, point, place: Place::default() }
    }

    /// The same request about another object.
    pub(super) const fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }

    pub(super) fn names_version(&self, api: &Api) -> bool {
        api.axes.versions(self.point).current
    }

    /// The same request with another setting, if it has the axis.
    pub(super) fn with(self, setting: Setting) -> Self {
        match self.operation.has_axis(setting.axis()) {
            true => Self { point: self.point.with(setting), ..self },
            false => self,
        }
    }

    pub(super) fn step(self) -> Step {
        Step {
            role: Role::Act,
            operation: self.operation.id.clone(),
            scope: None,
            point: self.point,
            sent: Sent { place: self.place, ..Sent::default() },
            expect: Expect::Due,
            keep: IndexMap::new(),
            see: Map::new(),
        }
    }
}
