//! The target `typescript`: a package of npm with a client that needs nothing but `fetch`.
//!
//! Templates below `files` lay out the file of the same path. Those below `modules` lay out modules that import from others;
//! what they import follows from what they mention.

mod answer;
mod comment;
mod declared;
mod file;
mod imports;
mod names;
mod operation;
mod types;

use std::collections::BTreeSet;

use kii_spec::Api;
use serde::Serialize;
use serde_json::Value;

use super::shown;
use crate::{Error, GeneratedFile, banner::Banner, model::ClientModel, templates::Templates};

/// The folder of the package.
pub(super) const FOLDER: &str = "typescript";

/// What a module is laid out from: what stands above it, its imports, and the rest.
#[derive(Serialize)]
struct ModuleView<'a> {
    head: &'a str,
    imports: &'a str,
    body: &'a str,
}

/// What the templates get.
pub(super) fn views(api: &Api) -> Result<Value, Error> {
    shown(&file::view(&ClientModel::of(api)?)?)
}

/// The files of the package.
///
/// # Errors
///
/// When the spec says something for which there is no code, or when a template is broken.
pub(super) fn files(api: &Api, templates: &Templates) -> Result<Vec<GeneratedFile>, Error> {
    let model = ClientModel::of(api)?;
    let view = file::view(&model)?;
    declared::declared(&model).refuse_clashes(FOLDER)?;
    let mut files = Vec::new();
    for (path, template) in templates.below("typescript/files/") {
        files.push(templates.text(template, &view).map(|text| file(path, &text)));
    }
    let module = |path: &str, up: &str, head: &str, body: &str| {
        let body = body.trim_end();
        let imports = imports::imports(&model, &path.trim_start_matches("src/").replace(".ts", ".js"), body, up);
        let text = templates.text("typescript/module.ts", &ModuleView { head, imports: &imports, body })?;
        Ok::<_, Error>(file(path, &text))
    };
    for (path, template) in templates.below("typescript/modules/") {
        files.push(templates.text(template, &view).and_then(|text| {
            let (head, body) = text.split_once("\n\n").unwrap_or(("", &text));
            module(path, "./", head, body)
        }));
    }
    for operation in &view.operations {
        let path = format!("src/operations/{}.ts", operation.file);
        let head = comment::comment(0, &[&operation.title]);
        let body = templates.text("typescript/operation.ts", operation);
        files.push(body.and_then(|body| module(&path, "../", &head, &body)));
    }
    let files = Error::all(files)?;
    refuse_equal_paths(&files)?;
    Ok(files)
}

/// A file of the package, with a banner where its kind can have one.
fn file(path: &str, text: &str) -> GeneratedFile {
    let text = match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("json") => Banner::Member.above(text),
        Some(_) | None => Banner::Slashes.above(text),
    };
    GeneratedFile { path: [FOLDER, path].iter().collect(), text }
}

fn refuse_equal_paths(files: &[GeneratedFile]) -> Result<(), Error> {
    let mut known = BTreeSet::new();
    match files.iter().find(|file| !known.insert(&file.path)) {
        None => Ok(()),
        Some(file) => {
            let problem = format!(
                "two operations would be in {}; expected operations whose names differ in letters or digits, not in case or \
                 punctuation alone",
                file.path.display()
            );
            Err(Error::Unsupported(problem))
        }
    }
}
