//! Chooses the walks that are kept: those that show most of what the others do not.

use std::collections::HashSet;

use super::outline::Outline;
use crate::{cases::case::Action, values::random::hash};

/// What a walk shows in the scopes of these outlines: for each request the operation, its caller, the answer, the state
/// before it and what has been done to the object before. Each as a number.
pub(super) fn shown(mut outlines: Vec<Outline<'_, '_>>, actions: &[Action]) -> HashSet<u64> {
    let mut shown = HashSet::new();
    for outline in &mut outlines {
        for action in actions {
            shown.extend(outline.situation(action).map(|situation| hash(&situation)));
            outline.follow(action);
        }
    }
    shown
}

/// The positions of the walks to keep, at most so many: each time the one that shows most of what those before it do not.
pub(super) fn choose(walks: &[HashSet<u64>], count: usize) -> Vec<usize> {
    let (mut chosen, mut known) = (Vec::new(), HashSet::new());
    while chosen.len() < count {
        let news = |place: &usize| walks.get(*place).map_or(0, |shown| shown.difference(&known).count());
        let rest = (0..walks.len()).filter(|place| !chosen.contains(place));
        // The first of those that show as much.
        let Some(best) = rest.max_by_key(|place| (news(place), walks.len() - place)) else { break };
        known.extend(walks.get(best).into_iter().flatten().copied());
        chosen.push(best);
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_are_chosen_for_what_the_others_do_not_show() {
        let walks = [[1, 2, 3].into(), [1, 2].into(), [4].into(), [3, 4].into()];
        assert_eq!(choose(&walks, 2), [0, 2]);
        assert_eq!(choose(&walks, 9).len(), 4, "there are no more");
    }
}
