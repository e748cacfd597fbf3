//! What was probably meant by a word that is not allowed. Of words that are equally near, the first of the alphabet comes first,
//! so that a message does not depend on the order of a map.

/// More words than this are not listed whole.
const LISTED: usize = 20;

/// What would be allowed in place of a word, the nearest first when one is near; of many, those that are nearest.
pub fn suggestion<'a>(found: &str, allowed: impl Iterator<Item = &'a str> + Clone) -> String {
    let mut words: Vec<&str> = allowed.collect();
    let near = words.iter().min_by_key(|word| (distance(found, word), **word)).copied();
    let more = words.len().saturating_sub(LISTED);
    if more > 0 {
        words.sort_by_key(|word| (distance(found, word), *word));
        words.truncate(LISTED);
    }
    let mut list = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    if more > 0 {
        list = format!("{list} and {more} more");
    }
    match near {
        None => "nothing is allowed here".to_owned(),
        Some(word) if is_near(found, word) => format!("did you mean `{word}`? Allowed: {list}"),
        Some(_) => format!("allowed: {list}"),
    }
}

/// The words that are the nearest to one that is not known, at most so many, the nearest first.
#[must_use]
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    let mut words: Vec<&str> = known.into_iter().collect();
    words.sort_by_cached_key(|word| (distance(found, word), *word));
    words.truncate(most);
    words
}

/// Whether one word was probably meant as the other: of three characters, one may be wrong.
#[must_use]
pub fn is_near(found: &str, word: &str) -> bool {
    distance(found, word) <= found.chars().count().max(3) / 3
}

/// How many characters have to be added, removed, replaced or swapped with the next one, whatever their case.
pub(crate) fn distance(from: &str, to: &str) -> usize {
    strsim::osa_distance(&from.to_lowercase(), &to.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{nearest, suggestion};

    #[test]
    fn equally_near_words_come_in_the_order_of_the_alphabet() {
        let many: Vec<String> = (b'a'..=b'z').map(|letter| format!("ca{}", char::from(letter))).collect();
        for words in [many.clone(), many.iter().rev().cloned().collect()] {
            let words = words.iter().map(String::as_str);
            let text = suggestion("ca", words.clone());
            assert!(text.starts_with("did you mean `caa`? Allowed: `caa`, `cab`, `cac`,"), "{text}");
            assert_eq!(nearest("ca", words, 2), ["caa", "cab"]);
        }
    }
}
