//! What many cases of a page have in common: each text is in the page once, and cases name it by its place in a list.

use std::collections::HashMap;

use serde::Serialize;

use super::{
    catalogue::{Catalogue, DescribedStatement},
    difference::{self, Runs},
};
use crate::report::case_result::{ReportedMismatch, level_word};

/// How many pairs of texts are compared: no reader looks at more, and each takes time.
const MOST_COMPARED: usize = 2000;

/// A list without repetitions.
#[derive(Debug, Default)]
pub(super) struct Interner {
    places: HashMap<String, usize>,
    list: Vec<String>,
}

/// The lists that the cases of a page share.
#[derive(Debug)]
pub(super) struct Tables<'a> {
    pub(super) catalogue: &'a Catalogue<'a>,
    pub(super) responses: Interner,
    statements: Vec<DescribedStatement>,
    statement_places: HashMap<String, usize>,
    pairs: Vec<(Runs, Runs)>,
    pair_places: HashMap<(String, String), usize>,
}

/// The lists as the script gets them.
#[derive(Debug, Serialize)]
pub(super) struct SharedLists<'t> {
    responses: &'t [String],
    statements: &'t [DescribedStatement],
    /// What was expected and what was found, with the differences marked.
    pairs: &'t [(Runs, Runs)],
}

/// A mismatch as the script gets it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ShownMismatch {
    statement: usize,
    level: &'static str,
    step: &'static str,
    pair: usize,
}

impl Interner {
    /// The place of a text in the list; a new one is added.
    pub(super) fn place(&mut self, text: &str) -> usize {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = self.list.len();
        self.places.insert(text.to_owned(), place);
        self.list.push(text.to_owned());
        place
    }

    pub(super) fn list(&self) -> &[String] {
        &self.list
    }
}

impl<'a> Tables<'a> {
    pub(super) fn new(catalogue: &'a Catalogue<'a>) -> Self {
        Self {
            catalogue,
            responses: Interner::default(),
            statements: Vec::new(),
            statement_places: HashMap::new(),
            pairs: Vec::new(),
            pair_places: HashMap::new(),
        }
    }

    /// The place of a statement.
    pub(super) fn statement(&mut self, id: &str) -> usize {
        if let Some(place) = self.statement_places.get(id) {
            return *place;
        }
        let mut statement = self.catalogue.describe(id);
        statement.response = self.catalogue.response(id).map(|(_, response)| self.responses.place(&response));
        let place = self.statements.len();
        self.statements.push(statement);
        self.statement_places.insert(id.to_owned(), place);
        place
    }

    pub(super) fn mismatch(&mut self, mismatch: &ReportedMismatch) -> ShownMismatch {
        ShownMismatch {
            statement: self.statement(&mismatch.statement),
            level: level_word(mismatch.level),
            step: mismatch.step.word(),
            pair: self.pair(&mismatch.expected, &mismatch.found),
        }
    }

    fn pair(&mut self, expected: &str, found: &str) -> usize {
        let key = (expected.to_owned(), found.to_owned());
        if let Some(place) = self.pair_places.get(&key) {
            return *place;
        }
        let place = self.pairs.len();
        let is_compared = place < MOST_COMPARED;
        self.pairs.push(match is_compared {
            true => difference::of(expected, found),
            false => (Runs::plain(expected), Runs::plain(found)),
        });
        self.pair_places.insert(key, place);
        place
    }

    pub(super) fn shared(&self) -> SharedLists<'_> {
        SharedLists { responses: self.responses.list(), statements: &self.statements, pairs: &self.pairs }
    }
}
