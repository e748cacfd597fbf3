//! What records mean: profiles, known deviations, coverage, and the verdict on the target.
//!
//! Takes [`Record`](crate::run::Record)s, gives a [`verdict::Verdict`].

mod coverage;
mod deviation;
mod judgement;
pub(crate) mod profile;
mod verdict;

pub use self::{
    coverage::{Coverage, CoverageLevel, CoverageState},
    deviation::{DeviationDraft, Deviations},
    judgement::Judgement,
    profile::{Profile, Subject},
    verdict::Verdict,
};
pub(crate) use self::{
    deviation::DeviationUse,
    verdict::{CaseTally, Counts, Scoreboard, VerdictWord},
};
