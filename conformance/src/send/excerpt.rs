//! The first bytes of something that a target has sent and that is no part of an answer, for messages.

/// How many bytes are shown.
const LENGTH: usize = 40;

/// How many bytes of a single word are shown if it does not end among the first bytes.
const OF_WORD: usize = 4;

/// The first bytes in back quotes, escaped. They end between two words, as a target may send back a secret, and no report
/// would recognise half of it.
pub(crate) fn excerpt(bytes: &[u8]) -> String {
    let shown = match bytes.get(..LENGTH) {
        None => bytes,
        Some(first) => {
            let end = first.iter().rposition(|byte| !byte.is_ascii_graphic());
            &first[..end.unwrap_or(OF_WORD)]
        }
    };
    let more = if shown.len() < bytes.len() { "..." } else { "" };
    format!("`{}{more}`", shown.escape_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_between_two_words() {
        assert_eq!(excerpt(b"SSH-2.0\r\n"), r"`SSH-2.0\r\n`");
        assert_eq!(excerpt(b"you sent Bearer 0123456789012345678901234567890"), "`you sent Bearer...`");
        assert_eq!(excerpt(&[b'x'; 100]), "`xxxx...`");
        assert_eq!(excerpt(&[0; 41]).matches(r"\x00").count(), 39);
    }
}
