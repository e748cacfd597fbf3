//! What is known of the places of a walk while it is made: what exists and which versions have been named. It tells which
//! requests have a defined answer, so that no other is sent.

use http::header;
use indexmap::IndexMap;
use kii_spec::{
    Api, BodyChange, BodyForm, DocumentedPoints, HeaderTemplate, Level, Meaning, ObjectChange, Operation, OperationId,
    RequestChange, Response, Scope, State, TemplatePart, Version,
    axis::{Axis, CallerId, Point},
};

use crate::{
    cases::{
        case::{Action, Expect, Fetch, Published, Step},
        place::Place,
    },
    values::{ByteRange, Content, Source},
};

/// What the spec says of the operations in a scope.
#[derive(Debug)]
pub(super) struct Documented<'a> {
    pub(super) api: &'a Api,
    pub(super) scope: &'a Scope,
    points: IndexMap<&'a OperationId, DocumentedPoints<'a>>,
}

/// What a walk knows of its places in one scope.
#[derive(Clone, Debug)]
pub(super) struct Outline<'d, 'a> {
    documented: &'d Documented<'a>,
    places: IndexMap<Place, Known>,
}

/// What is known of a place.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) state: State<()>,
    /// How many publications have been made there.
    pub(super) publications: usize,
    /// How many bytes the JSON of the object has at most.
    size: usize,
    /// How many bytes the body has.
    length: u64,
    /// The operation whose success has changed the place last.
    last_change: Option<OperationId>,
}

/// The answers that are due to a request.
#[derive(Clone, Debug)]
pub(super) struct Foreseen<'a> {
    /// The responses, of which any is right.
    pub(super) responses: Vec<&'a Response>,
}

/// Why a request cannot be part of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// The spec does not say what is due to it, or only what should be.
    Undefined,
    /// It names a version that no answer has named: one has to be read first.
    Unread(Version),
}

impl<'a> Documented<'a> {
    pub(super) fn new(api: &'a Api, scope: &'a Scope) -> Self {
        let operations = api.operations.values();
        let points = operations.map(|operation| (&operation.id, api.documented_points(operation, scope)));
        Self { api, scope, points: points.collect() }
    }

    /// The callers that may do what an operation does.
    pub(super) fn admitted(&self, operation: &Operation) -> &'a [CallerId] {
        match operation.is_safe() {
            true => &self.scope.read.admitted,
            false => &self.scope.write.admitted,
        }
    }
}

impl<'d, 'a> Outline<'d, 'a> {
    pub(super) fn new(documented: &'d Documented<'a>) -> Self {
        Self { documented, places: IndexMap::new() }
    }

    pub(super) const fn documented(&self) -> &'d Documented<'a> {
        self.documented
    }

    /// What is known of a place.
    pub(super) fn at(&self, place: Place) -> Known {
        self.places.get(&place).cloned().unwrap_or_default()
    }

