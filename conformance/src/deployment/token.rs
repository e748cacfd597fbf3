//! The token of a principal, and its renewal within a run.

use std::{
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::{Duration, Instant},
};

use http::HeaderValue;
use kii_spec::TokenForm;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{Mutex, MutexGuard};

use super::secret::Secrets;

/// How long before its end a token is renewed, at most. This is enough for a request to reach the target, and little of the
/// lifetime that deployments usually give.
const MARGIN: Duration = Duration::from_secs(30);

/// The time for which a token is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Validity {
    /// When it should be renewed.
    renewal: Instant,
    /// When it expires.
    end: Instant,
}

impl Validity {
    /// The validity of a token with this lifetime that was requested at this moment; `None` if a clock cannot tell its end.
    /// A token that lives less than a minute is renewed after half of its lifetime.
    pub(crate) fn new(requested: Instant, lifetime: Duration) -> Option<Self> {
        let end = requested.checked_add(lifetime)?;
        let renewal = requested.checked_add(lifetime.saturating_sub(MARGIN.min(lifetime / 2)))?;
        Some(Self { renewal, end })
    }

    /// Whether a request should be sent with another token.
    pub(crate) fn ends_soon(self) -> bool {
        self.renewal <= Instant::now()
    }

    /// Whether the token has expired.
    pub(crate) fn has_ended(self) -> bool {
        self.end <= Instant::now()
    }
}

/// A token that may be renewed. Clones share it, so that all copies of a target use the new one, and redact both.
#[derive(Clone, Debug)]
pub(crate) struct Token(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: RwLock<State>,
    /// Held during a login, so that no principal logs in twice at the same time.
    renewal: Mutex<()>,
}

#[derive(Debug)]
struct State {
    current: SecretString,
    /// The value of `Authorization` with it; `None` if it cannot be sent in a header.
    authorization: Option<HeaderValue>,
    /// How long it is valid; `None` if that is not known.
    validity: Option<Validity>,
    /// The tokens before it. Answers may still repeat them.
    earlier: Vec<SecretString>,
    /// Why it could not be renewed.
    failure: Option<String>,
}

impl Token {
    /// A token, which is valid until it says otherwise.
    pub(super) fn new(current: SecretString, validity: Option<Validity>) -> Self {
        let authorization = bearer(&current);
        let state = State { current, authorization, validity, earlier: Vec::new(), failure: None };
        Self(Arc::new(Shared { state: RwLock::new(state), renewal: Mutex::new(()) }))
    }

    /// The value of `Authorization` with it; `None` if it cannot be sent in a header.
    pub(super) fn authorization(&self) -> Option<HeaderValue> {
        self.read().authorization.clone()
    }

    /// The value of `Authorization` with a token that is nearly this one, and was never issued; or with this one in a way in
    /// which nobody may send it.
    pub(super) fn wrong_bearer(&self, form: TokenForm) -> String {
        let state = self.read();
        let token = state.current.expose_secret();
        match form {
            TokenForm::Missing => "Bearer".to_owned(),
            TokenForm::Followed => format!("Bearer {token} x"),
            TokenForm::OtherScheme => format!("Token {token}"),
            TokenForm::Shortened
            | TokenForm::Lengthened
            | TokenForm::OtherCase
            | TokenForm::Swapped
            | TokenForm::Reversed
            // No token belongs to these.
            | TokenForm::BrokenBase64
            | TokenForm::OtherApplication => format!("Bearer {}", wrong(token, form)),
        }
    }

    /// How long it is valid; `None` if that is not known.
    pub(crate) fn validity(&self) -> Option<Validity> {
        self.read().validity
    }

