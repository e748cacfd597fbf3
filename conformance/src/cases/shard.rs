//! A part of the cases, for one of several machines.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::values::random;

/// One of N parts; every case is in exactly one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Shard {
    number: u32,
    of: u32,
}

/// A shard as it is written in files.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    number: u32,
    of: u32,
}

impl Shard {
    /// The most parts that there may be.
    const MOST: u32 = 1000;

    /// Parses a shard, such as `2/3`.
    ///
    /// # Errors
    /// When the text is not a shard.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text
            .split_once('/')
            .and_then(|(number, of)| Self::try_from(Parts { number: number.parse().ok()?, of: of.parse().ok()? }).ok());
        parts.ok_or_else(|| format!("expected K/N, the K-th of N parts, such as 2/3; N is at most {}", Self::MOST))
    }

    /// Which part it is, counted from 1.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.number
    }

    /// How many parts there are.
    #[must_use]
    pub const fn of(self) -> u32 {
        self.of
    }

    /// Whether the case of this name is in it. That depends only on the name, which never changes.
    #[must_use]
    pub fn has(self, name: &str) -> bool {
        random::mixed(random::hash(name)) % u64::from(self.of) == u64::from(self.number - 1)
    }
}

impl TryFrom<Parts> for Shard {
    type Error = String;

    fn try_from(Parts { number, of }: Parts) -> Result<Self, String> {
        match (1..=of).contains(&number) && of <= Self::MOST {
            true => Ok(Self { number, of }),
            false => Err(format!("expected one of up to {} shards, found {number}/{of}", Self::MOST)),
        }
    }
}

impl From<Shard> for Parts {
    fn from(Shard { number, of }: Shard) -> Self {
        Self { number, of }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_stays_in_its_shard_from_release_to_release() {
        let shard = |name: &str| (1..=5).find(|number| Shard { number: *number, of: 5 }.has(name)).unwrap();
        assert_eq!(["a.b/c@d", "a.b/c@e", "a.b/c[d=e]@f"].map(shard), [1, 2, 3]);
    }

    #[test]
    fn a_shard_is_one_of_a_number() {
        assert_eq!(Shard::parse("2/3").map(|shard| shard.to_string()).as_deref(), Ok("2/3"));
        for wrong in ["0/3", "4/3", "1/0", "1", "1/2/3", "a/b", "1/1001", "-1/2"] {
            assert!(Shard::parse(wrong).is_err(), "{wrong}");
        }
    }
}
