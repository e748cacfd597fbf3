//! What is wrong with a spec: every problem at once, each with its place, an excerpt and what would be allowed.

use std::{cell::RefCell, fmt, sync::Arc};

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::{
    files::File,
    from_yaml::FromYaml,
    yaml::{self, At, ParseError, Span},
};

/// Everything that is wrong with a spec, by file and line.
#[derive(Debug)]
pub struct Problems(Vec<Problem>);

/// One thing that is wrong with a spec.
#[derive(Clone, Debug)]
pub struct Problem {
    place: Place,
    title: String,
    label: String,
    help: Option<String>,
}

/// A place in a file.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: Arc<File>,
    pub(crate) span: Span,
}

/// A file under review, on which problems are noted.
#[derive(Clone, Copy)]
pub struct Diagnostics<'a> {
    pub(crate) file: &'a Arc<File>,
    pub(crate) problems: &'a RefCell<Vec<Problem>>,
}

impl Problems {
    /// Sorts the problems by file and place; `None` when there are none.
    pub(crate) fn found(mut problems: Vec<Problem>) -> Option<Self> {
        problems.sort_by(|a, b| a.key().cmp(&b.key()));
        (!problems.is_empty()).then_some(Self(problems))
    }

    /// For a spec that cannot be resolved although no problem was noted, which would be a defect of this crate.
    pub(crate) fn unexplained() -> Self {
        let why = "the spec cannot be resolved, and why was not noted: this is a defect of kii-spec";
        Self(vec![crate::files::unreadable("", "service.yaml", why)])
    }

    /// The problems, by file and line.
    #[must_use]
    pub fn as_slice(&self) -> &[Problem] {
        &self.0
    }
}

impl Problem {
    pub(crate) fn new(place: Place, title: impl Into<String>, label: impl Into<String>) -> Self {
        Self { place, title: title.into(), label: label.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The file's path.
    #[must_use]
    pub fn file(&self) -> String {
        self.place.file.shown()
    }

    /// Whether it is about a file whose path below the directory that is read begins like this.
    pub(crate) fn is_below(&self, path: &str) -> bool {
        self.place.file.path.starts_with(path)
    }

    /// The line and the column, both from 1; the column counts characters.
    #[must_use]
    pub fn position(&self) -> (usize, usize) {
        let before = self.place.file.text.get(..self.place.span.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }

    /// What is wrong, one line.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    fn key(&self) -> (&str, usize, &str) {
        (&self.place.file.path, self.place.span.start, &self.title)
    }
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
        match yaml::read(&self.file.text) {
            Ok(node) => T::read(&node, self),
            Err(ParseError { span, title }) => {
                self.note(&span, title, "here");
                None
            }
        }
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

/// More names than this are not listed whole.
const LISTED: usize = 20;

/// What would be allowed in place of a word, the nearest first when one is near; of many, those that are nearest.
pub fn suggestion<'a>(found: &str, allowed: impl Iterator<Item = &'a str> + Clone) -> String {
    let mut words: Vec<&str> = allowed.collect();
    let near = words.iter().min_by_key(|word| distance(found, word)).copied();
    let more = words.len().saturating_sub(LISTED);
    if more > 0 {
        words.sort_by_key(|word| distance(found, word));
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

/// Whether one word was probably meant as the other: of three characters, one may be wrong.
pub(crate) fn is_near(found: &str, word: &str) -> bool {
    distance(found, word) <= found.chars().count().max(3) / 3
}

/// How many characters have to be added, removed or replaced, whatever their case (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let (from, to) = (from.to_lowercase(), to.to_lowercase());
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, a) in from.chars().enumerate() {
        let mut diagonal = line;
        let mut left = line + 1;
        for (cell, b) in row[1..].iter_mut().zip(&to) {
            let here = (diagonal + usize::from(a != *b)).min(left + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, here);
            left = here;
        }
        row[0] = line + 1;
    }
    row.last().copied().unwrap_or_default()
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, text) = (self.file(), &self.place.file.text);
        let end = self.place.span.end.clamp(self.place.span.start, text.len());
        let span = self.place.span.start.min(text.len())..end;
        let excerpt = Snippet::source(text.as_str())
            .path(path.as_str())
            .annotation(AnnotationKind::Primary.span(span).label(self.label.as_str()));
        let title = Level::ERROR.primary_title(self.title.as_str());
        // Of a file that has no text there is nothing to show.
        let mut group =
            if text.is_empty() { title.element(Origin::path(path.as_str())) } else { title.element(excerpt) };
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        f.write_str(&Renderer::plain().render(&[group]))
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.0 {
            writeln!(f, "{problem}\n")?;
        }
        match self.0.len() {
            1 => f.write_str("found 1 problem"),
            count => write!(f, "found {count} problems"),
        }
    }
}

impl std::error::Error for Problems {}
