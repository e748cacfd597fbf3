//! Every name that the spec declares, and every reference to one.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use indexmap::IndexMap;

use super::{ResolveContext, dangling::Dangling};
use crate::{
    diagnostics::Diagnostics,
    files::File,
    from_yaml::Entries,
    load::{Read, Section, Written},
    problem::{Place, Problem},
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
    pub(super) principals: Index,
    /// Where axes, their values and callers are declared: `axis`, `axis=value` and `caller=name`.
    pub(super) settings: IndexMap<String, Place>,
    /// Conditions of which a part could not be looked up, so that they name fewer axes than they should.
    pub(super) incomplete_conditions: RefCell<Vec<Place>>,
}

/// The names of one kind.
pub(super) struct Index {
    /// The kind in words, for example `a page of sources.yaml`.
    pub(super) kind: &'static str,
    pub(super) names: IndexMap<String, Name>,
    /// Whether every file that may declare such a name was read. If not, a name that is not found is no problem.
    pub(super) complete: bool,
    /// References to names that are not declared, by name.
    pub(super) dangling: RefCell<IndexMap<String, Dangling>>,
    /// The places of references that cannot be judged.
    unjudged: RefCell<Vec<Place>>,
}

/// Where a name is declared, and whether anything refers to it.
pub(super) struct Name {
    pub(super) place: Place,
    pub(super) used: Cell<bool>,
}

type Declared<'a> = (&'a Arc<File>, &'a At<String>, String);

impl Names {
    pub(super) fn of(written: &Written, problems: &RefCell<Vec<Problem>>) -> Self {
        fn keys<'a, T>(file: &'a Arc<File>, entries: &'a Entries<T>) -> impl Iterator<Item = Declared<'a>> {
            entries.0.iter().map(move |(name, _)| (file, name, name.value.clone()))
        }
        fn read<'a, T>(read: &'a Read<Entries<T>>) -> impl Iterator<Item = Declared<'a>> {
            keys(&read.file, &read.value)
        }
        fn all<'a, T>(part: &'a Section<Option<Read<Entries<T>>>>) -> impl Iterator<Item = Declared<'a>> {
            part.read.iter().flat_map(read)
        }
        let operations = written.resources.read.iter().flat_map(|read| {
            let resource = resource(&read.file);
            let names = keys(&read.file, &read.value.operations);
            names.map(move |(file, verb, name)| (file, verb, format!("{resource}.{name}")))
        });
        let Written { service, sources, decisions, errors, types, resources, .. } = written;
        let index = |kind, complete, declared| Index::new(kind, complete, problems, declared);
        let scopes = service.read.iter().flat_map(|read| keys(&read.file, &read.value.scopes));
        let identifiers = service.read.iter().flat_map(|read| keys(&read.file, &read.value.identifiers));
        let principals = service.read.iter().flat_map(|read| keys(&read.file, &read.value.principals));
        Self {
            pages: index("a page of sources.yaml", sources.complete, &mut all(sources)),
            decisions: index("a decision of decisions.yaml", decisions.complete, &mut all(decisions)),
            types: index("a type of types/*.yaml", types.complete, &mut types.read.iter().flat_map(read)),
            errors: index("an error of types/errors.yaml", errors.complete, &mut all(errors)),
            scopes: index("a scope of service.yaml", service.complete, &mut { scopes }),
            operations: index("an operation of operations/*.yaml", resources.complete, &mut { operations }),
            identifiers: index("an identifier of service.yaml", service.complete, &mut { identifiers }),
            principals: index("a principal of service.yaml", service.complete, &mut { principals }),
            settings: settings(written),
            incomplete_conditions: RefCell::default(),
        }
    }

    pub(super) fn all(&self) -> [&Index; 8] {
        let Self { pages, decisions, types, errors, scopes, operations, identifiers, principals, .. } = self;
        [pages, decisions, types, errors, scopes, operations, identifiers, principals]
    }

    /// Notes every page, type, error and identifier that nothing refers to.
    ///
    /// Decisions, scopes and operations need no reference.
    pub(super) fn check_use(&self, problems: &RefCell<Vec<Problem>>) {
        for index in [&self.pages, &self.types, &self.errors, &self.identifiers] {
            index.check_use(problems);
        }
    }
}

