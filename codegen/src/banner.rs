//! What every generated file says near its beginning, so that the generator knows its own files again.

/// The text of the banner. JSON has no comments: there it is the first member of the file's object.
pub(crate) const TEXT: &str =
    "Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.";

/// How many lines of a file are looked at: the banner is the first, or, in JSON, which has no comments, the first member of
/// an object that begins on a line of its own.
const LINES: usize = 2;

/// How a kind of file carries the banner.
pub(crate) enum Banner {
    /// A comment behind `//`.
    Slashes,
    /// A comment behind `#`.
    Hash,
    /// A comment of HTML, which Markdown has as well.
    Markup,
    /// The first member of a JSON object, which stands on a line of its own.
    Member,
}

impl Banner {
    /// A text with the banner above it.
    pub(crate) fn above(&self, text: &str) -> String {
        match self {
            Self::Slashes => format!("// {TEXT}\n\n{text}"),
            Self::Hash => format!("# {TEXT}\n\n{text}"),
            Self::Markup => format!("<!-- {TEXT} -->\n\n{text}"),
            Self::Member => text.replacen('{', &format!("{{\n  \"//\": \"{TEXT}\","), 1),
        }
    }
}

/// Whether a file says that it is generated.
pub(crate) fn is_generated(content: &[u8]) -> bool {
    let mut first = content.split(|byte| *byte == b'\n').take(LINES);
    first.any(|line| String::from_utf8_lossy(line).contains(TEXT))
}

#[cfg(test)]
mod tests {
    use super::{Banner, TEXT, is_generated};

    #[test]
    fn every_kind_of_file_is_known_again() {
        for banner in [Banner::Slashes, Banner::Hash, Banner::Markup] {
            assert!(is_generated(banner.above("text").as_bytes()));
        }
        assert!(is_generated(format!("{{\n  \"$comment\": \"{TEXT}\"\n}}").as_bytes()));
    }

    #[test]
    fn a_file_that_only_quotes_the_banner_is_not() {
        assert!(!is_generated(format!("# How it works\n\nEvery file says: {TEXT}\n").as_bytes()));
    }
}
