//! Names of the spec as Rust writes them.

/// Words that cannot be a field's name in Rust unless they are marked as raw.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// `snake_case`, for fields, functions and modules: `objectID` is `object_id`, `ETag` is `e_tag`.
pub(crate) fn snake(text: &str) -> String {
    let name = words(text).join("_").to_lowercase();
    if KEYWORDS.contains(&name.as_str()) { format!("r#{name}") } else { name }
}

/// `PascalCase`, for types and variants: `objectID` is `ObjectId`, `APP_AND_USER` is `AppAndUser`.
pub(crate) fn pascal(text: &str) -> String {
    words(text).iter().map(|word| capitalized(word)).collect()
}

/// `SCREAMING_SNAKE_CASE`, for constants: `Not Found` is `NOT_FOUND`.
pub(crate) fn screaming(text: &str) -> String {
    words(text).join("_").to_uppercase()
}

/// A string literal.
pub(crate) fn literal(text: &str) -> String {
    format!("{text:?}")
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters.flat_map(char::to_lowercase)).collect()
}

/// The words of a name: parted by whatever is no letter or digit, and where the case says that a word begins.
fn words(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut words = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(at + 1);
        let begins = letter.is_uppercase()
            && (before.is_some_and(|before| !before.is_uppercase()) || after.is_some_and(|after| after.is_lowercase()));
        if begins || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter.is_alphanumeric(), words.last_mut()) {
            word.push(*letter);
        }
    }
    words.retain(|word| !word.is_empty());
    words
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
            ("object.put", "object_put", "ObjectPut"),
            ("ObjectBodyNotFound", "object_body_not_found", "ObjectBodyNotFound"),
        ];
        for (text, as_snake, as_pascal) in cases {
            assert_eq!((snake(text).as_str(), pascal(text).as_str()), (as_snake, as_pascal), "{text}");
        }
        assert_eq!(screaming("Range Not Satisfiable"), "RANGE_NOT_SATISFIABLE");
    }

    #[test]
    fn a_keyword_becomes_a_raw_name() {
        assert_eq!(snake("type"), "r#type");
    }
}
