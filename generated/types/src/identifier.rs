// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! The identifiers in paths.

use std::fmt;

/// An identifier that is not formed as documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedIdentifier;

impl fmt::Display for MalformedIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the identifier is not formed as documented")
    }
}

impl std::error::Error for MalformedIdentifier {}

/// `appID` in a path. Its form is not documented.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AppId(String);

impl AppId {
    /// The identifier with this text; its form is not documented.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
    /// The identifier's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for AppId {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for AppId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `publicationID` in a path. Its form is not documented.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicationId(String);

impl PublicationId {
    /// The identifier with this text; its form is not documented.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
    /// The identifier's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for PublicationId {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for PublicationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `userID` in a path. Its form is not documented.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(String);

impl UserId {
    /// The identifier with this text; its form is not documented.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
    /// The identifier's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for UserId {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `groupID` in a path. Its form is not documented.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(String);

impl GroupId {
    /// The identifier with this text; its form is not documented.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
    /// The identifier's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for GroupId {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `thingID` in a path. Its form is not documented.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThingId(String);

impl ThingId {
    /// The identifier with this text; its form is not documented.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
    /// The identifier's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for ThingId {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for ThingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A well-formed `bucketID`.
///
/// Source: Object (REST reference, user scope), "Object", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BucketId(String);

impl BucketId {
    /// How many characters it has.
    pub const LENGTH: std::ops::RangeInclusive<usize> = 2..=64;
    /// The characters that it may have besides letters and digits of ASCII.
    pub const PUNCTUATION: &'static str = "_-";
    /// The identifier with this text.
    ///
    /// # Errors
    ///
    /// When the text is too short, too long, or has a character that is not allowed.
    pub fn parse(text: &str) -> Result<Self, MalformedIdentifier> {
        let admitted = |c: char| {
            c.is_ascii_alphanumeric() || Self::PUNCTUATION.contains(c)
        };
        if Self::LENGTH.contains(&text.len()) && text.chars().all(admitted) {
            Ok(Self(text.to_owned()))
        } else {
            Err(MalformedIdentifier)
        }
    }
    /// The identifier's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for BucketId {
    type Err = MalformedIdentifier;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for BucketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A well-formed `objectID`.
///
/// Source: Object (REST reference, user scope), "Object", <https://docs.kii.com/rest/apps-collection/application/user-collection/user-by-id/bucket-collection/bucket-of-default-type/object-collection/object/>.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(String);

impl ObjectId {
    /// How many characters it has.
    pub const LENGTH: std::ops::RangeInclusive<usize> = 2..=100;
    /// The characters that it may have besides letters and digits of ASCII.
    pub const PUNCTUATION: &'static str = "_-.";
    /// The identifier with this text.
    ///
    /// # Errors
    ///
    /// When the text is too short, too long, or has a character that is not allowed.
    pub fn parse(text: &str) -> Result<Self, MalformedIdentifier> {
        let admitted = |c: char| {
            c.is_ascii_alphanumeric() || Self::PUNCTUATION.contains(c)
        };
        if Self::LENGTH.contains(&text.len()) && text.chars().all(admitted) {
            Ok(Self(text.to_owned()))
        } else {
            Err(MalformedIdentifier)
        }
    }
    /// The identifier's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for ObjectId {
    type Err = MalformedIdentifier;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
