//! Reads a target: a file, then the environment over it, then `--url` over both. Reports every problem at once.
//!
//! Values are read as secrets, all of them, and excerpts of the file are never shown: whatever is wrong with a token, a
//! message says where it is and not what it is.

use std::{collections::BTreeMap, env::VarError, error::Error, fmt, fs, ops::Range, path::Path};

use secrecy::{ExposeSecret as _, SecretString};
use toml::de::DeTable;
use url::Url;

use super::{Account, Key, Principal, Target};

/// Where a target's values come from, the weakest first.
pub struct Sources<'a> {
    /// A target file.
    pub file: Option<&'a Path>,
    /// The environment.
    pub variable: &'a dyn Fn(&str) -> Result<String, VarError>,
    /// The base URL as given on the command line.
    pub url: Option<&'a str>,
}

/// Everything that is wrong with what was said about a target.
#[derive(Clone, PartialEq, Eq)]
pub struct TargetError {
    problems: Vec<String>,
}

/// A value, and where it was given.
struct Setting {
    value: SecretString,
    place: String,
}

/// What was said, before anything is made of it.
#[derive(Default)]
struct Settings {
    given: BTreeMap<Key, Setting>,
    problems: Vec<String>,
}

impl Target {
    /// Reads a target from wherever it is given.
    ///
    /// # Errors
    /// With every problem of what was given, each with its place.
    pub fn load(sources: &Sources<'_>) -> Result<Self, TargetError> {
        let mut settings = Settings::default();
        if let Some(path) = sources.file {
            match fs::read_to_string(path) {
                Ok(text) => settings.read(&text, &path.display().to_string()),
                Err(error) => settings.problems.push(format!("{}: cannot be read: {error}", path.display())),
            }
        }
        for key in Key::ALL {
            let name = key.variable();
            match (sources.variable)(&name) {
                Ok(value) => settings.give(*key, &value, format!("environment variable {name}")),
                Err(VarError::NotPresent) => {}
                Err(VarError::NotUnicode(_)) => {
                    settings.problems.push(format!("environment variable {name}: is not UTF-8"));
                }
            }
        }
        if let Some(url) = sources.url {
            settings.give(Key::BaseUrl, url, "--url".to_owned());
        }
        settings.resolve()
    }

    /// Reads a target from the text of a target file; `origin` names it in messages.
    ///
    /// # Errors
    /// With every problem of the text, each with its place.
    pub fn from_toml(text: &str, origin: &str) -> Result<Self, TargetError> {
        let mut settings = Settings::default();
        settings.read(text, origin);
        settings.resolve()
    }
}

impl Settings {
    fn read(&mut self, text: &str, origin: &str) {
        let (table, errors) = DeTable::parse_recoverable(text);
        // The parser's own text would quote the line, and with it perhaps a secret.
        for error in errors {
            let place = error.span().map_or_else(|| origin.to_owned(), |span| place(text, origin, &span));
            self.problems.push(format!("{place}: {}", error.message()));
        }
        self.walk(table.get_ref(), "", &|span| place(text, origin, &span));
    }

    fn walk(&mut self, table: &DeTable<'_>, prefix: &str, place: &dyn Fn(Range<usize>) -> String) {
        for (name, value) in table {
            let path = match prefix {
                "" => name.get_ref().to_string(),
                prefix => format!("{prefix}.{}", name.get_ref()),
            };
            let found = value.get_ref();
            match (Key::at(&path), found.as_str(), found.as_table()) {
                (Some(key), Some(text), _) => self.give(key, text, place(value.span())),
                (Some(_), None, _) => self.problems.push(format!(
                    "{}: {path}: expected a string, found {}",
                    place(value.span()),
                    found.type_str()
                )),
                (None, _, Some(inner)) if Key::is_table(&path) => self.walk(inner, &path, place),
                (None, _, None) if Key::is_table(&path) => self.problems.push(format!(
                    "{}: {path}: expected a table, found {}",
                    place(value.span()),
                    found.type_str()
                )),
                (None, ..) => self.problems.push(format!(
                    "{}: unknown key `{path}`; allowed here: {}",
                    place(name.span()),
                    Key::names_in(prefix).join(", ")
                )),
            }
        }
    }

