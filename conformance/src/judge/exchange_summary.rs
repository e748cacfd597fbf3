//! What went over the wire, as far as it takes to count what a run has exercised.

use http::{StatusCode, header};
use kii_spec::{OperationId, Response as Documented, ResponseName, axis::Point};

use crate::{
    cases::Expect,
    judge::{Context, Mismatch},
    send::{Request, Response},
    values::media_type,
};

/// A request to an operation and its answer, reduced to what can be counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeSummary {
    /// The operation.
    pub operation: OperationId,
    /// The request's peculiarities.
    pub point: Point,
    /// The media type that was sent.
    pub sent: Option<String>,
    /// The status that came back.
    pub status: StatusCode,
    /// The media type that came back.
    pub received: Option<String>,
    /// The documented response that the answer is.
    pub response: Option<ResponseName>,
    /// Whether that response was due, flawed or not.
    pub is_due: bool,
}

impl ExchangeSummary {
    pub(crate) fn of(
        context: &Context<'_>,
        request: &Request,
        answer: &Response,
        given: Option<&Documented>,
        mismatches: &[Mismatch],
    ) -> Self {
        let media = |headers: &http::HeaderMap| media_type::essence(headers.get(header::CONTENT_TYPE)?.as_bytes());
        Self {
            operation: context.operation.id.clone(),
            point: context.step.point,
            sent: media(&request.headers),
            status: answer.status,
            received: media(&answer.headers),
            response: given.map(|given| given.name.clone()),
            is_due: given.is_some_and(|given| is_due(&context.step.expect, given))
                && mismatches.iter().all(|mismatch| mismatch.kind.is_due()),
        }
    }
}

/// Whether a response is the one that is due, and not merely one that is accepted in its place.
fn is_due(expect: &Expect, given: &Documented) -> bool {
    match expect {
        Expect::Response { name, .. } => given.name == *name,
        Expect::AnySuccess => given.status.is_success(),
    }
}
