//! Who has sent a request and which application it is about, for people who read a log.

use http::{HeaderMap, header::AUTHORIZATION};
use kii_types::{Authorization, HeaderField};

use crate::reference::ReferenceServer;

/// The ID of the application that a response is about, where the path of the request does not name it: an extension of the
/// response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredFor(pub String);

/// Who has sent a request, as far as its path and its headers tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The ID of the application; `None` if there is none by that ID, or nothing names one.
    pub application: Option<String>,
    /// Who it is: `user:user-1`. It is `none` without credentials, and `unknown` if they are not valid.
    pub caller: String,
}

/// What stands before the ID of an application in a path.
const APPLICATIONS: &str = "/api/apps/";

impl ReferenceServer {
    /// Who has sent a request to this path with these headers.
    #[must_use]
    pub fn sender(&self, path: &str, headers: &HeaderMap) -> Sender {
        let named = path.strip_prefix(APPLICATIONS).and_then(|rest| rest.split('/').next());
        let named = named.filter(|id| self.directory.is_application(id)).map(str::to_owned);
        let Some(credentials) = headers.get(AUTHORIZATION) else {
            return Sender { application: named, caller: "none".to_owned() };
        };
        match Authorization::from_value(credentials).and_then(|it| self.directory.caller(&it)) {
            Some(holder) => Sender { application: named.or(Some(holder.app_id)), caller: holder.principal.to_string() },
            None => Sender { application: named, caller: "unknown".to_owned() },
        }
    }
}