    /// Waits until nobody else renews it. Nobody does while the guard lives.
    pub(crate) async fn begin_renewal(&self) -> MutexGuard<'_, ()> {
        self.0.renewal.lock().await
    }

    /// Replaces it.
    pub(super) fn replace(&self, new: SecretString, validity: Option<Validity>) {
        let mut state = self.write();
        state.validity = validity;
        // Some deployments give the same token again and extend its life.
        if state.current.expose_secret() != new.expose_secret() {
            state.authorization = bearer(&new);
            let old = std::mem::replace(&mut state.current, new);
            state.earlier.push(old);
        }
    }

    /// Why it could not be renewed, if so.
    pub(crate) fn failure(&self) -> Option<String> {
        self.read().failure.clone()
    }

    /// Notes why it cannot be renewed.
    pub(crate) fn fail(&self, why: String) {
        self.write().failure = Some(why);
    }

    /// How many tokens there were, with this one.
    pub(super) fn number(&self) -> usize {
        self.read().earlier.len() + 1
    }

    /// Adds it, and all tokens before it.
    pub(super) fn add_secrets(&self, secrets: &mut Secrets, shortest: usize) {
        let state = self.read();
        for token in state.earlier.iter().chain([&state.current]) {
            secrets.add(token.expose_secret(), shortest);
            // Who reads one of these knows the token.
            for form in TokenForm::NEAR {
                secrets.add(&wrong(token.expose_secret(), form), shortest);
            }
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bearer(token: &SecretString) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose_secret())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// A token that differs from an issued one in the way that a form says; in its last character where the form changes nothing.
fn wrong(token: &str, form: TokenForm) -> String {
    let swap = |letter: char| if letter == 'x' { 'y' } else { 'x' };
    let count = token.chars().count();
    let changed: String =
        match form {
            TokenForm::Shortened => token.chars().take(count.saturating_sub(1)).collect(),
            TokenForm::Lengthened => format!("{token}x"),
            TokenForm::OtherCase => token
                .chars()
                .map(|letter| {
                    if letter.is_ascii_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
                })
                .collect(),
            TokenForm::Swapped => token
                .chars()
                .enumerate()
                .map(|(place, letter)| if place == count / 2 { swap(letter) } else { letter })
                .collect(),
            TokenForm::Reversed => token.chars().rev().collect(),
            TokenForm::Missing
            | TokenForm::Followed
            | TokenForm::OtherScheme
            | TokenForm::BrokenBase64
            | TokenForm::OtherApplication => token.to_owned(),
        };
    if changed == token || changed.is_empty() { format!("{token}x") } else { changed }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seconds after which a token with this lifetime is renewed, and after which it ends.
    fn seconds(lifetime: Duration) -> Option<(f64, f64)> {
        let requested = Instant::now();
        let Validity { renewal, end } = Validity::new(requested, lifetime)?;
        Some(((renewal - requested).as_secs_f64(), (end - requested).as_secs_f64()))
    }

    #[test]
    fn a_token_is_renewed_half_a_minute_or_half_its_life_before_its_end() {
        assert_eq!(seconds(Duration::from_secs(3600)), Some((3570.0, 3600.0)));
        assert_eq!(seconds(Duration::from_secs(60)), Some((30.0, 60.0)));
        assert_eq!(seconds(Duration::from_secs(2)), Some((1.0, 2.0)));
        assert_eq!(seconds(Duration::MAX), None, "it never ends");
    }

    #[test]
    fn a_wrong_token_is_nearly_the_right_one_and_never_it() {
        for token in ["Abc4", "0000", "x"] {
            for form in TokenForm::NEAR {
                let wrong = Token::new(token.into(), None).wrong_bearer(form);
                assert_ne!(wrong, format!("Bearer {token}"), "{form:?}");
                assert_ne!(wrong, "Bearer ", "{form:?}");
            }
        }
    }

    #[test]
    fn old_tokens_are_redacted_in_all_copies_and_never_shown() {
        let token = Token::new("token-of-the-morning".into(), None);
        let copy = token.clone();
        token.replace("token-of-the-evening".into(), None);
        let mut secrets = Secrets::default();
        copy.add_secrets(&mut secrets, 4);
        assert_eq!(secrets.redact("token-of-the-morning, token-of-the-evening", false), "[redacted], [redacted]");
        assert_eq!(copy.authorization().unwrap(), "Bearer token-of-the-evening");
        let shown = format!("{copy:?}");
        assert!(!shown.contains("token-of"), "{shown}");
    }
}
