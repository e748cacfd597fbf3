//! The id of a run, with which the names of everything that the run creates begin.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::random;

/// The ID of a run: eight lower-case letters and digits. The names of all that it creates begin with it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RunId(String);

impl RunId {
    const LENGTH: usize = 8;

    /// A random ID.
    #[must_use]
    pub fn random() -> Self {
        Self((0..Self::LENGTH).map(|_| random::letter(random::number())).collect())
    }

    /// Parses an ID.
    ///
    /// # Errors
    /// When the text is not an ID.
    pub fn parse(text: &str) -> Result<Self, String> {
        let formed = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        match formed && text.len() == Self::LENGTH {
            true => Ok(Self(text.to_owned())),
            false => Err(format!("expected {} lower-case letters and digits, for example k3x9mq7a", Self::LENGTH)),
        }
    }
}

impl TryFrom<String> for RunId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<RunId> for String {
    fn from(run: RunId) -> Self {
        run.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_eight_letters_and_digits() {
        assert_eq!(RunId::parse(&RunId::random().to_string()).as_ref().map(|run| run.0.len()), Ok(8));
        for wrong in ["", "abc", "abcd12345", "ABCD1234", "abcd-123", "../../ab"] {
            assert!(RunId::parse(wrong).is_err(), "{wrong}");
        }
    }
}
