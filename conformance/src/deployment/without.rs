//! The capabilities that a target says it does not offer.

use std::path::PathBuf;

use kii_spec::{Api, CapabilityName, document::suggestion};
use secrecy::ExposeSecret as _;

use super::{Environment, Target, TargetError, environment::Variable, settings::Setting};

/// The key of a target file that lists them.
pub(super) const KEY: &str = "without";

/// The variable that lists them, separated by commas.
pub(crate) const WITHOUT: &str = "KII_WITHOUT";

/// The name of a capability that is not offered, and where it was given.
#[derive(Clone, Debug)]
pub(super) struct Without {
    word: String,
    place: String,
}

impl Without {
    /// Whether it names this capability.
    pub(super) fn names(&self, capability: &CapabilityName) -> bool {
        self.word == capability.0
    }

    /// Where it was given.
    pub(super) fn place(&self) -> &str {
        &self.place
    }
}

impl From<&Setting> for Without {
    fn from(setting: &Setting) -> Self {
        Self { word: setting.value.expose_secret().to_owned(), place: setting.place.clone() }
    }
}

/// The words of the variable. An empty one overrides the file's list with an empty list.
pub(super) fn words(variable: &Variable) -> Vec<Setting> {
    let words = variable.value.expose_secret().split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(|word| Setting { value: word.into(), place: variable.place.clone(), folder: PathBuf::new() }).collect()
}

impl Target {
    /// The same target with the capabilities that the environment lists as not offered, in place of its own list.
    ///
    /// # Errors
    /// With every word of the list that names no capability.
    pub fn with_capabilities_of(mut self, api: &Api, environment: &Environment) -> Result<Self, TargetError> {
        if let Some(variable) = environment.without() {
            self.without = words(variable).iter().map(Without::from).collect();
        }
        let names = api.service.capabilities.keys();
        let allowed = names.map(|name| name.0.as_str());
        let unknown = self.without.iter().filter(|without| allowed.clone().all(|name| name != without.word));
        let problems: Vec<String> = unknown
            .map(|Without { word, place }| {
                let allowed = suggestion(word, allowed.clone());
                format!("{place}: {KEY}: `{word}` is not a capability that a target can leave out; {allowed}")
            })
            .collect();
        match problems.is_empty() {
            true => Ok(self),
            false => Err(TargetError { problems }),
        }
    }
}
