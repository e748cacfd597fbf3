//! What was said of a target, value by value, before anything is made of it; and everything that is wrong with it.

use std::{collections::BTreeMap, path::PathBuf};

use secrecy::{ExposeSecret as _, SecretString};

use super::Key;

/// What stands in the template where a value belongs.
const TO_FILL_IN: &str = "...";

/// A value, and where it was given.
pub(super) struct Setting {
    pub(super) value: SecretString,
    pub(super) place: String,
    /// Where a relative path in it begins.
    pub(super) folder: PathBuf,
}

/// What was said, before anything is made of it.
#[derive(Default)]
pub(super) struct Settings {
    pub(super) given: BTreeMap<Key, Setting>,
    /// By their names in lower case, as names of headers mean the same in either.
    pub(super) headers: BTreeMap<String, Setting>,
    /// What is not offered, word by word.
    pub(super) without: Vec<Setting>,
    pub(super) problems: Vec<String>,
}

impl Settings {
    /// Takes a value, over one that was given before.
    pub(super) fn give(&mut self, key: Key, setting: Setting) {
        if setting.value.expose_secret().trim().is_empty() {
            self.problems.push(format!("{}: {key} is empty; give a value or leave it out", setting.place));
        }
        if setting.value.expose_secret() == TO_FILL_IN {
            let place = &setting.place;
            self.problems.push(format!("{place}: {key} is still `{TO_FILL_IN}`; give a value or leave it out"));
        }
        self.given.insert(key, setting);
    }

    /// Whether a key was given.
    pub(super) fn has(&self, key: Key) -> bool {
        self.given.contains_key(&key)
    }

    /// The value of a key, if it was given.
    pub(super) fn value(&self, key: Key) -> Option<SecretString> {
        self.given.get(&key).map(|setting| setting.value.clone())
    }

    /// The value of a key that is no secret, if it was given.
    pub(super) fn text(&self, key: Key) -> Option<String> {
        self.given.get(&key).map(|setting| setting.value.expose_secret().to_owned())
    }

    /// The value of a key; that it was not given is a problem.
    pub(super) fn required(&mut self, key: Key) -> Option<SecretString> {
        let value = self.value(key);
        if value.is_none() {
            self.problems.push(missing(key));
        }
        value
    }

    /// What becomes of a value, if it was given and is not empty; why nothing does is a problem.
    pub(super) fn check<T>(&mut self, key: Key, check: impl FnOnce(&Setting) -> Result<T, String>) -> Option<T> {
        let setting = self.given.get(&key).filter(|setting| !setting.value.expose_secret().trim().is_empty())?;
        let problem = match check(setting) {
            Ok(value) => return Some(value),
            Err(why) => format!("{}: {key}: {why}", setting.place),
        };
        self.problems.push(problem);
        None
    }

    /// Two keys of which each is of no use without the other.
    pub(super) fn together(&mut self, one: Key, other: Key) {
        for (given, missing) in [(one, other), (other, one)] {
            if let (Some(setting), false) = (self.given.get(&given), self.has(missing)) {
                let place = &setting.place;
                let variable = missing.variable();
                let problem =
                    format!("{place}: {given} is of no use without {missing}; give that, too, there or in {variable}");
                self.problems.push(problem);
            }
        }
    }

    /// Two keys that say the same in two ways.
    pub(super) fn apart(&mut self, one: Key, other: Key) {
        if let (Some(first), Some(second)) = (self.given.get(&one), self.given.get(&other)) {
            let (here, there) = (&second.place, &first.place);
            let problem = format!("{here}: {other} is given beside {one} ({there}); leave one of them out");
            self.problems.push(problem);
        }
    }
}

/// What to say of a key that was not given.
pub(super) fn missing(key: Key) -> String {
    format!("{key} is not given; write it in the target file (--target FILE) or set {}", key.variable())
}
