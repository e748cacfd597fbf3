//! The cases in which several things differ at once: covering arrays for each operation.
//!
//! `conformance/rows.txt` has the rows of the usual depth, by the names of their cases: a row that is released stays as it is,
//! and what is added to the spec gets further rows. `tests/pairs.rs` makes the list.

use std::collections::BTreeMap;

use kii_spec::{Api, Operation, Planner};

use super::{
    array::{Array, Cell, Met, Order, Row, Space as _, combinations, values},
    class::Class,
    depth::Depth,
    due_responses::DueResponses,
    history::Histories,
    rotation::Rotation,
    row::Made,
    space::Rows,
};
use crate::cases::case::Case;

/// The rows that the program was built with.
pub(super) const ROWS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rows.txt"));

/// The cases of the rows of an API.
#[must_use]
pub(crate) fn cases(api: &Api, depth: Depth) -> Vec<Case> {
    let kept = ROWS.lines();
    match depth {
        Depth::Quick => each(api, |rows| selected(rows, &rows.read(kept.clone()))),
        Depth::Full => each(api, |rows| rows.read(kept.clone())),
        Depth::Deep => each(api, |rows| completed(rows, rows.read(kept.clone()), depth)),
    }
}

/// The names of the cases of all rows that an API needs so that every pair is met, those that are `kept` first.
///
/// # Errors
/// The settings of a row that is needed and of which no case can be made.
pub fn names<'k>(api: &Api, kept: impl Iterator<Item = &'k str> + Clone) -> Result<Vec<String>, String> {
    let due = DueResponses::of(api);
    let histories = Histories::of(api);
    let planner = Planner::new(api);
    let mut names = indexmap::IndexSet::new();
    for operation in api.operations.values() {
        let rows = Rows::of(&due, &histories, operation);
        for made in completed(&rows, rows.read(kept.clone()), Depth::Full) {
            let case = rows.case(&made, &planner);
            names.insert(case.map(|case| case.name()).ok_or_else(|| rows.settings(&made.row))?);
        }
    }
    Ok(names.into_iter().collect())
}

