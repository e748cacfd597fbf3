//! The seed of a run, from which all of its random values follow.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::random;

/// The number from which all random values of a run follow, except its ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Seed(u64);

impl Seed {
    /// The largest number that every reader of JSON can hold.
    const LARGEST: u64 = (1 << 53) - 1;

    /// An unpredictable seed, short enough to type.
    #[must_use]
    pub fn random() -> Self {
        Self(random::number() >> 32)
    }

    /// Parses a seed.
    ///
    /// # Errors
    /// When the text is not a seed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let number = text.parse::<u64>().ok().and_then(|number| Self::try_from(number).ok());
        number.ok_or_else(|| format!("expected a whole number from 0 to {}", Self::LARGEST))
    }
}

impl Seed {
    /// A number that depends on the seed and a purpose, and on nothing else.
    pub(crate) fn key(self, purpose: &str) -> u64 {
        random::mixed(self.0 ^ random::mixed(random::hash(purpose)))
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

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_number_that_every_reader_of_json_can_hold() {
        assert_eq!(Seed::parse("9007199254740991").map(u64::from), Ok(9_007_199_254_740_991));
        for wrong in ["9007199254740992", "-1", "1.5", "x"] {
            assert!(Seed::parse(wrong).is_err(), "{wrong}");
        }
    }
}
