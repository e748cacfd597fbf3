//! How many things differ at once in the derived cases.

use clap::ValueEnum;

/// How many settings meet in the rows of the covering arrays: their strength.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Depth {
    /// Every setting once.
    Quick,
    /// Every pair of settings once.
    #[default]
    Full,
    /// Every three settings once.
    Deep,
}

impl Depth {
    /// How many settings meet in rows without a fault.
    #[must_use]
    pub const fn strength(self) -> usize {
        match self {
            Self::Quick => 1,
            Self::Full => 2,
            Self::Deep => 3,
        }
    }
}
