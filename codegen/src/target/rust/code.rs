//! Rust code as the generator looks at it before it is written.

use super::mentions::{Mentions, outside_imports};

/// A file of code.
pub(crate) struct Code {
    pub tree: syn::File,
    /// The identifiers in it but for those in its imports.
    pub mentions: Mentions,
    /// Whether its template has holes, so that it may name types of the spec: without any it is the same for every spec.
    pub has_holes: bool,
}

impl Code {
    /// Code, and what it mentions.
    pub(crate) fn of(tree: syn::File, has_holes: bool) -> Self {
        Self { mentions: outside_imports(&tree), tree, has_holes }
    }

    /// Looks again at what it mentions, after a part of it was removed.
    pub(crate) fn look_again(&mut self) {
        self.mentions = outside_imports(&self.tree);
    }
}
