//! Before the first case: is the target there, and is everybody who they are said to be?
//!
//! Requests that change nothing for each principal: a look at an object that does not exist, in a scope where the
//! principal is at home. A wrong token would otherwise be reported as hundreds of failures of the target. A target that
//! refuses one way of looking and allows another has a fault, not wrong credentials, and its cases will find that.

use kii_spec::{
    Api, OwnerKind, Scope,
    axis::{Caller, Point},
};

use crate::{
    deployment::{Key, Principal, Target},
    run::{
        probe::{ProbeResult, visit},
        session::Session,
    },
    send::SendErrorKind,
};

/// A request that should be let in, and what is wrong when it is not.
struct Visit {
    /// The kind of scope that is visited: the first of these that the target gives.
    home: &'static [OwnerKind],
    /// Who visits.
    caller: Caller,
    /// The user in whose scope, when it is not the owner.
    host: Option<Principal>,
    /// What to correct when the visitor is not let in.
    credentials: Key,
    /// What to correct when there is no such place.
    place: Option<Key>,
    /// What has to work for the visit to tell anything.
    needs: Option<Key>,
}

/// A value of the target that does not work.
pub(crate) struct Problem {
    /// What to correct.
    pub(crate) key: Key,
    /// What happened.
    pub(crate) message: String,
}

/// Checks that the target answers and that each principal it names is let in where it is at home.
///
/// # Errors
/// What is wrong, and which value of the target to correct.
pub(crate) async fn check(session: &Session) -> Result<(), String> {
    let problems: Vec<String> = problems(session).await?.into_iter().map(|problem| problem.message).collect();
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
pub(crate) async fn ping(session: &Session) -> Result<(), String> {
    match visits(&session.target).iter().find(|visit| visit.is_offered(session)) {
        Some(visit) => visit.make(session).await.map(drop),
        None => Ok(()),
    }
}

/// What does not work of what the target gives.
///
/// # Errors
/// When the target does not answer.
pub(crate) async fn problems(session: &Session) -> Result<Vec<Problem>, String> {
    let mut problems: Vec<Problem> = Vec::new();
    for visit in visits(&session.target) {
        if problems.iter().all(|problem| Some(problem.key) != visit.needs) {
            problems.extend(visit.make(session).await?);
        }
    }
    Ok(problems)
}

/// Who goes where. The first visit is there for every target that offers it.
fn visits(target: &Target) -> Vec<Visit> {
    let anonymous = Visit {
        home: &[OwnerKind::Application],
        caller: Caller::Anonymous,
        host: None,
        credentials: Key::AppKey,
        place: None,
        needs: None,
    };
    let mut visits = vec![anonymous];
    for principal in target.principals() {
        let (home, caller): (&[OwnerKind], _) = match principal {
            // The administrator is let in where others are not.
            Principal::Admin => (
                &[OwnerKind::Principal, OwnerKind::Named, OwnerKind::NamedPrincipal, OwnerKind::Application],
                Caller::Administrator,
            ),
            Principal::Owner | Principal::Stranger => (&[OwnerKind::Principal], Caller::Permitted),
            Principal::Thing => (&[OwnerKind::NamedPrincipal], Caller::Permitted),
        };
        let host = (principal == Principal::Stranger).then_some(principal);
        let credentials = target.credentials(principal);
        visits.push(Visit { home, caller, host, credentials, place: principal.id(), needs: None });
    }
    visits.push(Visit {
        home: &[OwnerKind::Named],
        caller: Caller::Permitted,
        host: None,
        credentials: Key::GroupId,
        place: Some(Key::GroupId),
        // Who is not let in anywhere is not let into the group.
        needs: Some(target.credentials(Principal::Owner)),
    });
    visits
}

impl Visit {
    /// Makes the visit; what is wrong with the target's values, if every way to look around is refused.
    ///
    /// # Errors
    /// When there is no answer at all.
    async fn make(&self, session: &Session) -> Result<Option<Problem>, String> {
        let host = self.hosted(session);
        let Some(scope) = self.scope(session.api(), &host.target) else { return Ok(None) };
        let reception = visit(&host, scope, self.caller).await;
        let wrong = match reception.map_err(|error| unreachable(&session.target, &error.kind, &error.message))? {
            // A scope that the target leaves out is not visited; its cases will say that they are not applicable.
            // An answer such as 500 is no word about credentials; the cases will hold it against the target.
            ProbeResult::Allowed | ProbeResult::ServerError(_) | ProbeResult::NotConfigured => None,
            ProbeResult::Refused(answer) => Some((self.credentials, answer)),
            ProbeResult::OwnerMissing(answer) => self.place.map(|place| (place, answer)),
        };
        Ok(wrong.map(|(key, answer)| {
            let variable = key.variable();
            let message = format!("{key} does not work: {answer}; correct it in the target file or in {variable}");
            Problem { key, message }
        }))
    }

    /// The session with the visited user in the owner's place.
    fn hosted(&self, session: &Session) -> Session {
        self.host.map_or_else(|| session.clone(), |host| session.with_target(session.target.seen_by(host)))
    }

    /// Whether the target says that there is something to visit, and for this visitor.
    fn is_offered(&self, session: &Session) -> bool {
        let (api, host) = (session.api(), self.hosted(session).target);
        let point = Point { caller: self.caller, ..Point::default() };
        let offers = |scope| {
            let mut observers = api.observers().into_iter();
            observers.any(|operation| host.lacks_for(api, operation, scope, point).is_none())
        };
        self.scope(api, &host).is_some_and(offers)
    }

    /// The scope that is visited: one that lets the visitor read.
    fn scope<'a>(&self, api: &'a Api, host: &Target) -> Option<&'a Scope> {
        let find = |home: &OwnerKind| {
            let mut scopes = api.service.scopes.values();
            scopes.find(|scope| {
                scope.owner == *home && scope.read.admitted.contains(&self.caller) && host.owner_id(scope).is_ok()
            })
        };
        self.home.iter().find_map(find)
    }
}

/// What to say when the target gives no answer.
pub(crate) fn unreachable(target: &Target, kind: &SendErrorKind, message: &str) -> String {
    let what = match kind {
        SendErrorKind::Connect => "cannot be reached",
        SendErrorKind::Timeout | SendErrorKind::Expired => "does not answer in time",
        SendErrorKind::Closed => "closes the connection",
        SendErrorKind::Content(_) => "does not send the answer that it announces",
        SendErrorKind::Throttled => "asks to wait longer than anybody would",
        SendErrorKind::Exchange => "gives no HTTP answer",
        SendErrorKind::Interrupted => "has not been asked",
    };
    format!(
        "the target {} {what}: {message}\n  check that it runs, that the address is right (--url, {} in the target file or {}), and that \
         nothing stands between",
        target.base,
        Key::BaseUrl,
        Key::BaseUrl.variable()
    )
}
