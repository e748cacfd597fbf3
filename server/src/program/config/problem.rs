//! One thing that is wrong with a configuration, with its place and an excerpt.

use std::{fmt, ops::Range, sync::Arc};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// A text of which an excerpt can be shown to anybody, and the path of its file.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) path: String,
    /// The text of the file, in which everything that may be a secret is covered.
    pub(super) text: String,
}

/// One thing that is wrong with a configuration.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    shown: Arc<Shown>,
    span: Range<usize>,
    title: String,
    label: String,
    help: Option<String>,
    /// Whether the line may be shown.
    has_excerpt: bool,
}

impl Problem {
    pub(super) fn new(shown: Arc<Shown>, span: Range<usize>, title: String, label: String) -> Self {
        Self { shown, span, title, label, help: None, has_excerpt: true }
    }

    /// Says what would be right.
    pub(super) fn help(mut self, help: String) -> Self {
        self.help = Some(help);
        self
    }

    /// The line is not shown, as what is in it is not known.
    pub(super) fn without_excerpt(mut self) -> Self {
        self.has_excerpt = false;
        self
    }

    /// Where it begins.
    pub(super) fn start(&self) -> usize {
        self.span.start
    }

    /// The line and the column, both from 1.
    fn position(&self) -> (usize, usize) {
        let before = self.shown.text.get(..self.span.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shown { path, text } = &*self.shown;
        if !self.has_excerpt {
            let (line, column) = self.position();
            return write!(f, "error: {}\n --> {path}:{line}:{column}: {}", self.title, self.label);
        }
        let range = self.span.start.min(text.len())..self.span.end.min(text.len());
        let excerpt = Snippet::source(text.as_str())
            .path(path.as_str())
            .annotation(AnnotationKind::Primary.span(range).label(self.label.as_str()));
        let mut group = Level::ERROR.primary_title(self.title.as_str()).element(excerpt);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        f.write_str(&Renderer::plain().render(&[group]))
    }
}
