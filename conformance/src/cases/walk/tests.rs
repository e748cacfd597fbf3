//! Walks as they are made: defined, the same for the same seed, and of everything that the spec has.

use std::collections::{BTreeMap, BTreeSet};

use kii_spec::{Api, axis::Point};

use super::*;

fn api() -> Api {
    Api::embedded().unwrap_or_else(|problems| panic!("{problems}"))
}

fn walks(api: &Api) -> Walks<'_> {
    Walks::new(api, |_, _| true)
}

#[test]
fn a_walk_follows_from_its_key() {
    let api = api();
    let walk = |key| format!("{:?}", walks(&api).walk(1, key, 30).unwrap());
    assert_eq!(walk(7), walk(7));
    assert_ne!(walk(7), walk(8));
}

#[test]
fn the_spec_says_what_is_due_to_each_request_of_a_walk() {
    let api = api();
    let walks = walks(&api);
    for number in 0..20 {
        let walk = walks.walk(number, number as u64, 30).unwrap();
        let actions = &walk.stages[0].actions;
        assert!(actions.len() >= 30, "{} of 30 steps", actions.len());
        assert!(walks.is_defined(&walk.scope, actions), "{walk:?}");
    }
    // A condition on a version that no answer has named.
    let mut all = (0..20).filter_map(|number| walks.walk(number, number as u64, 30));
    let named = |action: &&Action| match action {
        Action::Call(step) => api.axes.versions(step.point).current,
        Action::BreakOff(_) | Action::Fetch(_) | Action::Wait(_) | Action::Race(_) => false,
    };
    let (scope, conditional) =
        all.find_map(|walk| Some((walk.scope.clone(), walk.stages[0].actions.iter().find(named)?.clone()))).unwrap();
    assert!(!walks.is_defined(&scope, std::slice::from_ref(&conditional)), "{conditional:?}");
}

#[test]
fn walks_have_every_operation_every_caller_and_mostly_successes() {
    let api = api();
    let walks = walks(&api);
    let (mut operations, mut callers, mut fetches) = (BTreeSet::new(), BTreeSet::new(), 0);
    let mut successes: BTreeMap<bool, usize> = BTreeMap::new();
    for number in 0..60 {
        let walk = walks.walk(number, number as u64, 30).unwrap();
        let documented = walks.scopes.iter().find(|documented| documented.scope.name == walk.scope).unwrap();
        let mut outline = Outline::new(documented);
        for action in &walk.stages[0].actions {
            match action {
                Action::Call(step) => {
                    operations.insert(step.operation.clone());
                    callers.insert(step.point.caller());
                    let succeeds = outline.foresee(step).is_ok_and(|foreseen| foreseen.success().is_some());
                    *successes.entry(succeeds).or_default() += 1;
                }
                Action::Fetch(_) => fetches += 1,
                Action::BreakOff(_) | Action::Wait(_) | Action::Race(_) => panic!("{action:?} in a walk"),
            }
            outline.follow(action);
        }
    }
    assert_eq!(operations.len(), api.operations.len());
    assert_eq!(callers.len(), api.service.callers.len());
    assert!(fetches > 20, "{fetches} requests at published addresses");
    assert!(successes[&true] > successes[&false], "{successes:?}");
}

#[test]
fn a_target_that_offers_less_has_walks_without_it() {
    let api = api();
    let usual = Point::default().caller();
    let walks = Walks::new(&api, |scope, step| scope.name.0 != "app" && step.point.caller() == usual);
    for number in 0..8 {
        let walk = walks.walk(number, 3, 20).unwrap();
        assert_ne!(walk.scope.0, "app");
        assert!(walk.steps().all(|step| step.point.caller() == usual));
    }
    assert!(Walks::new(&api, |_, _| false).walk(0, 0, 20).is_none(), "nothing can be sent");
}

#[test]
fn a_walk_that_is_kept_is_defined_in_every_scope() {
    let api = api();
    let walks = walks(&api);
    for actions in walks.selection(1, 20, |number| number as u64) {
        for scope in api.service.scopes.keys() {
            assert!(walks.is_defined(scope, &actions), "{scope}: {actions:?}");
        }
    }
}
