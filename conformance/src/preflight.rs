//! Before the first case: is the target there, and is everybody who they are said to be?
//!
//! Requests that change nothing for each principal: a look at an object that does not exist, in a scope where the
//! principal is at home. A wrong token would otherwise be reported as hundreds of failures of the target. A target that
//! refuses one way of looking and allows another has a fault, not wrong credentials, and its cases will find that.

use indexmap::IndexMap;
use kii_spec::{
    Access, Api, Operation, OwnerKind, ResponseContent, Scope,
    axis::{Caller, Object, Point},
};
use serde_json::Map;

use crate::{
    case::{Expect, Role, Sent, Step},
    check::{Checker, Context},
    client::{Client, SendErrorKind},
    draft::draft,
    target::{Key, Principal, Target},
    world::World,
};

/// A request that should be let in, and what is wrong when it is not.
struct Visit {
    /// The kind of scope that is visited.
    home: OwnerKind,
    /// Who visits.
    caller: Caller,
    /// The user in whose scope, when it is not the owner.
    host: Option<Principal>,
    /// What to correct when the visitor is not let in.
    credentials: Key,
    /// What to correct when there is no such place.
    place: Option<Key>,
}

/// Checks that the target answers and that each principal it names is let in where it is at home.
///
/// # Errors
/// What is wrong, and which value of the target to correct.
pub async fn check(api: &Api, client: &Client, target: &Target) -> Result<(), String> {
    let mut problems = Vec::new();
    for visit in visits(target) {
        problems.extend(visit.make(api, client, target).await?);
    }
    match problems.is_empty() {
        true => Ok(()),
        false => {
            Err(format!("the target does not know everybody that it is said to know:\n  {}", problems.join("\n  ")))
        }
    }
}

/// Asks for something harmless, as the first visit does: whether the target answers at all.
///
/// # Errors
/// Why there is no answer.
pub async fn knock(api: &Api, client: &Client, target: &Target) -> Result<(), String> {
    match visits(target).first() {
        Some(visit) => visit.make(api, client, target).await.map(drop),
        None => Ok(()),
    }
}

/// Who goes where. The first visit is there for every target.
fn visits(target: &Target) -> Vec<Visit> {
    let anonymous =
        Visit { home: OwnerKind::App, caller: Caller::Anonymous, host: None, credentials: Key::AppKey, place: None };
    let mut visits = vec![anonymous];
    for principal in target.principals() {
        let (home, caller) = match principal {
            // The administrator is let in where others are not.
            Principal::Admin => (OwnerKind::User, Caller::Administrator),
            Principal::Owner | Principal::Stranger => (OwnerKind::User, Caller::Permitted),
            Principal::Thing => (OwnerKind::Thing, Caller::Permitted),
        };
        let host = (principal == Principal::Stranger).then_some(principal);
        visits.push(Visit { home, caller, host, credentials: principal.token(), place: principal.id() });
    }
    visits.push(Visit {
        home: OwnerKind::Group,
        caller: Caller::Permitted,
        host: None,
        credentials: Key::GroupId,
        place: Some(Key::GroupId),
    });
    visits
}

impl Visit {
    /// Makes the visit; what is wrong with the target's values, if every way to look around is refused.
    ///
    /// # Errors
    /// When there is no answer at all.
    async fn make(&self, api: &Api, client: &Client, target: &Target) -> Result<Option<String>, String> {
        let target = self.host.map_or_else(|| target.clone(), |host| target.seen_by(host));
        let Some(scope) = self.scope(api) else { return Ok(None) };
        let mut turned_away = None;
        for operation in api.observers().into_iter().filter(|operation| operation.access == Access::Read) {
            match self.look(api, client, &target, scope, operation).await? {
                Some(problem) => turned_away = turned_away.or(Some(problem)),
                None => return Ok(None),
            }
        }
        Ok(turned_away)
    }

    /// Asks for an object that is not there; what is wrong with the target's values, if that is refused.
    async fn look(
        &self,
        api: &Api,
        client: &Client,
        target: &Target,
        scope: &Scope,
        operation: &Operation,
    ) -> Result<Option<String>, String> {
        let world = World::new();
        let step = Step {
            role: Role::SetUp,
            operation: operation.id.clone(),
            scope: None,
            point: Point { caller: self.caller, object: Object::Absent, ..Point::default() },
            sent: Sent::default(),
            expect: Expect::AnySuccess,
            keep: IndexMap::new(),
            see: Map::new(),
        };
        // A scope that the target leaves out is not visited; its cases will say that they are not applicable.
        let Ok(draft) = draft(api, target, scope, operation, &step, &world) else { return Ok(None) };
        let url = draft.request.url.clone();
        let answer =
            client.send(draft.request).await.map_err(|error| unreachable(target, &error.kind, &error.message))?;
        let context =
            Context { api, operation, scope, step: &step, cites: &[], facts: &draft.facts, url: &url, before: &world };
        let given = Checker::new().check(&context, &answer).response.map(|response| &response.content);
        let refused = matches!(answer.status.as_u16(), 401 | 403);
        let wrong = match (refused, given, self.place) {
            (true, ..) => Some(self.credentials),
            (false, Some(ResponseContent::OwnerMissing), place) => place,
            (false, _, _) => None,
        };
        Ok(wrong.map(|key| {
            let (status, variable) = (answer.status, key.variable());
            format!("{key} does not work: {} {url} is answered with {status}; correct it in the target file or in {variable}", operation.method)
        }))
    }

    /// The first scope of this kind that lets the visitor read.
    fn scope<'a>(&self, api: &'a Api) -> Option<&'a Scope> {
        let mut scopes = api.service.scopes.values();
        scopes.find(|scope| scope.owner == self.home && scope.read.admitted.contains(&self.caller))
    }
}

fn unreachable(target: &Target, kind: &SendErrorKind, message: &str) -> String {
    let what = match kind {
        SendErrorKind::Connect => "cannot be reached",
        SendErrorKind::Timeout | SendErrorKind::Expired => "does not answer in time",
        SendErrorKind::Closed => "closes the connection",
        SendErrorKind::Content(_) => "does not send the answer that it announces",
        SendErrorKind::Throttled => "asks to wait longer than anybody would",
        SendErrorKind::Exchange => "gives no HTTP answer",
    };
    format!(
        "the target {} {what}: {message}\n  check that it runs, that the address is right (--url, {} in the target file or {}), and that \
         nothing stands between",
        target.base,
        Key::BaseUrl,
        Key::BaseUrl.variable()
    )
}
