//! Checks before the first case that the target answers and that it admits every principal that the target file gives.
//!
//! The suite sends requests that change nothing, for each principal, in a scope in which the principal is at home. Without
//! these, a wrong token would appear as hundreds of failures of the target. A target that refuses one way of reading and
//! admits another has a fault and no wrong credentials; its cases find that.

use std::sync::Arc;

use futures_util::future::join_all;
use kii_spec::{Api, Caller, Credentials, OwnerKind, Principal, PrincipalName, Scope};

use crate::{
    deployment::{Key, Target},
    run::{
        probe::{self, ProbeResult, admits},
        session::Session,
    },
    send::SendErrorKind,
};

/// A request that the target should admit, and which of its values to correct when it does not.
struct Probe<'a> {
    scope: &'a Scope,
    caller: &'a Caller,
    /// The target to which it is sent, in which another principal may be the permitted caller.
    target: Arc<Target>,
    /// The key to correct when the target refuses.
    credentials: Key,
    /// The key to correct when the owner of the scope does not exist.
    owner: Option<Key>,
    /// The key that has to work for the probe to mean anything.
    needs: Option<Key>,
}

/// A value of the target that does not work.
pub(crate) struct Problem {
    /// The key to correct.
    pub(crate) key: Key,
    /// What happened and what to correct.
    pub(crate) message: String,
}

/// Checks that the target answers, and that it admits each principal that it gives where the principal is at home.
///
/// # Errors
/// When it does not: which values of the target to correct.
pub(crate) async fn check(session: &Session) -> Result<(), String> {
    let problems: Vec<String> = problems(session).await?.into_iter().map(|problem| problem.message).collect();
    match problems.is_empty() {
        true => Ok(()),
        false => Err(format!("some values of the target do not work:\n  {}", problems.join("\n  "))),
    }
}

/// Sends the first probe again, to see whether the target still answers.
///
/// # Errors
/// When it does not answer.
pub(crate) async fn ping(session: &Session) -> Result<(), String> {
    match probes(session.api(), &session.target).iter().find(|probe| probe.is_offered(session.api())) {
        Some(probe) => probe.send(session).await.map(drop),
        None => Ok(()),
    }
}

/// The values of the target that do not work.
///
/// # Errors
/// When the target does not answer.
pub(crate) async fn problems(session: &Session) -> Result<Vec<Problem>, String> {
    let probes = probes(session.api(), &session.target);
    let (first, mut dependent): (Vec<_>, Vec<_>) = probes.into_iter().partition(|probe| probe.needs.is_none());
    let mut problems = send_all(session, &first).await?;
    dependent.retain(|probe| problems.iter().all(|problem| Some(&problem.key) != probe.needs.as_ref()));
    problems.extend(send_all(session, &dependent).await?);
    Ok(problems)
}

/// Sends probes at the same time. Returns the values of the target that do not work, in the order of the probes.
///
/// # Errors
/// When the target does not answer.
async fn send_all(session: &Session, probes: &[Probe<'_>]) -> Result<Vec<Problem>, String> {
    let results = join_all(probes.iter().map(|probe| probe.send(session))).await;
    results.into_iter().filter_map(Result::transpose).collect()
}

/// The probes of a target: of the application's credentials, of each principal that it gives, and of each owner that is no
/// principal.
fn probes<'a>(api: &'a Api, target: &Arc<Target>) -> Vec<Probe<'a>> {
    let principals = api.service.principals.values();
    let given = principals.filter(|principal| target.principals().any(|given| *given == principal.name));
    let application = application(api, target).into_iter();
    application.chain(given.filter_map(|given| at_home(api, target, given))).chain(owners(api, target)).collect()
}

/// The probe of the application's credentials.
fn application<'a>(api: &'a Api, target: &Arc<Target>) -> Option<Probe<'a>> {
    let mut callers = api.service.callers.values();
    let caller = callers.find(|caller| caller.credentials == Credentials::Application)?;
    let mut scopes = api.service.scopes.values();
    let scope = scopes.find(|scope| admits(scope, caller) && target.owner_id(scope).is_ok())?;
    Some(Probe { scope, caller, target: Arc::clone(target), credentials: Key::AppKey, owner: None, needs: None })
}

/// The probe of a principal in the first of its home scopes that the target gives.
fn at_home<'a>(api: &'a Api, target: &Arc<Target>, principal: &Principal) -> Option<Probe<'a>> {
    let scopes = principal.home.iter().filter_map(|name| api.service.scopes.get(name));
    let found = scopes.filter_map(|scope| {
        let (caller, target) = as_itself(api, target, scope, &principal.name)?;
        target.owner_id(scope).is_ok().then_some((scope, caller, target))
    });
    let (scope, caller, probed) = { found }.next()?;
    let (credentials, owner) = (target.credentials(principal), Key::id(principal));
    Some(Probe { scope, caller, target: probed, credentials, owner, needs: None })
}

/// The caller as which a principal reads in a scope, and the target for it. A principal that the scope does not admit reads
/// in a scope of its own: it becomes the permitted caller, and so the owner, in that target.
fn as_itself<'a>(
    api: &'a Api,
    target: &Arc<Target>,
    scope: &Scope,
    principal: &PrincipalName,
) -> Option<(&'a Caller, Arc<Target>)> {
    let mut admitted = api.service.callers.values().filter(|caller| admits(scope, caller));
    if let Some(caller) = admitted.clone().find(|caller| caller.principal(scope) == Some(principal)) {
        return Some((caller, Arc::clone(target)));
    }
    let permitted = admitted.find(|caller| caller.credentials == Credentials::Permitted)?;
    Some((permitted, Arc::new(target.with_permitted(scope, principal))))
}

