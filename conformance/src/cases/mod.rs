//! The cases: derived from the spec, or written by hand and resolved against it.
//!
//! Takes the API, gives [`case::Case`]s. Sends nothing.

mod case;
pub(crate) mod derive;
mod place;
pub mod script;
mod shard;
pub(crate) mod subject;
mod suite;
pub(crate) mod walk;

pub(crate) use self::{
    case::{Action, Fetch, Pace, Published, RaceClient, Stage, Until},
    place::{Place, Which},
};
pub use self::{
    case::{Case, CaseId, Exclusion, Expect, Role, Sent, Step},
    derive::{Depth, Pairs},
    shard::Shard,
    suite::Suite,
};
