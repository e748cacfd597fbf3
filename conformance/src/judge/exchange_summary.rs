//! What went over the wire, as far as it takes to count what a run has exercised.

use http::{StatusCode, header};
use kii_spec::{OperationId, Response as Documented, ResponseName, axis::Point};

use crate::{
    cases::Expect,
    judge::{Context, Mismatch, Observation},
    send::Request,
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
    /// The documented response that was due, if it came: flawed or not, or as another refusal where any is accepted.
    pub due: Option<ResponseName>,
}

impl ExchangeSummary {
    pub(crate) fn of(
        context: &Context<'_>,
        request: &Request,
        seen: &Observation<'_>,
        mismatches: &[Mismatch],
    ) -> Self {
        let media = |headers: &http::HeaderMap| {
            media_type::essence(headers.get(header::CONTENT_TYPE)?.as_bytes()).map(str::to_owned)
        };
        Self {
            operation: context.operation.id.clone(),
            point: context.step.point,
            sent: media(&request.headers),
            status: seen.answer.status,
            received: media(&seen.answer.headers),
            response: seen.response.map(|given| given.name.clone()),
            due: due(&context.step.expect, seen.response).filter(|_| match context.step.expect {
                // Where anything may be due, a flawed answer shows no particular response.
                Expect::Due => mismatches.is_empty(),
                Expect::Response { .. } | Expect::AnySuccess => {
                    mismatches.iter().all(|mismatch| mismatch.kind.is_due())
                }
            }),
        }
    }
}

/// The response that is due, unless another one was given. An answer that is none was accepted if nothing is wrong with it.
fn due(expect: &Expect, given: Option<&Documented>) -> Option<ResponseName> {
    match expect {
        Expect::Response { name, .. } => given.is_none_or(|given| given.name == *name).then(|| name.clone()),
        Expect::Due => given.map(|given| given.name.clone()),
        Expect::AnySuccess => given.filter(|given| given.status.is_success()).map(|given| given.name.clone()),
    }
}
