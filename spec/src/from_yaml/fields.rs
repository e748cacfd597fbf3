//! The keys of a map: which are unknown, which are missing, and which of both are one mistake.

use std::cell::RefCell;

use super::{FromYaml, map};
use crate::{
    diagnostics::Diagnostics,
    problem::Problem,
    suggestion::{distance, is_near},
    yaml::{At, Node, Span},
};

/// The entries of a map whose keys are known.
pub struct Fields<'a> {
    entries: &'a [(At<String>, Node)],
    missing: RefCell<Vec<String>>,
    span: Span,
    diagnostics: &'a Diagnostics<'a>,
}

impl<'a> Fields<'a> {
    /// The entries of a map; a key that is given twice is noted.
    pub fn of(node: &'a Node, diagnostics: &'a Diagnostics<'a>) -> Option<Self> {
        let entries = map(node, diagnostics)?;
        let span = entries.first().map_or(node.span.clone(), |(key, _)| key.span.clone());
        Some(Self { entries, missing: RefCell::default(), span, diagnostics })
    }

    /// The value of a key.
    pub fn take<T: FromYaml>(&self, key: &str) -> Option<T> {
        if let Some((_, node)) = self.entries.iter().find(|(known, _)| known.value == key) {
            return T::read(node, self.diagnostics);
        }
        let absent = T::absent();
        if absent.is_none() {
            self.missing.borrow_mut().push(key.to_owned());
        }
        absent
    }

    /// Notes what is wrong with the keys, after all were taken; `None` when something is.
    ///
    /// A misspelt key is the cause of a missing one, so only the misspelt one is noted. Keys that are like none that is
    /// free are noted together with those that are missing. Such a map has no value, even when nothing is missing:
    /// what the misspelt key should have said is unknown.
    pub fn close(self, keys: &[&str]) -> Option<()> {
        let is_given = |key: &str| self.entries.iter().any(|(given, _)| given.value == key);
        let free: Vec<&str> = keys.iter().copied().filter(|key| !is_given(key)).collect();
        let nearest = |name: &str| {
            let near = free.iter().copied().filter(|key| is_near(name, key));
            near.min_by_key(|key| distance(name, key))
        };
        let unknown = self.entries.iter().map(|(key, _)| key).filter(|key| !keys.contains(&key.value.as_str()));
        let allowed = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        let mut missing = self.missing.take();
        let mut foreign: Vec<&At<String>> = Vec::new();
        let mut is_sound = true;
        for key in unknown {
            is_sound = false;
            let Some(meant) = nearest(&key.value) else {
                foreign.push(key);
                continue;
            };
            missing.retain(|missing| missing != meant);
            let title = format!("unknown key `{}`", key.value);
            let help = format!("did you mean `{meant}`? Allowed: {allowed}");
            self.diagnostics.note_with(&key.span, title, "not a key here", help);
        }
        let absent = (!missing.is_empty()).then(|| format!("the {} missing", list(&missing, "is", "are")));
        match (foreign.as_slice(), absent) {
            ([], None) => is_sound.then_some(()),
            ([], Some(absent)) => {
                self.diagnostics.note(&self.span, absent, "missing beside this key");
                None
            }
            ([first, more @ ..], absent) => {
                let names: Vec<_> = foreign.iter().map(|key| key.value.clone()).collect();
                let title = format!("unknown {}", list(&names, "", ""));
                let is_misplaced = absent.is_some() || !more.is_empty();
                let title =
                    absent.map_or_else(|| title.trim().to_owned(), |absent| format!("{}, and {absent}", title.trim()));
                let help = format!("allowed: {allowed}");
                let problem = Problem::new(self.diagnostics.place(&first.span), title, "not a key here").help(help);
                self.diagnostics.push(if is_misplaced { problem.misplaced() } else { problem });
                None
            }
        }
    }
}

/// Keys with a verb: `key \`a\` is`, `keys \`a\`, \`b\` are`.
fn list(keys: &[String], one: &str, many: &str) -> String {
    match keys {
        [key] => format!("key `{key}` {one}"),
        keys => {
            let quoted: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
            format!("keys {} {many}", quoted.join(", "))
        }
    }
}
