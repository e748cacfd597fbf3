//! The headers that a hand-written case sends and keeps. A header that the suite has to
//! parse to judge the answer must have a value that it can parse.

use http::{HeaderName, HeaderValue, header};
use indexmap::IndexMap;
use kii_spec::document::{At, Diagnostics, Entries};

use crate::values::{ByteRange, is_condition};

/// The headers to send, by their names without regard to case. What is wrong is noted.
pub(super) fn sent(
    diagnostics: &Diagnostics<'_>,
    written: Option<&Entries<String>>,
) -> Option<IndexMap<HeaderName, String>> {
    let mut headers = Some(IndexMap::new());
    for (name, text) in written.into_iter().flat_map(Entries::iter) {
        let Some(parsed) = field(diagnostics, name, &name.value) else {
            headers = None;
            continue;
        };
        let wrong = wrong_value(&parsed, text);
        if let Some(help) = wrong {
            let title = format!("`{text}` cannot be the value of {}", name.value);
            diagnostics.note(&name.span, title, help);
        }
        let twice = headers.as_mut().and_then(|headers| headers.insert(parsed, text.clone())).is_some();
        if twice {
            diagnostics.note(
                &name.span,
                format!("{} is sent twice", name.value),
                "names of headers have no case: remove one",
            );
        }
    }
    headers
}

/// The headers to keep, by the names under which later steps use them.
pub(super) fn kept(
    diagnostics: &Diagnostics<'_>,
    written: Option<&Entries<String>>,
) -> Option<IndexMap<String, String>> {
    let entries = written.into_iter().flat_map(Entries::iter);
    entries.map(|(name, text)| field(diagnostics, name, text).map(|_| (name.value.clone(), text.clone()))).collect()
}

fn field(diagnostics: &Diagnostics<'_>, place: &At<String>, name: &str) -> Option<HeaderName> {
    let parsed = HeaderName::try_from(name).ok();
    if parsed.is_none() {
        diagnostics.note(
            &place.span,
            format!("`{name}` is not the name of a header"),
            "such as `If-Match` (RFC 9110, 5.1)",
        );
    }
    parsed
}

/// What was expected, if the value is wrong.
fn wrong_value(name: &HeaderName, text: &str) -> Option<&'static str> {
    let is_kept = text.starts_with('$');
    if *name == header::RANGE {
        return ByteRange::parse(text).is_none().then_some("one range of bytes, such as `bytes=2-9`, written out");
    }
    if [header::IF_MATCH, header::IF_NONE_MATCH].contains(name) {
        let is_understood = is_kept || is_condition(text);
        return (!is_understood).then_some("a kept value such as `$old`, `*`, or a version in double quotes");
    }
    let can_be_sent = is_kept || HeaderValue::from_str(text).is_ok();
    (!can_be_sent).then_some("visible characters and blanks (RFC 9110, 5.5)")
}
