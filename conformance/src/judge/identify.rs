//! Which documented response an answer claims to be: by status, then media type, then the error's code.

use http::header;
use kii_spec::{Api, Operation, Response as Documented, Scope};
use serde_json::Value;

use crate::{send::Response, values::media_type};

/// The documented response that an answer claims to be, and by what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim<'a> {
    /// The response.
    pub(super) response: &'a Documented,
    /// Whether its media type or its code names the response, or nothing but its status.
    pub(super) by: ClaimedBy,
}

/// What an answer claims to be a response by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClaimedBy {
    /// Its media type or its error code.
    Name,
    /// Its status alone.
    Status,
}

/// The documented response that an answer claims to be; an expected one where its own words do not decide.
pub(super) fn identify<'a>(
    api: &'a Api,
    operation: &'a Operation,
    scope: &'a Scope,
    expected: &[&'a Documented],
    answer: &Response,
) -> Option<Claim<'a>> {
    let responses = operation.responses.values();
    let candidates = responses.filter(|response| {
        response.status == answer.status
            && (expected.iter().any(|expected| expected.name == response.name)
                || api.unprovoked(operation, response, scope).is_none())
    });
    let candidates: Vec<&Documented> = candidates.collect();
    let by_media = || {
        let media = answer.headers.get(header::CONTENT_TYPE)?;
        let mut same = candidates.iter().filter(|response| {
            let error = api.error(response, scope);
            error.is_some_and(|error| media_type::same(media.as_bytes(), error.media.as_bytes()))
        });
        same.next().copied()
    };
    let by_code = || {
        // Only errors have codes, so the content of a success need not be read.
        candidates.iter().find(|response| api.error(response, scope).is_some())?;
        let content: Value = serde_json::from_slice(&answer.content).ok()?;
        let code = content.get(&api.service.error_code)?.as_str()?;
        let error = |response: &Documented| api.error(response, scope);
        candidates.iter().find(|response| error(response).is_some_and(|error| error.code == code)).copied()
    };
    let by_status = || {
        let expected = expected.iter().find(|expected| expected.status == answer.status).copied();
        expected.or(match candidates.as_slice() {
            [only] => Some(*only),
            _ => None,
        })
    };
    let named = by_media().or_else(by_code).map(|response| Claim { response, by: ClaimedBy::Name });
    named.or_else(|| by_status().map(|response| Claim { response, by: ClaimedBy::Status }))
}
