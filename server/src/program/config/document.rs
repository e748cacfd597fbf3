//! A configuration file while it is read: its tables, and the problems that were found.

use std::{cell::RefCell, ops::Range, path::Path, sync::Arc};

use kii_spec::suggestion;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    problem::{Problem, Shown},
    text,
};

/// A file that is being read.
pub(super) struct Document<'a> {
    root: Spanned<DeTable<'a>>,
    shown: Arc<Shown>,
    problems: RefCell<Vec<Problem>>,
}

/// A table of the file. It notes which keys were asked for, so that it can say which are unknown.
pub(super) struct Table<'a> {
    document: &'a Document<'a>,
    table: &'a DeTable<'a>,
    span: Range<usize>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Document<'a> {
    /// Parses a text. What cannot be parsed is a problem, and the rest is read.
    pub(super) fn new(text: &'a str, path: &Path) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let shown = Arc::new(Shown { path: path.display().to_string(), text: text::covered(text, root.get_ref()) });
        let problems = errors.into_iter().map(|error| {
            let span = error.span().unwrap_or_default();
            let title = "this is not TOML".to_owned();
            Problem::new(Arc::clone(&shown), span, title, error.message().to_owned()).without_excerpt()
        });
        let problems = RefCell::new(problems.collect());
        Self { root, shown, problems }
    }

    /// The table that the whole file is.
    pub(super) fn root(&'a self) -> Table<'a> {
        Table { document: self, table: self.root.get_ref(), span: 0..0, asked: RefCell::default() }
    }

    /// Notes a problem.
    pub(super) fn note(
        &self,
        span: Range<usize>,
        title: impl Into<String>,
        label: impl Into<String>,
        help: Option<String>,
    ) {
        let problem = Problem::new(Arc::clone(&self.shown), span, title.into(), label.into());
        self.problems.borrow_mut().push(match help {
            Some(help) => problem.help(help),
            None => problem,
        });
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }
}

impl<'a> Table<'a> {
    /// Where it begins.
    pub(super) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The text under a key.
    pub(super) fn text(&self, key: &'static str) -> Option<Spanned<String>> {
        let value = self.value(key)?;
        let found = self.expect(key, value, "a string", DeValue::as_str)?;
        Some(Spanned::new(value.span(), found.to_owned()))
    }

    /// The text under a key that has to be there.
    pub(super) fn required(&self, key: &'static str) -> Option<Spanned<String>> {
        if !self.table.contains_key(key) {
            self.asked.borrow_mut().push(key);
            self.document.note(self.span(), format!("`{key}` is missing"), format!("add `{key}`"), None);
            return None;
        }
        self.text(key)
    }

    /// The number under a key.
    pub(super) fn number(&self, key: &'static str) -> Option<Spanned<u64>> {
        let value = self.value(key)?;
        let number = |value: &DeValue<'_>| {
            let number = value.as_integer()?;
            u64::from_str_radix(number.as_str(), number.radix()).ok()
        };
        Some(Spanned::new(value.span(), self.expect(key, value, "a number that is not negative", number)?))
    }

    /// Whether a key is on or off.
    pub(super) fn switch(&self, key: &'static str) -> Option<bool> {
        self.expect(key, self.value(key)?, "true or false", DeValue::as_bool)
    }

    /// The texts of the list under a key.
    pub(super) fn texts(&self, key: &'static str) -> Option<Vec<Spanned<String>>> {
        let items = self.expect(key, self.value(key)?, "a list of strings", DeValue::as_array)?;
        let text = |item: &Spanned<DeValue<'_>>| {
            Some(Spanned::new(item.span(), self.expect(key, item, "a string", DeValue::as_str)?.to_owned()))
        };
        Some(items.iter().filter_map(text).collect())
    }

    /// The table under a key.
    pub(super) fn table(&self, key: &'static str) -> Option<Table<'a>> {
        let value = self.value(key)?;
        let table = self.expect(key, value, "a table", DeValue::as_table)?;
        Some(self.below(value.span(), table))
    }

    /// The tables of the list under a key.
    pub(super) fn tables(&self, key: &'static str) -> Vec<Table<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let what = "a list of tables: write its header in two brackets";
        let items = self.expect(key, value, what, DeValue::as_array);
        let items = items.into_iter().flat_map(|items| items.iter());
        items
            .filter_map(|item| Some(self.below(item.span(), self.expect(key, item, "a table", DeValue::as_table)?)))
            .collect()
    }

    /// Says which keys are unknown, when all that are known have been asked for.
    pub(super) fn end(self) {
        let asked = self.asked.into_inner();
        for name in self.table.keys() {
            if !asked.contains(&name.get_ref().as_ref()) {
                let help = suggestion(name.get_ref(), asked.iter().copied());
                self.document.note(
                    name.span(),
                    format!("unknown key `{}`", name.get_ref()),
                    "not known here",
                    Some(help),
                );
            }
        }
    }

    fn below(&self, span: Range<usize>, table: &'a DeTable<'a>) -> Self {
        Self { document: self.document, table, span, asked: RefCell::default() }
    }

    fn value(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    fn expect<'v, T>(
        &self,
        key: &str,
        value: &'v Spanned<DeValue<'a>>,
        what: &str,
        read: impl Fn(&'v DeValue<'a>) -> Option<T>,
    ) -> Option<T> {
        let read = read(value.get_ref());
        if read.is_none() {
            let (title, found) = (format!("`{key}` is {what}"), value.get_ref().type_str());
            self.document.note(value.span(), title, format!("found {found}"), None);
        }
        read
    }
}