/// The probes of owners that are no principals, as the permitted caller, whose own credentials have to work first.
fn owners<'a>(api: &'a Api, target: &Arc<Target>) -> impl Iterator<Item = Probe<'a>> {
    let scopes = api.service.scopes.values();
    let given = scopes.filter(|scope| scope.owner == OwnerKind::Named && target.owner_id(scope).is_ok());
    given.filter_map(|scope| {
        let mut callers = api.service.callers.values();
        let caller = callers.find(|caller| caller.credentials == Credentials::Permitted && admits(scope, caller))?;
        let (owner, permitted) = (Key::owner_id(scope)?, api.service.principals.get(&scope.permitted)?);
        let needs = Some(target.credentials(permitted));
        let (target, credentials) = (Arc::clone(target), owner.clone());
        Some(Probe { scope, caller, target, credentials, owner: Some(owner), needs })
    })
}

impl Probe<'_> {
    /// Sends the probe. Returns the value to correct, if the target refuses every way of reading.
    ///
    /// # Errors
    /// When there is no answer.
    async fn send(&self, session: &Session) -> Result<Option<Problem>, String> {
        let session = Session { target: Arc::clone(&self.target), ..session.clone() };
        let result = probe::send(&session, self.scope, self.caller).await;
        let wrong = match result? {
            // Nothing can be read there that the target offers, so the cases are not applicable. A server error says
            // nothing about credentials; the cases will fail for it.
            ProbeResult::Allowed | ProbeResult::ServerError(_) | ProbeResult::NotConfigured => None,
            ProbeResult::Refused(answer) => Some((&self.credentials, answer)),
            ProbeResult::OwnerMissing(answer) => self.owner.as_ref().map(|owner| (owner, answer)),
            ProbeResult::Foreign(why) => return Err(foreign(&session.target, &why)),
        };
        Ok(wrong.map(|(key, answer)| {
            let variable = key.variable();
            let message = format!("{key} does not work: {answer}; correct it in the target file or in {variable}");
            Problem { key: key.clone(), message }
        }))
    }

    /// Whether the target offers an operation with which the probe can be sent.
    fn is_offered(&self, api: &Api) -> bool {
        let point = probe::point(self.caller);
        let mut observers = api.observers().into_iter();
        observers.any(|operation| self.target.missing_capability(api, operation, self.scope, point).is_none())
    }
}

/// The message for a target that is not the API.
pub(crate) fn foreign(target: &Target, why: &str) -> String {
    format!("the target {} does not answer as this API does: {why}", target.base)
}

/// The message for a target that gives no answer.
pub(crate) fn unreachable(target: &Target, kind: &SendErrorKind, message: &str) -> String {
    let what = match kind {
        SendErrorKind::Connect => "cannot be reached",
        SendErrorKind::Timeout | SendErrorKind::Expired => "does not answer in time",
        SendErrorKind::Closed => "closes the connection",
        SendErrorKind::Content(_) => "does not send the content that the headers of its answer announce",
        SendErrorKind::Throttled => "throttles for too long",
        SendErrorKind::Unavailable(_) => "cannot serve requests now",
        SendErrorKind::Exchange => "does not answer in HTTP",
        SendErrorKind::Interrupted => "was not probed",
    };
    format!(
        "the target {} {what}: {message}\n  check that it runs, that its address is right (--url, {} in the target file or \
         {}), and that no firewall or proxy is in between",
        target.base,
        Key::BaseUrl,
        Key::BaseUrl.variable()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(api: &Api, more: &str) -> Arc<Target> {
        let text = "base_url = \"http://127.0.0.1:9\"\napp_id = \"app\"\napp_key = \"key\"\n".to_owned();
        Arc::new(Target::from_toml(api, &(text + more), "target.toml").expect("a target"))
    }

    /// A line for each probe: caller, scope, its owner, and the keys to correct.
    fn shown(api: &Api, target: &Arc<Target>) -> Vec<String> {
        let line = |probe: &Probe<'_>| {
            let owner = probe.target.owner_id(probe.scope).expect("an owner").unwrap_or("application");
            let keys = [Some(&probe.credentials), probe.owner.as_ref(), probe.needs.as_ref()];
            let keys: Vec<String> = keys.into_iter().flatten().map(ToString::to_string).collect();
            format!("{} in {} of {owner}: {}", probe.caller.name, probe.scope.name, keys.join(", "))
        };
        probes(api, target).iter().map(line).collect()
    }

    #[test]
    fn every_principal_is_probed_where_it_is_at_home() {
        let api = Api::embedded().expect("a spec");
        let target = target(
            &api,
            "[principals]\nadmin.token = \"a\"\nowner = { user_id = \"one\", token = \"b\" }\n\
             stranger = { user_id = \"two\", token = \"c\" }\nthing = { thing_id = \"it\", token = \"d\" }\n\
             [scopes]\ngroup.id = \"us\"\nthing.id = \"it\"\n",
        );
        let expected = [
            "anonymous in app of application: app_key",
            "administrator in user of one: principals.admin.token",
            "permitted in user of one: principals.owner.token, principals.owner.user_id",
            "permitted in user of two: principals.stranger.token, principals.stranger.user_id",
            "permitted in thing of it: principals.thing.token, principals.thing.thing_id",
            "permitted in group of us: scopes.group.id, scopes.group.id, principals.owner.token",
        ];
        assert_eq!(shown(&api, &target), expected);
    }

    #[test]
    fn a_principal_is_probed_in_the_first_home_that_the_target_gives() {
        let api = Api::embedded().expect("a spec");
        let target = target(&api, "[principals.admin]\ntoken = \"a\"\n[scopes.thing]\nid = \"it\"\n");
        let expected =
            ["anonymous in app of application: app_key", "administrator in thing of it: principals.admin.token"];
        assert_eq!(shown(&api, &target), expected);
    }
}
