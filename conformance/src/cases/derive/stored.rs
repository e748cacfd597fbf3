//! Rows as they are kept: by the names of their cases, which say everything that differs.

use std::collections::BTreeMap;

use super::{array::Row, factor::Role, row::Made, rows::prefix, space::Rows};

impl Rows<'_> {
    /// The rows of the operation among those with these names. What names something that the spec does not have is left out.
    pub(super) fn read<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<Made> {
        let prefix = prefix(self.operation);
        names.filter(|name| name.starts_with(&prefix)).filter_map(|name| self.read_row(name)).collect()
    }

    fn read_row(&self, name: &str) -> Option<Made> {
        let (id, scope) = name.rsplit_once('@')?;
        let (_, settings) = id.strip_suffix(']')?.split_once('[')?;
        let mut made = Made { row: Row(vec![0; self.factors.len()]), representatives: BTreeMap::new() };
        self.set(&mut made, &format!("scope={scope}"))?;
        for setting in settings.split(',') {
            match setting.strip_prefix("history=") {
                Some(history) => self.set_history(&mut made, history)?,
                None => self.set(&mut made, setting)?,
            }
        }
        Some(made)
    }

    fn set_history(&self, made: &mut Made, history: &str) -> Option<()> {
        let Some(past) = self.place(Role::Past) else { return (history == "none").then_some(()) };
        let (origin, name) = match history {
            "none" => ("", history),
            _ => history.split_once('+').unwrap_or((history, "")),
        };
        let number = self.histories.pasts.iter().position(|known| known.name == name)?;
        made.row = made.row.with(past, u8::try_from(number).ok()?);
        if let (Some(place), false) = (self.place(Role::Origin), origin.is_empty()) {
            let number = self.histories.origins.iter().position(|known| known.name == origin)?;
            made.row = made.row.with(place, u8::try_from(number).ok()?);
        }
        Some(())
    }

    /// `axis=value`, or `axis=value/representative`.
    fn set(&self, made: &mut Made, setting: &str) -> Option<()> {
        let (text, representative) = match setting.split_once('/') {
            Some((text, name)) => (text, Some(name)),
            None => (setting, None),
        };
        self.factors.iter().enumerate().find_map(|(place, factor)| {
            let value = factor.values.iter().position(|value| value.text == text)?;
            made.row = made.row.with(place, u8::try_from(value).ok()?);
            if let Some(name) = representative {
                let known = self.api.representatives_of(factor.values.get(value)?.setting?);
                made.representatives.insert(place, known.iter().find(|one| one.name == name)?.name.clone());
            }
            Some(())
        })
    }
}
