//! The places of a case: its own object in its own bucket, and another of each to tell them from.

/// The bucket and the object that a step is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The bucket.
    pub bucket: Which,
    /// The object; the same in both buckets has the same ID there.
    pub object: Which,
}

/// Which of two things of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// The case's own.
    #[default]
    Own,
    /// Another, which nothing that is done to the case's own may touch.
    Other,
}
