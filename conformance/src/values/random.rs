//! Numbers that depend only on a text, in every release, and random numbers that are unpredictable.

use std::hash::{BuildHasher, RandomState};

/// A number that depends only on a text and is the same in every release (FNV-1a). Its low bits differ little between
/// texts that are alike.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The number with its bits mixed: each bit affects all others (the finalizer of SplitMix64).
pub(crate) const fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// An unpredictable number.
///
/// The standard library keys its hashers with random numbers of the system, and panics where the system has none. Predictable
/// numbers would give two runs the same names, and one would remove what the other has created.
pub(crate) fn number() -> u64 {
    RandomState::new().hash_one(())
}

/// The letter or digit for a number.
pub(crate) fn letter(number: u64) -> char {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    char::from(LETTERS[usize::from(number.to_le_bytes()[7] % 32)])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{hash, number};

    #[test]
    fn a_hash_is_the_same_in_every_release() {
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c, "FNV-1a, as published");
    }

    #[test]
    fn numbers_are_not_drawn_twice() {
        let drawn: HashSet<u64> = (0..1000).map(|_| number()).collect();
        assert_eq!(drawn.len(), 1000);
    }
}
