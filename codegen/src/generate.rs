//! Which files are generated.

use std::path::PathBuf;

use kii_spec::Api;

use crate::{
    Error, elements,
    inspect::{self, Clash, Inspected},
    model::Model,
    render::{Code, LaidOut, Renderer},
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
        laid_out.push(renderer.file(path, template, &view)?);
    }
    for operation in &model.operations {
        let view = file::operation(&model, operation)?;
        for (package, template) in renderer.below("operation/") {
            let package = package.trim_end_matches(".rs");
            let path = format!("{package}/src/operation/{}.rs", operation.function);
            laid_out.push(renderer.file(&path, template, &view)?);
        }
    }
    let mut files: Vec<GeneratedFile> = laid_out.iter().map(|file| file.file.clone()).collect();
    refuse_clashes(api, laid_out)?;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// Code in which a name stands for two things is an error, with the elements of the spec that have that name.
fn refuse_clashes(api: &Api, laid_out: Vec<LaidOut>) -> Result<(), Error> {
    let inspected = |file: &GeneratedFile, tree, names_types| Inspected { file: name(file), tree, names_types };
    let code: Vec<_> = laid_out.into_iter().filter_map(|LaidOut { file, code }| Some((file, code?))).collect();
    let (files, trees): (Vec<_>, Vec<_>) = code
        .into_iter()
        .map(|(file, Code { tree, has_holes })| ((file.clone(), has_holes), inspected(&file, tree, has_holes)))
        .unzip();
    if inspect::clashes(&trees).is_empty() {
        return Ok(());
    }
    // Once more, for the lines of the code as it would be written.
    let formatted = files
        .iter()
        .filter_map(|(file, has_holes)| Some(inspected(file, syn::parse_file(&file.text).ok()?, *has_holes)));
    let clashes = inspect::clashes(&formatted.collect::<Vec<_>>());
    let told = clashes.into_iter().map(|Clash { file, line, owner, kind, name }| {
        let elements = elements::elements(api, &name);
        let of_spec = match elements.as_slice() {
            [] => String::from("no element of the spec is called so, which is a defect of the generator"),
            [one] => format!("in the spec it is {one}: give that another name"),
            several => format!("in the spec it is {}: give one of them another name", several.join(" and ")),
        };
        format!("{file}:{line}: {owner} has two {kind} called `{name}`; {of_spec}")
    });
    Err(Error::Names(told.collect()))
}

fn name(file: &GeneratedFile) -> String {
    file.path.display().to_string()
}