/// The cases of the rows of each operation, each once.
fn each(api: &Api, rows_of: impl Fn(&Rows<'_>) -> Vec<Made>) -> Vec<Case> {
    let due = DueResponses::of(api);
    let histories = Histories::of(api);
    let planner = Planner::new(api);
    let mut cases: indexmap::IndexMap<String, Case> = indexmap::IndexMap::new();
    for operation in api.operations.values() {
        let rows = Rows::of(&due, &histories, operation);
        for case in rows_of(&rows).iter().filter_map(|made| rows.case(made, &planner)) {
            cases.entry(case.name()).or_insert(case);
        }
    }
    cases.into_values().collect()
}

/// The rows that are needed so that every combination of a depth is met, those that are kept first.
fn completed(rows: &Rows<'_>, kept: Vec<Made>, depth: Depth) -> Vec<Made> {
    let known: Vec<Row> = kept.iter().map(|made| made.row.clone()).collect();
    let mut rotation = Rotation::of(rows, &kept);
    let mut all: Vec<Made> = kept.into_iter().filter(|made| rows.class(&made.row).is_some()).collect();
    for PairArray { array, kept, .. } in arrays(rows, &known, depth) {
        all.extend(array.rows.into_iter().skip(kept).map(|row| rotation.made(row)));
    }
    all
}

/// Those of the rows that meet a setting that none before them does.
fn selected(rows: &Rows<'_>, kept: &[Made]) -> Vec<Made> {
    let mut met: Vec<(Class, Cell)> = Vec::new();
    let is_new = |made: &&Made| {
        let Some(class) = rows.class(&made.row) else { return false };
        let all = (0..rows.sizes().len()).filter(|factor| rows.counts(&made.row, *factor));
        let cells = all
            .flat_map(|factor| values(rows.sizes(), factor).filter(move |cell| cell.value == made.row.value(factor)));
        let own = class.faults();
        let singles = cells.filter(|cell| match class {
            Class::Success => true,
            Class::Refused(..) => own.contains(&usize::from(cell.factor)),
            Class::Weak(_) | Class::RefusedTwice(..) => false,
        });
        let new: Vec<_> = singles.map(|cell| (class, cell)).filter(|single| !met.contains(single)).collect();
        met.extend(new.iter().copied());
        !new.is_empty()
    };
    kept.iter().filter(is_new).cloned().collect()
}

/// The array of a class of rows.
pub(super) struct PairArray {
    /// The class.
    pub(super) class: Class,
    /// What its rows are to meet.
    pub(super) targets: Vec<Vec<Cell>>,
    /// The array.
    pub(super) array: Array,
    /// How many of its rows were kept.
    kept: usize,
}

impl PairArray {
    /// The combinations with which it has gone so.
    pub(super) fn met(&self, met: Met) -> impl Iterator<Item = &Vec<Cell>> {
        self.targets.iter().zip(&self.array.met).filter(move |(_, known)| **known == met).map(|(target, _)| target)
    }

    /// How many combinations of a kind there are.
    pub(super) fn count(&self, met: Met) -> usize {
        self.met(met).count()
    }

    /// How many rows were missing.
    pub(super) fn missing(&self) -> usize {
        self.array.rows.len().saturating_sub(self.kept)
    }
}

/// The arrays of an operation.
pub(super) fn arrays(rows: &Rows<'_>, known: &[Row], depth: Depth) -> Vec<PairArray> {
    let mut by_class: BTreeMap<Class, Vec<Row>> = BTreeMap::new();
    for row in known {
        if let Some(class) = rows.class(row) {
            by_class.entry(class).or_default().push(row.clone());
        }
    }
    let mut arrays = Vec::new();
    for (class, anchors) in rows.classes() {
        let targets = targets(rows, &class, &anchors, depth);
        let kept = by_class.remove(&class).unwrap_or_default();
        let order = Order { space: rows, class: &class, anchors: &anchors, targets: &targets };
        let array = order.array(&kept);
        arrays.push(PairArray { class, targets, array, kept: kept.len() });
    }
    arrays
}

/// The combinations that the rows of a class are to meet, those of early values first.
///
/// Where the request succeeds, every so many settings meet. A setting that refuses meets every other setting of the request;
/// the settings of the history meet that there is a refusal. Two refusing settings meet once.
fn targets(rows: &Rows<'_>, class: &Class, anchors: &[Row], depth: Depth) -> Vec<Vec<Cell>> {
    let strength = depth.strength();
    let faults = class.faults();
    let own = |cell: &Cell| faults.contains(&usize::from(cell.factor));
    let all: Vec<Cell> = (0..rows.sizes().len()).flat_map(|factor| values(rows.sizes(), factor)).collect();
    let mut targets = match class {
        Class::Success => combinations(&all, strength),
        Class::Refused(..) => {
            let near: Vec<Cell> = all.iter().copied().filter(|cell| own(cell) || rows.is_near(*cell)).collect();
            // Those that refuse for the same reason share the settings that they meet.
            let is_single = |cell: &Cell| own(cell) && rows.is_grouped(*cell);
            let mut targets = combinations(&near, strength);
            targets.retain(|target| target.iter().any(own) && !target.iter().any(is_single));
            targets.extend(combinations(&all, strength.saturating_sub(1)));
            targets
        }
        Class::Weak(_) => {
            let mut targets = combinations(&all, strength.saturating_sub(2));
            targets.retain(|target| !target.is_empty());
            targets.extend(all.iter().copied().filter(own).map(|cell| vec![cell]));
            targets
        }
        Class::RefusedTwice(..) => combinations(&all, strength.saturating_sub(2)),
    };
    // A value that makes a row one of another class is no combination that is missing.
    let has = |cell: &Cell| anchors.iter().any(|row| row.value(cell.factor.into()) == cell.value);
    targets.retain(|target| target.iter().all(|cell| !own(cell) || has(cell) || rows.is_grouped(*cell)));
    targets.sort_by_key(|target| target.iter().map(|cell| cell.value).max());
    targets
}

/// The name of an operation as it begins the names of its rows.
pub(super) fn prefix(operation: &Operation) -> String {
    format!("{}/", operation.id)
}
