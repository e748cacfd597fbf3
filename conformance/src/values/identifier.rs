//! Identifiers in paths, well-formed and not.

use kii_spec::{
    Identifier,
    axis::{BucketId, ObjectId},
};

/// How an identifier is formed, whichever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As it is.
    Valid,
    /// With a length.
    Length(Length),
    /// With something behind it that is not allowed.
    With(&'static str),
    /// With every kind of character that is allowed.
    Mixed,
}

/// A length at one of the bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    TooShort,
    Shortest,
    Longest,
    TooLong,
}

impl Form {
    /// A well-formed identifier, formed like this. It begins like the valid one, which begins with the run's id, but for the
    /// short forms: they have no room for that, and keep the end, which is random.
    pub(crate) fn apply(self, identifier: &Identifier, valid: &str) -> String {
        let last = |length: usize| valid[valid.len().saturating_sub(length)..].to_owned();
        let (shortest, longest) = (*identifier.length.start(), *identifier.length.end());
        match self {
            Self::Valid => valid.to_owned(),
            Self::Length(Length::TooShort) => last(shortest.saturating_sub(1)),
            Self::Length(Length::Shortest) => last(shortest),
            Self::Length(Length::Longest) => format!("{valid:a<longest$}"),
            Self::Length(Length::TooLong) => format!("{valid:a<width$}", width = longest + 1),
            Self::With(text) => format!("{valid}{text}"),
            Self::Mixed => format!("{valid}azAZ09{}", identifier.punctuation),
        }
    }
}

impl From<BucketId> for Form {
    fn from(form: BucketId) -> Self {
        match form {
            BucketId::Valid => Self::Valid,
            BucketId::TooShort => Self::Length(Length::TooShort),
            BucketId::TooLong => Self::Length(Length::TooLong),
            BucketId::BadCharacter => Self::With("!"),
            BucketId::Space => Self::With(" x"),
            BucketId::NonAscii => Self::With("\u{e9}"),
            BucketId::FullStop => Self::With(".x"),
            BucketId::Shortest => Self::Length(Length::Shortest),
            BucketId::Longest => Self::Length(Length::Longest),
        }
    }
}

impl From<ObjectId> for Form {
    fn from(form: ObjectId) -> Self {
        match form {
            ObjectId::Valid => Self::Valid,
            ObjectId::TooShort => Self::Length(Length::TooShort),
            ObjectId::TooLong => Self::Length(Length::TooLong),
            ObjectId::BadCharacter => Self::With("!"),
            ObjectId::Space => Self::With(" x"),
            ObjectId::NonAscii => Self::With("\u{e9}"),
            ObjectId::Mixed => Self::Mixed,
            ObjectId::Shortest => Self::Length(Length::Shortest),
            ObjectId::Longest => Self::Length(Length::Longest),
        }
    }
}
