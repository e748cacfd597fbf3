//! What a principal without a token logs in with: a grant of OAuth 2.0 (RFC 6749).

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::{Key, Principal, secret::Secrets, settings::Settings};

/// What a principal logs in with.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    grant: Grant,
    /// The user's name or the client's ID.
    name: String,
    /// The password or the client's secret.
    secret: SecretString,
}

/// The ways to log in.
#[derive(Clone, Copy, Debug)]
enum Grant {
    /// With a name and a password (4.3).
    Password,
    /// With a client's ID and secret (4.4).
    ClientCredentials,
}

impl Login {
    /// What was said of a principal's login; what is wrong with it is noted.
    pub(super) fn resolve(settings: &mut Settings, principal: Principal) -> Option<Self> {
        let [name, secret] = principal.login();
        settings.together(name, secret);
        let grant = match principal {
            Principal::Admin => Grant::ClientCredentials,
            Principal::Owner | Principal::Stranger | Principal::Thing => Grant::Password,
        };
        Some(Self { grant, name: settings.text(name)?, secret: settings.value(secret)? })
    }

    /// The content of the request, which holds the secret.
    pub(crate) fn content(&self) -> Value {
        let (name, secret) = (&self.name, self.secret.expose_secret());
        match self.grant {
            Grant::Password => json!({ "grant_type": "password", "username": name, "password": secret }),
            Grant::ClientCredentials => {
                json!({ "grant_type": "client_credentials", "client_id": name, "client_secret": secret })
            }
        }
    }

    /// Adds what must not be seen.
    pub(super) fn conceal(&self, secrets: &mut Secrets, shortest: usize) {
        let secret = self.secret.expose_secret();
        secrets.add(secret, shortest);
        secrets.add(&format!("{}:{secret}", self.name), shortest);
    }
}

impl Principal {
    /// Where a target file has what the principal logs in with: who it is, and the secret.
    #[must_use]
    pub const fn login(self) -> [Key; 2] {
        match self {
            Self::Admin => [Key::AdminClientId, Key::AdminClientSecret],
            Self::Owner => [Key::OwnerUsername, Key::OwnerPassword],
            Self::Stranger => [Key::StrangerUsername, Key::StrangerPassword],
            Self::Thing => [Key::ThingUsername, Key::ThingPassword],
        }
    }
}
