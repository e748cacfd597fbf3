//! A look around in a scope: is this caller let in? Nothing is changed by it.

use indexmap::IndexMap;
use kii_spec::{
    Access, Api, Operation, ResponseContent, Scope,
    axis::{Caller, Object, Point},
};
use serde_json::Map;

use crate::{
    case::{Expect, Role, Sent, Step},
    check::{Checker, Context},
    client::{Client, SendError},
    draft::draft,
    random::Source,
    target::Target,
    world::World,
};

/// What a caller meets with in a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reception {
    /// It is let in.
    LetIn,
    /// Every way to look around is refused; the first request and its answer.
    TurnedAway(String),
    /// There is no such place; the first request and its answer.
    NoSuchPlace(String),
    /// The target itself fails, which says nothing about who is let in; the request and its answer.
    Failing(String),
    /// The target does not say what it takes to go there.
    NotGiven,
}

/// Looks for an object that is not there, in every way in which objects can be looked at until one is let in. A target that
/// refuses one way and allows another has a fault, not wrong credentials.
///
/// # Errors
/// When there is no answer.
pub(crate) async fn visit(
    api: &Api,
    client: &Client,
    target: &Target,
    scope: &Scope,
    caller: Caller,
    source: &Source,
) -> Result<Reception, SendError> {
    let mut first = None;
    let point = Point { caller, object: Object::Absent, ..Point::default() };
    let offered = |operation: &&Operation| {
        operation.access == Access::Read && target.withholds(api, operation, scope, point).is_none()
    };
    for operation in api.observers().into_iter().filter(offered) {
        match look(api, client, target, scope, caller, (operation, source)).await? {
            let_in_or_failing @ (Reception::LetIn | Reception::Failing(_)) => return Ok(let_in_or_failing),
            other @ (Reception::TurnedAway(_) | Reception::NoSuchPlace(_) | Reception::NotGiven) => {
                first = first.or(Some(other));
            }
        }
    }
    Ok(first.unwrap_or(Reception::NotGiven))
}

async fn look(
    api: &Api,
    client: &Client,
    target: &Target,
    scope: &Scope,
    caller: Caller,
    (operation, source): (&Operation, &Source),
) -> Result<Reception, SendError> {
    let world = World::new(source.clone());
    let step = Step {
        role: Role::SetUp,
        operation: operation.id.clone(),
        scope: None,
        point: Point { caller, object: Object::Absent, ..Point::default() },
        sent: Sent::default(),
        expect: Expect::AnySuccess,
        keep: IndexMap::new(),
        see: Map::new(),
    };
    let Ok(draft) = draft(api, target, scope, operation, &step, &world) else { return Ok(Reception::NotGiven) };
    let url = draft.request.url.clone();
    let answer = client.send(draft.request).await?;
    let context =
        Context { api, operation, scope, step: &step, cites: &[], facts: &draft.facts, url: &url, before: &world };
    let given = Checker::new().check(&context, &answer).response.map(|response| &response.content);
    let told = || format!("{} {url} is answered with {}", operation.method, answer.status);
    Ok(match (answer.status.as_u16(), given) {
        (401 | 403, _) => Reception::TurnedAway(told()),
        (_, Some(ResponseContent::OwnerMissing)) => Reception::NoSuchPlace(told()),
        (500.., _) => Reception::Failing(told()),
        (_, _) => Reception::LetIn,
    })
}
