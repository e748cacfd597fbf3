//! Randomness that can be had again: everything random in a run follows from its seed, a case's name and a purpose.

use crate::campaign::RunId;

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

/// A number that depends on nothing but a text, today and in every release (FNV-1a). Its low bits differ little between
/// texts that are alike.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The same number with all of its bits in all of the others (the end of SplitMix64).
pub(crate) const fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// A number that nobody can foresee.
pub(crate) fn number() -> u64 {
    let mut bytes = [0; 8];
    // Without randomness names may collide, and then cases fail loudly; there is nothing better to do about it here.
    let _ = getrandom::fill(&mut bytes);
    u64::from_le_bytes(bytes)
}

/// A letter or a digit that a number stands for.
pub(crate) fn letter(number: u64) -> char {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    char::from(LETTERS[usize::from(number.to_le_bytes()[7] % 32)])
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
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c, "FNV-1a, as published");
    }
}