    /// The places that something has been done to.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.places.keys().copied()
    }

    /// What is due to a request.
    ///
    /// # Errors
    /// Why it cannot be part of a walk.
    pub(super) fn foresee(&self, step: &Step) -> Result<Foreseen<'a>, Unusable> {
        let Documented { api, points, .. } = self.documented;
        let known = self.at(step.sent.place);
        let operation = api.operations.get(&step.operation).ok_or(Unusable::Undefined)?;
        let points = points.get(&step.operation).ok_or(Unusable::Undefined)?;
        let state = known.state.point();
        let due = points.due(Point { object: state.object, body: state.body, ..step.point });
        let responses: Vec<&Response> = due.responses.iter().map(|due| due.response).collect();
        let first = responses.first().ok_or(Unusable::Undefined)?;
        // After an answer that only should be given, nobody could say what is stored.
        let is_certain = operation.is_safe() || due.level == Level::Must;
        let is_known = step.expect == Expect::Due && step.scope.is_none() && step.sent.json.is_none();
        // The object that was there before would be lost out of sight.
        let loses_sight = first.then.object == Some(ObjectChange::Sent)
            && !operation.has_axis(Axis::Object)
            && known.state.object.is_some();
        // Whether an object over this size is accepted, the documents leave open.
        let overfills = first.then.object == Some(ObjectChange::Merged)
            && known.size.saturating_add(size(api, step)) > api.service.object_size.accepted;
        if !is_certain || !is_known || loses_sight || overfills || !self.is_usual_range(step, &known) {
            return Err(Unusable::Undefined);
        }
        self.versions(operation, step.point, &known)?;
        Ok(Foreseen { responses })
    }

    /// Whether the versions are known that a request names.
    fn versions(&self, operation: &Operation, point: Point, known: &Known) -> Result<(), Unusable> {
        let named = self.documented.api.axes.versions(point);
        let Some(precondition) = operation.request.precondition.filter(|_| named.current || named.superseded) else {
            return Ok(());
        };
        let versions = known.state.versions(precondition.version);
        if versions.current.is_none() {
            return Err(Unusable::Unread(precondition.version));
        }
        match named.superseded && versions.superseded.is_empty() && versions.past.is_empty() {
            true => Err(Unusable::Undefined),
            false => Ok(()),
        }
    }

    /// Whether a request asks for no bytes, or for bytes of which the body has as many as the spec takes for granted.
    fn is_usual_range(&self, step: &Step, known: &Known) -> bool {
        let headers = changes(self.documented.api, step).flat_map(RequestChange::headers);
        { headers }.filter(|(name, _)| *name == header::RANGE).all(|(_, template)| {
            let serves = |length: u64| range(template, length).is_some_and(|range| range.of(length).is_some());
            known.state.body.is_none() || serves(known.length) == serves(length(None))
        })
    }

    /// Notes what follows from the answer that is due to a request.
    pub(super) fn note(&mut self, step: &Step, foreseen: &Foreseen<'a>) {
        let Some(response) = foreseen.success() else { return };
        let Documented { api, scope, .. } = self.documented;
        let known = self.places.entry(step.sent.place).or_default();
        // Where the server chooses the ID, what comes after is another object.
        let is_same = api.operations.get(&step.operation).is_some_and(|operation| operation.has_axis(Axis::Object));
        let before = if is_same { std::mem::take(&mut known.state) } else { State::default() };
        known.state = before.after_response(response);
        let publishes = api
            .members(response, scope)
            .is_some_and(|members| members.values().any(|member| member.meaning == Some(Meaning::PublishedUrl)));
        known.publications += usize::from(publishes);
        if !response.then.is_none() {
            known.last_change = Some(step.operation.clone());
        }
        let size = size(api, step);
        known.size = match response.then.object {
            Some(ObjectChange::Sent) => size,
            Some(ObjectChange::Merged) => known.size.saturating_add(size),
            Some(ObjectChange::Deleted) => 0,
            None => known.size,
        };
        if response.then.body == Some(BodyChange::Sent) {
            known.length = length(body_form(api, step));
        }
    }

    /// Follows an action; `false` if it cannot be part of a walk.
    pub(super) fn follow(&mut self, action: &Action) -> bool {
        match action {
            Action::Call(step) => match self.foresee(step) {
                Ok(foreseen) => {
                    self.note(step, &foreseen);
                    true
                }
                Err(_) => false,
            },
            Action::Fetch(fetch) => self.has_published(fetch),
            Action::BreakOff(_) | Action::Wait(_) | Action::Race(_) => false,
        }
    }

    /// What a request and the answer that is due to it show, as a text that differs where they show something else.
    pub(super) fn situation(&self, action: &Action) -> Option<String> {
        let Action::Call(step) = action else { return None };
        let responses = self.foresee(step).ok()?.responses;
        let names: Vec<&str> = responses.iter().map(|response| &*response.name.0).collect();
        let Known { state, publications, last_change, .. } = self.at(step.sent.place);
        let versions = [&state.object_versions, &state.body_versions];
        let lives = versions.map(|versions| (!versions.superseded.is_empty(), !versions.past.is_empty()));
        let scope = &self.documented.scope.name;
        let (point, caller) = (state.point(), step.point.caller());
        Some(format!(
            "{scope} {} {names:?} {caller:?} {:?} {:?} {lives:?} {} {last_change:?}",
            step.operation,
            point.object,
            point.body,
            publications > 0
        ))
    }

    fn has_published(&self, fetch: &Fetch) -> bool {
        let made = self.at(fetch.place).publications;
        fetch.expect == Published::Due && fetch.publication.map_or(made > 0, |number| (1..=made).contains(&number))
    }
}

/// What a step changes in a usual request.
fn changes<'s>(api: &'s Api, step: &'s Step) -> impl Iterator<Item = &'s RequestChange> {
    api.axes.changes_with(step.point, &step.sent.representatives).map(|(_, change)| change)
}

/// How many bytes the object has that a step sends.
fn size(api: &Api, step: &Step) -> usize {
    let form =
        changes(api, step).find_map(|change| if let RequestChange::Object(form) = change { Some(form) } else { None });
    // Its random text has the same length every time.
    Content::object(&api.service, "", form, &Source::random(), 0).bytes.len()
}

/// The form of the body that a step sends.
fn body_form<'s>(api: &'s Api, step: &'s Step) -> Option<&'s BodyForm> {
    changes(api, step).find_map(|change| if let RequestChange::Body(form) = change { Some(form) } else { None })
}

/// How many bytes a body of this form has.
fn length(form: Option<&BodyForm>) -> u64 {
    Content::body(form, 0).bytes.len() as u64
}

/// The bytes that a header asks for of a body of this length.
fn range(template: &HeaderTemplate, length: u64) -> Option<ByteRange> {
    let parts = template.0.iter().map(|part| match part {
        TemplatePart::Text(text) => text.clone(),
        TemplatePart::Length(offset) => length.saturating_add_signed(*offset).to_string(),
        TemplatePart::Version | TemplatePart::SupersededVersion | TemplatePart::NearVersion(_) => String::new(),
    });
    ByteRange::parse(&parts.collect::<String>())
}

impl<'a> Foreseen<'a> {
    /// The response, if it is one success.
    pub(super) fn success(&self) -> Option<&'a Response> {
        match self.responses.as_slice() {
            [only] if only.is_success() => Some(only),
            _ => None,
        }
    }
}
