//! Renews the tokens that logins have given and that end within the run.

use std::time::Instant;

use http::StatusCode;
use kii_spec::{Api, Caller, Scope};

use crate::{
    deployment::{Key, Renewal, Target, Validity},
    run::login,
    send::{Client, Response},
};

/// Logs in again for the token that a caller sends to a scope, if it ends soon. Others who need the same token wait
/// meanwhile. The time for this is not part of a case's time.
///
/// # Errors
/// When the login fails: what happened and what to correct. It is not tried again, and the run is inconclusive
/// ([`Target::renewal_failure`]).
pub(crate) async fn renew(
    api: &Api,
    client: &Client,
    target: &Target,
    scope: &Scope,
    caller: &Caller,
) -> Result<(), String> {
    let Some(renewal) = target.renewal(scope, caller).filter(Renewal::is_due) else { return Ok(()) };
    let begin = Instant::now();
    let renewed = in_turn(api, client, target, renewal).await;
    client.exclude(begin.elapsed());
    renewed
}

/// Logs in again, unless somebody else has done so meanwhile.
async fn in_turn(api: &Api, client: &Client, target: &Target, renewal: Renewal<'_>) -> Result<(), String> {
    let _turn = renewal.token().begin_renewal().await;
    if let Some(why) = renewal.token().failure() {
        return Err(why);
    }
    if !renewal.is_due() {
        return Ok(());
    }
    // A login is no part of a case: neither its time limit nor its faults apply, and its answer is not in its log.
    let client = client.for_cleanup().with_own_log();
    let renewed = match login::request_token(api, &client, target, renewal.login).await {
        Ok(Ok((response, place))) => renewal.finish(response).map_err(|why| format!("{place}: {why}")),
        Ok(Err(why)) | Err(why) => Err(why),
    };
    renewed.map_err(|why| {
        let why = match api.service.principals.get(renewal.principal()) {
            Some(principal) => login::correction(principal, "cannot log in again before its token expires", &why),
            None => why,
        };
        renewal.token().fail(why.clone());
        why
    })
}

/// Why an answer says nothing about the target: it refuses a request whose token expired on the way.
pub(crate) fn expired(
    api: &Api,
    scope: &Scope,
    caller: &Caller,
    validity: Option<Validity>,
    answer: &Response,
) -> Option<String> {
    if !matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) || !validity?.has_ended() {
        return None;
    }
    let principal = api.service.principals.get(caller.principal(scope)?)?;
    let ([name, _], token) = (Key::login(principal), Key::token(principal.name.clone()));
    Some(format!(
        "the token that {name} got by logging in expired before the answer to the request, so the refusal means nothing; let the \
         deployment issue tokens with a longer lifetime, or give {token}"
    ))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use kii_spec::Credentials;

    use super::*;

    #[test]
    fn only_the_refusal_of_a_token_that_has_expired_means_nothing() {
        let api = Api::embedded().unwrap();
        let scope = api.service.scopes.values().find(|scope| scope.name.0 == "user").unwrap();
        let mut callers = api.service.callers.values();
        let caller = callers.find(|caller| caller.credentials == Credentials::Permitted).unwrap();
        let answer = |status| Response { status, ..Response::default() };
        let ended = Validity::new(Instant::now(), Duration::ZERO);
        let valid = Validity::new(Instant::now(), Duration::from_secs(3600));
        let said = |validity, status| expired(&api, scope, caller, validity, &answer(status));
        let why = said(ended, StatusCode::UNAUTHORIZED).unwrap();
        assert!(why.contains("principals.owner.username") && why.contains("principals.owner.token"), "{why}");
        assert!(said(ended, StatusCode::FORBIDDEN).is_some());
        assert_eq!(said(ended, StatusCode::NOT_FOUND), None);
        assert_eq!(said(valid, StatusCode::UNAUTHORIZED), None);
        assert_eq!(said(None, StatusCode::UNAUTHORIZED), None, "a token of the target file");
    }
}
