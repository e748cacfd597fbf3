//! The values of a target as they were given, each with its place, and the problems found in them.

use std::{collections::BTreeMap, path::PathBuf};

use secrecy::{ExposeSecret as _, SecretString};

use super::{Field, Key};
use crate::values::visible::unsafe_characters;

/// What the template has in place of a value.
const PLACEHOLDER: &str = "...";

/// A value and where it was given.
pub(super) struct Setting {
    pub(super) value: SecretString,
    pub(super) place: String,
    /// The folder to which a relative path in it refers.
    pub(super) folder: PathBuf,
}

/// The values of a target, before they are checked.
#[derive(Default)]
pub(super) struct Settings {
    pub(super) given: BTreeMap<Key, Setting>,
    /// By name in lower case, as names of headers are case-insensitive.
    pub(super) headers: BTreeMap<String, Setting>,
    /// The names of capabilities that the target does not offer.
    pub(super) without: Vec<Setting>,
    pub(super) problems: Vec<String>,
}

impl Settings {
    /// Sets a value, in place of one that was given before.
    pub(super) fn set(&mut self, key: &Key, mut setting: Setting) {
        // A password may be anything that can be typed.
        let may_have_blanks = matches!(key, Key::Principal(_, Field::LoginSecret(_)));
        if let Some(stray) = stray(setting.value.expose_secret(), may_have_blanks) {
            self.problems.push(format!("{}: {key} {stray}", setting.place));
            // What is wrong with the rest of it is wrong without these characters, too.
            setting.value = trimmed(setting.value.expose_secret()).into();
        }
        if setting.value.expose_secret().trim().is_empty() {
            self.problems.push(format!("{}: {key} is empty; give a value or leave it out", setting.place));
        }
        if setting.value.expose_secret() == PLACEHOLDER {
            let place = &setting.place;
            self.problems.push(format!("{place}: {key} is still `{PLACEHOLDER}`; give a value or leave it out"));
        }
        self.given.insert(key.clone(), setting);
    }

    /// Whether a key was given.
    pub(super) fn has(&self, key: &Key) -> bool {
        self.given.contains_key(key)
    }

    /// The value of a key, if it was given.
    pub(super) fn value(&self, key: &Key) -> Option<SecretString> {
        self.given.get(key).map(|setting| setting.value.clone())
    }

    /// The value of a key that is no secret, if it was given.
    pub(super) fn text(&self, key: &Key) -> Option<String> {
        self.given.get(key).map(|setting| setting.value.expose_secret().to_owned())
    }

    /// The value of a key, which has to be given.
    pub(super) fn required(&mut self, key: &Key) -> Option<SecretString> {
        let value = self.value(key);
        if value.is_none() {
            self.problems.push(missing(key));
        }
        value
    }

    /// The value of a key, parsed by `parse`, if it was given and is not empty. An error of `parse` becomes a problem.
    pub(super) fn parse<T>(&mut self, key: &Key, parse: impl FnOnce(&Setting) -> Result<T, String>) -> Option<T> {
        let setting = self.given.get(key).filter(|setting| !setting.value.expose_secret().trim().is_empty())?;
        let problem = match parse(setting) {
            Ok(value) => return Some(value),
            Err(why) => format!("{}: {key}: {why}", setting.place),
        };
        self.problems.push(problem);
        None
    }

    /// Notes a problem when only one of two keys is given that are useless without each other.
    pub(super) fn require_both(&mut self, one: &Key, other: &Key) {
        for (given, missing) in [(one, other), (other, one)] {
            if let (Some(setting), false) = (self.given.get(given), self.has(missing)) {
                let place = &setting.place;
                let variable = missing.variable();
                let problem = format!(
                    "{place}: {given} is of no use without {missing}; give {missing} as well, there or in {variable}"
                );
                self.problems.push(problem);
            }
        }
    }

    /// Notes a problem when two keys are given that exclude each other.
    pub(super) fn exclude(&mut self, one: &Key, other: &Key) {
        if let (Some(first), Some(second)) = (self.given.get(one), self.given.get(other)) {
            let (here, there) = (&second.place, &first.place);
            let problem = format!("{here}: {other} is given beside {one} ({there}); leave one of them out");
            self.problems.push(problem);
        }
    }
}

/// What nobody sees at the ends of a value and what does not belong there, if there is anything: a variable that was read from
/// a file with Windows line ends has a carriage return behind its value.
pub(super) fn stray(value: &str, may_have_blanks: bool) -> Option<String> {
    if value.trim().is_empty() {
        return None;
    }
    let is_stray = |char: &char| is_unseen(*char) && !(may_have_blanks && *char == ' ');
    let last = value.chars().next_back().filter(is_stray).map(|char| (char, "ends with"));
    let first = value.chars().next().filter(is_stray).map(|char| (char, "begins with"));
    let (char, place) = last.or(first)?;
    let name = match char {
        '\r' => "a carriage return (\\r), as files with Windows line ends give it".to_owned(),
        '\n' => "a line feed (\\n)".to_owned(),
        '\t' => "a tab (\\t)".to_owned(),
        ' ' => "a blank".to_owned(),
        '\u{a0}' => "a no-break space (U+00A0)".to_owned(),
        '\u{feff}' => "a byte order mark (U+FEFF)".to_owned(),
        char => format!("the invisible character U+{:04X}", u32::from(char)),
    };
    Some(format!("{place} {name}; remove it"))
}

/// A value without what is [`stray`] at its ends.
fn trimmed(value: &str) -> &str {
    value.trim_matches(is_unseen)
}

fn is_unseen(char: char) -> bool {
    char.is_whitespace() || unsafe_characters(char.encode_utf8(&mut [0; 4])).next().is_some()
}

/// The message for a key that was not given.
pub(super) fn missing(key: &Key) -> String {
    format!("{key} is not given; write it in the target file (--target FILE) or set {}", key.variable())
}
