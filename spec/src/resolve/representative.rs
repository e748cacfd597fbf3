//! Representatives: what `representatives.yaml` declares for the values of the request axes.

use std::cell::Cell;

use super::{
    ResolveContext,
    axis::check_form,
    change::{Changes, Sizes},
};
use crate::{
    axis::{Axis, AxisKind, Setting},
    from_yaml::Entries,
    operation::Level,
    representative::Representative,
    request_change::{IdentifierForm, RequestChange},
    wire,
    yaml::At,
};

/// The representatives by the value of an axis for which they stand.
pub(super) fn representatives(
    cx: &ResolveContext<'_>,
    written: &wire::Representatives,
    sizes: Sizes<'_>,
) -> Vec<(Setting, Vec<Representative>)> {
    let axes: Vec<(&str, Axis)> = cx.axes.all().map(|axis| (cx.axes.name(axis), axis)).collect();
    let request: Vec<_> = axes.into_iter().filter(|(_, axis)| axis.kind() == AxisKind::Request).collect();
    let mut all = Vec::new();
    for (name, values) in written.iter() {
        // A name that may be declared in a file that cannot be read is no problem.
        let known = request.iter().any(|(known, _)| *known == name.value) || cx.axes_are_known;
        let axis = request.iter().find(|(known, _)| *known == name.value).map(|(_, axis)| *axis);
        let Some(axis) = axis else {
            if known {
                cx.unknown_axis(name, format!("`{}` is not an axis", name.value), "not an axis");
            }
            continue;
        };
        for (value, written) in values.iter() {
            let Some(setting) = setting(cx, axis, value) else { continue };
            let class = Class { cx, sizes, axis, setting, is_misplaced: &Cell::new(false) };
            let representatives = written.iter().map(|(name, written)| class.representative(name, written));
            all.push((setting, representatives.collect::<Vec<_>>().into_iter().flatten().collect()));
        }
    }
    check_given(cx, written);
    all
}

/// Notes every representative that `given` names and that is not declared. One that is declared wrongly is.
fn check_given(cx: &ResolveContext<'_>, written: &wire::Representatives) {
    let representatives = written.iter().flat_map(|(_, values)| values.iter().flat_map(|(_, written)| written.iter()));
    let given = representatives.filter_map(|(_, written)| written.given.as_ref()).flat_map(Entries::iter);
    for (axis, word) in given {
        let Some((value, name)) = word.value.split_once('/') else { continue };
        let classes =
            written.iter().filter(|(known, _)| known.value == axis.value).flat_map(|(_, values)| values.iter());
        let members = classes.filter(|(known, _)| known.value == value).flat_map(|(_, members)| &members.0);
        let known: Vec<(&str, ())> = members.map(|(name, _)| (name.value.as_str(), ())).collect();
        let name = At { value: name.to_owned(), span: word.span.clone() };
        let _ = cx.diagnostics.choose(&format!("a representative of `{}={value}`", axis.value), &name, &known);
    }
}

/// A value of an axis, whose representatives are resolved.
#[derive(Clone, Copy)]
struct Class<'a> {
    cx: &'a ResolveContext<'a>,
    sizes: Sizes<'a>,
    axis: Axis,
    setting: Setting,
    /// Whether the form of a representative is none of this value: if the line with another value is missing, all are so that
    /// follow, and one problem is enough.
    is_misplaced: &'a Cell<bool>,
}

impl Class<'_> {
    fn representative(&self, name: &At<String>, written: &wire::Representative) -> Option<Representative> {
        let declared = self.cx.axes.declared(self.axis)?;
        let value = self.cx.axes.value(self.setting)?;
        let changes = Changes { cx: self.cx, applies: &declared.applies, sizes: self.sizes };
        let change = changes.change(&written.change);
        if let Some(RequestChange::Identifier { parameter, form }) = &change
            && !self.is_misplaced.get()
        {
            self.is_misplaced.set(check_form(&changes, name, parameter, form, value.malformed));
        }
        let twin = written.twin.as_ref().map(|twin| self.twin(&changes, name, twin));
        if let Some(decision) = &written.decision {
            self.cx.names.decisions.look_up(self.cx, decision);
        }
        let given = written.given.iter().flat_map(Entries::iter).map(|(axis, word)| self.given(axis, word));
        let given: Vec<_> = given.collect();
        Some(Representative {
            name: name.value.clone(),
            summary: written.summary.clone(),
            change: change?,
            twin: match twin {
                Some(twin) => Some(twin?),
                None => None,
            },
            given: given.into_iter().collect::<Option<_>>()?,
            written: written.written.is_some(),
            level: written.level.unwrap_or(Level::Must),
            also: written.warn_on.clone().unwrap_or_default(),
        })
    }

    /// The form of the other identifier, which must be well-formed.
    fn twin(&self, changes: &Changes<'_>, name: &At<String>, written: &At<wire::Change>) -> Option<IdentifierForm> {
        match changes.change(written)? {
            RequestChange::Identifier { parameter, form } => {
                check_form(changes, name, &parameter, &form, false);
                Some(form)
            }
            RequestChange::None
            | RequestChange::Caller(_)
            | RequestChange::Headers(_)
            | RequestChange::Object(_)
            | RequestChange::Body(_)
            | RequestChange::Token(_)
            | RequestChange::Members(_)
            | RequestChange::Lasting { .. }
            | RequestChange::NoContent
            | RequestChange::LowerCaseScheme
            | RequestChange::MediaParameter(_)
            | RequestChange::Transfer(_) => {
                self.cx.diagnostics.note(
                    &written.span,
                    "a twin is the form of an identifier",
                    "changes something else",
                );
                None
            }
        }
    }

    /// Another class, and the representative that stands for it.
    fn given(&self, axis: &At<String>, word: &At<String>) -> Option<(Setting, Option<String>)> {
        let axes: Vec<(&str, Axis)> = self.cx.axes.all().map(|axis| (self.cx.axes.name(axis), axis)).collect();
        let axis = self.cx.diagnostics.choose("an axis", axis, &axes)?;
        let (value, name) = match word.value.split_once('/') {
            Some((value, name)) => (value, Some(name.to_owned())),
            None => (word.value.as_str(), None),
        };
        Some((setting(self.cx, axis, &At { value: value.to_owned(), span: word.span.clone() })?, name))
    }
}

/// The setting of an axis at a value; another word is a problem, unless it may be declared where nothing could be read.
fn setting(cx: &ResolveContext<'_>, axis: Axis, word: &At<String>) -> Option<Setting> {
    let settings = cx.axes.settings(axis);
    let known = settings.iter().any(|(known, _)| *known == word.value) || cx.axes_are_known;
    known.then(|| cx.diagnostics.choose(&format!("a value of `{}`", cx.axes.name(axis)), word, &settings)).flatten()
}
