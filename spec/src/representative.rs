//! Representatives: a value of an axis is a class, and these are members of it.

use std::collections::BTreeMap;

use http::StatusCode;

use crate::{
    api::Api,
    axis::{Axis, Setting},
    operation::Level,
    request_change::{IdentifierForm, RequestChange},
};

/// Which representative stands for the value of an axis, by its name.
pub type Chosen = BTreeMap<Axis, String>;

/// A member of the class for which a value of an axis stands. What is due to a request does not depend on which member it has.
#[derive(Clone, Debug)]
pub struct Representative {
    /// Its name.
    pub name: String,
    /// What it is, and why every right server treats it as the rest of its class, one sentence.
    pub summary: String,
    /// What it changes in a usual request, in place of what the value changes.
    pub change: RequestChange,
    /// The form of the identifier of the other object or bucket, which must not be taken for this one.
    pub twin: Option<IdentifierForm>,
    /// What the requests differ in that precede this one, with the representatives that stand for it.
    pub given: Vec<(Setting, Option<String>)>,
    /// Whether only hand-written cases send it, as it needs something to have happened before.
    pub written: bool,
    /// How binding it is.
    pub level: Level,
    /// The statuses that are accepted as well, with a warning.
    pub also: Vec<StatusCode>,
}

impl Representative {
    /// Whether it can stand for its class in every request: nothing has to precede it, no other place belongs to it, and what
    /// is due is a *must*.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.twin.is_none() && self.given.is_empty() && !self.written && self.level == Level::Must
    }
}

impl Api {
    /// The representatives of the class for which a value of an axis stands, in the spec's order.
    #[must_use]
    pub fn representatives_of(&self, setting: Setting) -> &[Representative] {
        self.axes.representatives(setting)
    }

    /// The free representative that comes with a number, round and round; `None` in each round once, and always for a class that
    /// has no free representatives: then the value itself is sent.
    #[must_use]
    pub fn representative_at(&self, setting: Setting, number: usize) -> Option<&Representative> {
        let free: Vec<&Representative> = self.representatives_of(setting).iter().filter(|one| one.is_free()).collect();
        let place = number % (free.len() + 1);
        place.checked_sub(1).and_then(|place| free.get(place).copied())
    }
}
