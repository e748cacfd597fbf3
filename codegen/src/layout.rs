//! Layout of code whose language has no formatter that is part of this program: what the formatters of its users would do.

use kii_spec::words::hidden_character;
use serde::Serialize;
use serde_json::Value;

/// How many columns a line may have.
pub(crate) const WIDTH: usize = 120;

/// Code on one line if it fits there behind so many columns, or else broken into several.
pub(crate) fn fitting(indent: usize, flat: String, broken: impl FnOnce() -> String) -> String {
    if indent + flat.chars().count() <= WIDTH { flat } else { broken() }
}

/// Items, each on a line of its own and with a comma behind it, between two lines of which the second is indented so far.
pub(crate) fn one_a_line(indent: usize, step: usize, open: &str, items: &[String], close: &str) -> String {
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + step));
    let items: String = items.iter().map(|item| format!("{inner}{item},\n")).collect();
    format!("{open}\n{items}{outer}{close}")
}

/// A text in lines of at most so many columns.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        if let Some(line) = lines.last_mut() {
            if line.is_empty() {
                line.push_str(word);
            } else if line.chars().count() + 1 + word.chars().count() <= width {
                line.push(' ');
                line.push_str(word);
            } else {
                lines.push(word.to_owned());
            }
        }
    }
    lines
}

/// A text in which no character changes how others are displayed.
pub(crate) fn visible(text: &str) -> String {
    // Hardly any text has such a character, and documents have a great many texts.
    if hidden_character(text).is_none() {
        return text.to_owned();
    }
    let written = |letter: char| {
        let hidden = hidden_character(letter.encode_utf8(&mut [0; 4])).is_some();
        if hidden { letter.escape_unicode().collect() } else { letter.to_string() }
    };
    text.chars().map(written).collect()
}

/// A document in whose texts no character changes how others are displayed.
///
/// # Errors
///
/// When it cannot be written as JSON.
pub(crate) fn visible_document(document: &impl Serialize) -> serde_json::Result<Value> {
    fn change(value: &mut Value) {
        match value {
            Value::String(text) if hidden_character(text).is_some() => *text = visible(text),
            Value::Array(values) => values.iter_mut().for_each(change),
            Value::Object(members) => members.values_mut().for_each(change),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut document = serde_json::to_value(document)?;
    change(&mut document);
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, fitting, one_a_line, visible, visible_document, wrapped};

    #[test]
    fn a_document_keeps_its_lines() {
        let document = visible_document(&["a\u{202e}b\nc"]).unwrap();
        assert_eq!(document, serde_json::json!(["a\\u{202e}b\nc"]));
    }

    #[test]
    fn code_is_broken_where_its_line_would_be_too_long() {
        let flat = "x".repeat(WIDTH);
        assert_eq!(fitting(0, flat.clone(), || String::from("broken")), flat);
        assert_eq!(fitting(1, flat, || String::from("broken")), "broken");
        assert_eq!(one_a_line(2, 2, "f(", &["a".into(), "b".into()], ");"), "f(\n    a,\n    b,\n  );");
    }

    #[test]
    fn text_is_wrapped_at_its_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("a-word-that-is-longer is", 7), ["a-word-that-is-longer", "is"]);
        assert_eq!(wrapped("", 7), [""]);
    }

    #[test]
    fn characters_that_change_the_direction_are_written_out() {
        assert_eq!(visible("a\u{202e}b"), "a\\u{202e}b");
    }
}
