//! Where the names and random contents of a case come from: the same for the same run, seed, case and purpose.

use super::{
    random::{hash, letter, mixed, number},
    run_id::RunId,
};

/// Of how many letters and digits the random part of a name is: nobody else chose the same, within reason.
const RANDOM: usize = 16;

/// Where the names and the random contents of one world come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    run: RunId,
    key: u64,
}

impl Source {
    pub(crate) const fn new(run: RunId, key: u64) -> Self {
        Self { run, key }
    }

    /// A source like no other, for what belongs to no run.
    #[must_use]
    pub fn random() -> Self {
        Self { run: RunId::random(), key: number() }
    }

    /// A name for something, with a number where there are several: it begins with the run's id, so that people know
    /// whose it is, and goes on at random.
    pub(crate) fn name(&self, purpose: &str, number: u64) -> String {
        format!("{}{}", beginning(&self.run), self.text(purpose, number, RANDOM))
    }

    /// So many letters and digits, for the same purpose and number always the same.
    pub(crate) fn text(&self, purpose: &str, number: u64, length: usize) -> String {
        let mut state = mixed(self.key ^ mixed(hash(purpose) ^ mixed(number)));
        let draw = || {
            // SplitMix64.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            letter(mixed(state))
        };
        std::iter::repeat_with(draw).take(length).collect()
    }
}

/// What the names of everything begin with that a run creates.
pub(crate) fn beginning(run: &RunId) -> String {
    format!("cf-{run}-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(key: u64) -> Source {
        Source::new(RunId::parse("abcd1234").unwrap(), key)
    }

    #[test]
    fn a_name_can_be_had_again_and_begins_with_the_run() {
        let name = source(7).name("bucket", 0);
        assert_eq!(name, source(7).name("bucket", 0));
        assert!(name.starts_with("cf-abcd1234-") && name.len() == 12 + RANDOM, "{name}");
        let others = [source(8).name("bucket", 0), source(7).name("object", 0), source(7).name("bucket", 1)];
        assert!(!others.contains(&name), "{name}, {others:?}");
    }

    #[test]
    fn what_a_release_has_drawn_every_later_one_draws() {
        assert_eq!(source(7).text("bucket", 0, 8), "3gzlsaoc");
    }
}
