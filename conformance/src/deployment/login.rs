//! The credentials with which a principal gets a token: a grant of OAuth 2.0 (RFC 6749).

use kii_spec::{Grant, Principal};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::{Key, secret::Secrets, settings::Settings};

/// The credentials with which a principal gets a token.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    grant: Grant,
    /// The user's name or the client's ID.
    name: String,
    /// The password or the client's secret.
    secret: SecretString,
}

impl Login {
    /// Reads the settings of a principal's login and notes their problems; `None` when they are incomplete.
    pub(super) fn resolve(settings: &mut Settings, principal: &Principal) -> Option<Self> {
        let [name, secret] = &Key::login(principal);
        settings.require_both(name, secret);
        Some(Self { grant: principal.grant, name: settings.text(name)?, secret: settings.value(secret)? })
    }

    /// The content of the token request (4.3.2, 4.4.2), which contains the secret.
    pub(crate) fn content(&self) -> Value {
        let (name, secret) = (&self.name, self.secret.expose_secret());
        match self.grant {
            Grant::Password => json!({ "grant_type": "password", "username": name, "password": secret }),
            Grant::ClientCredentials => {
                json!({ "grant_type": "client_credentials", "client_id": name, "client_secret": secret })
            }
        }
    }

    /// Adds its secrets.
    pub(super) fn add_secrets(&self, secrets: &mut Secrets, shortest: usize) {
        let secret = self.secret.expose_secret();
        secrets.add(secret, shortest);
        secrets.add(&format!("{}:{secret}", self.name), shortest);
    }
}
