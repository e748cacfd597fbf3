//! A look around in a scope: is this caller let in? Nothing is changed by it.

use indexmap::IndexMap;
use kii_spec::{
    Access, Operation, ResponseContent, Scope,
    axis::{Caller, Object, Point},
};
use serde_json::Map;

use crate::{
    cases::{Expect, Role, Sent, Step},
    judge::Context,
    run::session::Session,
    send::{CaseState, SendError, request::draft},
};

/// What a caller meets with in a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ProbeResult {
    /// It is let in.
    Allowed,
    /// Every way to look around is refused; the first request and its answer.
    Refused(String),
    /// There is no such place; the first request and its answer.
    OwnerMissing(String),
    /// The target itself fails, which says nothing about who is let in; the request and its answer.
    ServerError(String),
    /// The target does not say what it takes to go there.
    NotConfigured,
}

/// Looks for an object that is not there, in every way in which objects can be looked at until one is let in. A target that
/// refuses one way and allows another has a fault, not wrong credentials.
///
/// # Errors
/// When there is no answer.
pub(crate) async fn visit(session: &Session, scope: &Scope, caller: Caller) -> Result<ProbeResult, SendError> {
    let (api, target) = (session.api(), &session.target);
    let mut first = None;
    let point = Point { caller, object: Object::Absent, ..Point::default() };
    let offered = |operation: &&Operation| {
        operation.access == Access::Read && target.lacks_for(api, operation, scope, point).is_none()
    };
    for operation in api.observers().into_iter().filter(offered) {
        match look(session, scope, caller, operation).await? {
            let_in_or_failing @ (ProbeResult::Allowed | ProbeResult::ServerError(_)) => return Ok(let_in_or_failing),
            other @ (ProbeResult::Refused(_) | ProbeResult::OwnerMissing(_) | ProbeResult::NotConfigured) => {
                first = first.or(Some(other));
            }
        }
    }
    Ok(first.unwrap_or(ProbeResult::NotConfigured))
}

async fn look(
    session: &Session,
    scope: &Scope,
    caller: Caller,
    operation: &Operation,
) -> Result<ProbeResult, SendError> {
    let api = session.api();
    let world = CaseState::new(session.run_context.visitor());
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
    let Ok(draft) = draft(api, &session.target, scope, operation, &step, &world) else {
        return Ok(ProbeResult::NotConfigured);
    };
    let url = draft.request.url.clone();
    let answer = session.client.send(draft.request).await?;
    let context =
        Context { api, operation, scope, step: &step, cites: &[], facts: &draft.facts, url: &url, before: &world };
    let given = session.checker.check(&context, &answer).response.map(|response| &response.content);
    let told = || format!("{} {url} is answered with {}", operation.method, answer.status);
    Ok(match (answer.status.as_u16(), given) {
        (401 | 403, _) => ProbeResult::Refused(told()),
        (_, Some(ResponseContent::OwnerMissing)) => ProbeResult::OwnerMissing(told()),
        (500.., _) => ProbeResult::ServerError(told()),
        (_, _) => ProbeResult::Allowed,
    })
}
