//! What records mean: profiles, known deviations, coverage, and the verdict on the target.
//!
//! Takes [`Record`](crate::run::Record)s, gives a [`verdict::Verdict`].

mod coverage;
mod deviation;
mod judgement;
mod profile;
mod verdict;

pub(crate) use self::verdict::{Counts, Scoreboard, Tally, VerdictWord};
pub use self::{
    coverage::{Coverage, CoverageLevel, CoverageState},
    deviation::{DeviationDraft, DeviationUse, Deviations},
    judgement::Judgement,
    profile::{FrozenProfile, Profile, Subject},
    verdict::Verdict,
};
