//! The removal of single objects, of those that a case knows and of those that a journal lists.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use bytes::Bytes;
use http::StatusCode;
use kii_spec::{
    Api, ObjectChange, Operation, Scope,
    axis::{Axis, Body, Object, Point},
};
use url::Url;

use crate::{
    run::{
        journal::{JournalEntry, JournalEntryKind},
        renewal,
        session::Session,
    },
    send::{Client, Request, SendErrorKind, WireForm, is_unavailable, plain},
    values::source,
};

/// A circuit breaker for removals: it counts those in a row that got no answer, so that a target that never answers
/// them does not cost a time-out in every case.
#[derive(Debug, Default)]
pub(crate) struct RemovalBreaker(AtomicUsize);

impl RemovalBreaker {
    /// How many removals in a row may get no answer.
    const LIMIT: usize = 5;

    fn is_open(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= Self::LIMIT
    }

    /// Whether the last removal got no answer.
    fn is_suspicious(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 0
    }

    fn note(&self, is_answered: bool) {
        match is_answered {
            true => self.0.store(0, Ordering::Relaxed),
            false => drop(self.0.fetch_add(1, Ordering::Relaxed)),
        }
    }
}

/// The pauses before a removal is sent again: the first time at once, since a connection may have been closed; then for a target
/// that has too much to do.
const PAUSES: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_millis(100),
    Duration::from_millis(200),
    Duration::from_millis(400),
    Duration::from_millis(800),
];

/// Whether an answer says that the target does not serve the request now: as good as none.
fn is_refused_for_now(status: StatusCode) -> bool {
    is_unavailable(status) || status == StatusCode::TOO_MANY_REQUESTS
}

/// What the removal of one object led to.
pub(super) struct Removal {
    /// How many requests were sent.
    pub(super) requests: usize,
    /// Where the object is and why it remains, if it does.
    pub(super) result: Result<(), String>,
}

/// Removes one object unless it is gone already. With `is_lenient`, any client error means that there is no object.
pub(super) async fn remove(
    client: &Client,
    operation: &Operation,
    request: Request,
    is_lenient: bool,
    breaker: &RemovalBreaker,
) -> Removal {
    let url = request.url.clone();
    if breaker.is_open() {
        let limit = RemovalBreaker::LIMIT;
        let why = format!("{url}: {} was not sent, as {limit} in a row got no answer", operation.id);
        return Removal { requests: 0, result: Err(why) };
    }
    let (mut answer, mut requests) = (client.send(&request).await, 1);
    // A removal may be repeated: it is idempotent.
    for pause in PAUSES {
        let may_succeed = match &answer {
            Ok(answer) => is_unavailable(answer.status) && !breaker.is_suspicious(),
            // A time-out costs more than a pause, so it is worth one more attempt.
            Err(error) if error.kind == SendErrorKind::Timeout => requests <= 1 && client.is_crowded(),
            Err(error) => error.is_transient() && (pause.is_zero() || client.is_crowded()),
        };
        if !may_succeed {
            break;
        }
        tokio::time::sleep(pause).await;
        (answer, requests) = (client.send(&request).await, requests + 1);
    }
    breaker.note(answer.as_ref().is_ok_and(|answer| !is_refused_for_now(answer.status)));
    let result = match answer {
        Ok(answer) if answer.status.is_success() || answer.status == StatusCode::NOT_FOUND => Ok(()),
        Ok(answer) if answer.status.is_client_error() && is_lenient => Ok(()),
        Ok(answer) => Err(format!("{url}: {} answered {}", operation.id, answer.status)),
        Err(error) => Err(format!("{url}: {error}")),
    };
    Removal { requests, result }
}

/// Removes an object that the journal of a run lists. If that fails, returns where it is and why.
///
/// # Errors
/// When the object may still exist.
pub(crate) async fn remove_entry(session: &Session, entry: &JournalEntry) -> Result<(), String> {
    let Session { client, target, run_context, .. } = session;
    let (api, run) = (session.api(), &run_context.run);
    let mut url = target.base.clone();
    url.set_path(&entry.path);
    // Anybody who can write the journal must not be able to choose what is removed.
    let beginning = source::prefix(run);
    if !url.path_segments().is_some_and(|mut segments| segments.any(|name| name.starts_with(&beginning))) {
        return Err(format!(
            "{url}: nothing in it is named after the run, so it may be somebody else's; only you can look"
        ));
    }
    let is_lenient = match entry.kind {
        JournalEntryKind::Object => false,
        JournalEntryKind::Impossible => true,
        JournalEntryKind::Unnamed => {
            return Err(format!("{url}: an object may be there whose ID nobody knows; only you can look"));
        }
    };
    let scope = api.service.scopes.values().find(|scope| scope.name.0 == entry.scope);
    let scope = scope.ok_or_else(|| format!("{url}: this suite knows no scope {}", entry.scope))?;
    let operation = remover(api, scope).ok_or_else(|| format!("{url}: no operation removes objects"))?;
    let caller = api.caller(&Point::default());
    renewal::renew(api, client, target, scope, caller).await.map_err(|why| format!("{url}: {why}"))?;
    let request = plain(target, scope, operation, caller, url.clone());
    let request = request.map_err(|why| format!("{url}: {why}"))?;
    remove(client, operation, request, is_lenient, &RemovalBreaker::default()).await.result
}

/// Removes an object that an answer has named, with the credentials of the request that created it. If that fails,
/// returns where it is and why.
pub(crate) async fn remove_named(
    api: &Api,
    client: &Client,
    created: &Request,
    scope: &Scope,
    url: Url,
) -> Option<String> {
    let operation = remover(api, scope)?;
    let mut headers = created.headers.clone();
    headers.remove(http::header::CONTENT_TYPE);
    let request =
        Request { method: operation.method.clone(), url, headers, content: Bytes::new(), form: WireForm::default() };
    remove(client, operation, request, false, &RemovalBreaker::default()).await.result.err()
}

/// The operation that removes an object from a scope.
pub(super) fn remover<'a>(api: &'a Api, scope: &Scope) -> Option<&'a Operation> {
    let plain = Point { object: Object::Exists, body: Body::Absent, ..Point::default() };
    let mut operations = api.operations.values().filter(|operation| operation.has_axis(Axis::Object));
    operations.find(|operation| {
        let due = api.expected(operation, scope, plain);
        due.is_some_and(|due| due.response.then.object == Some(ObjectChange::Deleted))
    })
}

#[cfg(test)]
mod tests {
    use super::RemovalBreaker;

    #[test]
    fn the_breaker_opens_after_a_row_of_removals_without_an_answer() {
        let breaker = RemovalBreaker::default();
        (1..RemovalBreaker::LIMIT).for_each(|_| breaker.note(false));
        assert!(!breaker.is_open());
        breaker.note(true);
        (1..RemovalBreaker::LIMIT).for_each(|_| breaker.note(false));
        assert!(!breaker.is_open(), "an answer breaks the row");
        breaker.note(false);
        assert!(breaker.is_open());
    }
}
