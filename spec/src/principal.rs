//! Principals and callers: who has an account, and with which credentials a request is sent.
//!
//! A principal is an account of the deployment under test. A caller is a choice of credentials: the token of a principal,
//! those of the application, or none that are good.

use std::fmt;

use indexmap::IndexMap;

use crate::{
    axis::CallerId,
    service::{Scope, ScopeName},
};

/// The name of a principal, for example `owner`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrincipalName(pub String);

/// The name of a caller, for example `stranger`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallerName(pub String);

/// An account with a token of its own.
#[derive(Clone, Debug)]
pub struct Principal {
    /// Its name.
    pub name: PrincipalName,
    /// Who it is, one sentence.
    pub summary: String,
    /// How its ID is called, for example `user_id`; `None` when it has none.
    pub id: Option<String>,
    /// How it gets a token.
    pub grant: Grant,
    /// The scopes in which its token is tried, the preferred one first.
    pub home: Vec<ScopeName>,
}

/// A grant of OAuth 2.0 (RFC 6749): what a principal exchanges for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grant {
    /// A name and a password (4.3).
    Password,
    /// A client's ID and secret (4.4).
    ClientCredentials,
}

/// A choice of credentials.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Its place in the list.
    pub id: CallerId,
    /// Its name.
    pub name: CallerName,
    /// Who it is, one sentence.
    pub summary: String,
    /// What it sends.
    pub credentials: Credentials,
}

/// The credentials that a request has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// The token of the scope's permitted principal.
    Permitted,
    /// The token of this principal.
    Bearer(PrincipalName),
    /// Basic credentials of the application.
    Application,
    /// A Bearer token that was never issued.
    NeverIssued,
    /// None: no `Authorization` header.
    None,
}

/// The principals by name, in the spec's order.
pub type Principals = IndexMap<PrincipalName, Principal>;

/// The callers by name, in the spec's order.
pub type Callers = IndexMap<CallerName, Caller>;

impl Caller {
    /// The principal whose token the caller sends to a scope, if it sends one.
    #[must_use]
    pub const fn principal<'a>(&'a self, scope: &'a Scope) -> Option<&'a PrincipalName> {
        match &self.credentials {
            Credentials::Permitted => Some(&scope.permitted),
            Credentials::Bearer(principal) => Some(principal),
            Credentials::Application | Credentials::NeverIssued | Credentials::None => None,
        }
    }
}

impl fmt::Display for PrincipalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for CallerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
