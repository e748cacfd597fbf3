//! Which representatives stand for the values of a row. They take turns, so that each is in a row of every operation to which it
//! applies, as far as there are rows.

use std::collections::{BTreeMap, HashMap};

use super::{
    array::{Row, Space as _},
    factor::{Role, Value, is_costly},
    row::Made,
    space::Rows,
};

/// How often each representative has had its turn in the rows of an operation.
pub(super) struct Rotation<'a, 'r> {
    rows: &'r Rows<'a>,
    /// By the place of the factor, the value and the representative; `None` is the value itself.
    turns: HashMap<(usize, u8, Option<String>), usize>,
}

impl<'a, 'r> Rotation<'a, 'r> {
    /// The rotation after these rows.
    pub(super) fn of(rows: &'r Rows<'a>, kept: &[Made]) -> Self {
        let mut rotation = Self { rows, turns: HashMap::new() };
        kept.iter().for_each(|made| rotation.note(made));
        rotation
    }

    fn note(&mut self, made: &Made) {
        for place in 0..self.rows.factors.len() {
            let turn = (place, made.row.value(place), made.representatives.get(&place).cloned());
            *self.turns.entry(turn).or_default() += 1;
        }
    }

    /// The row with those representatives that have had the fewest turns.
    pub(super) fn made(&mut self, row: Row) -> Made {
        let mut made = Made { row, representatives: BTreeMap::new() };
        for place in 0..self.rows.factors.len() {
            if !self.may_vary(&made, place) {
                continue;
            }
            let value = made.row.value(place);
            let Some(setting) = self.value(&made.row, place).and_then(|value| value.setting) else { continue };
            let free =
                self.rows.api.representatives_of(setting).iter().filter(|one| one.is_free() && !is_costly(&one.change));
            let all = free.map(|one| Some(one.name.clone())).chain([None]);
            let turns =
                |name: &Option<String>| self.turns.get(&(place, value, name.clone())).copied().unwrap_or_default();
            made.representatives.extend(all.min_by_key(turns).flatten().map(|name| (place, name)));
        }
        self.note(&made);
        made
    }

    /// Whether another member of its class can stand for a value in the company of the others.
    fn may_vary(&self, made: &Made, place: usize) -> bool {
        let (row, rows) = (&made.row, self.rows);
        let (Some(factor), Some(value)) = (rows.factors.get(place), self.value(row, place)) else { return false };
        let is_usual = |role: Role| {
            rows.place(role).is_none_or(|place| row.value(place) == 0 && !made.representatives.contains_key(&place))
        };
        let asks_for_range =
            || (0..rows.factors.len()).any(|place| self.value(row, place).is_some_and(|value| value.is_range));
        let sends_usual_object = || {
            let is_other =
                |place| row.value(place) != 0 && self.value(row, place).is_some_and(|value| value.is_content);
            !(0..rows.factors.len()).filter(|other| rows.is_request(*other)).any(is_other)
        };
        rows.counts(row, place)
            && match factor.role {
                Role::Stored => !rows.merges() || sends_usual_object(),
                Role::Uploaded => !asks_for_range(),
                // An identifier that is always the same must not be in a bucket that other cases may have.
                Role::Request(_) if value.is_identifier && !value.malformed => {
                    !rows.is_chosen(row) && !self.forms_another_identifier(made, place)
                }
                // The range lies in a body of the usual size.
                Role::Request(_) if value.is_range => is_usual(Role::Uploaded),
                // What is merged must not be too large together.
                Role::Request(_) if value.is_content => !rows.merges() || is_usual(Role::Stored),
                Role::Request(_) => true,
                Role::Scope | Role::Origin | Role::Past | Role::Writer | Role::Reader | Role::Owner => false,
            }
    }

    fn forms_another_identifier(&self, made: &Made, place: usize) -> bool {
        let mut others = (0..self.rows.factors.len()).filter(|other| *other != place);
        others.any(|other| {
            let is_formed = made.row.value(other) != 0 || made.representatives.contains_key(&other);
            is_formed && self.value(&made.row, other).is_some_and(|value| value.is_identifier && !value.malformed)
        })
    }

    fn value(&self, row: &Row, place: usize) -> Option<&'r Value> {
        self.rows.factors.get(place)?.values.get(usize::from(row.value(place)))
    }
}
