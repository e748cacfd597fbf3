//! Makes a target of what was said of one, or finds everything that is wrong with it.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{
    Account, Connection, Key, Pending, Principal, Target, TargetError, header,
    login::Login,
    settings::{Settings, missing},
    without::Without,
};

/// What is known of a principal.
enum Known {
    Account(Account),
    Pending(Pending),
}

impl Settings {
    pub(super) fn resolve(mut self) -> Result<Target, TargetError> {
        let base = self.base();
        let app_id = self.required(Key::AppId);
        let app_key = self.required(Key::AppKey);
        let connection = Connection::resolve(&mut self, base.as_ref().is_some_and(|base| base.scheme() == "http"));
        let headers = header::resolve(&mut self);
        let (mut accounts, mut logins) = (BTreeMap::new(), BTreeMap::new());
        for principal in Principal::ALL {
            match self.principal(*principal) {
                Some(Known::Account(account)) => _ = accounts.insert(*principal, account),
                Some(Known::Pending(pending)) => _ = logins.insert(*principal, pending),
                None => {}
            }
        }
        let group = self.text(Key::GroupId);
        let thing = self.text(Key::ThingId);
        self.check_thing();
        let without = self.without.iter().map(Without::from).collect();
        let Self { problems, .. } = self;
        match (base, app_id, app_key) {
            (Some(base), Some(app_id), Some(app_key)) if problems.is_empty() => {
                let app_id = app_id.expose_secret().to_owned();
                Ok(Target { base, app_id, connection, app_key, headers, accounts, logins, group, thing, without })
            }
            _ => Err(TargetError { problems }),
        }
    }

    /// A principal: nothing of it, or all of it, with a token or a login.
    fn principal(&mut self, principal: Principal) -> Option<Known> {
        let (id, token, [name, secret]) = (principal.id(), principal.token(), principal.login());
        if !id.into_iter().chain([token, name, secret]).any(|key| self.has(key)) {
            return None;
        }
        for key in [name, secret] {
            self.apart(token, key);
        }
        if self.has(name) || self.has(secret) {
            let login = Login::resolve(self, principal)?;
            return Some(Known::Pending(Pending { login, id: id.and_then(|id| self.text(id)) }));
        }
        if !self.has(token) {
            self.problems.push(format!("{}; or give {name} and {secret} to log in with", missing(token)));
        }
        if let Some(id) = id {
            self.required(id);
        }
        let token = self.check(token, |setting| match is_token(&setting.value) {
            true => Ok(setting.value.clone()),
            false => Err("a token has no spaces, controls or letters beyond ASCII".to_owned()),
        });
        Some(Known::Account(Account { id: id.and_then(|id| self.text(id)), token: token?, expiry: None }))
    }

    fn base(&mut self) -> Option<Url> {
        if !self.has(Key::BaseUrl) {
            self.problems.push(missing(Key::BaseUrl).replace(" or set", ", pass --url URL, or set"));
        }
        self.check(Key::BaseUrl, |setting| match Url::parse(setting.value.expose_secret()) {
            Ok(url) if !matches!(url.scheme(), "http" | "https") => {
                Err(format!("expected http:// or https://, found {}:", url.scheme()))
            }
            Ok(url) if !url.username().is_empty() || url.password().is_some() => {
                Err("a base URL has no user or password; credentials come from principals and app_key".to_owned())
            }
            Ok(url) if url.query().is_some() || url.fragment().is_some() => {
                Err("a base URL has no query and no fragment; paths are appended to it".to_owned())
            }
            Ok(url) => Ok(url),
            Err(error) => Err(format!("is not a URL: {error}; expected for example http://127.0.0.1:8080")),
        })
    }

    /// The thing whose scope is tested is the one that is permitted there.
    fn check_thing(&mut self) {
        if let (Some(theirs), true) = (self.text(Key::ThingThingId), self.has(Key::ThingId)) {
            self.check(Key::ThingId, |setting| match setting.value.expose_secret() {
                ours if ours == theirs => Ok(()),
                ours => Err(other_thing(&theirs, &format!("{} says", Key::ThingThingId), ours)),
            });
        }
    }
}

/// Whether a text can be a Bearer token. RFC 6750, 2.1: what one may consist of is less than this; whitespace and controls
/// break the header.
pub(super) fn is_token(text: &SecretString) -> bool {
    let text = text.expose_secret();
    !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic())
}

/// What to say when the thing whose scope is tested is not the one that has a token.
pub(super) fn other_thing(theirs: &str, says: &str, ours: &str) -> String {
    format!(
        "expected `{theirs}`, as {says}, found `{ours}`; the thing whose scope is tested has to be the one that has a token"
    )
}
