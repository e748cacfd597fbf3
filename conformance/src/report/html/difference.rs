//! Two texts beside each other, with the parts marked in which they differ.

use std::time::Duration;

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use super::json_layout;

/// How long two texts are compared at most; then the rest counts as different.
const LONGEST: Duration = Duration::from_millis(50);

/// A text in runs: the first is plain, the second is marked, and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub(super) struct Runs(pub(super) Vec<String>);

impl Runs {
    /// A text without marks.
    pub(super) fn plain(text: &str) -> Self {
        Self(vec![text.to_owned()])
    }

    /// Adds a piece behind the others.
    pub(super) fn push(&mut self, piece: &str, is_marked: bool) {
        if piece.is_empty() {
            return;
        }
        // The last run is plain if their number is odd.
        while self.0.is_empty() || self.0.len().is_multiple_of(2) != is_marked {
            self.0.push(String::new());
        }
        if let Some(last) = self.0.last_mut() {
            last.push_str(piece);
        }
    }

    /// The runs in pairs, as a template inserts them.
    pub(super) fn pairs(&self) -> Vec<RunPair> {
        let text = |pair: &[String], at: usize| pair.get(at).cloned().unwrap_or_default();
        self.0.chunks(2).map(|pair| RunPair { same: text(pair, 0), different: text(pair, 1) }).collect()
    }
}

/// A plain run and the marked one behind it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct RunPair {
    same: String,
    different: String,
}

/// Both texts with the differences marked; JSON in several lines. Texts that have little in common have no marks.
pub(super) fn of(expected: &str, found: &str) -> (Runs, Runs) {
    let layouts = (json_layout::structure(expected), json_layout::structure(found));
    let (expected, found) = match &layouts {
        (Some(expected), Some(found)) => (expected.as_str(), found.as_str()),
        (None, _) | (_, None) => (expected, found),
    };
    let (old, new) = (words(expected), words(found));
    let difference = TextDiff::configure().timeout(LONGEST).diff_slices(&old, &new);
    let (mut left, mut right, mut same) = (Runs::default(), Runs::default(), 0);
    for change in difference.iter_all_changes() {
        let word = change.value();
        match change.tag() {
            ChangeTag::Equal => {
                same += word.trim().len();
                left.push(word, false);
                right.push(word, false);
            }
            ChangeTag::Delete => left.push(word, true),
            ChangeTag::Insert => right.push(word, true),
        }
    }
    let is_alike = same * 3 >= expected.len().min(found.len());
    if is_alike { (left, right) } else { (Runs::plain(expected), Runs::plain(found)) }
}

/// A text in words, with every other character for itself.
fn words(text: &str) -> Vec<&str> {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match is_word(first) {
            true => rest.find(|char| !is_word(char)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (word, others) = rest.split_at(end);
        words.push(word);
        rest = others;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The runs with marks in square brackets.
    fn marked(runs: &Runs) -> String {
        let mark = |(at, run): (usize, &String)| if at % 2 == 0 { run.clone() } else { format!("[{run}]") };
        runs.0.iter().enumerate().map(mark).collect()
    }

    fn compared(expected: &str, found: &str) -> (String, String) {
        let (expected, found) = of(expected, found);
        (marked(&expected), marked(&found))
    }

    #[test]
    fn what_differs_is_marked_on_both_sides() {
        let (expected, found) = compared("header ETag: \"3\"", "header ETag: \"2\"");
        assert_eq!((expected.as_str(), found.as_str()), ("header ETag: \"[3]\"", "header ETag: \"[2]\""));
    }

    #[test]
    fn json_is_compared_member_by_member() {
        let (expected, found) = compared(r#"{"a":1,"b":[2,3]}"#, r#"{"a":1,"b":[2,4]}"#);
        assert!(expected.contains("\"a\": 1,\n") && expected.contains("[3]"), "{expected}");
        assert!(found.contains("[4]") && !found.contains("[1]"), "{found}");
    }

    #[test]
    fn texts_without_anything_in_common_have_no_marks() {
        assert_eq!(compared("header ETag", "no such field"), ("header ETag".into(), "no such field".into()));
    }

    #[test]
    fn long_texts_take_no_time() {
        let (a, b) = ("a b ".repeat(20_000), "b c ".repeat(20_000));
        let (expected, found) = of(&a, &b);
        assert_eq!(expected.0.concat(), a);
        assert_eq!(found.0.concat(), b);
    }
}
