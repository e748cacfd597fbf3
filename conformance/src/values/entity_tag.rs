//! Entity tags (RFC 9110, 8.8.3).

/// Whether a text is an entity tag, weak or strong.
pub(crate) fn is_entity_tag(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"W/").unwrap_or(text);
    matches!(text, [b'"', inner @ .., b'"'] if inner.iter().all(|byte| matches!(byte, 0x21 | 0x23..=0x7e | 0x80..)))
}

/// Whether a text is the value of `If-Match` or `If-None-Match`: `*` or entity tags with commas between them.
pub(crate) fn is_condition(text: &str) -> bool {
    text.trim() == "*" || text.split(',').all(|tag| is_entity_tag(tag.trim().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::is_condition;

    #[test]
    fn a_condition_is_a_star_or_names_versions() {
        for text in ["*", "\"1\"", "W/\"1\"", "\"1\", \"2\""] {
            assert!(is_condition(text), "{text}");
        }
        for text in ["", "1", "\"1", "\"1\" \"2\"", "\"1\",", "current"] {
            assert!(!is_condition(text), "{text}");
        }
    }
}
