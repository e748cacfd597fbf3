//! Which files are generated.

use std::{collections::BTreeMap, path::PathBuf};

use kii_spec::Api;

use crate::{
    Error, elements,
    inspect::{self, Clash, Inspected},
    model::Model,
    prune,
    render::{Content, LaidOut, Renderer},
    view::file::{self, ApiView},
};

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Where it belongs, below `generated/`.
    pub path: PathBuf,
    /// Its whole text.
    pub text: String,
}

/// All the code that follows from a spec: the same files, byte by byte, for the same spec.
///
/// Each template below `files` lays out the file of the same path, and each below `operation` one file an operation in the
/// package of that name.
///
/// # Errors
///
/// When the spec says something for which there is no code, when a template is broken, or when what came out is not Rust or
/// has two items of one name.
pub fn generate(api: &Api) -> Result<Vec<GeneratedFile>, Error> {
    let renderer = Renderer::new()?;
    let model = Model::of(api)?;
    let view: ApiView = file::api(&model)?;
    let mut laid_out = Vec::new();
    for (path, template) in renderer.below("files/") {
        laid_out.push(renderer.lay_out(path, template, &view)?);
    }
    for operation in &model.operations {
        let view = file::operation(&model, operation)?;
        for (package, template) in renderer.below("operation/") {
            let package = package.trim_end_matches(".rs");
            let path = format!("{package}/src/operation/{}.rs", operation.function);
            laid_out.push(renderer.lay_out(&path, template, &view)?);
        }
    }
    refuse_clashes(api, &mut laid_out)?;
    prune_packages(&mut laid_out);
    let mut files: Vec<GeneratedFile> = laid_out.iter_mut().map(LaidOut::file).collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// Removes from each package what this spec does not need.
fn prune_packages(laid_out: &mut [LaidOut]) {
    let mut packages: BTreeMap<PathBuf, Vec<(String, &mut syn::File)>> = BTreeMap::new();
    for LaidOut { path, content } in laid_out {
        if let Content::Code { tree, .. } = content {
            let package = path.iter().take(1).collect();
            packages.entry(package).or_default().push((path.display().to_string(), tree));
        }
    }
    packages.values_mut().for_each(|files| prune::prune(files));
}

/// Code in which a name stands for two things is an error, with the elements of the spec that have that name.
fn refuse_clashes(api: &Api, laid_out: &mut [LaidOut]) -> Result<(), Error> {
    let mut code: Vec<Inspected<'_>> = Vec::new();
    for LaidOut { path, content } in laid_out.iter() {
        if let Content::Code { tree, has_holes } = content {
            code.push(Inspected { file: path.display().to_string(), tree, names_types: *has_holes });
        }
    }
    if inspect::clashes(&code).is_empty() {
        return Ok(());
    }
    // Once more, for the lines of the code as it would be written.
    let mut formatted = Vec::new();
    for laid_out in laid_out {
        if let Content::Code { has_holes, .. } = laid_out.content {
            formatted
                .extend(syn::parse_file(&laid_out.file().text).map(|tree| (laid_out.path.clone(), tree, has_holes)));
        }
    }
    let code = formatted.iter().map(|(path, tree, has_holes)| Inspected {
        file: path.display().to_string(),
        tree,
        names_types: *has_holes,
    });
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
