//! Patterns of case names, in which `*` matches any text.

use std::fmt;

use crate::cases::Case;

/// A case's id, or its id, `@` and its scope; `*` stands for any text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(pub(super) String);

impl Pattern {
    /// Whether it matches a case.
    pub(super) fn matches(&self, case: &Case) -> bool {
        match self.0.contains('@') {
            true => is_match(&self.0, &case.name()),
            false => is_match(&self.0, &case.id.0),
        }
    }
}

/// Whether a text matches a pattern.
fn is_match(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').map_or((None, rest), |(middle, last)| (Some(middle), last));
    // Each part is taken where it stands first, which leaves the most for those behind it.
    for part in middle.into_iter().flat_map(|middle| middle.split('*')) {
        let Some(at) = text.find(part) else { return false };
        text = text.get(at + part.len()..).unwrap_or_default();
    }
    text.ends_with(last)
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::is_match;

    #[test]
    fn a_star_stands_for_any_text() {
        for pattern in ["a/b[c=d]@e", "*", "a/*", "*@e", "a/*@e", "*b*d*", "a/b[c=d]@e*", "a*b*c*d*e"] {
            assert!(is_match(pattern, "a/b[c=d]@e"), "{pattern}");
        }
        for pattern in ["", "a/b", "b*", "*a", "a*a", "*d*b*", "a/b[c=d]@e*e", "a/b*b[c=d]@e"] {
            assert!(!is_match(pattern, "a/b[c=d]@e"), "{pattern}");
        }
    }
}
