//! Reads a target: a file, then the environment over it, then `--url` over both. Reports every problem at once.
//!
//! Values are read as secrets, all of them, and excerpts of the file are never shown: whatever is wrong with a token, a
//! message says where it is and not what it is.

use std::{
    error::Error,
    fmt, fs,
    ops::Range,
    path::{Path, PathBuf},
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Environment, Key, Target,
    settings::{Setting, Settings},
    without,
};

/// The table of headers, whose names are anybody's.
const HEADERS: &str = "headers";

/// Where a target's values come from, the weakest first.
pub struct Sources<'a> {
    /// A target file.
    pub file: Option<&'a Path>,
    /// The environment.
    pub environment: &'a Environment,
    /// The base URL as given on the command line.
    pub url: Option<&'a str>,
}

/// Everything that is wrong with what was said about a target.
#[derive(Clone, PartialEq, Eq)]
pub struct TargetError {
    pub(super) problems: Vec<String>,
}

impl Target {
    /// Reads a target from wherever it is given. Principals that log in have no token yet.
    ///
    /// # Errors
    /// With every problem of what was given, each with its place.
    pub fn load(sources: &Sources<'_>) -> Result<Self, TargetError> {
        let mut settings = Settings::default();
        settings.problems.extend(sources.environment.problems.iter().cloned());
        if let Some(path) = sources.file {
            match fs::read_to_string(path) {
                Ok(text) => File::new(&text, path).read(&mut settings),
                Err(error) => settings.problems.push(format!("{}: cannot be read: {error}", path.display())),
            }
        }
        for key in Key::ALL {
            if let Some(variable) = sources.environment.key(*key) {
                settings.give(*key, variable.into());
            }
        }
        settings.headers.extend(sources.environment.headers().map(|(name, variable)| (name, variable.into())));
        if let Some(url) = sources.url {
            let setting = Setting { value: url.into(), place: "--url".to_owned(), folder: PathBuf::new() };
            settings.give(Key::BaseUrl, setting);
        }
        settings.resolve()
    }

    /// Reads a target from the text of a target file; `origin` names it in messages.
    ///
    /// # Errors
    /// With every problem of the text, each with its place.
    pub fn from_toml(text: &str, origin: &str) -> Result<Self, TargetError> {
        let mut settings = Settings::default();
        File::new(text, Path::new(origin)).read(&mut settings);
        settings.resolve()
    }
}

/// A target file.
struct File<'a> {
    text: &'a str,
    path: &'a Path,
    folder: PathBuf,
}

impl<'a> File<'a> {
    fn new(text: &'a str, path: &'a Path) -> Self {
        Self { text, path, folder: path.parent().map(Path::to_owned).unwrap_or_default() }
    }

    fn read(&self, settings: &mut Settings) {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        // The parser's own text would quote the line, and with it perhaps a secret.
        for error in errors {
            let place = error.span().map_or_else(|| self.path.display().to_string(), |span| self.place(&span));
            settings.problems.push(format!("{place}: {}", error.message()));
        }
        self.walk(table.get_ref(), "", settings);
    }

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
            let is_table = path == HEADERS || Key::is_table(&path);
            let wanted = match (prefix == HEADERS, Key::at(&path), found.as_str(), found.as_table()) {
                (true, _, Some(text), _) => {
                    let name = name.get_ref().to_lowercase();
                    if settings.headers.insert(name, setting(text)).is_some() {
                        settings.problems.push(format!("{place}: {path} is given twice, in another spelling"));
                    }
                    continue;
                }
                (false, Some(key), Some(text), _) => {
                    settings.give(key, setting(text));
                    continue;
                }
                (false, _, _, Some(inner)) if is_table => {
                    self.walk(inner, &path, settings);
                    continue;
                }
                (true, ..) | (false, Some(_), None, _) => "a string",
                (false, None, _, None) if is_table => "a table",
                (false, None, ..) => {
                    let mut allowed = Key::names_in(prefix);
                    if prefix.is_empty() {
                        allowed.extend([HEADERS, without::KEY]);
                    }
                    let (place, allowed) = (self.place(&name.span()), allowed.join(", "));
                    settings.problems.push(format!("{place}: unknown key `{path}`; allowed here: {allowed}"));
                    continue;
                }
            };
            settings.problems.push(format!("{place}: {path}: expected {wanted}, found {}", found.type_str()));
        }
    }

    /// What stands under `without`: words in a list.
    fn words(&self, value: &Spanned<DeValue<'_>>, settings: &mut Settings) {
        let wrong = |value: &Spanned<DeValue<'_>>| {
            let (place, found) = (self.place(&value.span()), value.get_ref().type_str());
            format!("{place}: {}: expected words in a list, for example [\"ranges\"], found {found}", without::KEY)
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

impl From<&super::environment::Variable> for Setting {
    fn from(variable: &super::environment::Variable) -> Self {
        Self { value: variable.value.clone(), place: variable.place.clone(), folder: variable.folder.clone() }
    }
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the target cannot be used as it is given:")?;
        self.problems.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

/// The same text: what `unwrap` shows in a test is what people read.
impl fmt::Debug for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for TargetError {}
