//! What is wrong with a spec: every problem at once, each with its place, an excerpt and what would be allowed.

use std::{fmt, sync::Arc};

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::{files::File, yaml::Span};

/// Everything that is wrong with a spec: what cannot be read, then what does not fit together, each by file and line.
#[derive(Debug)]
pub struct Problems(Vec<Problem>);

/// One thing that is wrong with a spec.
#[derive(Clone, Debug)]
pub struct Problem {
    place: Place,
    title: String,
    label: String,
    help: Option<String>,
    related: Vec<(Place, String)>,
    /// Names that this part of the file declares may have been lost with it.
    pub(crate) hides_names: bool,
    /// Something of another kind stands here; if the same holds beside it, all of it is in the wrong place.
    pub(crate) is_misplaced: bool,
    /// It is about something to which nothing refers, which is sound in itself.
    is_unused: bool,
}

/// A place in a file.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: Arc<File>,
    pub(crate) span: Span,
}

impl Problems {
    /// Sorts the problems by file and place; `None` when there are none.
    pub(crate) fn found(problems: Vec<Problem>) -> Option<Self> {
        Self::in_stages(problems, 0)
    }

    /// Sorts the problems: first the given number of them, which were found while files were read and can be the cause of
    /// others; then the rest; each by file and place. `None` when there are none.
    pub(crate) fn in_stages(mut problems: Vec<Problem>, read: usize) -> Option<Self> {
        let mut resolved = problems.split_off(read.min(problems.len()));
        problems.sort_by(|a, b| a.key().cmp(&b.key()));
        resolved.sort_by(|a, b| a.key().cmp(&b.key()));
        problems.append(&mut resolved);
        (!problems.is_empty()).then_some(Self(problems))
    }

    /// For a spec that cannot be resolved although no problem was noted, which would be a defect of this crate.
    pub(crate) fn unexplained() -> Self {
        let why = "the spec cannot be resolved, and why was not noted: this is a defect of kii-spec";
        Self(vec![crate::files::unreadable("", "service.yaml", why)])
    }

    /// The problems, causes first.
    #[must_use]
    pub fn as_slice(&self) -> &[Problem] {
        &self.0
    }
}

impl Place {
    /// Whether it is in a file that only the suite reads: neither servers nor clients depend on it.
    pub(crate) fn is_of_the_suite(&self) -> bool {
        const FILES: [&str; 5] =
            ["rules.yaml", "inventory.yaml", "representatives.yaml", "decisions.yaml", "sources.yaml"];
        FILES.iter().any(|file| self.file.path.starts_with(file))
    }

    /// The line and the column, both from 1; the column counts characters.
    pub(crate) fn position(&self) -> (usize, usize) {
        let before = self.file.text.get(..self.span.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }

    /// The part of the text, within its bounds.
    fn range(&self) -> Span {
        let end = self.span.end.clamp(self.span.start, self.file.text.len());
        self.span.start.min(self.file.text.len())..end
    }
}

impl Problem {
    pub(crate) fn new(place: Place, title: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            place,
            title: title.into(),
            label: label.into(),
            help: None,
            related: Vec::new(),
            hides_names: false,
            is_misplaced: false,
            is_unused: false,
        }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says that something of another kind stands here.
    pub(crate) fn misplaced(mut self) -> Self {
        self.is_misplaced = true;
        self
    }

    /// Says that nothing refers to what stands here.
    pub(crate) fn unused(mut self) -> Self {
        self.is_unused = true;
        self
    }

    /// Whether what servers and clients do can be read nevertheless: only what the suite reads is concerned, or something is not
    /// referred to.
    pub(crate) fn spares_bindings(&self) -> bool {
        self.is_unused || self.place.is_of_the_suite()
    }

    /// Shows another place that has to do with it.
    pub(crate) fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }

    /// The file's path.
    #[must_use]
    pub fn file(&self) -> String {
        self.place.file.shown()
    }

    /// The place.
    pub(crate) const fn place(&self) -> &Place {
        &self.place
    }

    /// Whether it is about a file whose path below the directory that is read begins like this.
    pub(crate) fn is_below(&self, path: &str) -> bool {
        self.place.file.path.starts_with(path)
    }

    /// The line and the column, both from 1; the column counts characters.
    #[must_use]
    pub fn position(&self) -> (usize, usize) {
        self.place.position()
    }

    /// Every place that it shows, as a path and a line: its own, and those that have to do with it.
    pub fn places(&self) -> impl Iterator<Item = (String, usize)> {
        let all = std::iter::once(&self.place).chain(self.related.iter().map(|(place, _)| place));
        all.map(|place| (place.file.shown(), place.position().0))
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

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, text) = (self.file(), &self.place.file.text);
        let (near, far): (Vec<_>, Vec<_>) =
            self.related.iter().partition(|(place, _)| Arc::ptr_eq(&place.file, &self.place.file));
        let near = near.iter().map(|(place, label)| AnnotationKind::Context.span(place.range()).label(label.as_str()));
        let excerpt = Snippet::source(text.as_str())
            .path(path.as_str())
            .annotation(AnnotationKind::Primary.span(self.place.range()).label(self.label.as_str()))
            .annotations(near);
        let title = Level::ERROR.primary_title(self.title.as_str());
        // Of a file that has no text there is nothing to show.
        let mut group =
            if text.is_empty() { title.element(Origin::path(path.as_str())) } else { title.element(excerpt) };
        let far: Vec<_> = far.iter().map(|(place, label)| (place, place.file.shown(), label)).collect();
        for (place, path, label) in &far {
            let annotation = AnnotationKind::Context.span(place.range()).label(label.as_str());
            group = group.element(Snippet::source(place.file.text.as_str()).path(path.as_str()).annotation(annotation));
        }
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
