//! When a response is given, how binding that is, and which other statuses are as right.

use std::collections::{BTreeMap, BTreeSet};

use http::StatusCode;
use kii_spec::{Api, Choice, Level, Response, Tolerance, axis::Setting};

use super::{Found, Kind};

/// Each set of values on axes for which a response is due, by the names of the spec: their places differ between specs.
type Cells<'a> = BTreeMap<String, (Level, &'a Tolerance)>;

pub(super) fn compare(place: &str, (old, before): (&Api, &Response), (new, now): (&Api, &Response), found: &mut Found) {
    let (was, is) = (cells(old, before), cells(new, now));
    if was.keys().ne(is.keys()) {
        found.differs(Kind::WhenChanged, place, shown(&was), shown(&is));
    }
    // A change of several cells in the same way is one change.
    let mut changes: BTreeMap<(Kind, String, String), BTreeSet<&str>> = BTreeMap::new();
    for (cell, (level, tolerance)) in &was {
        let Some((level_now, tolerance_now)) = is.get(cell) else { continue };
        let kind = match level.cmp(level_now) {
            std::cmp::Ordering::Less => Some(Kind::BindingLowered),
            std::cmp::Ordering::Greater => Some(Kind::BindingRaised),
            std::cmp::Ordering::Equal => None,
        };
        let levels = kind.map(|kind| (kind, word(*level).to_owned(), word(*level_now).to_owned()));
        let tolerances = tolerances(tolerance, tolerance_now).into_iter();
        let tolerances = tolerances.map(|kind| (kind, tolerated(tolerance), tolerated(tolerance_now)));
        for change in levels.into_iter().chain(tolerances) {
            changes.entry(change).or_default().insert(cell);
        }
    }
    for ((kind, was_so, is_so), at) in changes {
        let at = if at.len() == was.len() { String::new() } else { format!(" at {}", joined(at)) };
        found.differs(kind, place, was_so, format!("{is_so}{at}"));
    }
}

fn cells<'a>(api: &Api, response: &'a Response) -> Cells<'a> {
    let mut cells = Cells::new();
    for condition in &response.conditions {
        let mut texts = BTreeSet::from([BTreeSet::new()]);
        for (axis, choice) in &condition.when.axes {
            let words: Vec<String> = match choice {
                Choice::Settings(settings) => {
                    settings.iter().map(|setting: &Setting| api.axes.text(*setting)).collect()
                }
                Choice::RefusedCallers => vec![format!("{}=refused", api.axes.name(*axis))],
                Choice::AdmittedCallers => vec![format!("{}=admitted", api.axes.name(*axis))],
            };
            let with = |text: &BTreeSet<String>, word: &String| text.iter().chain([word]).cloned().collect();
            texts = texts.iter().flat_map(|text| words.iter().map(move |word| with(text, word))).collect();
        }
        for text in texts {
            let text = if text.is_empty() { "always".to_owned() } else { joined(text.iter().map(String::as_str)) };
            cells.entry(text).or_insert((condition.level, &condition.tolerance));
        }
    }
    cells
}

fn joined<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().collect::<Vec<_>>().join(",")
}

fn shown(cells: &Cells<'_>) -> String {
    let texts = cells.iter().map(|(text, (level, _))| match level {
        Level::Must => text.clone(),
        Level::Should | Level::May => format!("{text} ({})", word(*level)),
    });
    if cells.is_empty() { "never".to_owned() } else { texts.collect::<Vec<_>>().join(" or ") }
}

/// What has become of the other statuses that are as right, or pass with a warning.
fn tolerances(before: &Tolerance, now: &Tolerance) -> Vec<Kind> {
    match (before, now) {
        (Tolerance::None, Tolerance::None) | (Tolerance::AnyClientError, Tolerance::AnyClientError) => Vec::new(),
        (Tolerance::None | Tolerance::Warned(_), Tolerance::AnyClientError) => vec![Kind::ToleranceAdded],
        (Tolerance::AnyClientError, Tolerance::None | Tolerance::Warned(_)) => vec![Kind::ToleranceRemoved],
        (Tolerance::None, Tolerance::Warned(_)) => vec![Kind::WarningAdded],
        (Tolerance::Warned(_), Tolerance::None) => vec![Kind::WarningRemoved],
        (Tolerance::Warned(before), Tolerance::Warned(now)) => {
            let has = |one: &[StatusCode], other: &[StatusCode]| other.iter().any(|status| !one.contains(status));
            let added = has(before, now).then_some(Kind::WarningAdded);
            added.into_iter().chain(has(now, before).then_some(Kind::WarningRemoved)).collect()
        }
    }
}

fn tolerated(tolerance: &Tolerance) -> String {
    match tolerance {
        Tolerance::None => "no other status".to_owned(),
        Tolerance::AnyClientError => "any client error".to_owned(),
        Tolerance::Warned(statuses) => {
            let statuses: BTreeSet<String> = statuses.iter().map(|status| status.as_u16().to_string()).collect();
            format!("{} with a warning", joined(statuses.iter().map(String::as_str)))
        }
    }
}

const fn word(level: Level) -> &'static str {
    match level {
        Level::Must => "must",
        Level::Should => "should",
        Level::May => "may",
    }
}
