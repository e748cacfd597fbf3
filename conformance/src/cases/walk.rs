//! Walks: sequences of requests that follow from a seed, of all operations, callers, contents and conditions, to several
//! objects and buckets. What is due to each request follows from the answers before it.
//!
//! A walk is a case like any other. It has only requests whose answer the spec defines in the state that the requests before
//! them leave, so a state that is known of each place while the walk is made decides what can come next.

mod draw;
mod generate;
mod outline;
mod selection;

use kii_spec::{Api, DerivedCheck, Scope, ScopeName, Statement, axis::Point};

use self::{
    generate::Walker,
    outline::{Documented, Outline},
};
use crate::cases::{
    case::{Action, Case, CaseId, Stage, Step},
    place::Place,
    script::write,
};

/// What the IDs of walks begin with, where those of other cases name an operation.
pub(crate) const PREFIX: &str = "walk/";

/// What walks are made of.
pub(crate) struct Walks<'a> {
    api: &'a Api,
    scopes: Vec<Documented<'a>>,
    /// Whether a request can be made to the target that the walks are for.
    offers: Box<Offers<'a>>,
}

/// Whether a target offers what a request in a scope needs.
type Offers<'a> = dyn Fn(&Scope, &Step) -> bool + Send + Sync + 'a;

impl<'a> Walks<'a> {
    /// Walks for a target that offers this. A scope in which nothing can be sent has no walks.
    pub(crate) fn new(api: &'a Api, offers: impl Fn(&Scope, &Step) -> bool + Send + Sync + 'a) -> Self {
        let scopes = api.service.scopes.values().filter(|scope| {
            let plain = |operation| generate::step(operation, Place::default(), Point::default());
            api.operations.values().any(|operation| offers(scope, &plain(operation)))
        });
        Self { api, scopes: scopes.map(|scope| Documented::new(api, scope)).collect(), offers: Box::new(offers) }
    }

    /// A walk of so many requests in one of the scopes, which take turns.
    pub(crate) fn walk(&self, number: usize, key: u64, length: usize) -> Option<Case> {
        let documented = self.scopes.get(number.checked_rem(self.scopes.len())?)?;
        let actions = Walker::new(&[documented], &*self.offers, key, length).walk();
        self.case(&format!("{PREFIX}{number}"), &documented.scope.name, actions)
    }

    /// Walks to be kept, each of so many steps that are defined in every scope: of eight times as many those that together
    /// show most.
    pub(crate) fn selection(&self, count: usize, length: usize, key: impl Fn(usize) -> u64) -> Vec<Vec<Action>> {
        let drawn = (0..count.saturating_mul(8)).map(|number| {
            let mut scopes: Vec<&Documented<'_>> = self.scopes.iter().collect();
            // In each scope, as many walks have what they need.
            scopes.rotate_left(number.checked_rem(self.scopes.len()).unwrap_or_default());
            Walker::new(&scopes, &*self.offers, key(number), length).walk()
        });
        let drawn: Vec<Vec<Action>> = drawn.collect();
        let outlines = || self.scopes.iter().map(Outline::new).collect();
        let shown: Vec<_> = drawn.iter().map(|actions| selection::shown(outlines(), actions)).collect();
        let chosen = selection::choose(&shown, count);
        chosen.into_iter().filter_map(|place| drawn.get(place).cloned()).collect()
    }

    /// The walks of a selection as the YAML of hand-written cases.
    pub(crate) fn written(&self, selection: Vec<Vec<Action>>) -> String {
        let scope = self.scopes.first().map(|documented| &documented.scope.name);
        let cases = (1..).zip(selection).filter_map(|(number, actions)| {
            let case = self.case(&format!("{PREFIX}{number:04}"), scope?, actions)?;
            Some(write::case(self.api, &case, true))
        });
        cases.collect()
    }

    /// A walk with these requests. `None` if it has none.
    pub(crate) fn case(&self, id: &str, scope: &ScopeName, actions: Vec<Action>) -> Option<Case> {
        let operation = actions.iter().find_map(|action| match action {
            Action::Call(step) => Some(step.operation.clone()),
            Action::BreakOff(_) | Action::Fetch(_) | Action::Wait(_) | Action::Race(_) => None,
        })?;
        let rule = self.api.rule_of(DerivedCheck::AnswersFollow)?;
        Some(Case {
            id: CaseId(id.to_owned()),
            scope: scope.clone(),
            operation,
            level: rule.level,
            covers: [Statement::Rule(rule.id.clone())].into(),
            stages: [Stage { actions }].into(),
        })
    }

    /// Whether the spec says what is due to each of these requests in a scope, one after the other.
    pub(crate) fn is_defined(&self, scope: &ScopeName, actions: &[Action]) -> bool {
        let documented = self.scopes.iter().find(|documented| documented.scope.name == *scope);
        documented.is_some_and(|documented| {
            let mut outline = Outline::new(documented);
            actions.iter().all(|action| outline.follow(action))
        })
    }
}

#[cfg(test)]
mod tests;
