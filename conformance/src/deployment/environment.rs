//! What the environment says of a target: the variables of the process, and those of a `.env` file under them.
//!
//! The process's own environment is never changed, and nothing but variables that begin with `KII_` is looked at.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret as _, SecretString};

use super::{Key, TargetError, WITHOUT};

/// What the names of all variables begin with.
const PREFIX: &str = "KII_";

/// What the names of variables that give a header begin with.
const HEADER: &str = "KII_HEADER_";

/// The variable that names the target file.
pub const TARGET_FILE: &str = "KII_TARGET";

/// The file that is read without being named.
pub const ENV_FILE: &str = ".env";

/// The variables that say something of a target.
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
    /// Where paths in it begin.
    pub(super) folder: PathBuf,
}

impl Environment {
    /// Takes what these variables say.
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
                    let variable = Variable { value: value.into(), place, folder: PathBuf::new() };
                    environment.variables.insert(name, variable);
                }
                Err(_) => environment.problems.push(format!("{place}: is not UTF-8")),
            }
        }
        environment
    }

    /// The same with a file under it: `file` when it is named, or else `.env` in the current folder when there is one.
    #[must_use]
    pub fn over(self, file: Option<&Path>) -> Self {
        let path = file.unwrap_or(Path::new(ENV_FILE));
        match (fs::read_to_string(path), file) {
            (Ok(text), _) => self.over_text(&text, path, file.is_some()),
            (Err(error), None) if error.kind() == io::ErrorKind::NotFound => self,
            (Err(error), _) => {
                let problem = format!("{}: cannot be read: {error}", path.display());
                Self { problems: [self.problems, vec![problem]].concat(), ..self }
            }
        }
    }

    /// The same with the text of a file under it. One that is meant for other programs may be of a form of their own.
    fn over_text(mut self, text: &str, path: &Path, is_ours: bool) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        let mut seen = BTreeSet::new();
        for item in dotenvy::from_read_iter(text.as_bytes()) {
            match item {
                Ok((name, value)) if name.starts_with(PREFIX) => {
                    let place = format!("{}: {name}", place(text, path, |line| assigns(line, &name)));
                    if !seen.insert(name.clone()) {
                        self.problems.push(format!("{place}: is given twice in this file"));
                    } else if !is_known(&name) {
                        self.problems
                            .push(format!("{place}: unknown variable; `run --help` lists those that there are"));
                    }
                    let variable = Variable { value: value.into(), place, folder: folder.clone() };
                    self.variables.entry(name).or_insert(variable);
                }
                Ok(_) => {}
                // The parser's own text would quote the line, and with it perhaps a secret.
                Err(dotenvy::Error::LineParse(wrong, _)) => {
                    // What it names as wrong is either lines from their beginning, or a value alone.
                    let is_meant = |line: &str| wrong.lines().next().is_some_and(|first| line.contains(first));
                    let about_us =
                        wrong.contains(PREFIX) || text.lines().any(|line| is_meant(line) && line.contains(PREFIX));
                    if is_ours || about_us {
                        let place = place(text, path, is_meant);
                        self.problems.push(format!(
                            "{place}: expected NAME=VALUE, the value in single quotes when it has spaces, `$`, `#` or \
                             quotes"
                        ));
                    }
                }
                Err(error) => {
                    self.problems.push(format!("{}: cannot be read: {error}", path.display()));
                    break;
                }
            }
        }
        self
    }

    /// What is wrong with it, if anything is.
    #[must_use]
    pub fn told(&self) -> Option<TargetError> {
        (!self.problems.is_empty()).then(|| TargetError { problems: self.problems.clone() })
    }

    /// Whether a variable is given.
    #[must_use]
    pub fn has(&self, key: Key) -> bool {
        self.variables.contains_key(&key.variable())
    }

    /// The target file that the environment names.
    #[must_use]
    pub fn target_file(&self) -> Option<PathBuf> {
        self.variables.get(TARGET_FILE).map(|variable| variable.folder.join(variable.value.expose_secret()))
    }

    /// What is said of a key.
    pub(super) fn key(&self, key: Key) -> Option<&Variable> {
        self.variables.get(&key.variable())
    }

    /// What is not offered, if that is given.
    pub(super) fn without(&self) -> Option<&Variable> {
        self.variables.get(WITHOUT)
    }

    /// The headers that are given, by their names in lower case.
    pub(super) fn headers(&self) -> impl Iterator<Item = (String, &Variable)> {
        let headers = self.variables.iter().filter_map(|(name, variable)| Some((name.strip_prefix(HEADER)?, variable)));
        headers.map(|(name, variable)| (name.replace('_', "-").to_lowercase(), variable))
    }
}

/// Whether a variable means something.
fn is_known(name: &str) -> bool {
    name == TARGET_FILE
        || name == WITHOUT
        || name.starts_with(HEADER)
        || Key::ALL.iter().any(|key| key.variable() == name)
}

/// Whether a line of a file gives a variable a value.
fn assigns(line: &str, name: &str) -> bool {
    let line = line.trim_start();
    let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
    line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='))
}

/// `file:line` of the last line that is meant, counted from one.
fn place(text: &str, path: &Path, is_meant: impl Fn(&str) -> bool) -> String {
    let lines: Vec<&str> = text.lines().collect();
    match lines.iter().rposition(|line| is_meant(line)) {
        Some(index) => format!("{}:{}", path.display(), index + 1),
        None => path.display().to_string(),
    }
}
