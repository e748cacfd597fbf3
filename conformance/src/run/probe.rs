//! Probes whether a scope admits a caller, with requests that change nothing.

use indexmap::IndexMap;
use kii_spec::{
    Access, Caller, Operation, ResponseContent, Scope,
    axis::{Object, Point},
};
use serde_json::Map;

use crate::{
    cases::{Expect, Role, Sent, Step},
    judge::{Context, Expected},
    run::{foreign_answer, preflight, renewal, retry, session::Session},
    send::{CaseState, PreparedRequest, prepare},
};

/// Whether a scope admits a caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ProbeResult {
    /// The target admits it.
    Allowed,
    /// The target refuses every way of reading; the first request and its answer.
    Refused(String),
    /// The owner of the scope does not exist; the first request and its answer.
    OwnerMissing(String),
    /// The target answers with a server error, which says nothing about permissions; the request and its answer.
    ServerError(String),
    /// The answers do not come from the API; what the first one is and what to correct.
    Foreign(String),
    /// The target does not give the credentials or the owner, or does not offer any way of reading.
    NotConfigured,
}

/// Reads an object that does not exist, with each operation that reads objects until one is admitted. A target that refuses
/// one of these operations and admits another has a fault and no wrong credentials.
///
/// # Errors
/// When there is no answer, or the caller cannot log in again for a new token.
pub(crate) async fn send(session: &Session, scope: &Scope, caller: &Caller) -> Result<ProbeResult, String> {
    let (api, target) = (session.api(), &session.target);
    let mut first = None;
    let point = point(caller);
    let offered = |operation: &&Operation| {
        operation.access == Access::Read && target.missing_capability(api, operation, scope, point).is_none()
    };
    for operation in api.observers().into_iter().filter(offered) {
        match read(session, scope, caller, operation).await? {
            result @ (ProbeResult::Allowed | ProbeResult::ServerError(_)) => return Ok(result),
            result @ (ProbeResult::Refused(_)
            | ProbeResult::OwnerMissing(_)
            | ProbeResult::Foreign(_)
            | ProbeResult::NotConfigured) => {
                first = first.or(Some(result));
            }
        }
    }
    Ok(first.unwrap_or(ProbeResult::NotConfigured))
}

/// Where a probe of a caller lies: it is about an object that does not exist.
pub(crate) fn point(caller: &Caller) -> Point {
    Point { object: Object::Absent, ..Point::default() }.called_by(caller.id)
}

/// Whether a scope admits a caller for reading, by default.
pub(crate) fn admits(scope: &Scope, caller: &Caller) -> bool {
    scope.read.admitted.contains(&caller.id)
}

/// Whether a scope refuses a caller for reading, by default.
pub(crate) fn refuses(scope: &Scope, caller: &Caller) -> bool {
    scope.read.refused.as_ref().is_ok_and(|refused| refused.contains(&caller.id))
}

/// Reads an object that does not exist with one operation.
async fn read(session: &Session, scope: &Scope, caller: &Caller, operation: &Operation) -> Result<ProbeResult, String> {
    let (api, client, target) = (session.api(), &session.client, &session.target);
    renewal::renew(api, client, target, scope, caller).await?;
    let state = CaseState::new(session.run_context.probe_source());
    let step = Step {
        role: Role::SetUp,
        operation: operation.id.clone(),
        scope: None,
        point: point(caller),
        sent: Sent::default(),
        expect: Expect::AnySuccess,
        keep: IndexMap::new(),
        see: Map::new(),
    };
    let Ok(PreparedRequest { request, known, .. }) = prepare(api, target, scope, operation, &step, &state) else {
        return Ok(ProbeResult::NotConfigured);
    };
    let Ok(expected) = Expected::of(api, operation, scope, &step.expect, step.point, step.point) else {
        return Ok(ProbeResult::NotConfigured);
    };
    let url = request.url.clone();
    let answer = retry::send(client, &request).await;
    let answer = answer.map_err(|error| preflight::unreachable(target, &error.kind, &error.message))?;
    let about = &operation.id;
    let context = Context { api, operation, scope, step: &step, expected, about, cites: &[], known: &known, url: &url };
    let given = session.checker.observe(&context, &answer).response.map(|response| &response.content);
    let exchange = || format!("{} {url} got {}", operation.method, answer.status);
    // Nothing exists there, so no content of a page is somebody's body.
    if let Some(why) = foreign_answer::described(target, &request, &answer) {
        return Ok(ProbeResult::Foreign(why));
    }
    Ok(match (answer.status.as_u16(), given) {
        (401 | 403, _) => ProbeResult::Refused(exchange()),
        (_, Some(ResponseContent::OwnerMissing)) => ProbeResult::OwnerMissing(exchange()),
        (500.., _) => ProbeResult::ServerError(exchange()),
        (_, _) => ProbeResult::Allowed,
    })
}
