//! Diagnostics: where the problems of a file are noted while it is read and resolved.

use std::{cell::RefCell, sync::Arc};

use crate::{
    files::File,
    from_yaml::FromYaml,
    problem::{Place, Problem},
    suggestion::suggestion,
    words::hidden_character,
    yaml::{self, At, Kind, Node, ParseError, Span},
};

/// A file, and the list to which its problems are added.
#[derive(Clone, Copy)]
pub struct Diagnostics<'a> {
    pub(crate) file: &'a Arc<File>,
    pub(crate) problems: &'a RefCell<Vec<Problem>>,
}

impl<'a> Diagnostics<'a> {
    /// Notes a problem.
    pub fn note(&self, span: &Span, title: impl Into<String>, label: impl Into<String>) {
        self.push(Problem::new(self.place(span), title, label));
    }

    /// Notes a problem and what to do about it.
    pub fn note_with(&self, span: &Span, title: impl Into<String>, label: impl Into<String>, help: String) {
        self.push(Problem::new(self.place(span), title, label).help(help));
    }

    /// What the file says; `None`, with at least one problem noted, when it cannot be read.
    pub fn read<T: FromYaml>(&self) -> Option<T> {
        T::read(&self.parsed(yaml::read(&self.file.text))?, self)
    }

    /// The file's tree; `None`, with a problem noted, when the file is no YAML.
    pub(crate) fn parsed(&self, tree: Result<Node, ParseError>) -> Option<Node> {
        match tree {
            Ok(node) => Some(node),
            Err(ParseError { span, title }) => {
                self.note(&span, title, "here");
                None
            }
        }
    }

    /// Notes each text and each name with an invisible character: generated code and documents would have it as well.
    pub(crate) fn check_characters(&self, node: &Node) {
        match &node.value {
            Kind::Text(text) => {
                if let Some(character) = hidden_character(text) {
                    self.push(self.hidden(character, &node.span));
                }
            }
            Kind::List(items) => items.iter().for_each(|item| self.check_characters(item)),
            Kind::Map(entries) => {
                for (key, value) in entries {
                    if let Some(character) = hidden_character(&key.value).or(key.value.find('\n').map(|_| '\n')) {
                        let mut problem = self.hidden(character, &key.span);
                        problem.hides_names = true;
                        self.push(problem);
                    }
                    self.check_characters(value);
                }
            }
            Kind::Nothing | Kind::Bool(_) | Kind::Whole(_) | Kind::Negative(_) | Kind::Number(_) => {}
        }
    }

    fn hidden(&self, character: char, span: &Span) -> Problem {
        let title = format!("the control character U+{:04X} stands in a name or a text", u32::from(character));
        let help = "remove it: control characters and marks of writing direction change how code is displayed";
        Problem::new(self.place(span), title, "has an invisible character").help(help)
    }

    /// How many problems have been noted so far, in all files.
    pub(crate) fn count(&self) -> usize {
        self.problems.borrow().len()
    }

    /// Whether the problem with this number says that something of another kind stands there.
    pub(crate) fn is_misplaced(&self, number: usize) -> bool {
        self.problems.borrow().get(number).is_some_and(|problem| problem.is_misplaced)
    }

    /// Makes one problem of several entries of a map that are all of another kind: the line of their name is missing.
    pub(crate) fn join_misplaced(&self, numbers: &[usize]) {
        let [first, _, ..] = numbers else { return };
        let mut problems = self.problems.borrow_mut();
        let mut number = 0;
        problems.retain(|_| {
            number += 1;
            number - 1 == *first || !numbers.contains(&(number - 1))
        });
        if let Some(problem) = problems.get_mut(*first) {
            let help = format!(
                "{} entries of this map are no such thing: does the line above this one lack a name, under which they belong?",
                numbers.len()
            );
            *problem = problem.clone().help(help);
            problem.hides_names = true;
        }
    }

    /// Whether no problem has been noted so far in a file whose path begins like this.
    pub(crate) fn is_clean(&self, path: &str) -> bool {
        !self.problems.borrow().iter().any(|problem| problem.is_below(path))
    }

    pub(crate) fn push(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    pub(crate) fn place(&self, span: &Span) -> Place {
        Place { file: Arc::clone(self.file), span: span.clone() }
    }

    /// The choice that a word stands for; another word is a problem.
    pub fn choose<T: Clone>(&self, kind: &str, found: &At<String>, allowed: &[(&str, T)]) -> Option<T> {
        let choice = allowed.iter().find(|(word, _)| *word == found.value).map(|(_, choice)| choice.clone());
        if choice.is_none() {
            let words = allowed.iter().map(|(word, _)| *word);
            self.note_with(
                &found.span,
                format!("`{}` is not {kind}", found.value),
                format!("expected {kind}"),
                suggestion(&found.value, words),
            );
        }
        choice
    }
}
