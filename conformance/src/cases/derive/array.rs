//! Covering arrays: rows of settings in which every combination of so many settings is met.
//!
//! The construction is greedy, as that of AETG (Cohen et al., 1997). For each combination that no row has yet, a row is made
//! that has it, and its other settings are chosen so that they meet as many further combinations as possible. Nothing is drawn
//! at random and nothing depends on a position in the result: where choices are equally good, a hash of the row's own settings
//! decides. Rows of an earlier array are kept as they are; what they do not cover gets further rows.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
};

use crate::values::random::{hash, mixed};

/// A value for each factor: its position among the factor's values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Row(pub(super) Vec<u8>);

/// A factor at a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cell {
    /// The factor's position.
    pub(super) factor: u8,
    /// The value's position.
    pub(super) value: u8,
}

impl Row {
    /// The value of a factor.
    pub(super) fn value(&self, factor: usize) -> u8 {
        self.0.get(factor).copied().unwrap_or_default()
    }

    /// The row with another value.
    pub(super) fn with(&self, factor: usize, value: u8) -> Self {
        let mut row = self.clone();
        row.set(factor, value);
        row
    }

    fn set(&mut self, factor: usize, value: u8) {
        if let Some(cell) = self.0.get_mut(factor) {
            *cell = value;
        }
    }
}

/// What rows are made of, and which of them can be made.
pub(super) trait Space {
    /// What all rows of an array have in common.
    type Class: PartialEq;

    /// How many values each factor has.
    fn sizes(&self) -> &[u8];

    /// What a row is; `None` when it cannot be made.
    fn class(&self, row: &Row) -> Option<Self::Class>;

    /// Whether a factor means anything in a row.
    fn counts(&self, row: &Row, factor: usize) -> bool;

    /// Whether a value is only used where it covers something, as it costs much.
    fn is_costly(&self, cell: Cell) -> bool;

    /// The factors that decide whether settings can meet, each with the values that decide differently.
    fn deciding(&self) -> &[(usize, Vec<u8>)];

    /// The name of a setting, which does not depend on its position.
    fn name(&self, cell: Cell) -> &str;
}

/// An array to be made.
pub(super) struct Order<'a, S: Space> {
    /// The space of its rows.
    pub(super) space: &'a S,
    /// The class of its rows.
    pub(super) class: &'a S::Class,
    /// Rows of the class with few differences, to begin with.
    pub(super) anchors: &'a [Row],
    /// The combinations that are to be met, in the order in which rows are made for them.
    pub(super) targets: &'a [Vec<Cell>],
}

/// An array.
#[derive(Debug, Default)]
pub(super) struct Array {
    /// Its rows.
    pub(super) rows: Vec<Row>,
    /// What became of each combination.
    pub(super) met: Vec<Met>,
}

/// Whether a combination is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Met {
    /// No row has it yet.
    Open,
    /// A row has it.
    Covered,
    /// No row of the class can have it.
    Impossible,
}

