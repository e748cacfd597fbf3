//! The request axes: what `axes.yaml` declares, after the axis of the callers.

use indexmap::IndexMap;

use super::{
    ResolveContext,
    change::{Changes, Sizes},
};
use crate::{
    axis::MOST_REQUEST_AXES,
    operation::OperationId,
    principal::Callers,
    request_axis::{Applies, Axes, AxisValue, RequestAxis},
    request_change::{IdentifierForm, RequestChange},
    wire,
    yaml::At,
};

/// The name of the axis of the callers.
const CALLER: &str = "caller";

/// The axis of the callers alone.
pub(super) fn of_callers(callers: &Callers) -> Axes {
    let values = callers.values().map(|caller| AxisValue {
        name: caller.name.0.clone(),
        summary: caller.summary.clone(),
        change: RequestChange::Caller(caller.id),
        malformed: false,
        representatives: Vec::new(),
    });
    let axis = RequestAxis {
        name: CALLER.to_owned(),
        summary: "Who sends the request.".to_owned(),
        applies: Applies::default(),
        values: values.map(|value| (value.name.clone(), value)).collect(),
    };
    Axes { request: IndexMap::from([(axis.name.clone(), axis)]) }
}

/// All axes: that of the callers, and those that are declared.
pub(super) fn axes(cx: &ResolveContext<'_>, written: &wire::Axes, sizes: Sizes<'_>) -> Axes {
    let mut axes = cx.axes.clone();
    for (name, written) in &written.0 {
        if axes.named(&name.value).is_some() {
            let title = format!("there is an axis `{}` already", name.value);
            let help = "`owner`, `object`, `body` and `caller` are axes without being declared; choose another name";
            cx.diagnostics.note_with(&name.span, title, "taken", help.to_owned());
            continue;
        }
        if axes.request.len() == MOST_REQUEST_AXES {
            let title = format!("there are more than {MOST_REQUEST_AXES} request axes, with that of the callers");
            cx.diagnostics.note(&name.span, title, "one too many");
        }
        // An axis that cannot be read has been noted; its name is still declared.
        let axis = match written {
            Some(written) => axis(cx, name, written, sizes),
            None => RequestAxis {
                name: name.value.clone(),
                summary: String::new(),
                applies: Applies::default(),
                values: IndexMap::new(),
            },
        };
        axes.request.insert(name.value.clone(), axis);
    }
    axes
}

fn axis(cx: &ResolveContext<'_>, name: &At<String>, written: &wire::Axis, sizes: Sizes<'_>) -> RequestAxis {
    let applies = written.applies.as_ref().map(|applies| self::applies(cx, applies)).unwrap_or_default();
    let changes = Changes { cx, applies: &applies, sizes };
    if written.values.0.is_empty() {
        cx.diagnostics.note(&name.span, format!("the axis `{}` has no values", name.value), "has nothing to differ in");
    }
    if written.values.0.len() > usize::from(u8::MAX) {
        cx.diagnostics.note(&name.span, format!("the axis `{}` has more than 255 values", name.value), "too many");
    }
    let mut values = IndexMap::new();
    for (index, (value, written)) in written.values.0.iter().enumerate() {
        let written = written.as_ref();
        let change = written.and_then(|written| written.change.as_ref());
        let malformed = written.and_then(|written| written.malformed.as_ref());
        match (index, change) {
            (0, Some(change)) => {
                let title = format!("the first value of the axis `{}` changes something", name.value);
                let help = "the first value is the default: a usual request".to_owned();
                cx.diagnostics.note_with(&change.span, title, "not a usual request", help);
            }
            (1.., None) if written.is_some() => {
                let title = format!("the value `{}` of the axis `{}` changes nothing", value.value, name.value);
                cx.diagnostics.note_with(&value.span, title, "like the first value", "add `change:`".to_owned());
            }
            (_, Some(_) | None) => {}
        }
        // A change that cannot be resolved has been noted.
        let resolved = change.map_or(Some(RequestChange::None), |change| changes.change(change));
        let is_resolved = resolved.is_some();
        let change = resolved.unwrap_or(RequestChange::None);
        if let RequestChange::Identifier { parameter, form } = &change {
            check_form(&changes, value, parameter, form, malformed.is_some());
        } else if let (Some(malformed), true) = (malformed, is_resolved) {
            let title = format!("`{}` makes no identifier malformed", value.value);
            cx.diagnostics.note(&malformed.span, title, "belongs to a `change` of an identifier");
        }
        let value = AxisValue {
            name: value.value.clone(),
            summary: written.map(|written| written.summary.clone()).unwrap_or_default(),
            change,
            malformed: malformed.is_some(),
            representatives: Vec::new(),
        };
        values.insert(value.name.clone(), value);
    }
    RequestAxis { name: name.value.clone(), summary: written.summary.clone(), applies, values }
}

fn applies(cx: &ResolveContext<'_>, written: &wire::Applies) -> Applies {
    let operation = |name: &At<String>| {
        let name = cx.names.operations.look_up(cx, name);
        let (resource, verb) = name.split_once('.').unwrap_or((&name, ""));
        OperationId { resource: resource.into(), verb: verb.into() }
    };
    Applies {
        identifier: written.identifier.as_ref().map(|name| cx.names.identifiers.look_up(cx, name)),
        request: written.request.as_ref().map(|part| part.value),
        operations: written.operations.as_ref().map(|names| names.iter().map(operation).collect()),
    }
}

/// Notes a value that is marked as malformed and is not, or the other way round; whether it is one.
pub(super) fn check_form(
    changes: &Changes<'_>,
    value: &At<String>,
    parameter: &str,
    form: &IdentifierForm,
    malformed: bool,
) -> bool {
    let Some(identifier) = changes.sizes.identifiers.get(parameter) else { return false };
    let formed = form.apply(&"a".repeat(*identifier.length.start()));
    let (title, help) = match (identifier.admits(&formed), malformed) {
        (true, true) => ("well-formed, but is marked `malformed`", "remove `malformed`, or change the form"),
        (false, false) => ("malformed, but is not marked so", "add `malformed: true`, or change the form"),
        (true, false) | (false, true) => return false,
    };
    let title = format!("the value `{}` makes a `{parameter}` that is {title}", value.value);
    let label = format!("makes `{formed}` of the shortest one");
    changes.cx.diagnostics.note_with(&value.span, title, label, help.to_owned());
    true
}
