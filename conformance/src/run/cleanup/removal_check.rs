//! Whether a removal that was answered with a success has removed anything. One object of each kind is looked for.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use kii_spec::{
    Api, Operation, OperationId, ResponseContent, Scope, ScopeName,
    axis::{Axis, Point, RequestPoint},
};
use url::Url;

use crate::{
    deployment::Target,
    send::{Client, plain},
};

/// What tells kinds of objects apart: a server may keep only those that came to be in one way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ObjectKind {
    /// The scope.
    pub(super) scope: ScopeName,
    /// The operation that has created the object.
    pub(super) created_by: OperationId,
    /// How that request differed from a usual one.
    pub(super) request: RequestPoint,
}

/// The kinds of which one object has been looked for after its removal.
#[derive(Debug, Default)]
pub(crate) struct CheckedKinds(Mutex<HashSet<ObjectKind>>);

impl CheckedKinds {
    /// Whether no object of this kind has been looked for. From now on, one has.
    pub(super) fn is_new(&self, kind: &ObjectKind) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(kind.clone())
    }
}

/// Reads an object that `removal` says is removed: why it is still there, if it is. A read without an answer shows nothing.
pub(super) async fn remains(
    api: &Api,
    client: &Client,
    target: &Target,
    scope: &Scope,
    removal: &Operation,
    url: &Url,
) -> Option<String> {
    let reading = reader(api)?;
    let request = plain(target, scope, reading, api.caller(&Point::default()), url.clone()).ok()?;
    let answer = client.send(request).await.ok()?;
    answer.status.is_success().then(|| {
        format!("{url}: {} was answered with a success, and {} still finds the object", removal.id, reading.id)
    })
}

/// The operation that reads an object at its own address.
fn reader(api: &Api) -> Option<&Operation> {
    let shows = |operation: &&Operation| {
        let mut responses = operation.responses.values();
        operation.has_axis(Axis::Object) && responses.any(|response| response.content == ResponseContent::Object)
    };
    api.operations.values().filter(|operation| operation.is_safe()).find(shows)
}
