//! The target `rust`: the packages `types`, `server` and `client`.
//!
//! The spec is turned into view structs of final strings, which templates lay out. What came out is inspected, pruned and
//! formatted.

mod code;
mod elements;
mod inspect;
mod laid_out;
mod mentions;
mod model;
mod names;
mod prune;
mod view;

use std::{collections::BTreeMap, path::PathBuf};

use kii_spec::Api;
use serde_json::{Map, Value, json};

use self::{
    code::Code,
    inspect::{Clash, Inspected},
    laid_out::{Content, LaidOut},
    model::Model,
    view::file::{self, ApiView},
};
use super::shown;
use crate::{Error, GeneratedFile, banner::Banner, templates::Templates};

/// The folders of the packages.
pub(super) const PACKAGES: [&str; 3] = ["client", "server", "types"];

/// The texts of the licences: what is made from the templates is under those of the templates.
const LICENCES: [(&str, &str); 2] = [
    ("LICENSE-APACHE", include_str!("../../../LICENSE-APACHE")),
    ("LICENSE-MIT", include_str!("../../../LICENSE-MIT")),
];

/// What the templates get: those below `files` one view, and those below `operation` one for each operation.
pub(super) fn views(api: &Api) -> Result<Value, Error> {
    let model = Model::of(api)?;
    let operation = |operation| file::operation(&model, operation);
    let operations = model.operations.iter().map(|one| Ok((one.spec.id.to_string(), shown(&operation(one)?)?)));
    let operations = operations.collect::<Result<Map<_, _>, Error>>()?;
    Ok(json!({ "files": shown(&file::api(&model)?)?, "operation": operations }))
}

/// The packages.
///
/// Each template below `files` lays out the file of the same path, and each below `operation` one file an operation in the
/// package of that name. Each package has the licences.
///
/// # Errors
///
/// When the spec says something for which there is no code, when a template is broken, or when what came out is not Rust or
/// has two items of one name.
pub(super) fn files(api: &Api, templates: &Templates) -> Result<Vec<GeneratedFile>, Error> {
    let model = Model::of(api)?;
    let view: ApiView = file::api(&model)?;
    let mut laid_out = Vec::new();
    for (path, template) in templates.below("rust/files/") {
        laid_out.push(LaidOut::by(templates, path, template, &view));
    }
    for operation in &model.operations {
        let view = file::operation(&model, operation)?;
        for (package, template) in templates.below("rust/operation/") {
            let package = package.trim_end_matches(".rs");
            let path = format!("{package}/src/operation/{}.rs", operation.function);
            laid_out.push(LaidOut::by(templates, &path, template, &view));
        }
    }
    let mut laid_out = Error::all(laid_out)?;
    refuse_clashes(api, &mut laid_out)?;
    prune_packages(&mut laid_out);
    // Each tree goes when its file is written.
    Ok(laid_out.into_iter().map(|mut laid_out| laid_out.file()).chain(licences()).collect())
}

fn licences() -> impl Iterator<Item = GeneratedFile> {
    PACKAGES.into_iter().flat_map(|package| {
        LICENCES.map(|(name, text)| GeneratedFile {
            path: [package, name].iter().collect(),
            text: Banner::Hash.above(text),
        })
    })
}

/// Removes from each package what this spec does not need.
fn prune_packages(laid_out: &mut [LaidOut]) {
    let mut packages: BTreeMap<PathBuf, Vec<(String, &mut Code)>> = BTreeMap::new();
    for LaidOut { path, content } in laid_out {
        if let Content::Code(code) = content {
            let package = path.iter().take(1).collect();
            packages.entry(package).or_default().push((path.display().to_string(), code));
        }
    }
    packages.values_mut().for_each(|files| prune::prune(files));
}

/// Code in which a name stands for two things is an error, with the elements of the spec that have that name.
fn refuse_clashes(api: &Api, laid_out: &mut [LaidOut]) -> Result<(), Error> {
    let mut code: Vec<Inspected<'_>> = Vec::new();
    for LaidOut { path, content } in laid_out.iter() {
        if let Content::Code(parsed) = content {
            code.push(Inspected { file: path.display().to_string(), code: parsed });
        }
    }
    if inspect::clashes(&code).is_empty() {
        return Ok(());
    }
    // Once more, for the lines of the code as it would be written.
    let mut formatted = Vec::new();
    for laid_out in laid_out {
        if let Content::Code(Code { has_holes, .. }) = laid_out.content {
            let tree = syn::parse_file(&laid_out.file().text);
            formatted.extend(tree.map(|tree| (laid_out.path.display().to_string(), Code::of(tree, has_holes))));
        }
    }
    let code = formatted.iter().map(|(file, code)| Inspected { file: file.clone(), code });
    let clashes = inspect::clashes(&code.collect::<Vec<_>>());
    let messages = clashes.into_iter().map(|Clash { file, line, owner, kind, name }| {
        let elements = elements::elements(api, &name);
        let of_spec = match elements.as_slice() {
            [] => String::from("no element of the spec is called so, which is a defect of the generator"),
            [one] => format!("in the spec it is {one}: give that another name"),
            several => format!("in the spec it is {}: give one of them another name", several.join(" and ")),
        };
        format!("{file}:{line}: {owner} has two {kind} called `{name}`; {of_spec}")
    });
    Err(Error::Names(messages.collect()))
}
