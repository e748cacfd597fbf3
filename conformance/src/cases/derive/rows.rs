//! The cases in which several things differ at once: covering arrays for each operation.

use kii_spec::{Api, Planner};

use super::{
    array::{Array, Cell, Order, Row, Space as _, combinations, values},
    depth::Depth,
    history::Histories,
    space::{Class, DueResponses, Rows},
};
use crate::cases::case::Case;

/// The cases of all arrays of an API.
#[must_use]
pub fn cases(api: &Api, depth: Depth) -> Vec<Case> {
    let due = DueResponses::of(api);
    let histories = Histories::of(api);
    let planner = Planner::new(api);
    let mut cases = Vec::new();
    for operation in api.operations.values() {
        let rows = Rows::of(&due, &histories, operation);
        for (class, array) in arrays(&rows, depth) {
            cases.extend(array.rows.iter().filter_map(|row| rows.case(row, &class, &planner)));
        }
    }
    cases
}

/// The arrays of an operation.
fn arrays(rows: &Rows<'_>, depth: Depth) -> Vec<(Class, Array)> {
    let mut arrays = Vec::new();
    for (class, anchors) in rows.classes() {
        let targets = targets(rows, &class, &anchors, depth);
        let order = Order { space: rows, class: &class, anchors: &anchors, targets: &targets };
        arrays.push((class, order.array(&[])));
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
            let single = |cell: &Cell| rows.is_grouped(*cell);
            let meets =
                |target: &Vec<Cell>| target.iter().any(own) && !target.iter().any(|cell| own(cell) && single(cell));
            let mut targets: Vec<_> = combinations(&near, strength).into_iter().filter(meets).collect();
            targets.extend(combinations(&all, strength.saturating_sub(1)));
            targets
        }
        Class::Weak(_) | Class::RefusedTwice(..) if strength < 2 => return Vec::new(),
        Class::Weak(_) => {
            let mut targets = combinations(&all, strength.saturating_sub(2));
            targets.retain(|target| !target.is_empty());
            targets.extend(all.iter().copied().filter(own).map(|cell| vec![cell]));
            targets
        }
        Class::RefusedTwice(..) => combinations(&all, strength.saturating_sub(2)),
    };
    // A value that no row of the class can have is no combination that is missing.
    let can = |cell: &Cell| {
        !own(cell) || anchors.iter().any(|row| row.value(cell.factor.into()) == cell.value) || rows.is_grouped(*cell)
    };
    targets.retain(|target| target.iter().all(can));
    targets.sort_by_key(|target| target.iter().map(|cell| cell.value).max());
    targets
}
