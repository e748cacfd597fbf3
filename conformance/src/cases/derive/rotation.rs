//! Which representatives stand for the values of a row. They take turns, so that each is in a row of every operation to which it
//! applies, as far as there are rows.

use std::collections::{BTreeMap, HashMap};

use super::{
    array::{Row, Space as _},
    factor::{Role, Value},
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
        let mut representatives = BTreeMap::new();
        let is_unusual = |value: &Value| value.is_identifier && !value.malformed;
        let identifiers = self.rows.factors.iter().enumerate().filter(|(place, factor)| {
            let value = factor.values.get(usize::from(row.value(*place)));
            row.value(*place) != 0 && value.is_some_and(is_unusual)
        });
        // An identifier that is always the same must not be in a bucket that other cases may have.
        let mut may_form_identifier = identifiers.count() == 0 && !self.rows.is_chosen(&row);
        for (place, factor) in self.rows.factors.iter().enumerate() {
            let value = row.value(place);
            let Some(setting) = factor.values.get(usize::from(value)).and_then(|value| value.setting) else { continue };
            let is_identifier = factor.values.get(usize::from(value)).is_some_and(|value| value.is_identifier && !value.malformed);
            let applies = match factor.role {
                Role::Stored | Role::Uploaded | Role::Request(_) => self.rows.counts(&row, place) && (!is_identifier || may_form_identifier),
                Role::Scope | Role::Origin | Role::Past | Role::Writer | Role::Reader | Role::Owner => false,
            };
            if !applies {
                continue;
            }
            let free = self.rows.api.representatives_of(setting).iter().filter(|one| one.is_free());
            let all = free.map(|one| Some(one.name.clone())).chain([None]);
            let turns = |name: &Option<String>| self.turns.get(&(place, value, name.clone())).copied().unwrap_or_default();
            if let Some(name) = all.min_by_key(turns).flatten() {
                may_form_identifier &= !is_identifier;
                representatives.insert(place, name);
            }
        }
        let made = Made { row, representatives };
        self.note(&made);
        made
    }
}
