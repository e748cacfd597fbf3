//! The places of a case: its own object in its own bucket, and another object, bucket and owner that it must not affect.

/// The bucket and the object that a step is about, and whose they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// The bucket.
    pub bucket: Which,
    /// The object; the same in both buckets has the same ID there.
    pub object: Which,
    /// Whose bucket it is: that of another scope has the same names.
    pub owner: Which,
}

/// One of two buckets, or one of two objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Which {
    /// The case's own.
    #[default]
    Own,
    /// Another, which a change of the case's own must not affect.
    Other,
}
