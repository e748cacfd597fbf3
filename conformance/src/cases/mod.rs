//! The cases: derived from the spec, or written by hand and resolved against it.
//!
//! Takes the API, gives [`case::Case`]s. Sends nothing.

mod case;
pub mod derive;
mod place;
pub mod script;
mod shard;
pub(crate) mod subject;
mod suite;

pub(crate) use self::{
    case::{Action, Exclusion, Fetch, Published, RaceGroup, Stage},
    place::{Place, Which},
};
pub use self::{
    case::{Case, CaseId, Expect, Role, Sent, Step},
    shard::Shard,
    suite::Suite,
};
