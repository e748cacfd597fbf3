//! What a run requires of its target: principals and scopes whose cases may not be left out.

use std::collections::BTreeSet;

use kii_spec::{Api, CapabilityName, OwnerKind, Principal, Scope, suggestion};

use super::{Key, Target, settings::missing};

impl Target {
    /// Looks for the principals and scopes with these names; a scope is called as its capability, `scope.NAME`.
    ///
    /// # Errors
    /// With everything that the target does not give, and how to give it.
    pub(crate) fn require(&self, api: &Api, words: &[String]) -> Result<(), String> {
        let problems: BTreeSet<String> = words.iter().flat_map(|word| self.lacks(api, word)).collect();
        match problems.is_empty() {
            true => Ok(()),
            false => {
                let problems: Vec<String> = problems.into_iter().collect();
                Err(format!("the target does not give what --require names:\n  {}", problems.join("\n  ")))
            }
        }
    }

    fn lacks(&self, api: &Api, word: &str) -> Vec<String> {
        let (principals, scopes) = (&api.service.principals, &api.service.scopes);
        if let Some(principal) = principals.values().find(|principal| principal.name.0 == word) {
            return self.lacks_principal(principal).into_iter().collect();
        }
        if let Some(scope) = scopes.values().find(|scope| CapabilityName::of_scope(&scope.name).0 == word) {
            let permitted = principals.get(&scope.permitted).and_then(|permitted| self.lacks_principal(permitted));
            return self.lacks_scope(scope).into_iter().chain(permitted).collect();
        }
        let scopes: Vec<CapabilityName> = scopes.keys().map(CapabilityName::of_scope).collect();
        let names = principals.keys().map(|name| name.0.as_str());
        let allowed = suggestion(word, names.chain(scopes.iter().map(|name| name.0.as_str())));
        vec![format!("`{word}`: expected the name of a principal or a scope, found neither; {allowed}")]
    }

    fn lacks_principal(&self, principal: &Principal) -> Option<String> {
        let name = &principal.name;
        if self.accounts.contains_key(name) || self.logins.contains_key(name) {
            return None;
        }
        let [login, secret] = Key::login(principal);
        let token: Vec<String> =
            Key::id(principal).iter().chain([&Key::token(name.clone())]).map(ToString::to_string).collect();
        Some(format!(
            "`{name}`: expected credentials of this principal, found none; write {login} and {secret} in the target file \
             (--target FILE), or set {} and {}; or give {}",
            login.variable(),
            secret.variable(),
            token.join(" and ")
        ))
    }

    fn lacks_scope(&self, scope: &Scope) -> Option<String> {
        let name = CapabilityName::of_scope(&scope.name);
        if let Some(without) = self.without.iter().find(|without| without.names(&name)) {
            let place = without.place();
            return Some(format!(
                "`{name}`: expected this scope to be tested, found it under `without` ({place}); remove it there"
            ));
        }
        // A principal that logs in brings the ID of its own scope with it.
        let comes_with_login = scope.owner == OwnerKind::NamedPrincipal && self.logins.contains_key(&scope.permitted);
        let key = Key::owner_id(scope)?;
        let is_given = comes_with_login || self.owners.contains_key(&scope.name);
        (!is_given).then(|| format!("`{name}`: {}", missing(&key)))
    }
}
