//! For other hand-written files that are read as the spec is: strictly, with positions, and with all their problems at once.

use std::{cell::RefCell, sync::Arc};

use serde::de::DeserializeOwned;

pub use crate::{
    files::File,
    problem::{Problem, Problems, Sheet, suggestion},
    yaml::{At, Entries, Span, Words},
};
use crate::yaml;

/// Files under review, and what was found wrong with them.
#[derive(Debug, Default)]
pub struct Review {
    problems: RefCell<Vec<Problem>>,
}

impl Review {
    /// What a file says; `None`, with the problem noted, when it cannot be read.
    pub fn read<T: DeserializeOwned>(&self, path: &str, text: &str) -> Option<(Arc<File>, T)> {
        let file = Arc::new(File { path: path.to_owned(), text: text.to_owned() });
        match yaml::read(text) {
            Ok(value) => Some((file, value)),
            Err(refusal) => {
                self.sheet(&file).refuse(refusal);
                None
            }
        }
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
