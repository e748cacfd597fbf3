//! The content of a message as a story has it: a text or base64, with its length, and cut if it is long.

use serde::{Deserialize, Serialize};

use crate::values::words;

/// The content of a message. It is never empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoryContent {
    pub(in crate::report) form: ContentForm,
    /// The content, or its beginning.
    pub(in crate::report) data: String,
    /// How many bytes the whole content has.
    pub(in crate::report) length: usize,
    /// Whether `data` is only the beginning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(in crate::report) is_cut: bool,
    /// The whole content of a request that is cut, as gzip (RFC 1952) in base64, if that is short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::report) packed: Option<String>,
}

words! {
    /// How content is written down.
    pub(crate) enum ContentForm {
        /// As a text.
        Text = "text",
        /// In base64, as it is no text.
        Base64 = "base64",
    }
}

/// How much is kept of a content.
#[derive(Clone, Copy, Debug)]
pub(super) enum Limit {
    /// Of a case that passed.
    OfPassed,
    /// Of any other.
    OfOthers,
}

impl Limit {
    /// In characters, or in bytes if it is no text.
    pub(super) const fn kept(self) -> usize {
        match self {
            Self::OfPassed => 8 * 1024,
            Self::OfOthers => 32 * 1024,
        }
    }
}
