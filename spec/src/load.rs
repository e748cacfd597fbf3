//! From files to the model: which file is read as what.

use std::{
    cell::RefCell,
    path::Path,
    sync::{Arc, OnceLock},
};

use crate::{
    api::Api,
    diagnostics::Diagnostics,
    files::{self, File, Files},
    from_yaml::FromYaml,
    parallel,
    problem::{Place, Problem, Problems},
    resolve, wire,
    yaml::{self, At, Node, ParseError},
};

/// A file and what it says.
pub(crate) struct Read<T> {
    pub(crate) file: Arc<File>,
    pub(crate) value: T,
}

impl<T> Read<T> {
    /// Where a name stands in the file.
    pub(crate) fn place(&self, name: &At<String>) -> Place {
        Place { file: Arc::clone(&self.file), span: name.span.clone() }
    }
}

/// A file, or the files of a folder, and whether they were read so far that every name that they declare is known.
pub(crate) struct Section<T> {
    pub(crate) read: T,
    pub(crate) complete: bool,
}

/// All files of a spec, as written; those that cannot be read are left out.
pub(crate) struct Written {
    pub(crate) service: Section<Option<Read<wire::Service>>>,
    pub(crate) axes: Section<Option<Read<wire::Axes>>>,
    /// Left out by a spec whose classes have one member each.
    pub(crate) representatives: Option<Read<wire::Representatives>>,
    pub(crate) sources: Section<Option<Read<wire::Sources>>>,
    pub(crate) decisions: Section<Option<Read<wire::Decisions>>>,
    pub(crate) rules: Section<Option<Read<wire::Rules>>>,
    pub(crate) inventory: Section<Option<Read<wire::Inventory>>>,
    pub(crate) errors: Section<Option<Read<wire::Errors>>>,
    pub(crate) types: Section<Vec<Read<wire::Types>>>,
    pub(crate) resources: Section<Vec<Read<wire::Resource>>>,
}

impl Written {
    /// The headers and members that are declared, with their places.
    pub(crate) fn declarations(&self) -> impl Iterator<Item = (&At<String>, Place)> {
        let headers = self.resources.read.iter().flat_map(|read| {
            let responses = read.value.operations.iter().flat_map(|(_, operation)| operation.responses.iter());
            let headers = responses.filter_map(|(_, response)| response.headers.as_ref()).flat_map(|all| &all.0);
            headers.map(|(name, _)| (name, read.place(name)))
        });
        let types = self.types.read.iter().flat_map(|read| {
            let members = read.value.iter().flat_map(|(_, described)| &described.members.0);
            members.map(|(name, _)| (name, read.place(name)))
        });
        let errors = self.errors.read.iter().flat_map(|read| {
            let members = read.value.iter().flat_map(|(_, described)| &described.members.0);
            members.map(|(name, _)| (name, read.place(name)))
        });
        headers.chain(types).chain(errors)
    }
}

impl Api {
    /// The spec that the program was built with. A process reads it once: help texts and suite both need it.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn embedded() -> Result<Self, Problems> {
        static EMBEDDED: OnceLock<Api> = OnceLock::new();
        if let Some(api) = EMBEDDED.get() {
            return Ok(api.clone());
        }
        let api = load(Files::embedded())?;
        Ok(EMBEDDED.get_or_init(|| api).clone())
    }

    /// The spec in a directory laid out like `spec/api`.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn load(dir: &Path) -> Result<Self, Problems> {
        load(Files::below(dir))
    }

    /// The same for whoever reads only what servers and clients do: problems with what the suite alone reads (rules, inventory,
    /// decisions, representatives), and with what nothing refers to, are returned beside it.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once, if something else is.
    pub fn load_bindings(dir: &Path) -> Result<(Self, Option<Problems>), Problems> {
        match resolve(Files::below(dir)) {
            (None, Some(api)) => Ok((api, None)),
            (Some(problems), Some(api)) if problems.as_slice().iter().all(Problem::spares_bindings) => {
                Ok((api, Some(problems)))
            }
            (Some(problems), _) => Err(problems),
            (None, None) => Err(Problems::unexplained()),
        }
    }
}

fn load(files: Files) -> Result<Api, Problems> {
    match resolve(files) {
        (None, Some(api)) => Ok(api),
        (Some(problems), _) => Err(problems),
        (None, None) => Err(Problems::unexplained()),
    }
}

/// The API, which means something only where no problem stands in its way, and the problems.
fn resolve(files: Files) -> (Option<Problems>, Option<Api>) {
    let problems = RefCell::new(files.problems);
    let written = read(&files.root, files.found, &problems);
    let unread = problems.borrow().len();
    let api = written.and_then(|written| resolve::api(&written, &problems));
    (Problems::in_stages(problems.into_inner(), unread), api)
}

