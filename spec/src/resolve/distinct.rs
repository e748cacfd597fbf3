//! What must differ: the responses of an operation on the wire, and the points at which they are expected.

use std::{cell::RefCell, collections::HashMap};

use indexmap::IndexMap;

use super::{name::Index, operation::Places, sound::Sound};
use crate::{
    api::Api,
    axis::Point,
    operation::{Operation, OperationId, Response, ResponseContent, ResponseName},
    problem::{Place, Problem},
    service::Scope,
};

/// Where the responses of every operation are written.
pub(super) type AllPlaces = IndexMap<OperationId, IndexMap<ResponseName, Places>>;

/// Notes every two responses of a sound operation that cannot be told apart, and every point at which two are expected.
pub(super) fn check(api: &Api, sound: &Sound, places: &AllPlaces, types: &Index, problems: &RefCell<Vec<Problem>>) {
    problems.borrow_mut().extend(nameless(api, places, types, sound));
    for (id, operation) in api.operations.iter().filter(|(id, _)| sound.has(id)) {
        let Some(places) = places.get(id) else { continue };
        let mut found = IndexMap::new();
        for scope in api.service.scopes.values() {
            for problem in looks(api, operation, scope, places) {
                found.entry(problem.title().to_owned()).or_insert(problem);
            }
        }
        // One point for two responses is enough to see why; the others follow from it.
        for scope in api.service.scopes.values() {
            for (pair, problem) in points(api, operation, scope, places) {
                found.entry(pair).or_insert(problem);
            }
        }
        problems.borrow_mut().extend(found.into_values());
    }
}

/// The first response of each type that has no media type.
fn nameless(api: &Api, places: &AllPlaces, types: &Index, sound: &Sound) -> Vec<Problem> {
    let mut found = IndexMap::new();
    for operation in api.operations.values().filter(|operation| sound.has(&operation.id)) {
        for response in operation.responses.values() {
            let ResponseContent::Json(name) = &response.content else { continue };
            let nameless = api.types.get(name).is_some_and(|described| described.media.is_none());
            let place = places.get(&operation.id).and_then(|places| places.get(&response.name));
            let (true, Some(place), Some(declared)) = (nameless, place, types.names.get(&name.0)) else { continue };
            let title = format!("{}/{} holds a `{name}`, which has no media type", operation.id, response.name);
            let problem = Problem::new(place.name.clone(), title, "would be sent without a media type")
                .related(declared.place.clone(), "has no `media`")
                .help(format!("give `{name}` a `media`"));
            found.entry(name).or_insert(problem);
        }
    }
    found.into_values().collect()
}

/// Responses that look the same in a scope.
fn looks(api: &Api, operation: &Operation, scope: &Scope, places: &IndexMap<ResponseName, Places>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut earlier: Vec<&Response> = Vec::new();
    for response in operation.responses.values() {
        let twin = earlier.iter().find(|earlier| look(api, earlier, scope).equals(&look(api, response, scope)));
        if let (Some(twin), Some(places)) = (twin, places.get(&response.name)) {
            let title = format!("{0}/{1} and {0}/{2} cannot be told apart", operation.id, twin.name, response.name);
            let label = format!("has the status, media type and code of `{}`", twin.name);
            let help = "make them one response with several conditions";
            problems.push(Problem::new(places.name.clone(), title, label).help(help));
        }
        earlier.push(response);
    }
    problems
}

/// What tells a response from others: its status, its media type and its error code.
struct Look<'a> {
    status: http::StatusCode,
    content: LookOfContent<'a>,
}

/// The media type of a content, and what it says about itself.
#[derive(PartialEq)]
enum LookOfContent<'a> {
    /// Not given in this scope.
    Never,
    /// No content.
    None,
    /// Any media type: that of what is stored.
    Stored,
    /// This media type and, for an error, this code.
    Fixed(Option<&'a str>, Option<&'a str>),
}

impl Look<'_> {
    fn equals(&self, other: &Self) -> bool {
        use LookOfContent::{Fixed, Never, Stored};
        let same = match (&self.content, &other.content) {
            (Never, _) | (_, Never) => false,
            (Stored, Fixed(..)) | (Fixed(..), Stored) => true,
            (one, other) => one == other,
        };
        self.status == other.status && same
    }
}

fn look<'a>(api: &'a Api, response: &'a Response, scope: &Scope) -> Look<'a> {
    let content = match &response.content {
        ResponseContent::None => LookOfContent::None,
        ResponseContent::Object | ResponseContent::Body | ResponseContent::BodyPart => LookOfContent::Stored,
        ResponseContent::Json(name) => {
            LookOfContent::Fixed(api.types.get(name).and_then(|described| described.media.as_deref()), None)
        }
        ResponseContent::Error(_) | ResponseContent::OwnerMissing => match api.error(response, scope) {
            Some(error) => LookOfContent::Fixed(Some(&error.media), Some(&error.code)),
            None => LookOfContent::Never,
        },
    };
    Look { status: response.status, content }
}

/// The points at which two responses are expected in a scope, with the names of both.
fn points(
    api: &Api,
    operation: &Operation,
    scope: &Scope,
    places: &IndexMap<ResponseName, Places>,
) -> Vec<(String, Problem)> {
    let mut first: HashMap<Point, (&ResponseName, &Place)> = HashMap::new();
    let mut problems = Vec::new();
    for response in operation.responses.values() {
        let Some(places) = places.get(&response.name) else { continue };
        for (condition, place) in response.conditions.iter().zip(&places.conditions) {
            for point in condition.when.points(operation, scope) {
                let (earlier, _) = *first.entry(point).or_insert((&response.name, place));
                if *earlier != response.name {
                    let where_ = match point.differences().as_slice() {
                        [] => "the defaults".to_owned(),
                        settings => {
                            settings.iter().map(|setting| api.axes.text(*setting)).collect::<Vec<_>>().join(", ")
                        }
                    };
                    let id = &operation.id;
                    let title = format!(
                        "both {id}/{earlier} and {id}/{} are expected at {where_} in scope `{}`",
                        response.name, scope.name
                    );
                    let problem = Problem::new(place.clone(), title, format!("`{earlier}` is expected there already"));
                    problems.push((format!("{earlier} {}", response.name), problem));
                }
            }
        }
    }
    problems
}
