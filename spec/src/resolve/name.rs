//! Every name that the spec declares, and whether anything refers to it.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use indexmap::IndexMap;

use super::ResolveContext;
use crate::{
    files::File,
    from_yaml::Entries,
    load::{Read, Written},
    problem::{Diagnostics, Place, Problem, suggestion},
    yaml::At,
};

/// The names by kind.
pub(super) struct Names {
    pub(super) pages: Index,
    pub(super) decisions: Index,
    pub(super) types: Index,
    pub(super) errors: Index,
    pub(super) scopes: Index,
    pub(super) operations: Index,
    pub(super) identifiers: Index,
}

/// The names of one kind.
pub(super) struct Index {
    /// The kind in words, for example `a page of sources.yaml`.
    kind: &'static str,
    names: IndexMap<String, Name>,
    /// Whether something refers to a name that is not declared; then a name without references may be the one meant.
    dangling: Cell<bool>,
}

/// Where a name is declared, and whether anything refers to it.
struct Name {
    place: Place,
    used: Cell<bool>,
}

impl Names {
    pub(super) fn of(written: &Written, problems: &RefCell<Vec<Problem>>) -> Self {
        fn keys<'a, T>(file: &'a Arc<File>, entries: &'a Entries<T>) -> impl Iterator<Item = Declared<'a>> {
            entries.0.iter().map(move |(name, _)| (file, name, name.value.clone()))
        }
        fn read<'a, T>(read: &'a Read<Entries<T>>) -> impl Iterator<Item = Declared<'a>> {
            keys(&read.file, &read.value)
        }
        let operations = written.resources.iter().flat_map(|read| {
            let resource = resource(&read.file);
            let names = keys(&read.file, &read.value.operations);
            names.map(move |(file, verb, name)| (file, verb, format!("{resource}.{name}")))
        });
        let service = &written.service;
        Self {
            pages: Index::new("a page of sources.yaml", problems, read(&written.sources)),
            decisions: Index::new("a decision of decisions.yaml", problems, read(&written.decisions)),
            types: Index::new("a type of types/*.yaml", problems, written.types.iter().flat_map(read)),
            errors: Index::new("an error of types/errors.yaml", problems, read(&written.errors)),
            scopes: Index::new("a scope of service.yaml", problems, keys(&service.file, &service.value.scopes)),
            operations: Index::new("an operation of operations/*.yaml", problems, operations),
            identifiers: Index::new(
                "an identifier of service.yaml",
                problems,
                keys(&service.file, &service.value.identifiers),
            ),
        }
    }

    /// Notes every page, type, error and identifier that nothing refers to.
    ///
    /// Decisions, scopes and operations speak for themselves.
    pub(super) fn check_use(&self, problems: &RefCell<Vec<Problem>>) {
        for index in [&self.pages, &self.types, &self.errors, &self.identifiers] {
            index.check_use(problems);
        }
    }
}

type Declared<'a> = (&'a Arc<File>, &'a At<String>, String);

/// The resource that a file of `operations/` describes: its name without folder and extension.
pub(super) fn resource(file: &File) -> &str {
    let name = file.name();
    name.strip_suffix(".yaml").unwrap_or(name)
}

impl Index {
    fn new<'a>(
        kind: &'static str,
        problems: &RefCell<Vec<Problem>>,
        declared: impl Iterator<Item = Declared<'a>>,
    ) -> Self {
        let mut names: IndexMap<String, Name> = IndexMap::new();
        for (file, at, name) in declared {
            let diagnostics = Diagnostics { file, problems };
            let place = diagnostics.place(&at.span);
            match names.get(&name) {
                // Two equal names in one file have been noted as equal keys.
                Some(first) if Arc::ptr_eq(&first.place.file, file) => {}
                Some(first) => {
                    let title = format!("the name `{name}` is given twice");
                    diagnostics.note(&at.span, title, format!("also in {}", first.place.file.shown()));
                }
                None => {
                    names.insert(name, Name { place, used: Cell::new(false) });
                }
            }
        }
        Self { kind, names, dangling: Cell::new(false) }
    }

    /// The name as it is written; one that is not declared is a problem.
    pub(super) fn look_up(&self, cx: &ResolveContext<'_>, name: &At<String>) -> String {
        match self.names.get(&name.value) {
            Some(known) => known.used.set(true),
            None => {
                self.dangling.set(true);
                let title = format!("`{}` is not {}", name.value, self.kind);
                let help = suggestion(&name.value, self.words());
                cx.diagnostics.note_with(&name.span, title, "names nothing", help);
            }
        }
        name.value.clone()
    }

    /// Whether the name is declared.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// The names, in the spec's order.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> + Clone {
        self.names.keys().map(String::as_str)
    }

    /// Notes every name that nothing refers to.
    fn check_use(&self, problems: &RefCell<Vec<Problem>>) {
        let unused = self.names.iter().filter(|(_, declared)| !declared.used.get() && !self.dangling.get());
        for (name, declared) in unused {
            let title = format!("nothing refers to `{name}`");
            let label = format!("{}, but unused", self.kind);
            let problem = Problem::new(declared.place.clone(), title, label);
            problems.borrow_mut().push(problem.help("refer to it, or remove it"));
        }
    }
}
