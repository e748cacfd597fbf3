//! What a case has created, and its removal, whether the case ended well or not.

use bytes::Bytes;
use indexmap::IndexMap;
use kii_spec::{
    Api, ObjectChange, Operation, Scope, Tolerance,
    axis::{Axis, Body, Object, Point, Setting},
};
use serde_json::Map;
use url::Url;

use crate::{
    case::{Expect, Role, Sent, Step},
    client::Client,
    draft::draft,
    exchange::Request,
    target::Target,
    world::World,
};

/// The places in which a case may have created something.
#[derive(Debug, Default)]
pub struct Traces {
    places: Vec<Place>,
}

/// What a request has done, as far as its answer tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It has changed nothing.
    Undone,
    /// Nobody knows: there was no answer.
    Unknown,
    /// It has changed something.
    Done,
}

/// An object's address, as a point and a world spell it, and who may remove it.
#[derive(Debug)]
struct Place {
    point: Point,
    world: World,
    deed: Deed,
}

impl Traces {
    /// Notes that a step may have created an object.
    pub fn note(&mut self, operation: &Operation, step: &Step, world: &World, deed: Deed) {
        let creates = |change: Option<ObjectChange>| matches!(change, Some(ObjectChange::Sent));
        let may_create = operation.responses.values().any(|response| creates(response.then.object));
        if deed == Deed::Undone || !may_create {
            return;
        }
        let point = Point {
            owner: step.point.owner,
            bucket_id: step.point.bucket_id,
            object_id: step.point.object_id,
            caller: step.point.caller,
            ..Point::default()
        };
        let known = |place: &Place| {
            place.point.with(Setting::Caller(point.caller)) == point
                && place.world.object_id == world.object_id
                && place.world.bucket == world.bucket
        };
        match self.places.iter_mut().find(|place| known(place)) {
            Some(place) if deed == Deed::Done => place.deed = deed,
            Some(_) => {}
            None => self.places.push(Place { point, world: world.clone(), deed }),
        }
    }

    /// Removes everything, and returns the addresses of what could not be removed.
    pub async fn remove(self, api: &Api, client: &Client, target: &Target, scope: &Scope) -> Vec<String> {
        let mut left = Vec::new();
        for place in self.places {
            if let Err(address) = place.remove(api, client, target, scope).await {
                left.push(address);
            }
        }
        left
    }
}

impl Place {
    async fn remove(&self, api: &Api, client: &Client, target: &Target, scope: &Scope) -> Result<(), String> {
        let Some((operation, step)) = removal(api, scope, self.point) else {
            return Err(format!("{} in {}: no operation removes objects", self.world.object_id, self.world.bucket));
        };
        let draft = draft(api, target, scope, operation, &step, &self.world)
            .map_err(|unmade| format!("{} in {}: {}", self.world.object_id, self.world.bucket, unmade.0))?;
        let url = draft.request.url.clone();
        let mut answer = client.send(draft.request.clone()).await;
        if matches!(&answer, Err(error) if error.is_passing()) {
            // What is removed twice is gone all the same.
            answer = client.send(draft.request).await;
        }
        match answer {
            Ok(answer) if answer.status.is_success() || answer.status == http::StatusCode::NOT_FOUND => Ok(()),
            // Where no object can be, a request without an answer has left none.
            Ok(answer) if answer.status.is_client_error() && self.deed == Deed::Unknown && !self.is_possible() => {
                Ok(())
            }
            Ok(answer) => Err(format!("{url}: {} answered {}", operation.id, answer.status)),
            Err(error) => Err(format!("{url}: {error}")),
        }
    }
}

/// Removes the object that an answer has named, with the credentials that created it; its address if that fails.
pub(crate) async fn remove_named(
    api: &Api,
    client: &Client,
    created: &Request,
    scope: &Scope,
    url: Url,
) -> Option<String> {
    let (operation, _) = removal(api, scope, Point::default())?;
    let mut headers = created.headers.clone();
    headers.remove(http::header::CONTENT_TYPE);
    let request = Request { method: operation.method.clone(), url: url.clone(), headers, content: Bytes::new() };
    match client.send(request).await {
        Ok(answer) if answer.status.is_success() || answer.status == http::StatusCode::NOT_FOUND => None,
        Ok(answer) => Some(format!("{url}: {} answered {}", operation.id, answer.status)),
        Err(error) => Some(format!("{url}: {error}")),
    }
}

impl Place {
    /// Whether a conforming target has such a place.
    fn is_possible(&self) -> bool {
        let Point { owner, bucket_id, object_id, .. } = Point::default();
        (self.point.owner, self.point.bucket_id, self.point.object_id) == (owner, bucket_id, object_id)
    }
}

/// The request that removes the object at a place, as its permitted caller.
fn removal<'a>(api: &'a Api, scope: &Scope, place: Point) -> Option<(&'a Operation, Step)> {
    let plain = Point { object: Object::Exists, body: Body::Absent, ..Point::default() };
    let operations = api.operations.values().filter(|operation| operation.has_axis(Axis::Object));
    let mut removals = operations.filter_map(|operation| {
        let due = api.due(operation, scope, plain)?;
        let removes = due.response.then.object == Some(ObjectChange::Deleted);
        removes.then(|| (operation, due.response.name.clone()))
    });
    let (operation, name) = removals.next()?;
    let step = Step {
        role: Role::SetUp,
        operation: operation.id.clone(),
        scope: None,
        point: Point { object: Object::Exists, caller: Point::default().caller, ..place },
        sent: Sent::default(),
        expect: Expect::Response { name, tolerance: Tolerance::AnyClientError, level: kii_spec::Level::May },
        keep: IndexMap::new(),
        see: Map::new(),
    };
    Some((operation, step))
}
