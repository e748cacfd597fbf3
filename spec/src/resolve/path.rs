//! Path templates.

use super::Desk;
use crate::{
    operation::{PathTemplate, Segment},
    yaml::At,
};

impl Desk<'_> {
    /// A path: empty, or segments that each begin with a slash; `{name}` is a parameter.
    pub(super) fn path(&self, path: &At<String>) -> Option<PathTemplate> {
        if path.value.is_empty() {
            return Some(PathTemplate { segments: Vec::new() });
        }
        let segments = path.value.strip_prefix('/').and_then(|rest| rest.split('/').map(segment).collect());
        if segments.is_none() {
            let help = "write `/literal/{parameter}`, without a slash at the end".to_owned();
            self.sheet.note_with(&path.span, format!("`{}` is not a path", path.value), "expected a path", help);
        }
        Some(PathTemplate { segments: segments? })
    }
}

fn segment(text: &str) -> Option<Segment> {
    let plain = |text: &str| !text.is_empty() && !text.contains(['{', '}', '?', '#', ' ']);
    match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => plain(name).then(|| Segment::Parameter(name.to_owned())),
        None => plain(text).then(|| Segment::Literal(text.to_owned())),
    }
}
