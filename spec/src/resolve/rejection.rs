//! What every operation answers where its own page is silent.

use std::cell::Cell;

use http::Method;
use indexmap::IndexMap;

use super::{
    ResolveContext,
    operation::{Described, Operations, Places},
    when::{Placed, Terms},
};
use crate::{
    axis::{Axis, AxisKind},
    change::Change,
    from_yaml::Entries,
    operation::{Choice, Operation, Region, Response, ResponseContent, ResponseName},
    problem::Place,
    source::Origin,
    types::{ErrorName, ErrorType},
    wire,
    yaml::At,
};

/// Joins the rejections to every operation that they hold for.
pub(super) fn join(
    cx: &ResolveContext<'_>,
    rejections: &Entries<wire::Rejection>,
    errors: &IndexMap<ErrorName, ErrorType>,
    operations: &mut Operations,
) {
    let rejections = rejections.iter().filter_map(|(name, written)| rejection(cx, name, written, errors));
    let rejections: Vec<_> = rejections.collect();
    for described in operations.values_mut() {
        let own = requests(&described.operation);
        for rejection in &rejections {
            rejection.join(cx, described, &own);
        }
    }
}

/// A rejection, looked up.
struct Rejection<'a> {
    name: ResponseName,
    place: Place,
    summary: &'a str,
    error: &'a ErrorType,
    origin: Origin,
    conditions: Vec<Placed>,
    /// Whether it was noted that its name is taken.
    is_noted: Cell<bool>,
}

fn rejection<'a>(
    cx: &ResolveContext<'_>,
    name: &'a At<String>,
    written: &'a wire::Rejection,
    errors: &'a IndexMap<ErrorName, ErrorType>,
) -> Option<Rejection<'a>> {
    let error = ErrorName(cx.names.errors.look_up(cx, &written.error));
    let origin = cx.origin(&name.span, written.source.as_ref(), written.decision.as_ref());
    let terms = Terms { tolerate: written.tolerate.as_ref(), warn_on: written.warn_on.as_ref(), level: written.level };
    let mut conditions = cx.conditions(&written.when, terms, origin.as_ref());
    let also = written.also.iter().flatten();
    conditions.extend(also.flat_map(|also| cx.more_conditions(also, origin.as_ref())));
    Some(Rejection {
        name: ResponseName(name.value.as_str().into()),
        place: cx.diagnostics.place(&name.span),
        summary: &written.summary,
        error: errors.get(&error)?,
        origin: origin?,
        conditions,
        is_noted: Cell::new(false),
    })
}

impl Rejection<'_> {
    /// Adds what holds for the operation to its response on the wire, or as a response of its own.
    fn join(&self, cx: &ResolveContext<'_>, described: &mut Described, own: &[Vec<(Axis, Choice)>]) {
        let Described { operation, places } = described;
        let holds = |placed: &&Placed| {
            let when = &placed.condition.when;
            when.axes.keys().all(|axis| operation.has_axis(*axis)) && !own.contains(&request(when))
        };
        let (conditions, condition_places): (Vec<_>, Vec<_>) =
            self.conditions.iter().filter(holds).map(|placed| (placed.condition.clone(), placed.place.clone())).unzip();
        if conditions.is_empty() {
            return;
        }
        let content = if operation.method == Method::HEAD {
            ResponseContent::None
        } else {
            ResponseContent::Error(self.error.name.clone())
        };
        let status = self.error.status;
        let same = |response: &&mut Response| response.status == status && response.content == content;
        if let Some(response) = operation.responses.values_mut().find(same) {
            response.conditions.extend(conditions);
            if let Some(places) = places.get_mut(&response.name) {
                places.conditions.extend(condition_places);
            }
            return;
        }
        if let Some(taken) = places.get(&self.name) {
            // One operation is enough to see why.
            if !self.is_noted.replace(true) {
                let title = format!("{} has another response of the name `{}`", operation.id, self.name);
                let label = format!("answers otherwise in {}", taken.name.file.shown());
                cx.diagnostics.note(&self.place.span, title, label);
            }
            return;
        }
        let response = Response {
            name: self.name.clone(),
            summary: self.summary.to_owned(),
            status,
            content,
            headers: Vec::new(),
            conditions,
            leniency: None,
            unprovokable: None,
            then: Change::default(),
            origin: self.origin.clone(),
        };
        places.insert(self.name.clone(), Places { name: self.place.clone(), conditions: condition_places });
        operation.responses.insert(self.name.clone(), response);
    }
}

/// What the operation's own conditions say about the request.
fn requests(operation: &Operation) -> Vec<Vec<(Axis, Choice)>> {
    let conditions = operation.responses.values().flat_map(|response| &response.conditions);
    conditions.map(|condition| request(&condition.when)).collect()
}

/// What a region says about the request, in an order that does not depend on how it is written.
fn request(when: &Region) -> Vec<(Axis, Choice)> {
    let axes = when.axes.iter().filter(|(axis, _)| axis.kind() == AxisKind::Request);
    let mut request: Vec<_> = axes.map(|(axis, choice)| (*axis, sorted(choice))).collect();
    request.sort_by_key(|(axis, _)| *axis);
    request
}

fn sorted(choice: &Choice) -> Choice {
    let mut choice = choice.clone();
    if let Choice::Settings(settings) = &mut choice {
        settings.sort();
    }
    choice
}
