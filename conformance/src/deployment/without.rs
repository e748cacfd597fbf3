//! What a target says that it does not offer.

use std::path::PathBuf;

use kii_spec::{Api, CapabilityName, document::suggestion};
use secrecy::ExposeSecret as _;

use super::{Environment, Target, TargetError, environment::Variable, settings::Setting};

/// The key of a target file under which it stands.
pub(super) const KEY: &str = "without";

/// The variable that gives it: words with commas between them.
pub const WITHOUT: &str = "KII_WITHOUT";

/// A word for what is not offered, and where it was given.
#[derive(Clone, Debug)]
pub(super) struct Without {
    word: String,
    place: String,
}

impl Without {
    /// Whether this is the capability that is meant.
    pub(super) fn names(&self, capability: &CapabilityName) -> bool {
        self.word == capability.0
    }
}

impl From<&Setting> for Without {
    fn from(setting: &Setting) -> Self {
        Self { word: setting.value.expose_secret().to_owned(), place: setting.place.clone() }
    }
}

/// The words of a variable. One that is empty says that nothing is left out, whatever the file says.
pub(super) fn words(variable: &Variable) -> Vec<Setting> {
    let words = variable.value.expose_secret().split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(|word| Setting { value: word.into(), place: variable.place.clone(), folder: PathBuf::new() }).collect()
}

impl Target {
    /// The same target once every word for what it does not offer has a meaning, with those of the environment over its own.
    ///
    /// # Errors
    /// With every word that means nothing.
    pub fn limited(mut self, api: &Api, environment: &Environment) -> Result<Self, TargetError> {
        if let Some(variable) = environment.without() {
            self.without = words(variable).iter().map(Without::from).collect();
        }
        let names = api.service.capabilities.keys();
        let allowed = names.map(|name| name.0.as_str());
        let unknown = self.without.iter().filter(|without| allowed.clone().all(|name| name != without.word));
        let problems: Vec<String> = unknown
            .map(|Without { word, place }| {
                let allowed = suggestion(word, allowed.clone());
                format!("{place}: {KEY}: `{word}` is nothing that a target can leave out; {allowed}")
            })
            .collect();
        match problems.is_empty() {
            true => Ok(self),
            false => Err(TargetError { problems }),
        }
    }
}
