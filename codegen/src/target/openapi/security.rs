//! Credentials: which there are, and with which an operation admits somebody.

use kii_spec::{Api, Credentials, Grant, Login, Operation, PathTemplate, Scope};

use super::document::{Flow, Named, SecurityScheme};

const BEARER: &str = "bearer";
const APPLICATION: &str = "application";
const LOGIN: &str = "login";

/// Every security scheme.
pub(super) fn schemes(api: &Api) -> Named<SecurityScheme> {
    let callers = || api.service.callers.values();
    let mut schemes = Named::new();
    if callers().any(|caller| matches!(caller.credentials, Credentials::Permitted | Credentials::Bearer(_))) {
        let description = String::from("A token that was issued to a principal.");
        schemes.insert(BEARER.to_owned(), SecurityScheme::Http { scheme: "bearer", description });
    }
    if let Some(caller) = callers().find(|caller| caller.credentials == Credentials::Application) {
        let description = format!("{} The application's ID is the user name and its key the password.", caller.summary);
        schemes.insert(APPLICATION.to_owned(), SecurityScheme::Http { scheme: "basic", description });
    }
    if let Some((login, address)) = token_address(api) {
        let paths: Vec<String> = login.paths.iter().map(|path| format!("`{path}`")).collect();
        let grants: Vec<Grant> = api.service.principals.values().map(|principal| principal.grant).collect();
        let flow = |grant: Grant, name: &str| {
            let flow = Flow { token_url: address.clone(), scopes: Named::new() };
            grants.contains(&grant).then(|| (name.to_owned(), flow))
        };
        let flows = [flow(Grant::Password, "password"), flow(Grant::ClientCredentials, "clientCredentials")];
        let description = format!(
            "Gets a token of scheme `{BEARER}` (RFC 6749), with a request in `{}`, at the first of these addresses that is there: {}.",
            login.media,
            paths.join(", ")
        );
        let scheme = SecurityScheme::OAuth2 { description, flows: flows.into_iter().flatten().collect() };
        schemes.insert(LOGIN.to_owned(), scheme);
    }
    schemes
}

/// The credentials of those whom a scope admits: one of them is enough.
pub(super) fn requirements(api: &Api, operation: &Operation, scope: &Scope) -> Vec<Named<[String; 0]>> {
    let admitted = &scope.permission(operation.access).admitted;
    let callers: Vec<_> = api.service.callers.values().filter(|caller| admitted.contains(&caller.id)).collect();
    let has_token = callers.iter().any(|caller| caller.principal(scope).is_some());
    let is_open = callers.iter().any(|caller| caller.credentials == Credentials::Application);
    let mut names = Vec::new();
    names.extend(has_token.then_some(BEARER));
    names.extend((has_token && token_address(api).is_some()).then_some(LOGIN));
    names.extend(is_open.then_some(APPLICATION));
    names.into_iter().map(|name| Named::from([(name.to_owned(), [])])).collect()
}

/// The address at which tokens are issued, if one of them is the same for every application: only that is a URL.
fn token_address(api: &Api) -> Option<(&Login, String)> {
    let login = api.service.login.as_ref()?;
    let is_fixed = |path: &&PathTemplate| path.parameters().next().is_none();
    login.paths.iter().find(is_fixed).map(|path| (login, path.to_string()))
}
