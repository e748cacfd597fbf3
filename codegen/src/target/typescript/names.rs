//! Names and literals of the spec as TypeScript writes them.

use kii_spec::words::{pascal_case, words};

/// Names that the files of every package declare, or that TypeScript or its libraries do and the package needs.
pub(super) const TAKEN: &[&str] = &[
    "Answer",
    "ApiError",
    "BareFailure",
    "Base",
    "ByteRange",
    "Call",
    "CallOptions",
    "Check",
    "Client",
    "ClientOptions",
    "Content",
    "ContentRange",
    "Credentials",
    "Date",
    "Documented",
    "EntityTag",
    "Error",
    "ErrorName",
    "ErrorTypes",
    "Failure",
    "Headers",
    "JsonObject",
    "JsonValue",
    "Map",
    "Object",
    "Precondition",
    "Promise",
    "ReadableStream",
    "Readonly",
    "Received",
    "Record",
    "Request",
    "Response",
    "Scope",
    "Set",
    "Shape",
    "String",
    "Number",
    "Boolean",
    "Success",
    "Successful",
    "Uint8Array",
    "Unexpected",
    "Upload",
];

/// Properties that all answers have.
const PROPERTIES: &[&str] = &["content", "error", "errorType", "mediaType", "name", "ok", "status"];

/// The name of a type: `objectID` is `ObjectId`.
pub(super) fn pascal(text: &str) -> String {
    let name = identifier(&pascal_case(text), text);
    if TAKEN.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// The name of a method, or of a property that the wire does not name: `ETag` is `eTag`.
pub(super) fn camel(text: &str) -> String {
    let name = identifier(&camel_case(text), text);
    if PROPERTIES.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// The words as one: `if match` is `ifMatch`.
pub(super) fn camel_case(text: &str) -> String {
    let mut words = words(text).into_iter();
    let first = words.next().unwrap_or_default().to_lowercase();
    first + &words.map(|word| pascal_case(&word)).collect::<String>()
}

/// The name of a file: `object.put` is `object-put`.
pub(super) fn kebab(text: &str) -> String {
    let name = words(text).join("-").to_lowercase();
    if name.is_empty() { identifier("", text) } else { name }
}

/// A property as the wire names it, in quotation marks where it is no name.
pub(super) fn property(text: &str) -> String {
    // In a literal, it would be the prototype and no property.
    if text == "__proto__" {
        return format!("[{}]", literal(text));
    }
    if is_name(text) { text.to_owned() } else { literal(text) }
}

/// The access to a property of an expression.
pub(super) fn access(expression: &str, text: &str) -> String {
    if is_name(text) { format!("{expression}.{text}") } else { format!("{expression}[{}]", literal(text)) }
}

/// A literal of a string.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}").replace("\\0", "\\u{0}")
}

fn is_name(text: &str) -> bool {
    let starts = text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_' || letter == '$');
    starts && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$')
}

/// A name, or the nearest one to it: other characters by their numbers.
fn identifier(name: &str, text: &str) -> String {
    let name = if name.is_empty() { text } else { name };
    let written = |letter: char| match letter {
        letter if letter.is_ascii_alphanumeric() || letter == '_' => letter.to_string(),
        other => format!("u{:x}", u32::from(other)),
    };
    let name: String = name.chars().map(written).collect();
    if name.starts_with(|letter: char| letter.is_ascii_alphabetic()) { name } else { format!("_{name}") }
}

#[cfg(test)]
mod tests {
    use super::{camel, is_name, kebab, literal, pascal, property};

    #[test]
    fn names_follow_the_language() {
        assert_eq!((pascal("note.put").as_str(), camel("note.put").as_str()), ("NotePut", "notePut"));
        assert_eq!((camel("X-Kii-BodyType").as_str(), kebab("note.put").as_str()), ("xKiiBodyType", "note-put"));
        assert_eq!((property("objectID").as_str(), property("a-b").as_str()), ("objectID", "\"a-b\""));
        assert_eq!(property("__proto__"), "[\"__proto__\"]");
        assert_eq!(literal("a\0\"b"), "\"a\\u{0}\\\"b\"");
    }

    #[test]
    fn names_that_are_taken_get_a_mark() {
        assert_eq!((pascal("response").as_str(), camel("Status").as_str()), ("Response_", "status_"));
    }

    #[test]
    fn every_text_has_a_name() {
        for text in ["2fa", "_", "", " ", "🙂", "größe", "*/", "名前"] {
            for name in [pascal(text), camel(text)] {
                assert!(is_name(&name), "{text:?}: {name}");
            }
            assert!(!kebab(text).is_empty(), "{text:?}");
        }
    }
}
