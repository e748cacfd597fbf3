//! What is expected of an answer: which documented responses are accepted, and how binding that is.

use http::StatusCode;
use kii_spec::{Api, Level, Operation, Response as Documented, ResponseName, Scope, Tolerance, axis::Point};

use crate::cases::Expect;

/// What is expected of an answer, looked up in the spec.
#[derive(Clone, Debug)]
pub struct Expected<'a> {
    /// The responses that are accepted.
    pub(super) responses: Vec<&'a Documented>,
    /// The likeliest.
    pub(super) first: &'a Documented,
    /// What is accepted in their place.
    pub(super) tolerance: &'a Tolerance,
    /// How binding it is.
    level: Level,
}

impl<'a> Expected<'a> {
    /// What a step expects of an operation in a state, which is given as a point; `request` is the point of the request.
    ///
    /// # Errors
    /// When the spec does not say which response is expected. Nothing can be held against an answer then.
    pub fn of(
        api: &'a Api,
        operation: &'a Operation,
        scope: &Scope,
        expect: &'a Expect,
        request: Point,
        state: Point,
    ) -> Result<Self, String> {
        let responses = operation.responses.values();
        let (mut responses, tolerance, level): (Vec<&Documented>, _, _) = match expect {
            Expect::Response { name, tolerance, level } => {
                (responses.filter(|response| response.name == *name).collect(), tolerance, *level)
            }
            Expect::AnySuccess => {
                (responses.filter(|response| response.is_success()).collect(), &Tolerance::None, Level::Must)
            }
            Expect::Due => {
                let due = api.due(operation, scope, Point { object: state.object, body: state.body, ..request });
                (due.responses.iter().map(|due| due.response).collect(), due.tolerance(), due.level)
            }
        };
        let Some(first) = responses.first().copied() else {
            let silent = match expect {
                Expect::Due => {
                    let settings = Point { object: state.object, body: state.body, ..request }.differences();
                    let settings: Vec<String> = settings.into_iter().map(|one| api.axes.text(one)).collect();
                    format!("does not say what is due to a request with {}", settings.join(", "))
                }
                Expect::Response { .. } | Expect::AnySuccess => "describes no such response".to_owned(),
            };
            return Err(format!("{expect} is expected of {}, and the spec {silent}", operation.id));
        };
        if scope.has_no_owner_for(request.caller()) && !first.is_success() {
            responses.extend(api.owner_missing(operation));
        }
        Ok(Self { responses, first, tolerance, level })
    }

    /// Any of what is expected here or there; of refusals only, if there are any and those are asked for.
    pub(crate) fn any_of(all: impl IntoIterator<Item = Self>, refusals: bool) -> Option<Self> {
        let mut all = all.into_iter();
        let mut sum = all.next()?;
        for other in all {
            for response in other.responses {
                if !sum.includes(response) {
                    sum.responses.push(response);
                }
            }
        }
        if refusals && sum.responses.iter().any(|response| !response.is_success()) {
            sum.responses.retain(|response| !response.is_success());
        }
        let first = sum.responses.first().copied()?;
        Some(Self { first, tolerance: &Tolerance::None, level: Level::Must, ..sum })
    }

    /// Whether an answer is accepted although it is not the documented one.
    pub(super) fn tolerates(&self, status: StatusCode) -> bool {
        match self.tolerance {
            Tolerance::None | Tolerance::Warned(_) => false,
            Tolerance::AnyClientError => status.is_client_error(),
        }
    }

    /// Whether the documents, or a tolerance, do not insist on the response that is expected.
    pub(super) fn is_lenient(&self, status: StatusCode) -> bool {
        match (self.level, self.tolerance) {
            (Level::Should | Level::May, _) => true,
            (Level::Must, Tolerance::Warned(statuses)) => statuses.contains(&status),
            (Level::Must, Tolerance::None | Tolerance::AnyClientError) => false,
        }
    }

    /// The names of the responses that are accepted.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a ResponseName> {
        self.responses.iter().map(|expected| &expected.name)
    }

    /// The statuses that are accepted.
    pub(super) fn statuses(&self) -> impl Iterator<Item = StatusCode> {
        self.responses.iter().map(|response| response.status)
    }

    /// Whether a response is one of those that are accepted.
    pub(super) fn includes(&self, response: &Documented) -> bool {
        self.responses.iter().any(|expected| expected.name == response.name)
    }
}
