//! JSON in several lines, every token as it was sent, with members marked.

use serde::de::IgnoredAny;

use super::difference::Runs;

/// A member, by the names that lead to it; elements of arrays have none.
pub(super) type Path = Vec<String>;

/// An object or an array as JSON in several lines; none for any other text.
pub(super) fn structure(text: &str) -> Option<String> {
    text.trim_start().starts_with(['{', '[']).then(|| lay_out(text, &[])).flatten().map(|runs| runs.0.concat())
}

/// JSON in several lines, with the members at these paths marked; none if it is no JSON.
pub(super) fn lay_out(text: &str, marked: &[Path]) -> Option<Runs> {
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let mut layout = Layout { runs: Runs::default(), marked, open: Vec::new(), name: None, mark: None };
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, behind) = rest.split_at(length(first, rest));
        rest = behind.trim_start();
        layout.token(token, rest);
    }
    Some(layout.runs)
}

/// How long the token is with which a text begins.
fn length(first: char, text: &str) -> usize {
    match first {
        '"' => {
            let mut is_escaped = false;
            let end = text.char_indices().skip(1).find(|(_, char)| {
                let is_end = *char == '"' && !is_escaped;
                is_escaped = *char == '\\' && !is_escaped;
                is_end
            });
            end.map_or(text.len(), |(at, _)| at + 1)
        }
        '{' | '}' | '[' | ']' | ':' | ',' => 1,
        _ => text.find(|char: char| matches!(char, '}' | ']' | ',') || char.is_whitespace()).unwrap_or(text.len()),
    }
}

struct Layout<'m> {
    runs: Runs,
    marked: &'m [Path],
    /// The containers around the next token: for each the name of the member that it is, if it is one.
    open: Vec<Option<String>>,
    /// The member whose value comes next.
    name: Option<String>,
    /// How many containers are around the member that is being marked.
    mark: Option<usize>,
}

impl Layout<'_> {
    fn token(&mut self, token: &str, rest: &str) {
        match token {
            "{" | "[" => {
                self.write(token);
                self.open.push(self.name.take());
                if !rest.starts_with(['}', ']']) {
                    self.line();
                }
            }
            "}" | "]" => {
                self.end_mark();
                self.open.pop();
                if !self.runs.0.last().is_some_and(|run| run.ends_with(['{', '['])) {
                    self.line();
                }
                self.write(token);
                self.name = None;
            }
            "," => {
                self.end_mark();
                self.name = None;
                self.write(",");
                self.line();
            }
            ":" => self.write(": "),
            token => {
                if rest.starts_with(':') {
                    self.begin_member(token);
                }
                self.write(token);
            }
        }
    }

    fn begin_member(&mut self, token: &str) {
        let name: String = serde_json::from_str(token).unwrap_or_default();
        let around = self.open.iter().flatten();
        let is_marked = self.marked.iter().any(|path| around.clone().chain([&name]).eq(path));
        if is_marked && self.mark.is_none() {
            self.mark = Some(self.open.len());
        }
        self.name = Some(name);
    }

    fn end_mark(&mut self) {
        if self.mark == Some(self.open.len()) {
            self.mark = None;
        }
    }

    fn line(&mut self) {
        let line = format!("\n{:width$}", "", width = self.open.len() * 2);
        self.write(&line);
    }

    fn write(&mut self, text: &str) {
        self.runs.push(text, self.mark.is_some());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_stays_as_it_was_sent() {
        let text = " {\"a\\u0022,\":1e400,\"b\":[ ],\"c\":{},\"d\":[1.0,\"x{]\"], \"a\\u0022,\":-0} ";
        let expected = "{\n  \"a\\u0022,\": 1e400,\n  \"b\": [],\n  \"c\": {},\n  \"d\": [\n    1.0,\n    \"x{]\"\n  ],\n  \
                        \"a\\u0022,\": -0\n}";
        assert_eq!(structure(text).as_deref(), Some(expected));
        assert_eq!(structure("{\"a\":}"), None);
        assert_eq!(structure("\"text\""), None);
    }

    #[test]
    fn a_member_is_marked_with_all_that_is_in_it() {
        let path = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Path>();
        let marked = |paths: &[Path]| lay_out(r#"{"a":{"b":[{"c":1}],"d":2},"b":3}"#, paths).unwrap().0;
        let runs = marked(&[path(&["a", "b"])]);
        assert_eq!(runs.len(), 3);
        assert!(runs[1].starts_with("\"b\": [") && runs[1].ends_with(']') && runs[1].contains('1'), "{runs:?}");
        let inner = marked(&[path(&["a", "b", "c"]), path(&["b"])]);
        assert_eq!(inner[1], "\"c\": 1");
        assert_eq!(inner[3], "\"b\": 3");
    }
}
