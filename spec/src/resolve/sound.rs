//! Which operations are sound: no part that they are made of has a problem.

use std::{cell::RefCell, collections::HashSet};

use super::name::Names;
use crate::{
    api::Api,
    load::Written,
    operation::OperationId,
    problem::{Place, Problem},
};

/// What can be compared, because it has no problems itself.
pub(super) struct Sound {
    operations: HashSet<OperationId>,
    /// Whether all operations are sound, and no rule has a problem.
    pub(super) all: bool,
}

impl Sound {
    /// Finds it out, after all references were looked up.
    pub(super) fn of(api: &Api, written: &Written, names: &Names, problems: &RefCell<Vec<Problem>>) -> Self {
        let problems = problems.borrow();
        let mut broken: Vec<Place> = problems.iter().map(|problem| problem.place().clone()).collect();
        broken.extend(names.all().into_iter().flat_map(super::name::Index::broken));
        broken.extend(names.incomplete_conditions.borrow().iter().cloned());
        let below = |begins: &str| broken.iter().any(|place| place.file.path.starts_with(begins));
        // Every operation is made of these files.
        let shared = below("service.yaml") || below("axes.yaml") || below("types/");
        let is_sound = |id: &OperationId| !shared && !broken.iter().any(|place| concerns(names, place, id));
        let operations: HashSet<_> = api.operations.keys().filter(|id| is_sound(id)).cloned().collect();
        let all = !shared && !below("operations/") && !below("rules.yaml") && written.resources.complete;
        Self { operations, all }
    }

    /// Whether an operation can be compared with others.
    pub(super) fn has(&self, operation: &OperationId) -> bool {
        self.operations.contains(operation)
    }
}

/// Whether a place is in an operation, or in a part of its file that all operations share.
fn concerns(names: &Names, place: &Place, id: &OperationId) -> bool {
    let name = id.to_string();
    let Some(declared) = names.operations.names.get(&name).map(|declared| &declared.place) else { return true };
    if declared.file.path != place.file.path {
        return false;
    }
    let all = names.operations.names.iter();
    let starts = all.filter(|(_, other)| other.place.file.path == place.file.path);
    let before = starts.filter(|(_, other)| other.place.span.start <= place.span.start);
    let within = before.max_by_key(|(_, other)| other.place.span.start);
    within.is_none_or(|(within, _)| *within == name)
}
