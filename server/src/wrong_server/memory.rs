//! What a wrong server remembers of an object: how it came to be, and what has happened to it.

use bytes::Bytes;

use super::asked::Who;

/// The history of the object at one address.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    /// Whether it is there.
    pub(super) exists: bool,
    /// Whether it was created under an ID of the server's choice.
    pub(super) posted: bool,
    /// How often it was created.
    pub(super) lives: usize,
    /// Who created it.
    pub(super) creator: Option<Who>,
    /// When it was created first, in milliseconds.
    pub(super) first_created: Option<i64>,
    /// How often it was replaced or patched in this life.
    pub(super) writes: usize,
    /// How often it was patched in this life.
    pub(super) patches: usize,
    /// The media type that it was created with.
    pub(super) media: String,
    /// The members that it was last written with, if that was no patch.
    pub(super) content: Bytes,
    /// Its body and the media type of it.
    pub(super) body: Option<(Bytes, String)>,
    /// The first body that it ever had.
    pub(super) first_body: Option<Bytes>,
    /// How often a body was deleted.
    pub(super) bodies_deleted: usize,
    /// The versions that bodies had before one was deleted.
    pub(super) past_body_versions: Vec<String>,
    /// The versions of the object in this life.
    pub(super) object_versions: Vec<String>,
    /// The versions of the present body.
    pub(super) body_versions: Vec<String>,
    /// The IDs of its publications, in this life and before.
    pub(super) publications: Vec<String>,
}
