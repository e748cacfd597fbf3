//! A run as its cases see it: its id, the seed of everything random in it, and the journal of what it may leave behind.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    case::Case,
    clean::Patience,
    journal::Journal,
    random::{self, Source},
};

/// What a run is called: eight lower-case letters and digits. The names of all that it creates begin with it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RunId(String);

/// The number that everything random in a run follows from, but for the run's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Seed(u64);

/// A run as its cases see it.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// Its id.
    pub run: RunId,
    /// Its seed.
    pub seed: Seed,
    /// Where it is written what exists on the target.
    pub journal: Arc<Journal>,
    /// How long removals are still waited for.
    pub removals: Arc<Patience>,
    /// Tells the attempts at one case from each other.
    attempt: u64,
}

impl RunId {
    const LENGTH: usize = 8;

    /// An id that no other run has, within reason.
    #[must_use]
    pub fn random() -> Self {
        Self((0..Self::LENGTH).map(|_| random::letter(random::number())).collect())
    }

    /// An id as people give it.
    ///
    /// # Errors
    /// When it is not one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let formed = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        match formed && text.len() == Self::LENGTH {
            true => Ok(Self(text.to_owned())),
            false => Err(format!("expected {} lower-case letters and digits, for example k3x9mq7a", Self::LENGTH)),
        }
    }
}

impl Seed {
    /// The largest number that every reader of JSON can hold.
    const LARGEST: u64 = (1 << 53) - 1;

    /// A seed that nobody can foresee, short enough to be typed.
    #[must_use]
    pub fn random() -> Self {
        Self(random::number() >> 32)
    }

    /// A seed as people give it.
    ///
    /// # Errors
    /// When it is not one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let number = text.parse::<u64>().ok().and_then(|number| Self::try_from(number).ok());
        number.ok_or_else(|| format!("expected a whole number from 0 to {}", Self::LARGEST))
    }
}

impl Campaign {
    /// A run that is written down in this journal.
    #[must_use]
    pub fn new(run: RunId, seed: Seed, journal: Arc<Journal>) -> Self {
        Self { run, seed, journal, removals: Arc::default(), attempt: 0 }
    }

    /// A run like no other, which nobody writes down.
    #[must_use]
    pub fn random() -> Self {
        Self::new(RunId::random(), Seed::random(), Arc::default())
    }

    /// The same run for another attempt at a case, in worlds of its own; the one with the number 0 is this one.
    #[must_use]
    pub fn attempt(&self, number: u64) -> Self {
        // Attempts have attempts of their own, of which there are never so many.
        Self { attempt: self.attempt.wrapping_mul(1 << 20).wrapping_add(number), ..self.clone() }
    }

    /// Where the names and contents of a stage of a case come from. They depend on nothing that other cases do.
    #[must_use]
    pub fn source(&self, case: &Case, stage: usize) -> Source {
        self.source_of(&format!("{} {stage} {}", case.name(), self.attempt))
    }

    /// Where the names come from of what no case asks for.
    #[must_use]
    pub fn visitor(&self) -> Source {
        self.source_of("visitor")
    }

    fn source_of(&self, purpose: &str) -> Source {
        Source::new(self.run.clone(), random::mixed(self.seed.0 ^ random::mixed(random::hash(purpose))))
    }
}

impl TryFrom<String> for RunId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<RunId> for String {
    fn from(run: RunId) -> Self {
        run.0
    }
}

impl TryFrom<u64> for Seed {
    type Error = String;

    fn try_from(number: u64) -> Result<Self, String> {
        match number <= Self::LARGEST {
            true => Ok(Self(number)),
            false => Err(format!("expected a seed up to {}, found {number}", Self::LARGEST)),
        }
    }
}

impl From<Seed> for u64 {
    fn from(seed: Seed) -> Self {
        seed.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_eight_letters_and_digits() {
        assert_eq!(RunId::parse(&RunId::random().to_string()).as_ref().map(|run| run.0.len()), Ok(8));
        for wrong in ["", "abc", "abcd12345", "ABCD1234", "abcd-123", "../../ab"] {
            assert!(RunId::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_seed_is_a_number_that_every_reader_of_json_can_hold() {
        assert_eq!(Seed::parse("9007199254740991").map(u64::from), Ok(9_007_199_254_740_991));
        for wrong in ["9007199254740992", "-1", "1.5", "x"] {
            assert!(Seed::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn attempts_differ_and_the_first_is_the_run_itself() {
        let run = Campaign::random();
        let sources: Vec<Source> =
            [run.attempt(0), run.attempt(1), run.attempt(1).attempt(1), run.attempt(2)].map(|run| run.visitor()).into();
        assert_eq!(sources[0], run.visitor(), "what belongs to no case is the same in all attempts");
        let case = crate::suite::Suite::load().unwrap().cases.swap_remove(0);
        let of = |run: &Campaign, stage| run.source(&case, stage);
        assert_eq!(of(&run.attempt(0).attempt(0), 0), of(&run, 0));
        let all = [of(&run, 0), of(&run, 1), of(&run.attempt(1), 0), of(&run.attempt(1).attempt(1), 0)];
        for (place, one) in all.iter().enumerate() {
            assert!(!all[place + 1..].contains(one), "{all:?}");
        }
    }
}
