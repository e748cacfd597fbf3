//! Values that cases send and compare: names and contents that follow from a run's seed, media types, byte ranges,
//! and texts of others as they can be shown.
//!
//! Takes a seed and a name, gives the same values every time. Knows nothing of cases or of HTTP.

mod byte_range;
mod content;
pub(crate) mod count;
pub(crate) mod encodings;
mod entity_tag;
pub(crate) mod har;
pub(crate) mod media_type;
pub(crate) mod quotation;
pub(crate) mod random;
mod run_id;
mod seed;
pub(crate) mod source;
pub(crate) mod visible;
mod words;

pub use self::{byte_range::ByteRange, content::Content, run_id::RunId, seed::Seed, source::Source};
pub(crate) use self::{
    entity_tag::{is_condition, is_entity_tag},
    words::words,
};
