//! Draws numbers that follow from a seed, the same in every release.

use crate::values::random::mixed;

/// A sequence of numbers that follows from a seed (SplitMix64).
#[derive(Clone, Debug)]
pub(super) struct Draw(u64);

impl Draw {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// A number below this one; 0 if there is none below it.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        // The high bits of the product: without bias that matters here, and without a division.
        let product = u128::from(self.number()) * limit as u128;
        usize::try_from(product >> 64).unwrap_or_default()
    }

    /// Whether something happens that does so in this many of a hundred cases.
    pub(super) fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these; `None` if there are none.
    pub(super) fn one_of<'t, T>(&mut self, choices: &'t [T]) -> Option<&'t T> {
        let place = self.below(choices.len());
        choices.get(place)
    }

    /// One of these, each as often as its weight says.
    pub(super) fn weighted<'t, T>(&mut self, choices: &'t [(usize, T)]) -> Option<&'t T> {
        let total = choices.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(total);
        let chosen = choices.iter().find(|(weight, _)| match left.checked_sub(*weight) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        });
        chosen.map(|(_, choice)| choice)
    }
}