    fn give(&mut self, key: Key, value: &str, place: String) {
        if value.trim().is_empty() {
            self.problems.push(format!("{place}: {key} is empty; give a value or leave it out"));
        }
        self.given.insert(key, Setting { value: value.into(), place });
    }

    fn resolve(mut self) -> Result<Target, TargetError> {
        let base = self.base();
        let app_id = self.required(Key::AppId);
        let app_key = self.required(Key::AppKey);
        let principals = Principal::ALL.iter();
        let accounts = principals.filter_map(|principal| Some((*principal, self.account(*principal)?))).collect();
        let group = self.id(Key::GroupId);
        let thing = self.id(Key::ThingId);
        self.check_thing();
        let Self { problems, .. } = self;
        match (base, app_id, app_key) {
            (Some(base), Some(app_id), Some(app_key)) if problems.is_empty() => {
                Ok(Target { base, app_id: app_id.expose_secret().to_owned(), app_key, accounts, group, thing })
            }
            _ => Err(TargetError { problems }),
        }
    }

    fn required(&mut self, key: Key) -> Option<SecretString> {
        let given = self.given.get(&key).map(|setting| setting.value.clone());
        if given.is_none() {
            self.problems.push(missing(key));
        }
        given
    }

    fn id(&self, key: Key) -> Option<String> {
        self.given.get(&key).map(|setting| setting.value.expose_secret().to_owned())
    }

    /// A principal: nothing of it, or all of it.
    fn account(&mut self, principal: Principal) -> Option<Account> {
        let keys = principal.id().into_iter().chain([principal.token()]);
        if !keys.clone().any(|key| self.given.contains_key(&key)) {
            return None;
        }
        for key in keys {
            self.required(key);
        }
        let token = self.given.get(&principal.token())?;
        // RFC 6750, 2.1: what a Bearer token may consist of is less than this; whitespace and controls break the header.
        if !token.value.expose_secret().chars().all(|c| c.is_ascii_graphic()) {
            let problem = format!(
                "{}: {}: a token has no spaces, controls or letters beyond ASCII",
                token.place,
                principal.token()
            );
            self.problems.push(problem);
        }
        let token = token.value.clone();
        let id = principal.id().and_then(|key| self.id(key));
        Some(Account { id, token })
    }

    fn base(&mut self) -> Option<Url> {
        let Some(Setting { value, place }) = self.given.get(&Key::BaseUrl) else {
            self.problems.push(missing(Key::BaseUrl).replace(" or set", ", pass --url URL, or set"));
            return None;
        };
        if value.expose_secret().trim().is_empty() {
            return None;
        }
        let refused = match Url::parse(value.expose_secret()) {
            Ok(url) if !matches!(url.scheme(), "http" | "https") => {
                format!("expected http:// or https://, found {}:", url.scheme())
            }
            Ok(url) if !url.username().is_empty() || url.password().is_some() => {
                "a base URL has no user or password; credentials come from principals and app_key".to_owned()
            }
            Ok(url) if url.query().is_some() || url.fragment().is_some() => {
                "a base URL has no query and no fragment; paths are appended to it".to_owned()
            }
            Ok(url) => return Some(url),
            Err(error) => format!("is not a URL: {error}; expected for example http://127.0.0.1:8080"),
        };
        self.problems.push(format!("{place}: {}: {refused}", Key::BaseUrl));
        None
    }

    /// The thing whose scope is tested is the one that is permitted there.
    fn check_thing(&mut self) {
        let (Some(scope), Some(principal)) = (self.given.get(&Key::ThingId), self.given.get(&Key::ThingThingId)) else {
            return;
        };
        let (ours, theirs) = (scope.value.expose_secret(), principal.value.expose_secret());
        if ours != theirs {
            let problem = format!(
                "{}: {}: expected `{theirs}`, as {} says, found `{ours}`; the thing whose scope is tested has to be the \
                 one that has a token",
                scope.place,
                Key::ThingId,
                Key::ThingThingId
            );
            self.problems.push(problem);
        }
    }
}

fn missing(key: Key) -> String {
    format!("{key} is not given; write it in the target file (--target FILE) or set {}", key.variable())
}

/// `file:line:column` of a place in a text, counted from one.
fn place(text: &str, origin: &str, span: &Range<usize>) -> String {
    let before = text.get(..span.start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("{origin}:{line}:{column}")
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
