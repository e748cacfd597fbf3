//! For other hand-written files that are read as the spec is: strictly, with positions, and with all their problems at once.
//!
//! Declare what may be written with [`yaml_structs!`](crate::yaml_structs) and [`yaml_words!`](crate::yaml_words), and read it through a [`Review`].

use std::{cell::RefCell, sync::Arc};

pub use serde_json::Value;

pub use crate::{
    diagnostics::Diagnostics,
    files::File,
    from_yaml::{
        Definitions, Entries, Fields, Flag, FromYaml, Items, OneOrMany, Words, map, schema_of_file, schema_of_map,
        schema_of_words, text, unexpected,
    },
    problem::{Problem, Problems},
    suggestion::suggestion,
    yaml::{At, Kind, Node, Span},
};

/// Files under review, and what was found wrong with them.
#[derive(Debug, Default)]
pub struct Review {
    problems: RefCell<Vec<Problem>>,
}

impl Review {
    /// What a file says; `None`, with the problems noted, when it cannot be read.
    pub fn read<T: FromYaml>(&self, path: &str, text: &str) -> Option<(Arc<File>, T)> {
        let file = Arc::new(File { root: String::new(), path: path.to_owned(), text: text.to_owned() });
        let value = self.diagnostics(&file).read()?;
        Some((file, value))
    }

    /// A file's diagnostics, on which problems are noted.
    pub fn diagnostics<'a>(&'a self, file: &'a Arc<File>) -> Diagnostics<'a> {
        Diagnostics { file, problems: &self.problems }
    }

    /// Ends the review.
    ///
    /// # Errors
    /// Everything that was noted.
    pub fn close(self) -> Result<(), Problems> {
        Problems::found(self.problems.into_inner()).map_or(Ok(()), Err)
    }
}
