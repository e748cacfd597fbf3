//! Makes a target of its settings, or collects everything that is wrong with them.

use std::collections::BTreeMap;

use kii_spec::{Api, OwnerKind, Principal, Scope};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{
    Connection, Key, Target, TargetError, header,
    login::Login,
    pending_login::PendingLogin,
    settings::{Settings, missing},
    target::Account,
    token::Token,
    without::Without,
};

/// How a principal gets its token.
enum Given {
    /// The target gives the token.
    Token(Account),
    /// The principal logs in for it.
    Login(PendingLogin),
}

impl Settings {
    pub(super) fn resolve(mut self, api: &Api) -> Result<Target, TargetError> {
        let base = self.base();
        let app_id = self.required(&Key::AppId);
        let app_key = self.required(&Key::AppKey);
        let connection = Connection::resolve(&mut self, base.as_ref().is_some_and(|base| base.scheme() == "http"));
        let headers = header::resolve(&mut self);
        let (mut accounts, mut logins) = (BTreeMap::new(), BTreeMap::new());
        for (name, principal) in &api.service.principals {
            match self.principal(principal) {
                Some(Given::Token(account)) => _ = accounts.insert(name.clone(), account),
                Some(Given::Login(pending)) => _ = logins.insert(name.clone(), pending),
                None => {}
            }
        }
        let owners = api.service.scopes.values().filter_map(|scope| Some((scope, Key::owner_id(scope)?)));
        let owners = owners.filter_map(|(scope, key)| Some((scope.name.clone(), self.text(&key)?))).collect();
        self.check_owners(api);
        let without = self.without.iter().map(Without::from).collect();
        let Self { problems, .. } = self;
        match (base, app_id, app_key) {
            (Some(base), Some(app_id), Some(app_key)) if problems.is_empty() => {
                let app_id = app_id.expose_secret().to_owned();
                Ok(Target { base, app_id, connection, app_key, headers, accounts, logins, owners, without })
            }
            _ => Err(TargetError { problems }),
        }
    }

    /// Reads a principal: none of its keys, or a token with the principal's ID, or a login.
    fn principal(&mut self, principal: &Principal) -> Option<Given> {
        let (id, token) = (Key::id(principal), Key::token(principal.name.clone()));
        let [name, secret] = &Key::login(principal);
        if !id.iter().chain([&token, name, secret]).any(|key| self.has(key)) {
            return None;
        }
        for key in [name, secret] {
            self.exclude(&token, key);
        }
        if self.has(name) || self.has(secret) {
            let login = Login::resolve(self, principal)?;
            return Some(Given::Login(PendingLogin { login, id: id.and_then(|id| self.text(&id)) }));
        }
        if !self.has(&token) {
            self.problems.push(format!("{}; or give {name} and {secret} to log in with", missing(&token)));
        }
        if let Some(id) = &id {
            self.required(id);
        }
        let token = self.parse(&token, |setting| match is_token(&setting.value) {
            true => Ok(setting.value.clone()),
            false => Err("a token has no spaces, no control characters and no characters beyond ASCII".to_owned()),
        });
        let (principal, id) = (principal.name.clone(), id.and_then(|id| self.text(&id)));
        Some(Given::Token(Account { principal, id, token: Token::new(token?, None) }))
    }

    fn base(&mut self) -> Option<Url> {
        if !self.has(&Key::BaseUrl) {
            self.problems.push(missing(&Key::BaseUrl).replace(" or set", ", pass --url URL, or set"));
        }
        self.parse(&Key::BaseUrl, |setting| match Url::parse(setting.value.expose_secret()) {
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

    /// Where a scope's owner is its permitted principal, both IDs have to be the same.
    fn check_owners(&mut self, api: &Api) {
        for scope in api.service.scopes.values().filter(|scope| scope.owner == OwnerKind::NamedPrincipal) {
            let principal = api.service.principals.get(&scope.permitted);
            let Some((id, owner)) = principal.and_then(Key::id).zip(Key::owner_id(scope)) else { continue };
            if let (Some(expected), true) = (self.text(&id), self.has(&owner)) {
                self.parse(&owner, |setting| match setting.value.expose_secret() {
                    found if found == expected => Ok(()),
                    found => Err(other_owner(scope, &expected, &format!("{id} says"), found)),
                });
            }
        }
    }
}

/// Whether a text can be a Bearer token. RFC 6750, 2.1, allows even fewer characters, but only whitespace, control
/// characters and bytes beyond ASCII break the header.
pub(super) fn is_token(text: &SecretString) -> bool {
    let text = text.expose_secret();
    !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic())
}

/// The message for a scope whose owner should be its permitted principal and is another one.
pub(super) fn other_owner(scope: &Scope, expected: &str, source: &str, found: &str) -> String {
    let Scope { name, permitted, .. } = scope;
    format!(
        "expected `{expected}`, as {source}, found `{found}`; the owner of scope `{name}` is principal `{permitted}`"
    )
}
