//! What a client does next, by chance.

use crate::record::Act;

/// Numbers that look random and are the same in every run (splitmix64).
#[derive(Clone)]
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    /// Something that can be done to an object.
    pub(crate) fn act(&mut self) -> Act {
        let (value, conditional) = (self.below(1000), self.below(2) == 0);
        match self.below(10) {
            0..3 => Act::Put { value, conditional },
            3..5 => Act::Patch { value, conditional },
            5 => Act::Delete,
            6 => Act::RemoveBody,
            7 => Act::Publish,
            // Half of the bodies are beside their object; the others are in a file, some of which comes in many pieces.
            _ => {
                let size = match (conditional, value) {
                    (true, _) => 100 + value,
                    (false, 900..) => 200_000 + value,
                    (false, _) => 20_000 + value,
                };
                Act::Upload { bytes: (0..size).map(|position| (position ^ value) as u8).collect() }
            }
        }
    }
}
