//! The target `python`: a package with a client that is built on `httpx`, blocking and for `asyncio`.
//!
//! Templates below `files` lay out the file of the same path. Those below `modules` lay out modules that import from others;
//! what they import follows from what they mention.

mod answer;
mod bodies;
mod declared;
mod docstring;
mod file;
mod imports;
mod names;
mod operation;

use kii_spec::Api;
use serde::Serialize;
use serde_json::Value;

use super::shown;
use crate::{Error, GeneratedFile, banner::Banner, model::ClientModel, templates::Templates};

/// The folder of the package, and that of its modules.
pub(super) const FOLDER: &str = "python";
const MODULES: &str = "src/kii_client/";

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
    declared::declared(&model, &view.exported).refuse_clashes(FOLDER)?;
    let mut files = Vec::new();
    for (path, template) in templates.below("python/files/") {
        files.push(templates.text(template, &view).map(|text| file(path, &text)));
    }
    let module = |path: &str, dots: &str, head: &str, body: &str| {
        let body = body.trim();
        let name = path.trim_start_matches(MODULES).trim_end_matches(".py").replace('/', ".");
        let imports = imports::imports(&view.exported, &name, body, dots);
        // Two lines are empty above a class or a function, and one above anything else.
        let body = match ["@", "class ", "def "].iter().any(|word| body.starts_with(word)) {
            true => format!("\n{body}"),
            false => body.to_owned(),
        };
        let text = templates.text("python/module.py", &ModuleView { head, imports: &imports, body: &body })?;
        Ok::<_, Error>(file(path, &text))
    };
    for (path, template) in templates.below("python/modules/") {
        files.push(templates.text(template, &view).and_then(|text| {
            let (head, body) = text.split_once("\n\n").unwrap_or(("", &text));
            module(path, ".", head, body)
        }));
    }
    for operation in &view.operations {
        let path = format!("{MODULES}operations/{}.py", operation.module);
        let head = docstring::docstring(0, &[&operation.title]);
        let body = templates.text("python/operation.py", operation);
        files.push(body.and_then(|body| module(&path, "..", &head, &body)));
    }
    Error::all(files)
}

/// A file of the package.
fn file(path: &str, text: &str) -> GeneratedFile {
    GeneratedFile { path: [FOLDER, path].iter().collect(), text: Banner::Hash.above(text) }
}
