// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Credentials.

use std::fmt;
use base64::{Engine, prelude::BASE64_STANDARD};
use http::HeaderValue;
use crate::header::HeaderField;

/// The credentials of a request.
///
/// Source: RFC 6750, 2.1 and RFC 7617, 2.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Authorization {
    /// A token.
    Bearer(String),
    /// A name and a password: the application's ID and key.
    Basic {
        /// The name, without `:`.
        user: String,
        /// The password.
        password: String,
    },
}

/// Says which kind of credentials these are, and keeps them to itself.
impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bearer(_) => f.write_str("Bearer [redacted]"),
            Self::Basic { .. } => f.write_str("Basic [redacted]"),
        }
    }
}

impl HeaderField for Authorization {
    fn to_value(&self) -> Option<HeaderValue> {
        let text = match self {
            Self::Basic { user, .. } if user.contains(':') => return None,
            Self::Bearer(token) => format!("Bearer {token}"),
            Self::Basic { user, password } => {
                format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
            }
        };
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
    fn from_value(value: &HeaderValue) -> Option<Self> {
        let (scheme, rest) = value.to_str().ok()?.trim().split_once(' ')?;
        let rest = rest.trim();
        if scheme.eq_ignore_ascii_case("bearer") {
            return (!rest.is_empty()).then(|| Self::Bearer(rest.to_owned()));
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let text = String::from_utf8(BASE64_STANDARD.decode(rest).ok()?).ok()?;
        let (user, password) = text.split_once(':')?;
        Some(Self::Basic {
            user: user.to_owned(),
            password: password.to_owned(),
        })
    }
}
