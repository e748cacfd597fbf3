//! What a response says holds afterwards.

/// A change of the state. Whatever it does not name stays as it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// What happens to the object.
    pub object: Option<ObjectChange>,
    /// What happens to the object's body.
    pub body: Option<BodyChange>,
}

/// A change of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectChange {
    /// It has exactly the members that were sent, and a version it never had.
    Sent,
    /// It has the members that were sent besides those it had, and a version it never had.
    Merged,
    /// It is gone, and its body with it.
    Deleted,
}

/// A change of an object's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyChange {
    /// It is the bytes that were sent, with their media type and a version it never had.
    Sent,
    /// It is gone.
    Deleted,
}

impl Change {
    /// Whether anything changes.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.object.is_none() && self.body.is_none()
    }
}
