//! The first bytes of something that a target has sent and that is no part of an answer, for messages.

use crate::values::quotation::quoted_beginning;

/// The first bytes in back quotes, escaped. More may have followed, so they may end amid a secret.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    format!("`{}`", quoted_beginning(&bytes.escape_ascii().to_string()))
}
