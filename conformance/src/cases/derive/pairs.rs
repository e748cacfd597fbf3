//! Which pairs of settings meet in the rows of each operation.

use std::collections::HashSet;

use kii_spec::{Api, OperationId};

use super::{
    array::{Cell, Met, Row},
    class::Class,
    depth::Depth,
    due_responses::DueResponses,
    history::Histories,
    rows::{PairArray, ROWS, arrays},
    space::Rows,
};

/// The pairs of settings of an operation: of its requests, of what came before them, and of who looks afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairs {
    /// The operation.
    pub operation: OperationId,
    /// Pairs that a row has whose request must succeed.
    pub covered: usize,
    /// Rows that are missing for pairs that such a row could have.
    pub open: usize,
    /// Pairs that meet only in rows whose request is refused.
    pub refused: usize,
    /// Pairs that never meet: one leaves nothing of the other, or the pages do not say what is due to both.
    pub apart: usize,
    /// A refusing setting and another one that a row without a second fault has.
    pub refusals: usize,
    /// Rows that are missing for those that such a row could have.
    pub refusals_open: usize,
    /// Pairs of refusing settings that a row has.
    pub double: usize,
}

impl Pairs {
    /// The pairs of each operation, in the spec's order.
    #[must_use]
    pub fn of(api: &Api) -> Vec<Self> {
        let (due, histories) = (DueResponses::of(api), Histories::of(api));
        let of = |operation| {
            let rows = Rows::of(&due, &histories, operation);
            let known: Vec<Row> = rows.read(ROWS.lines()).into_iter().map(|made| made.row).collect();
            let mut pairs = Self::counted(&arrays(&rows, &known, Depth::Full));
            pairs.operation = operation.id.clone();
            pairs
        };
        api.operations.values().map(of).collect()
    }

    /// Whether everything is met that can be.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.open == 0 && self.refusals_open == 0
    }

    fn counted(arrays: &[PairArray]) -> Self {
        let mut pairs = Self {
            operation: OperationId { resource: "".into(), verb: "".into() },
            covered: 0,
            open: 0,
            refused: 0,
            apart: 0,
            refusals: 0,
            refusals_open: 0,
            double: 0,
        };
        let refused: HashSet<Cell> = arrays
            .iter()
            .filter(|array| matches!(array.class, Class::Refused(..)))
            .flat_map(|array| array.met(Met::Covered).flatten().copied())
            .collect();
        for array in arrays {
            match array.class {
                Class::Success => {
                    pairs.covered += array.count(Met::Covered);
                    pairs.open += array.missing();
                    let impossible: Vec<_> = array.met(Met::Impossible).collect();
                    let is_refused = |pair: &&&Vec<Cell>| pair.iter().all(|cell| refused.contains(cell));
                    let meets = impossible.iter().filter(is_refused).count();
                    pairs.refused += meets;
                    pairs.apart += impossible.len() - meets;
                }
                Class::Refused(..) => {
                    pairs.refusals += array.count(Met::Covered);
                    pairs.refusals_open += array.missing();
                }
                Class::RefusedTwice(..) => pairs.double += array.count(Met::Covered),
                Class::Weak(_) => {}
            }
        }
        pairs
    }
}
