//! Conditions: axes at words, and the terms under which a response is expected.

use http::StatusCode;
use indexmap::IndexMap;

use super::Desk;
use crate::{
    axis::{Axis, AxisKind, Setting},
    operation::{Choice, Level, Occasion, Operation, Region, Tolerance},
    problem::Place,
    source::Origin,
    wire,
    yaml::{At, OneOrMany, Span, Words},
};

/// An occasion and where it is written.
pub(super) struct Placed {
    pub(super) occasion: Occasion,
    pub(super) place: Place,
}

/// How answers are accepted on an occasion, as written.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a> {
    pub(super) tolerate: Option<&'a At<String>>,
    pub(super) warn_on: Option<&'a At<Vec<At<u16>>>>,
    pub(super) level: Option<&'a At<String>>,
}

/// The word for every malformed value of an identifier.
const MALFORMED: &str = "malformed";
/// The word for the callers whom a scope refuses.
const REFUSED: &str = "refused";
/// The word for the callers whom a scope admits.
const ADMITTED: &str = "admitted";

impl Desk<'_> {
    /// The occasions that a `when` stands for; a condition that cannot be resolved is noted and left out.
    pub(super) fn occasions(
        &self,
        name: &Span,
        when: &OneOrMany<wire::Condition>,
        terms: Terms<'_>,
        origin: Option<&Origin>,
    ) -> Vec<Placed> {
        let tolerance = self.tolerance(terms);
        let level = self.level(terms.level);
        let place = |condition: &wire::Condition| {
            let when = self.region(condition)?;
            let occasion = Occasion { when, tolerance: tolerance.clone()?, level: level?, origin: origin.cloned() };
            Some(Placed { occasion, place: self.sheet.place(&span(condition).unwrap_or_else(|| name.clone())) })
        };
        when.0.iter().filter_map(place).collect()
    }

    /// The occasions of an entry of `also`.
    pub(super) fn more_occasions(&self, name: &Span, also: &wire::Also, origin: Option<&Origin>) -> Vec<Placed> {
        let terms =
            Terms { tolerate: also.tolerate.as_ref(), warn_on: also.warn_on.as_ref(), level: also.level.as_ref() };
        let own = self.own_origin(also.source.as_ref(), also.decision.as_ref());
        self.occasions(name, &also.when, terms, own.as_ref().or(origin))
    }

    /// The region of a condition; `None`, after all of it was looked at, when a word is wrong.
    fn region(&self, condition: &wire::Condition) -> Option<Region> {
        let axes: Vec<_> = condition.0.iter().map(|(axis, words)| self.choice(axis, words)).collect();
        let axes: Option<IndexMap<Axis, Choice>> = axes.into_iter().collect();
        Some(Region { axes: axes? })
    }

    fn choice(&self, axis: &At<String>, words: &Words) -> Option<(Axis, Choice)> {
        let axes: Vec<_> = Axis::ALL.iter().map(|axis| (axis.word(), *axis)).collect();
        let axis = self.sheet.choose("an axis", axis, &axes)?;
        let settings = axis.settings();
        let one = |setting: &Setting| (setting.word(), Choice::Settings(vec![*setting]));
        let mut allowed: Vec<_> = settings.iter().map(one).collect();
        match axis {
            Axis::BucketId | Axis::ObjectId => {
                allowed.push((MALFORMED, Choice::Settings(settings.iter().copied().skip(1).collect())));
            }
            Axis::Caller => allowed.extend([(REFUSED, Choice::RefusedCallers), (ADMITTED, Choice::AdmittedCallers)]),
            Axis::Owner
            | Axis::Object
            | Axis::Body
            | Axis::IfMatch
            | Axis::IfNoneMatch
            | Axis::Range
            | Axis::Content
            | Axis::Expiry => {}
        }
        let kind = format!("a word of the axis `{}`", axis.word());
        let choices: Vec<_> = words.0.iter().map(|word| self.sheet.choose(&kind, word, &allowed)).collect();
        let mut choices = choices.into_iter().collect::<Option<Vec<_>>>()?;
        if choices.len() == 1 {
            return choices.pop().map(|choice| (axis, choice));
        }
        let mut all = Vec::new();
        for (choice, word) in choices.into_iter().zip(&words.0) {
            match choice {
                Choice::Settings(settings) => all.extend(settings),
                Choice::RefusedCallers | Choice::AdmittedCallers => {
                    let title = format!("`{}` stands for several callers and cannot be part of a list", word.value);
                    self.sheet.note(&word.span, title, "write it alone");
                }
            }
        }
        Some((axis, Choice::Settings(all)))
    }

    /// Notes every axis of an occasion that means nothing to the operation.
    pub(super) fn check_axes(&self, operation: &Operation, when: &OneOrMany<wire::Condition>) {
        for (name, _) in when.0.iter().flat_map(|condition| &condition.0) {
            if Axis::named(&name.value).is_some_and(|axis| !operation.has_axis(axis)) {
                let title = format!("the axis `{}` means nothing to {}", name.value, operation.id);
                let help = "neither its path nor its `request` has what this axis is about".to_owned();
                self.sheet.note_with(&name.span, title, "cannot be set", help);
            }
        }
    }

    /// The state that a header depends on.
    pub(super) fn state(&self, condition: &wire::Condition) -> Option<Vec<Setting>> {
        let region = self.region(condition)?;
        let mut settings = Vec::new();
        for ((name, _), (axis, choice)) in condition.0.iter().zip(region.axes) {
            match (axis.kind(), choice) {
                (AxisKind::State, Choice::Settings(mut one)) if one.len() == 1 => settings.append(&mut one),
                (AxisKind::State | AxisKind::Request, _) => {
                    let title = "a header depends on the state only, with one word an axis";
                    self.sheet.note(&name.span, title, "not a state, or several");
                }
            }
        }
        Some(settings)
    }

    /// A level; `must` when nothing is written.
    pub(super) fn level(&self, level: Option<&At<String>>) -> Option<Level> {
        let words = [("must", Level::Must), ("should", Level::Should), ("may", Level::May)];
        level.map_or(Some(Level::Must), |level| self.sheet.choose("a level", level, &words))
    }

    fn tolerance(&self, terms: Terms<'_>) -> Option<Tolerance> {
        match (terms.tolerate, terms.warn_on) {
            (None, None) => Some(Tolerance::None),
            (Some(word), None) => {
                let words = [("client_error", Tolerance::AnyClientError)];
                self.sheet.choose("a tolerance", word, &words)
            }
            (None, Some(statuses)) => {
                let statuses: Vec<_> = statuses.value.iter().map(|status| self.status(status)).collect();
                statuses.into_iter().collect::<Option<Vec<StatusCode>>>().map(Tolerance::Warned)
            }
            (Some(word), Some(_)) => {
                self.sheet.note(&word.span, "`tolerate` and `warn_on` exclude each other", "both are given");
                None
            }
        }
    }
}

/// From the first axis of a condition to its last word.
fn span(condition: &wire::Condition) -> Option<Span> {
    let (first, _) = condition.0.first()?;
    let (last, words) = condition.0.last()?;
    Some(first.span.start..words.0.last().map_or(last.span.end, |word| word.span.end))
}
