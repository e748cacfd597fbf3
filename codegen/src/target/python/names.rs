//! Names and literals of the spec as Python writes them.

use kii_spec::words::{pascal_case, snake_case};

/// Words that have a meaning in Python.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Names that the modules of every package declare or import.
pub(super) const TAKEN: &[&str] = &[
    "Any",
    "ApiError",
    "ApiFailure",
    "AsyncByteStream",
    "AsyncClient",
    "AsyncIterable",
    "Awaitable",
    "BareFailure",
    "Base",
    "Basic",
    "Bearer",
    "ByteRange",
    "ByteStream",
    "Bytes",
    "Call",
    "Callable",
    "ClassVar",
    "Client",
    "Content",
    "ContentRange",
    "Credentials",
    "Documented",
    "DocumentedFailure",
    "EntityTag",
    "Error",
    "Exception",
    "Failure",
    "Final",
    "Flaw",
    "From",
    "FromTo",
    "Generic",
    "IfMatch",
    "IfNoneMatchAny",
    "Iterable",
    "Json",
    "JsonObject",
    "Last",
    "Literal",
    "Mapping",
    "Members",
    "Nothing",
    "Object",
    "Precondition",
    "Received",
    "Scope",
    "Self",
    "Sequence",
    "Shape",
    "Success",
    "TypeAlias",
    "TypeVar",
    "Unexpected",
    "ValueError",
];

/// Attributes and parameters that have a meaning of their own.
const ATTRIBUTES: &[&str] = &[
    "base",
    "content",
    "data_type",
    "media_type",
    "precondition",
    "raise_for_error",
    "read",
    "byte_range",
    "scope",
    "self",
    "cls",
    "status_code",
    "write",
];

/// The name of a class: `objectID` is `ObjectId`.
pub(super) fn pascal(text: &str) -> String {
    let name = identifier(&pascal_case(text), text);
    if TAKEN.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// The name of an attribute, a parameter, a function or a module: `objectID` is `object_id`.
pub(super) fn snake(text: &str) -> String {
    let name = identifier(&snake_case(text), text);
    if is_taken(&name) { format!("{name}_") } else { name }
}

/// The parameter for the header that names the current version.
pub(super) fn version_parameter() -> String {
    snake_case(http::header::IF_MATCH.as_str())
}

fn is_taken(name: &str) -> bool {
    ATTRIBUTES.contains(&name) || name == version_parameter()
}

/// A literal of a string.
pub(super) fn literal(text: &str) -> String {
    let written = |letter: char| match letter {
        '"' => String::from("\\\""),
        '\\' => String::from("\\\\"),
        ' '..='~' => letter.to_string(),
        other => format!("\\U{:08x}", u32::from(other)),
    };
    let quote = if text.contains('"') && !text.contains(['\'', '\\']) { '\'' } else { '"' };
    let written: String = text.chars().map(written).collect();
    if quote == '\'' { format!("'{}'", written.replace("\\\"", "\"")) } else { format!("\"{written}\"") }
}

/// A name, or the nearest one to it: other characters by their numbers.
fn identifier(name: &str, text: &str) -> String {
    let name = if name.is_empty() { text } else { name };
    let written = |letter: char| match letter {
        letter if letter.is_ascii_alphanumeric() || letter == '_' => letter.to_string(),
        other => format!("u{:x}", u32::from(other)),
    };
    let name: String = name.chars().map(written).collect();
    let name = if name.starts_with(|letter: char| letter.is_ascii_alphabetic()) { name } else { format!("n{name}") };
    if KEYWORDS.contains(&name.as_str()) { format!("{name}_") } else { name }
}

#[cfg(test)]
mod tests {
    use super::{literal, pascal, snake};

    #[test]
    fn names_follow_the_language() {
        assert_eq!((pascal("note.put").as_str(), snake("note.put").as_str()), ("NotePut", "note_put"));
        assert_eq!((snake("X-Kii-BodyType").as_str(), snake("from").as_str()), ("x_kii_body_type", "from_"));
        assert_eq!((pascal("response").as_str(), pascal("error").as_str()), ("Response", "Error_"));
    }

    #[test]
    fn a_literal_is_ascii_and_in_the_quotation_marks_that_need_no_escape() {
        assert_eq!(literal("a"), "\"a\"");
        assert_eq!(literal("a \"b\""), "'a \"b\"'");
        assert_eq!(literal("'\"\\"), "\"'\\\"\\\\\"");
        assert_eq!(literal("ö\n"), "\"\\U000000f6\\U0000000a\"");
    }

    #[test]
    fn every_text_has_a_name() {
        for text in ["2fa", "_", "", " ", "🙂", "größe", "\"\"\"", "名前"] {
            for name in [pascal(text), snake(text)] {
                assert!(name.starts_with(|c: char| c.is_ascii_alphabetic()), "{text:?}: {name}");
                assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{text:?}: {name}");
            }
        }
    }
}