impl<S: Space> Order<'_, S> {
    /// Makes the array; it begins with those of the rows `kept` that still are of the class.
    pub(super) fn array(&self, kept: &[Row]) -> Array {
        let mut array = Array { rows: Vec::new(), met: vec![Met::Open; self.targets.len()] };
        let mut by_cell: HashMap<Cell, Vec<usize>> = HashMap::new();
        for (number, target) in self.targets.iter().enumerate() {
            target.iter().for_each(|cell| by_cell.entry(*cell).or_default().push(number));
        }
        for row in kept.iter().filter(|row| self.is_of_class(row)) {
            self.add(row.clone(), &mut array);
        }
        let possible = self.possible();
        for (number, target) in self.targets.iter().enumerate() {
            if array.met.get(number) != Some(&Met::Open) {
                continue;
            }
            let base = match target.iter().all(|cell| possible.contains(cell)) {
                true => self.base(target, &array.rows),
                false => None,
            };
            match base {
                Some(base) => {
                    let row = self.filled(base, target, &array.met, &by_cell, &possible);
                    self.add(row, &mut array);
                }
                None => array.met.iter_mut().skip(number).take(1).for_each(|met| *met = Met::Impossible),
            }
        }
        array
    }

    /// The settings that a row of the class can have.
    fn possible(&self) -> HashSet<Cell> {
        let sizes = self.space.sizes();
        let all = (0..sizes.len()).flat_map(|factor| values(sizes, factor));
        all.filter(|cell| self.base(&[*cell], &[]).is_some()).collect()
    }

    fn is_of_class(&self, row: &Row) -> bool {
        self.space.class(row).is_some_and(|class| class == *self.class)
    }

    fn add(&self, row: Row, array: &mut Array) {
        for (target, met) in self.targets.iter().zip(&mut array.met) {
            if *met == Met::Open && target.iter().all(|cell| self.has(&row, *cell)) {
                *met = Met::Covered;
            }
        }
        array.rows.push(row);
    }

    /// Whether a row has a setting that means something in it.
    fn has(&self, row: &Row, cell: Cell) -> bool {
        row.value(cell.factor.into()) == cell.value && self.space.counts(row, cell.factor.into())
    }

    /// A row of the class that has these cells.
    fn base(&self, target: &[Cell], rows: &[Row]) -> Option<Row> {
        let with = |row: &Row| {
            let row = with_cells(row, target);
            (target.iter().all(|cell| self.has(&row, *cell)) && self.is_of_class(&row)).then_some(row)
        };
        let near = self.anchors.iter().chain(rows).find_map(with);
        near.or_else(|| {
            let mut all = vec![with_cells(self.anchors.first()?, target)];
            for (factor, values) in self.space.deciding() {
                if target.iter().all(|cell| usize::from(cell.factor) != *factor) {
                    all = all.iter().flat_map(|row| values.iter().map(|value| row.with(*factor, *value))).collect();
                }
            }
            all.iter().find_map(with)
        })
    }

    /// The row with its other cells chosen so that it meets as many further combinations as possible.
    fn filled(
        &self,
        mut row: Row,
        target: &[Cell],
        met: &[Met],
        by_cell: &HashMap<Cell, Vec<usize>>,
        possible: &HashSet<Cell>,
    ) -> Row {
        let mut chosen: Vec<Cell> = target.to_vec();
        let sizes = self.space.sizes();
        let free = (0..sizes.len()).filter(|factor| target.iter().all(|cell| usize::from(cell.factor) != *factor));
        let mut free: Vec<usize> = free.collect();
        // Factors with many values have the fewest chances.
        free.sort_by_key(|factor| std::cmp::Reverse(sizes.get(*factor).copied()));
        let names: Vec<&str> = target.iter().map(|cell| self.space.name(*cell)).collect();
        let seed = hash(&names.join(","));
        for factor in free {
            let candidates = values(sizes, factor).filter(|cell| possible.contains(cell)).filter_map(|cell| {
                let candidate = row.with(factor, cell.value);
                let is_new = |number: &&usize| {
                    let others = self.targets.get(**number).into_iter().flatten().filter(|other| **other != cell);
                    met.get(**number) == Some(&Met::Open) && { others }.all(|other| chosen.contains(other))
                };
                let counts = self.space.counts(&candidate, factor);
                let open = by_cell.get(&cell).filter(|_| counts).into_iter().flatten();
                let gain = open.filter(is_new).count();
                let chance = mixed(seed ^ hash(self.space.name(cell)));
                let is_wasted = gain == 0 && self.space.is_costly(cell);
                (!is_wasted).then_some((gain, chance, candidate))
            });
            let mut candidates: Vec<(usize, u64, Row)> = candidates.collect();
            candidates.sort_by_key(|(gain, chance, _)| std::cmp::Reverse((*gain, *chance)));
            let keeps = |(_, _, candidate): &(usize, u64, Row)| {
                chosen.iter().all(|cell| self.has(candidate, *cell)) && self.is_of_class(candidate)
            };
            if let Some((_, _, better)) = candidates.into_iter().find(keeps) {
                row = better;
            }
            if self.space.counts(&row, factor) {
                chosen.extend(values(sizes, factor).filter(|cell| cell.value == row.value(factor)));
            }
        }
        row
    }
}

/// Every value of a factor.
pub(super) fn values(sizes: &[u8], factor: usize) -> impl Iterator<Item = Cell> + use<> {
    let size = sizes.get(factor).copied().unwrap_or_default();
    let factor = u8::try_from(factor).unwrap_or(u8::MAX);
    (0..size).map(move |value| Cell { factor, value })
}

fn with_cells(row: &Row, cells: &[Cell]) -> Row {
    cells.iter().fold(row.clone(), |row, cell| row.with(cell.factor.into(), cell.value))
}

/// Every choice of so many cells, no two of the same factor. The cells are in the order of their factors.
pub(super) fn combinations(cells: &[Cell], count: usize) -> Vec<Vec<Cell>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for (place, cell) in cells.iter().enumerate() {
        let later: Vec<Cell> = cells
            .get(place + 1..)
            .unwrap_or_default()
            .iter()
            .copied()
            .filter(|later| later.factor != cell.factor)
            .collect();
        all.extend(combinations(&later, count - 1).into_iter().map(|rest| [vec![*cell], rest].concat()));
    }
    all
}

/// The rows, each once.
pub(super) fn distinct<T: Hash + Eq + Clone>(rows: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    rows.into_iter().filter(|row| seen.insert(row.clone())).collect()
}
