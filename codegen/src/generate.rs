//! Which files are generated.

use std::path::{Path, PathBuf};

use kii_spec::{Api, parallel};
use serde_json::{Map, Value};

use crate::{Error, Target, templates::Templates};

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Where it belongs, below `generated/`.
    pub path: PathBuf,
    /// Its whole text.
    pub text: String,
}

/// Everything that follows from a spec, by path: the same files, byte by byte, for the same spec.
///
/// # Errors
///
/// When a template is broken, or when the spec lacks what a target needs; then all such targets are named.
pub fn generate(api: &Api) -> Result<Vec<GeneratedFile>, Error> {
    Generator::new()?.files(api)
}

/// Makes the files of some targets.
pub struct Generator {
    targets: Vec<Target>,
    templates: Templates,
}

impl Generator {
    /// Makes the files of every target.
    ///
    /// # Errors
    ///
    /// When a template is broken.
    pub fn new() -> Result<Self, Error> {
        Ok(Self { targets: Target::ALL.to_vec(), templates: Templates::embedded()? })
    }

    /// Makes the files of these targets alone.
    #[must_use]
    pub fn only(self, targets: &[Target]) -> Self {
        Self { targets: targets.to_vec(), ..self }
    }

    /// Takes the templates below a directory in place of those of the same names.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, is no template, or takes no template's place.
    pub fn with_templates(self, dir: &Path) -> Result<Self, Error> {
        Ok(Self { templates: Templates::overridden(dir)?, ..self })
    }

    /// The files, by path.
    ///
    /// # Errors
    ///
    /// As [`generate`].
    pub fn files(&self, api: &Api) -> Result<Vec<GeneratedFile>, Error> {
        let mut files: Vec<_> = self.each(|target| target.files(api, &self.templates))?.into_iter().flatten().collect();
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(files)
    }

    /// What the templates get: for each target that has templates, by the names of its folders.
    ///
    /// # Errors
    ///
    /// As [`generate`].
    pub fn views(&self, api: &Api) -> Result<Value, Error> {
        let views = self.each(|target| Ok((target.name().to_owned(), target.views(api)?)))?;
        let with_templates = views.into_iter().filter(|(_, view)| !view.is_null());
        Ok(Value::Object(with_templates.collect::<Map<_, _>>()))
    }

    /// Does something for every target, several at the same time: none hides the errors of another.
    fn each<T: Send>(&self, work: impl Fn(Target) -> Result<T, Error> + Sync) -> Result<Vec<T>, Error> {
        let results = parallel::map(&self.targets, |target| work(*target));
        let mut done = Vec::new();
        let mut failures = Vec::new();
        for (target, result) in self.targets.iter().zip(results) {
            match result {
                Ok(result) => done.push(result),
                Err(error) => failures.push((*target, error)),
            }
        }
        if failures.is_empty() { Ok(done) } else { Err(Error::Targets(failures)) }
    }
}
