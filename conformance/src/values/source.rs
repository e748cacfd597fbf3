//! A source of names and random contents of a case: the same for the same run, seed, case and purpose.

use super::{
    random::{hash, letter, mixed, number},
    run_id::RunId,
};

/// The length of the random part of a name: long enough that no two names are the same.
const RANDOM_LENGTH: usize = 16;

/// A source of the names and random contents of one stage of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    run: RunId,
    key: u64,
}

impl Source {
    pub(crate) const fn new(run: RunId, key: u64) -> Self {
        Self { run, key }
    }

    /// A source with a random run ID and key, for names that belong to no run.
    #[must_use]
    pub fn random() -> Self {
        Self { run: RunId::random(), key: number() }
    }

    /// A name for something, with a number where there are several. It begins with the run's ID, so that people see which
    /// run created it; the rest is random.
    pub(crate) fn name(&self, purpose: &str, number: u64) -> String {
        format!("{}{}", prefix(&self.run), self.text(purpose, number, RANDOM_LENGTH))
    }

    /// A text of this many letters and digits; the same purpose and number always give the same text.
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

/// The prefix of every name that a run creates.
pub(crate) fn prefix(run: &RunId) -> String {
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
        assert!(name.starts_with("cf-abcd1234-") && name.len() == 12 + RANDOM_LENGTH, "{name}");
        let others = [source(8).name("bucket", 0), source(7).name("object", 0), source(7).name("bucket", 1)];
        assert!(!others.contains(&name), "{name}, {others:?}");
    }

    #[test]
    fn what_a_release_has_drawn_every_later_one_draws() {
        assert_eq!(source(7).text("bucket", 0, 8), "3gzlsaoc");
    }
}