/// The file of `types/` that is read otherwise than the rest of the folder.
const ERRORS: &str = "types/errors.yaml";

/// What all files say; `None` when the directory itself cannot be read.
fn read(root: &str, files: Vec<Arc<File>>, problems: &RefCell<Vec<Problem>>) -> Option<Written> {
    if files.is_empty() && !problems.borrow().is_empty() {
        return None;
    }
    // Parsing is most of the work.
    let trees = parallel::map(&files, |file| yaml::read(&file.text));
    let files = files.into_iter().zip(trees).map(|(file, tree)| Parsed { file, tree }).collect();
    let mut remaining = RemainingFiles { root, files, problems };
    let service = remaining.one("service.yaml");
    let axes = remaining.one("axes.yaml");
    let representatives = remaining.optional("representatives.yaml");
    let sources = remaining.one("sources.yaml");
    let decisions = remaining.one("decisions.yaml");
    let rules = remaining.one("rules.yaml");
    let inventory = remaining.one("inventory.yaml");
    let errors = remaining.one(ERRORS);
    let types = remaining.all("types");
    let resources = remaining.all("operations");
    for Parsed { file, .. } in &remaining.files {
        let title = "no part of the spec is written in this file";
        let help = "read are service.yaml, axes.yaml, representatives.yaml, sources.yaml, decisions.yaml, rules.yaml, inventory.yaml, operations/*.yaml and types/*.yaml";
        let place = Place { file: Arc::clone(file), span: 0..0 };
        problems.borrow_mut().push(Problem::new(place, title, "would be ignored").help(help));
    }
    Some(Written { service, axes, representatives, sources, decisions, rules, inventory, errors, types, resources })
}

/// A file and its tree, or why it has none.
struct Parsed {
    file: Arc<File>,
    tree: Result<Node, ParseError>,
}

/// The files that have not been read yet.
struct RemainingFiles<'a> {
    root: &'a str,
    files: Vec<Parsed>,
    problems: &'a RefCell<Vec<Problem>>,
}

impl RemainingFiles<'_> {
    fn one<T: FromYaml>(&mut self, path: &str) -> Section<Option<Read<T>>> {
        let read = match self.files.iter().position(|parsed| parsed.file.path == path) {
            Some(index) => self.read(index),
            None => {
                self.miss(path, path);
                None
            }
        };
        Section { complete: read.is_some() && !self.hides_names(path), read }
    }

    /// What a file says that need not be there.
    fn optional<T: FromYaml>(&mut self, path: &str) -> Option<Read<T>> {
        let index = self.files.iter().position(|parsed| parsed.file.path == path)?;
        self.read(index)
    }

    /// What all files of a folder say.
    fn all<T: FromYaml>(&mut self, folder: &str) -> Section<Vec<Read<T>>> {
        let begins = format!("{folder}/");
        let unread = |problem: &Problem| problem.is_below(&begins) && !problem.is_below(ERRORS);
        let mut complete = !self.problems.borrow().iter().any(unread);
        let belongs = |Parsed { file, .. }: &Parsed| {
            let name = file.path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
            name.is_some_and(|name| name.ends_with(".yaml") && !name.contains('/'))
        };
        let mut read = Vec::new();
        while let Some(index) = self.files.iter().position(belongs) {
            match self.read(index) {
                Some(file) => read.push(file),
                None => complete = false,
            }
        }
        if read.is_empty() {
            self.miss(&begins, &format!("{folder}/*.yaml"));
            complete = false;
        }
        Section { read, complete: complete && !self.hides_names(&begins) }
    }

    /// Whether one of the problems below a path may be the reason that a name is not known.
    fn hides_names(&self, begins: &str) -> bool {
        let problems = self.problems.borrow();
        let mut own = problems.iter().filter(|problem| problem.is_below(begins));
        own.any(|problem| problem.hides_names && (begins == ERRORS || !problem.is_below(ERRORS)))
    }

    /// Notes that there is no such file, unless there is one that cannot be read.
    fn miss(&self, begins: &str, path: &str) {
        if !self.problems.borrow().iter().any(|problem| problem.is_below(begins)) {
            self.problems.borrow_mut().push(files::unreadable(self.root, path, "there is no such file"));
        }
    }

    fn read<T: FromYaml>(&mut self, index: usize) -> Option<Read<T>> {
        let Parsed { file, tree } = self.files.remove(index);
        let diagnostics = Diagnostics { file: &file, problems: self.problems };
        let node = diagnostics.parsed(tree)?;
        diagnostics.check_characters(&node);
        let value = T::read(&node, &diagnostics)?;
        Some(Read { file, value })
    }
}
