//! Whose credentials a request has: what a reader may know of them.

use kii_spec::{Api, Caller, Credentials, PrincipalName, Scope, TokenForm};

use super::changes::RequestChanges;
use crate::cases::Step;

/// Whose credentials a request has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentCredentials {
    /// Whose they are.
    pub of: CredentialsOf,
    /// Whether their scheme is in lower case.
    pub lower_case_scheme: bool,
}

/// Whose credentials there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialsOf {
    /// A principal's token, or a token that differs from it in this way.
    Principal(PrincipalName, Option<TokenForm>),
    /// The application's ID and key.
    Application,
    /// Nobody's.
    Nobody,
}

impl SentCredentials {
    /// Those of the request of a step; `None` if it has none.
    pub(crate) fn of(api: &Api, scope: &Scope, step: &Step) -> Option<Self> {
        let changes = RequestChanges::of(api, step);
        let of = Self::named(api.caller(&step.point), changes.token, scope)?;
        Some(Self { of, lower_case_scheme: changes.lower_case_scheme })
    }

    /// Those of a caller.
    pub(crate) fn of_caller(caller: &Caller, scope: &Scope) -> Option<Self> {
        Some(Self { of: Self::named(caller, None, scope)?, lower_case_scheme: false })
    }

    fn named(caller: &Caller, form: Option<TokenForm>, scope: &Scope) -> Option<CredentialsOf> {
        let of = match (&caller.credentials, form) {
            // A wrong token is made from that of the permitted caller, whoever calls.
            (_, Some(form)) => CredentialsOf::Principal(scope.permitted.clone(), Some(form)),
            (Credentials::Permitted, None) => CredentialsOf::Principal(scope.permitted.clone(), None),
            (Credentials::Bearer(principal), None) => CredentialsOf::Principal(principal.clone(), None),
            (Credentials::Application, None) => CredentialsOf::Application,
            (Credentials::NeverIssued, None) => CredentialsOf::Nobody,
            (Credentials::None, None) => return None,
        };
        Some(of)
    }
}
