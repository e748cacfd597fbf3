//! The environment variables that give values of a target: those of the process, and below them those of an env file.
//!
//! The suite reads only variables that begin with `KII_` and never changes the environment of the process.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret as _, SecretString};

use super::{
    Key, Keys, TargetError, WITHOUT, env_file,
    settings::{Setting, stray},
};

/// The beginning of the names of all variables.
pub(crate) const PREFIX: &str = "KII_";

/// The beginning of the names of variables that give a header.
const HEADER: &str = "KII_HEADER_";

/// The variable that names the target file.
pub(crate) const TARGET_FILE: &str = "KII_TARGET";

/// The env file that is read without being named.
const ENV_FILE: &str = ".env";

/// The environment variables that give values of a target.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    variables: BTreeMap<String, Variable>,
    pub(super) problems: Vec<String>,
}

/// The value of a variable, and where it was given.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) value: SecretString,
    pub(super) place: String,
    /// The folder to which relative paths in it refer.
    pub(super) folder: PathBuf,
}

impl From<&Variable> for Setting {
    fn from(variable: &Variable) -> Self {
        Self { value: variable.value.clone(), place: variable.place.clone(), folder: variable.folder.clone() }
    }
}

impl Environment {
    /// An environment of these variables.
    pub fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let mut environment = Self::default();
        for (name, value) in variables {
            let name = name.to_string_lossy().into_owned();
            if !name.starts_with(PREFIX) {
                continue;
            }
            let place = format!("environment variable {name}");
            match value.into_string() {
                Ok(value) => {
                    environment.problems.extend(stray_in_path(&name, &place, &value));
                    let variable = Variable { value: value.into(), place, folder: PathBuf::new() };
                    environment.variables.insert(name, variable);
                }
                Err(_) => environment.problems.push(format!("{place}: expected UTF-8, found other bytes")),
            }
        }
        environment
    }

    /// This environment with the variables of an env file that it does not have itself: `file` if one is named, else
    /// `.env` in the current folder if it exists.
    #[must_use]
    pub fn with_env_file(mut self, file: Option<&Path>, keys: &Keys) -> Self {
        let path = file.unwrap_or(Path::new(ENV_FILE));
        let read = fs::read_to_string(path).and_then(|text| env_file::read(&text));
        match (read, file) {
            (Ok(items), _) => self.add(items, path, file.is_some(), keys),
            (Err(error), None) if error.kind() == io::ErrorKind::NotFound => {}
            (Err(error), _) => self.problems.push(format!("{}: cannot be read: {error}", path.display())),
        }
        self
    }

    /// Adds the variables of an env file. A `.env` that nobody named may be for other programs, in a form of their own.
    fn add(&mut self, items: Vec<env_file::Item>, path: &Path, is_named: bool, keys: &Keys) {
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let mut seen = BTreeSet::new();
        for item in items {
            match item {
                env_file::Item::Variable { name, value, line } if name.starts_with(PREFIX) => {
                    let place = format!("{}:{line}: {name}", path.display());
                    if !seen.insert(name.clone()) {
                        self.problems.push(format!("{place}: is given twice in this file; remove one of the lines"));
                    } else if !is_known(&name, keys) {
                        self.problems.push(format!("{place}: unknown variable; `run --help` lists the known ones"));
                    }
                    self.problems.extend(stray_in_path(&name, &place, &value));
                    let variable = Variable { value: value.into(), place, folder: folder.clone() };
                    self.variables.entry(name).or_insert(variable);
                }
                env_file::Item::Variable { .. } => {}
                // The message does not quote the line, which may have a secret in it.
                env_file::Item::Malformed { line, text } => {
                    if is_named || text.contains(PREFIX) {
                        self.problems.push(format!(
                            "{}:{line}: expected NAME=VALUE, the value in single quotes when it has spaces, `$`, `#` or \
                             quotes",
                            path.display()
                        ));
                    }
                }
            }
        }
    }

    /// The problems of the variables and of the env file, if there are any.
    #[must_use]
    pub fn error(&self) -> Option<TargetError> {
        (!self.problems.is_empty()).then(|| TargetError { problems: self.problems.clone() })
    }

    /// Whether a variable gives this key.
    #[must_use]
    pub fn has(&self, key: &Key) -> bool {
        self.variables.contains_key(&key.variable())
    }

    /// The target file that the environment names.
    #[must_use]
    pub fn target_file(&self) -> Option<PathBuf> {
        self.variables.get(TARGET_FILE).map(|variable| variable.folder.join(variable.value.expose_secret()))
    }

    /// The variable that gives a key.
    pub(super) fn key(&self, key: &Key) -> Option<&Variable> {
        self.variables.get(&key.variable())
    }

    /// The variable that names the capabilities that the target does not offer.
    pub(super) fn without(&self) -> Option<&Variable> {
        self.variables.get(WITHOUT)
    }

    /// The variables that give headers, by the header's name in lower case.
    pub(super) fn headers(&self) -> impl Iterator<Item = (String, &Variable)> {
        let headers = self.variables.iter().filter_map(|(name, variable)| Some((name.strip_prefix(HEADER)?, variable)));
        headers.map(|(name, variable)| (name.replace('_', "-").to_lowercase(), variable))
    }
}

/// The problem of a variable that names the target file and has something at its ends that nobody sees. Other values are
/// looked at when they are used.
fn stray_in_path(name: &str, place: &str, value: &str) -> Option<String> {
    let stray = (name == TARGET_FILE).then(|| stray(value, false)).flatten()?;
    Some(format!("{place}: the path of the target file {stray}"))
}

/// Whether a variable has a meaning.
fn is_known(name: &str, keys: &Keys) -> bool {
    name == TARGET_FILE || name == WITHOUT || name.starts_with(HEADER) || keys.iter().any(|key| key.variable() == name)
}