/// Where the axes, their values and the callers are declared.
fn settings(written: &Written) -> IndexMap<String, Place> {
    let callers = written.service.read.iter().flat_map(|read| {
        let callers = &read.value.callers.value.0;
        callers.iter().map(|(name, _)| (format!("caller={}", name.value), read.place(name)))
    });
    let axes = written.axes.read.iter().flat_map(|read| {
        read.value.0.iter().flat_map(|(axis, declared)| {
            let values = declared.iter().flat_map(|declared| &declared.values.0);
            let values = values.map(|(name, _)| (format!("{}={}", axis.value, name.value), read.place(name)));
            [(axis.value.clone(), read.place(axis))].into_iter().chain(values)
        })
    });
    callers.chain(axes).collect()
}

/// The resource that a file of `operations/` describes: its name without folder and extension.
pub(super) fn resource(file: &File) -> &str {
    let name = file.name();
    name.strip_suffix(".yaml").unwrap_or(name)
}

impl Index {
    fn new<'a>(
        kind: &'static str,
        complete: bool,
        problems: &RefCell<Vec<Problem>>,
        declared: &mut dyn Iterator<Item = Declared<'a>>,
    ) -> Self {
        let mut names: IndexMap<String, Name> = IndexMap::new();
        for (file, at, name) in declared {
            let diagnostics = Diagnostics { file, problems };
            let place = diagnostics.place(&at.span);
            match names.get(&name) {
                // Two equal names in one file have been noted as equal keys.
                Some(first) if Arc::ptr_eq(&first.place.file, file) => {}
                Some(first) => {
                    let title = format!("`{name}` is given twice");
                    diagnostics.note(&at.span, title, format!("also in {}", first.place.file.shown()));
                }
                None => {
                    names.insert(name, Name { place, used: Cell::new(false) });
                }
            }
        }
        Self { kind, names, complete, dangling: RefCell::default(), unjudged: RefCell::default() }
    }

    /// The name as it is written; one that is not declared is a problem.
    pub(super) fn look_up(&self, cx: &ResolveContext<'_>, name: &At<String>) -> String {
        self.look_up_beside(cx, name, self.kind, &[])
    }

    /// The name as it is written, where other words are allowed as well.
    pub(super) fn look_up_beside(
        &self,
        cx: &ResolveContext<'_>,
        name: &At<String>,
        expected: &'static str,
        words: &[&'static str],
    ) -> String {
        let place = || cx.diagnostics.place(&name.span);
        match self.names.get(&name.value) {
            Some(known) => known.used.set(true),
            None if self.complete => {
                let mut dangling = self.dangling.borrow_mut();
                let entry = dangling.entry(name.value.clone());
                entry.or_insert_with(|| Dangling::new(expected, words)).places.push(place());
            }
            None => self.unjudged.borrow_mut().push(place()),
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

    /// The places of all references that lead nowhere, or cannot be judged.
    pub(super) fn broken(&self) -> Vec<Place> {
        let dangling = self.dangling.borrow();
        let dangling = dangling.values().flat_map(|dangling| dangling.places.iter().cloned());
        dangling.chain(self.unjudged.borrow().iter().cloned()).collect()
    }

    /// Notes every name that nothing refers to.
    fn check_use(&self, problems: &RefCell<Vec<Problem>>) {
        let unused = self.names.iter().filter(|(_, declared)| !declared.used.get());
        for (name, declared) in unused {
            let title = format!("nothing refers to `{name}`");
            let label = format!("{}, but unused", self.kind);
            let problem = Problem::new(declared.place.clone(), title, label);
            problems.borrow_mut().push(problem.help("refer to it, or remove it").unused());
        }
    }
}
