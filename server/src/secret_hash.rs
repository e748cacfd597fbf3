//! The hash of a secret that was made up at random: all that is kept of a token.
//!
//! SHA-256 without a salt is enough for these: they have 120 random bits or more, so nobody can try all of them, and no two are
//! equal. What people make up needs a slow hash.

use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use ring::digest::{SHA256, digest};
use subtle::ConstantTimeEq;

/// What stands before the digits of a hash.
const PREFIX: &str = "sha256:";

/// The SHA-256 hash of a token. Two are compared in constant time, so that the time of an answer tells nothing about a hash
/// that is kept.
#[derive(Clone, Copy)]
pub struct SecretHash([u8; 32]);

/// A text that is no hash of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedHash;

impl SecretHash {
    /// The hash of this secret.
    #[must_use]
    pub fn of(secret: &str) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, secret.as_bytes()).as_ref());
        Self(hash)
    }
}

impl PartialEq for SecretHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretHash {}

impl Hash for SecretHash {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl fmt::Display for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIX)?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Not the hash: whoever sees two places with the same one would know that these have the same token.
impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash")
    }
}

impl FromStr for SecretHash {
    type Err = MalformedHash;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix(PREFIX).ok_or(MalformedHash)?;
        let is_hash = digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let mut hash = [0; 32];
        for (place, byte) in hash.iter_mut().enumerate() {
            let pair = digits.get(2 * place..2 * place + 2).filter(|_| is_hash).ok_or(MalformedHash)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| MalformedHash)?;
        }
        Ok(Self(hash))
    }
}

impl fmt::Display for MalformedHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected `{PREFIX}` and 64 hexadecimal digits; `printf %s TOKEN | sha256sum` prints the digits")
    }
}

impl std::error::Error for MalformedHash {}

#[cfg(feature = "durable")]
impl serde::Serialize for SecretHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "durable")]
impl<'de> serde::Deserialize<'de> for SecretHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: String = serde::Deserialize::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_sha_256_in_hexadecimal_digits() {
        // The first example of FIPS 180-2, B.1.
        let text = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(SecretHash::of("abc").to_string(), text);
        assert_eq!(text.parse(), Ok(SecretHash::of("abc")));
        assert_ne!(text.parse(), Ok(SecretHash::of("abd")));
    }

    #[test]
    fn anything_else_is_no_hash() {
        let long = format!("sha256:{}", "a".repeat(66));
        let other = format!("sha256:{}", "g".repeat(64));
        let split = format!("sha256:{}é", "a".repeat(62));
        for text in ["", "abc", "sha256:", "sha256:ba78", &long, &other, &split] {
            assert_eq!(text.parse::<SecretHash>(), Err(MalformedHash), "{text}");
        }
    }

    #[test]
    fn nothing_of_it_is_shown_by_accident() {
        assert_eq!(format!("{:?}", SecretHash::of("abc")), "SecretHash");
    }
}
