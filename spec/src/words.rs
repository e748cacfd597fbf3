//! Names as identifiers: how a name of the spec splits into words, and whether code can spell it.
//!
//! A generator joins the words in the case of its language. It must split with [`words`], because the loader compares
//! names by these words when it refuses two that would become one identifier.

use unicode_ident::{is_xid_continue, is_xid_start};

/// The words of a name. A word ends at each character that is no letter or digit, and where the case begins a new word:
/// `objectID` is `object`, `ID`; `X-Kii-BodyType` is `X`, `Kii`, `Body`, `Type`.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut letters = name.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(letter) = letters.next() {
        let begins = letter.is_uppercase()
            && (before.is_some_and(|before| !before.is_uppercase())
                || letters.peek().is_some_and(|after| after.is_lowercase()));
        if begins || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter.is_alphanumeric(), words.last_mut()) {
            word.push(letter);
        }
        before = Some(letter);
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The name in `snake_case`; a reserved word of a language is not escaped.
#[must_use]
pub fn snake_case(name: &str) -> String {
    words(name).join("_").to_lowercase()
}

/// The name in `PascalCase`; a reserved word of a language is not escaped.
#[must_use]
pub fn pascal_case(name: &str) -> String {
    words(name).iter().map(|word| capitalized(word)).collect()
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters.flat_map(char::to_lowercase)).collect()
}

/// Why no identifier can be made of a name; `None` when one can.
///
/// A leading underscore is allowed. Reserved words are not refused: each generator escapes those of its language.
#[must_use]
pub fn unspellable(name: &str) -> Option<&'static str> {
    let joined = words(name).concat();
    let Some(first) = name.chars().next() else {
        return Some("the name is empty");
    };
    if !joined.chars().any(char::is_alphabetic) {
        Some("the name has no letter")
    } else if first.is_numeric() || joined.starts_with(char::is_numeric) {
        Some("the name begins with a digit")
    } else if !first.is_alphabetic() && first != '_' {
        Some("the name begins with a symbol")
    } else if !joined.starts_with(is_xid_start) || !joined.chars().all(is_xid_continue) {
        Some("the name has a character that no identifier can have")
    } else {
        None
    }
}

/// The identifiers that a name becomes, in `snake_case` and in `PascalCase`: two names of which one is the same collide.
#[must_use]
pub fn identifiers(name: &str) -> [String; 2] {
    [snake_case(name), pascal_case(name)]
}

/// A character that changes how the text around it is displayed, or cannot be displayed: a control character other than
/// a line feed, or a mark that sets the direction of writing.
#[must_use]
pub fn hidden_character(text: &str) -> Option<char> {
    // Nearly every text is ASCII without control characters, of which the bytes say enough.
    if text.bytes().all(|byte| matches!(byte, b'\n' | b' '..=b'~')) {
        return None;
    }
    text.chars().find(|character| {
        let control = character.is_control() && *character != '\n';
        let direction =
            matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        control || direction || *character == '\u{61c}'
    })
}

#[cfg(test)]
mod tests {
    use super::{hidden_character, identifiers, pascal_case, snake_case, unspellable, words};

    #[test]
    fn a_word_begins_where_the_case_or_a_symbol_says_so() {
        assert_eq!(words("X-Kii-BodyType"), ["X", "Kii", "Body", "Type"]);
        assert_eq!(words("objectID"), ["object", "ID"]);
        assert_eq!((snake_case("APP_AND_USER").as_str(), pascal_case("ETag").as_str()), ("app_and_user", "ETag"));
    }

    #[test]
    fn names_collide_after_casing() {
        assert_eq!(identifiers("modified_at"), identifiers("modifiedAt"));
        assert_eq!(identifiers("a1")[1], identifiers("a_1")[1], "both are A1 in PascalCase");
        assert!(identifiers("foobar").iter().zip(identifiers("foo_bar")).all(|(one, other)| *one != other));
    }

    #[test]
    fn some_names_make_no_identifier() {
        for name in ["", "_", "--", "1st", "_1", "$ref", "@type", "-x", "\u{661}a", "a\u{b2}"] {
            assert!(unspellable(name).is_some(), "{name:?}");
        }
        for name in ["type", "self", "_id", "X-Kii", "größe", "not found"] {
            assert_eq!(unspellable(name), None, "{name:?}");
        }
    }

    #[test]
    fn hidden_characters_are_found() {
        for character in ['\0', '\t', '\r', '\u{7f}', '\u{85}', '\u{200e}', '\u{202e}', '\u{2069}'] {
            assert_eq!(hidden_character(&format!("a{character}b")), Some(character));
        }
        assert_eq!(hidden_character("größe 名 \u{e9}\n"), None);
    }
}
