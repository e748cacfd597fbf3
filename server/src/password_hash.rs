//! The hash of a password that somebody has made up (argon2id, RFC 9106).

use std::{fmt, str::FromStr};

use argon2::{
    Algorithm, Argon2,
    password_hash::{PasswordHash as PhcString, PasswordHasher, PasswordVerifier, SaltString},
};

use crate::random;

/// The greatest memory that a check of a hash may take, in KiB: it is taken for each login.
const MOST_MEMORY: u32 = 256 * 1024;

/// The hash of no password. It has the parameters of those that are made here.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$YWJjZGVmZ2hpamtsbW5vcHFy$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

/// The hash of a password in the PHC string format: `$argon2id$v=19$m=19456,t=2,p=1$...`.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PasswordHash(String);

/// Why a text is no hash of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnusablePasswordHash {
    /// It is not in the PHC string format, or a part is missing.
    Malformed,
    /// It was made with another function.
    OtherFunction,
    /// A check would take more memory than this server gives to a login.
    TooLarge,
}

impl PasswordHash {
    /// The hash of a password, with a salt of its own.
    ///
    /// # Panics
    /// When argon2 refuses its own default parameters, which would be a defect of it.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the salt and the parameters are always the same, and right")]
    pub fn of(password: &str) -> Self {
        let salt = SaltString::from_b64(&random::text(24)).expect("letters and digits are base64");
        let hash =
            Argon2::default().hash_password(password.as_bytes(), &salt).expect("the default parameters are right");
        Self(hash.to_string())
    }

    /// A hash to compare with where there is no password: nobody knows one that has it, and a check takes as long.
    pub(crate) fn decoy() -> Self {
        Self(DECOY.to_owned())
    }

    /// Whether it is that of this password. This takes time and memory, as it is meant to.
    #[must_use]
    pub fn matches(&self, password: &str) -> bool {
        PhcString::new(&self.0).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    }

    /// The text that a configuration has.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Not the hash: it would help to guess the password.
impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash")
    }
}

impl FromStr for PasswordHash {
    type Err = UnusablePasswordHash;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let hash = PhcString::new(text).map_err(|_| UnusablePasswordHash::Malformed)?;
        if hash.algorithm != Algorithm::Argon2id.ident() {
            return Err(UnusablePasswordHash::OtherFunction);
        }
        let parameters = argon2::Params::try_from(&hash).map_err(|_| UnusablePasswordHash::Malformed)?;
        if hash.salt.is_none() || hash.hash.is_none() {
            return Err(UnusablePasswordHash::Malformed);
        }
        if parameters.m_cost() > MOST_MEMORY {
            return Err(UnusablePasswordHash::TooLarge);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for UnusablePasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => {
                "expected a hash such as $argon2id$v=19$m=19456,t=2,p=1$...; `kii-server hash-password` makes one"
            }
            Self::OtherFunction => "expected a hash of argon2id; `kii-server hash-password` makes one",
            Self::TooLarge => {
                "a check of this hash takes more than 256 MiB of memory; `kii-server hash-password` makes a smaller one"
            }
        })
    }
}

impl std::error::Error for UnusablePasswordHash {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_matches_and_each_hash_has_its_own_salt() {
        let (one, other) = (PasswordHash::of("secret"), PasswordHash::of("secret"));
        assert!(one.matches("secret") && other.matches("secret"));
        assert!(!one.matches("Secret") && !one.matches(""));
        assert_ne!(one, other);
        assert_eq!(one.as_str().parse(), Ok(one));
    }

    #[test]
    fn a_check_of_the_decoy_takes_as_long_as_one_of_a_password() {
        let parameters = |hash: &PasswordHash| hash.as_str().rsplitn(3, '$').last().map(str::to_owned);
        let decoy = PasswordHash::decoy();
        assert_eq!(parameters(&decoy), parameters(&PasswordHash::of("secret")));
        assert_eq!(decoy.as_str().parse(), Ok(decoy.clone()), "it is a hash, so it is compared");
        assert!(!decoy.matches(""));
    }

    #[test]
    fn a_hash_that_another_program_has_made_is_read() {
        // echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1, as the reference implementation's tests have it.
        let text = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let hash: PasswordHash = text.parse().unwrap();
        assert!(hash.matches("password"));
    }

    #[test]
    fn what_is_no_such_hash_is_refused() {
        use UnusablePasswordHash as Unusable;

        for (text, why) in [
            ("secret", Unusable::Malformed),
            ("$argon2id$v=19$m=19456,t=2,p=1", Unusable::Malformed),
            (
                "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
                Unusable::OtherFunction,
            ),
            (
                "$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                Unusable::TooLarge,
            ),
        ] {
            assert_eq!(text.parse::<PasswordHash>(), Err(why), "{text}");
        }
    }
}
