//! Names of the spec as Rust writes them. Every text has a name, so that none can stop the generator.

use kii_spec::words::{pascal_case, snake_case};
use proc_macro2::Ident;

/// Words that have a meaning in Rust. Most become names when they are marked as raw.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw names.
const PATH_KEYWORDS: &[&str] = &["self", "Self", "super", "crate"];

/// `snake_case`, for fields, functions and modules: `objectID` is `object_id`, `ETag` is `e_tag`.
pub(crate) fn snake(text: &str) -> Ident {
    ident(&cased(text, snake_case))
}

/// `PascalCase`, for types and variants: `objectID` is `ObjectId`, `APP_AND_USER` is `AppAndUser`.
pub(crate) fn pascal(text: &str) -> Ident {
    ident(&cased(text, pascal_case))
}

/// `SCREAMING_SNAKE_CASE`, for constants: `Not Found` is `NOT_FOUND`.
pub(crate) fn screaming(text: &str) -> Ident {
    ident(&cased(&text.replace('\'', ""), snake_case).to_uppercase())
}

/// A text in a case; one without letters and digits by the numbers of its characters.
fn cased(text: &str, case: fn(&str) -> String) -> String {
    let name = case(text);
    if name.is_empty() { case(&text.chars().flat_map(letters_and_digits).collect::<String>()) } else { name }
}

/// A string literal.
pub(crate) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// A name, or the nearest one to it: keywords are marked, and what a name cannot begin with stands behind `_`.
fn ident(name: &str) -> Ident {
    if name.is_empty() {
        return quote::format_ident!("unnamed");
    }
    let escaped: String = name.chars().flat_map(letters_and_digits).collect();
    let candidates = [
        (!KEYWORDS.contains(&name) && !PATH_KEYWORDS.contains(&name)).then(|| name.to_owned()),
        KEYWORDS.contains(&name).then(|| format!("r#{name}")),
        PATH_KEYWORDS.contains(&name).then(|| format!("{name}_")),
        Some(format!("_{name}")),
    ];
    let valid = candidates.into_iter().flatten().find_map(|name| syn::parse_str(&name).ok());
    valid.unwrap_or_else(|| quote::format_ident!("_{escaped}"))
}

/// A character itself where every name can have it, or else its number.
fn letters_and_digits(letter: char) -> Vec<char> {
    if letter.is_ascii_alphanumeric() || letter == '_' {
        return vec![letter];
    }
    format!("u{:x}", u32::from(letter)).chars().collect()
}

#[cfg(test)]
mod tests {
    use super::{pascal, screaming, snake};

    #[test]
    fn a_word_begins_where_the_case_or_a_mark_says_so() {
        let cases = [
            ("objectID", "object_id", "ObjectId"),
            ("ETag", "e_tag", "ETag"),
            ("X-Kii-BodyType", "x_kii_body_type", "XKiiBodyType"),
            ("APP_AND_USER", "app_and_user", "AppAndUser"),
            ("createdAt", "created_at", "CreatedAt"),
            ("note.put", "note_put", "NotePut"),
            ("NoteTextNotFound", "note_text_not_found", "NoteTextNotFound"),
        ];
        for (text, as_snake, as_pascal) in cases {
            assert_eq!((snake(text).to_string().as_str(), pascal(text).to_string().as_str()), (as_snake, as_pascal));
        }
        assert_eq!(screaming("Range Not Satisfiable").to_string(), "RANGE_NOT_SATISFIABLE");
        assert_eq!(screaming("I'm a teapot").to_string(), "IM_A_TEAPOT");
    }

    #[test]
    fn a_keyword_is_marked() {
        for (text, name) in [("type", "r#type"), ("gen", "r#gen"), ("self", "self_"), ("crate", "crate_")] {
            assert_eq!(snake(text).to_string(), name);
        }
        assert_eq!(pascal("self").to_string(), "Self_");
        assert_eq!(pascal("type").to_string(), "Type");
    }

    #[test]
    fn every_text_has_a_name() {
        let texts =
            ["2fa", "_", "", " ", "🙂", "a-b c", "größe", "x²", "\u{202e}a", "a\"b", "1", "*/", "名前", "\u{301}"];
        for text in texts {
            for name in [snake(text), pascal(text), screaming(text)] {
                assert!(syn::parse_str::<syn::Ident>(&name.to_string()).is_ok(), "{text:?}: {name}");
            }
        }
        assert_eq!(snake("2fa").to_string(), "_2fa");
    }
}
