//! For other hand-written files that are read as the spec is: strictly, with positions, and with all their problems at once.
//!
//! Declare what may be written with [`forms!`](crate::forms) and [`words!`](crate::words), and read it through a [`Review`].

use std::{cell::RefCell, sync::Arc};

pub use serde_json::Value;

pub use crate::{
    files::File,
    form::{
        Definitions, Entries, Fields, Flag, Form, Items, OneOrMany, Words, map, schema_of_file, schema_of_map,
        schema_of_words, text, unexpected,
    },
    problem::{Problem, Problems, Sheet, suggestion},
    yaml::{At, Kind, Node, Span},
};

/// Files under review, and what was found wrong with them.
#[derive(Debug, Default)]
pub struct Review {
    problems: RefCell<Vec<Problem>>,
}

impl Review {
    /// What a file says; `None`, with the problems noted, when it cannot be read.
    pub fn read<T: Form>(&self, path: &str, text: &str) -> Option<(Arc<File>, T)> {
        let file = Arc::new(File { root: String::new(), path: path.to_owned(), text: text.to_owned() });
        let value = self.sheet(&file).read()?;
        Some((file, value))
    }

    /// A file's sheet, on which problems are noted.
    pub fn sheet<'a>(&'a self, file: &'a Arc<File>) -> Sheet<'a> {
        Sheet { file, problems: &self.problems }
    }

    /// Ends the review.
    ///
    /// # Errors
    /// Everything that was noted.
    pub fn close(self) -> Result<(), Problems> {
        Problems::found(self.problems.into_inner()).map_or(Ok(()), Err)
    }
}
