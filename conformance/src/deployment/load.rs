//! Reads a target from a file, the environment and `--url`; each overrides the one before. Reports every problem at once.
//!
//! Every value counts as a secret. Messages give the place of a value and never quote it or its line.

use std::{
    error::Error,
    fmt, fs,
    ops::Range,
    path::{Path, PathBuf},
};

use kii_spec::Api;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Environment, Key, Keys, Target,
    settings::{Setting, Settings},
    without,
};

/// The table of headers, in which any name is allowed.
const HEADERS: &str = "headers";

/// Where a target's values come from; each source overrides those before it.
pub struct Sources<'a> {
    /// A target file.
    pub file: Option<&'a Path>,
    /// The environment.
    pub environment: &'a Environment,
    /// The base URL as given on the command line.
    pub url: Option<&'a str>,
}

/// Everything that is wrong with the values given for a target.
#[derive(Clone, PartialEq, Eq)]
pub struct TargetError {
    pub(super) problems: Vec<String>,
}

impl Target {
    /// Reads a target of this API. Principals that log in have no token yet.
    ///
    /// # Errors
    /// With every problem of the values, each with its place.
    pub fn load(api: &Api, sources: &Sources<'_>) -> Result<Self, TargetError> {
        let (keys, mut settings) = (Keys::of(api), Settings::default());
        settings.problems.extend(sources.environment.problems.iter().cloned());
        if let Some(path) = sources.file {
            match fs::read_to_string(path) {
                Ok(text) => File::new(&text, path, &keys).read(&mut settings),
                Err(error) => {
                    // What is missing in it would be listed as well.
                    let shown = path.display();
                    let problem = format!(
                        "{shown}: cannot be read: {error}; `kii-conformance target init {shown}` writes a template of a target file"
                    );
                    return Err(TargetError { problems: vec![problem] });
                }
            }
        }
        for key in keys.iter() {
            if let Some(variable) = sources.environment.key(key) {
                settings.set(key, variable.into());
            }
        }
        settings.headers.extend(sources.environment.headers().map(|(name, variable)| (name, variable.into())));
        if let Some(url) = sources.url {
            let setting = Setting { value: url.into(), place: "--url".to_owned(), folder: PathBuf::new() };
            settings.set(&Key::BaseUrl, setting);
        }
        settings.resolve(api)
    }

    /// Reads a target of this API from the text of a target file, which messages call `origin`.
    ///
    /// # Errors
    /// With every problem of the text, each with its place.
    pub fn from_toml(api: &Api, text: &str, origin: &str) -> Result<Self, TargetError> {
        let (keys, mut settings) = (Keys::of(api), Settings::default());
        File::new(text, Path::new(origin), &keys).read(&mut settings);
        settings.resolve(api)
    }
}

/// A target file.
struct File<'a> {
    text: &'a str,
    path: &'a Path,
    folder: PathBuf,
    keys: &'a Keys,
}

impl<'a> File<'a> {
    fn new(text: &'a str, path: &'a Path, keys: &'a Keys) -> Self {
        Self { text, path, folder: path.parent().map(Path::to_owned).unwrap_or_default(), keys }
    }

    fn read(&self, settings: &mut Settings) {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        // The parser's whole error would quote the line, which may have a secret in it.
        for error in errors {
            let place = error.span().map_or_else(|| self.path.display().to_string(), |span| self.place(&span));
            settings.problems.push(format!("{place}: {}", error.message()));
        }
        self.walk(table.get_ref(), "", settings);
    }

    /// Reads a table; `prefix` is its path.
    fn walk(&self, table: &DeTable<'_>, prefix: &str, settings: &mut Settings) {
        for (name, value) in table {
            let path = match prefix {
                "" => name.get_ref().to_string(),
                prefix => format!("{prefix}.{}", name.get_ref()),
            };
            let place = self.place(&value.span());
            let found = value.get_ref();
            let setting =
                |text: &str| Setting { value: text.into(), place: place.clone(), folder: self.folder.clone() };
            if path == without::KEY {
                self.words(value, settings);
                continue;
            }
            let is_table = path == HEADERS || self.keys.is_table(&path);
            let wanted = match (prefix == HEADERS, self.keys.at(&path), found.as_str(), found.as_table()) {
                (true, _, Some(text), _) => {
                    let name = name.get_ref().to_lowercase();
                    if settings.headers.insert(name, setting(text)).is_some() {
                        settings.problems.push(format!(
                            "{place}: {path} is given twice: the case of a header's name does not matter; remove one"
                        ));
                    }
                    continue;
                }
                (false, Some(key), Some(text), _) => {
                    settings.set(key, setting(text));
                    continue;
                }
                (false, _, _, Some(inner)) if is_table => {
                    self.walk(inner, &path, settings);
                    continue;
                }
                (true, ..) | (false, Some(_), None, _) => "a string",
                (false, None, _, None) if is_table => "a table",
                (false, None, ..) => {
                    let mut allowed = self.keys.names_in(prefix);
                    if prefix.is_empty() {
                        allowed.extend([HEADERS, without::KEY].map(str::to_owned));
                    }
                    let (place, allowed) = (self.place(&name.span()), allowed.join(", "));
                    settings.problems.push(format!("{place}: unknown key `{path}`; allowed here: {allowed}"));
                    continue;
                }
            };
            settings.problems.push(format!("{place}: {path}: expected {wanted}, found {}", found.type_str()));
        }
    }

    /// Reads the list under `without`.
    fn words(&self, value: &Spanned<DeValue<'_>>, settings: &mut Settings) {
        let wrong = |value: &Spanned<DeValue<'_>>| {
            let (place, found) = (self.place(&value.span()), value.get_ref().type_str());
            format!("{place}: {}: expected a list of words, for example [\"ranges\"], found {found}", without::KEY)
        };
        let Some(items) = value.get_ref().as_array() else {
            settings.problems.push(wrong(value));
            return;
        };
        for item in items {
            match item.get_ref().as_str() {
                Some(word) => settings.without.push(Setting {
                    value: word.into(),
                    place: self.place(&item.span()),
                    folder: self.folder.clone(),
                }),
                None => settings.problems.push(wrong(item)),
            }
        }
    }

    /// `file:line:column` of a place in the text, counted from one.
    fn place(&self, span: &Range<usize>) -> String {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        format!("{}:{line}:{column}", self.path.display())
    }
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the target cannot be used as it is given:")?;
        self.problems.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

/// The same text, so that a test that unwraps it shows what users read.
impl fmt::Debug for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for TargetError {}
