//! From files to the model: which file is read as what.

use std::{
    cell::RefCell,
    path::Path,
    sync::{Arc, OnceLock},
};

use crate::{
    api::Api,
    files::{self, File, Files},
    form::Form,
    problem::{Place, Problem, Problems, Sheet},
    resolve, wire,
};

/// A file and what it says.
pub(crate) struct Read<T> {
    pub(crate) file: Arc<File>,
    pub(crate) value: T,
}

/// All files of a spec, as written.
pub(crate) struct Written {
    pub(crate) service: Read<wire::Service>,
    pub(crate) sources: Read<wire::Sources>,
    pub(crate) decisions: Read<wire::Decisions>,
    pub(crate) rules: Read<wire::Rules>,
    pub(crate) inventory: Read<wire::Inventory>,
    pub(crate) errors: Read<wire::Errors>,
    pub(crate) types: Vec<Read<wire::Types>>,
    pub(crate) resources: Vec<Read<wire::Resource>>,
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
}

fn load(files: Files) -> Result<Api, Problems> {
    let problems = RefCell::new(files.problems);
    let written = read(&files.root, files.found, &problems);
    let complete = problems.borrow().is_empty();
    let api = written.and_then(|written| resolve::api(&written, complete, &problems));
    match (Problems::found(problems.into_inner()), api) {
        (None, Some(api)) => Ok(api),
        (Some(problems), _) => Err(problems),
        (None, None) => Err(Problems::unexplained()),
    }
}

/// What all files say; `None`, after all of them were read, when one cannot be.
fn read(root: &str, files: Vec<Arc<File>>, problems: &RefCell<Vec<Problem>>) -> Option<Written> {
    if files.is_empty() && !problems.borrow().is_empty() {
        return None;
    }
    let mut tray = Tray { root, files, problems };
    let service = tray.one("service.yaml");
    let sources = tray.one("sources.yaml");
    let decisions = tray.one("decisions.yaml");
    let rules = tray.one("rules.yaml");
    let inventory = tray.one("inventory.yaml");
    let errors = tray.one("types/errors.yaml");
    let types = tray.all("types");
    let resources = tray.all("operations");
    for file in &tray.files {
        let title = "no part of the spec is written in this file";
        let help = "read are service.yaml, sources.yaml, decisions.yaml, rules.yaml, inventory.yaml, operations/*.yaml and types/*.yaml";
        let place = Place { file: Arc::clone(file), span: 0..0 };
        problems.borrow_mut().push(Problem::new(place, title, "would be ignored").help(help));
    }
    Some(Written {
        service: service?,
        sources: sources?,
        decisions: decisions?,
        rules: rules?,
        inventory: inventory?,
        errors: errors?,
        types: types?,
        resources: resources?,
    })
}

/// The files that nobody has asked for yet.
struct Tray<'a> {
    root: &'a str,
    files: Vec<Arc<File>>,
    problems: &'a RefCell<Vec<Problem>>,
}

impl Tray<'_> {
    fn one<T: Form>(&mut self, path: &str) -> Option<Read<T>> {
        match self.files.iter().position(|file| file.path == path) {
            Some(index) => self.read(index),
            None => {
                self.miss(path, path);
                None
            }
        }
    }

    /// What all files of a folder say; `None`, after all of them were read, when one cannot be.
    fn all<T: Form>(&mut self, folder: &str) -> Option<Vec<Read<T>>> {
        let belongs = |file: &Arc<File>| {
            let name = file.path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
            name.is_some_and(|name| name.ends_with(".yaml") && !name.contains('/'))
        };
        let mut read = Vec::new();
        while let Some(index) = self.files.iter().position(belongs) {
            read.push(self.read(index));
        }
        if read.is_empty() {
            self.miss(&format!("{folder}/"), &format!("{folder}/*.yaml"));
        }
        read.into_iter().collect()
    }

    /// Notes that there is no such file, unless there is one that cannot be read.
    fn miss(&self, begins: &str, path: &str) {
        if !self.problems.borrow().iter().any(|problem| problem.is_below(begins)) {
            self.problems.borrow_mut().push(files::unreadable(self.root, path, "there is no such file"));
        }
    }

    fn read<T: Form>(&mut self, index: usize) -> Option<Read<T>> {
        let file = self.files.remove(index);
        let value = (Sheet { file: &file, problems: self.problems }).read()?;
        Some(Read { file, value })
    }
}
