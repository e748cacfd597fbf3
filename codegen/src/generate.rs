//! Which files are generated.

use std::path::PathBuf;

use kii_spec::Api;

use crate::{
    Error,
    model::Model,
    render::Renderer,
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
    let mut files = Vec::new();
    for (path, template) in renderer.below("files/") {
        files.push(renderer.file(path, template, &view)?);
    }
    for operation in &model.operations {
        let view = file::operation(&model, operation)?;
        for (package, template) in renderer.below("operation/") {
            let package = package.trim_end_matches(".rs");
            let path = format!("{package}/src/operation/{}.rs", operation.function);
            files.push(renderer.file(&path, template, &view)?);
        }
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}
