//! Holds an answer against the response that it claims to be, and that against the one that is expected.
//!
//! In two steps, both pure: [`Checker::observe`] reads what the answer says, whatever the state; [`judge`] holds that
//! against a state, and returns every mismatch and every statement that it has examined. Neither can print, fail or
//! retry.

mod content;
mod dates;
mod difference;
mod exchange_summary;
mod expected;
mod findings;
mod headers;
mod identify;
mod json;
mod known;
mod leak;
mod mismatch;
mod observation;
mod other_state;
mod published;
mod schema;
mod wire;

use kii_spec::{
    Api, DerivedCheck, Level, Operation, OperationId, Origin, Part, Response as Documented, Scope, State, Statement,
    Tolerance,
};
use url::Url;

pub use self::{
    difference::{Difference, Flaw},
    expected::Expected,
    mismatch::{Mismatch, MismatchKind},
    other_state::OtherState,
};
pub(crate) use self::{
    exchange_summary::ExchangeSummary, findings::Examined, observation::Observation, published::PublishedMismatch,
};
use self::{
    findings::Findings,
    identify::{Claim, ClaimedBy},
    schema::Schemas,
};
use crate::{
    cases::{Role, Step},
    send::{KnownValues, Response},
    values::{Content, media_type, quotation::quoted_bytes},
};

/// Reads answers to the operations of an API.
#[derive(Debug, Default)]
pub struct Checker {
    schemas: Schemas,
}

/// What an answer is an answer to.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The API.
    pub api: &'a Api,
    /// The operation.
    pub operation: &'a Operation,
    /// The scope.
    pub scope: &'a Scope,
    /// The step that sent the request.
    pub step: &'a Step,
    /// What is expected of the answer.
    pub expected: Expected<'a>,
    /// The operation that the case is about.
    pub about: &'a OperationId,
    /// The statements that the case cites, the one that it is about first.
    pub cites: &'a [Statement],
    /// What both ends know.
    pub known: &'a KnownValues,
    /// The address of the request.
    pub url: &'a Url,
}

/// What judging an answer in a state has found.
#[derive(Debug)]
pub struct Judged {
    /// Everything that is wrong.
    pub mismatches: Vec<Mismatch>,
    /// Every statement that was held against the answer, whether or not something is wrong with it.
    pub examined: Examined,
    /// What was expected of the answer and could not be held against it, as the state does not say what is due. Nothing
    /// can be said about the case then.
    pub unevaluated: Vec<String>,
}

impl Checker {
    /// A checker without any schema compiled yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// Holds what an answer says against what is stored when the request arrives.
#[must_use]
pub fn judge(context: &Context<'_>, seen: &Observation<'_>, before: &State<Content>) -> Judged {
    let (expected, status) = (&context.expected, seen.answer.status);
    let first = expected.first;
    let is_due = seen.response.is_some_and(|given| expected.includes(given));
    let tolerated = expected.tolerates(status);
    let mut findings = Findings::new(context, if is_due { seen.response.unwrap_or(first) } else { first });
    findings.examine(Part::Status);
    findings.examine_verified();
    if !is_due && !tolerated {
        wrong_answer(&mut findings, seen, before);
    }
    findings.wire(seen);
    if let Some(given) = seen.response {
        findings.given = given;
        let nothing = Content::default();
        let after = before.after(given.then, context.known.content.as_ref().unwrap_or(&nothing));
        let mut dates = after.object.as_ref().map(|object| object.dates).unwrap_or_default();
        if before.object.is_none() {
            dates.created_after = context.known.moment;
        }
        headers::judge(&mut findings, seen, &after, &mut dates);
        findings.content(seen, &after, &mut dates);
        findings.see(seen);
    }
    if !is_due {
        // What is not expected has been found, or is accepted whatever it holds.
        findings.unevaluated.clear();
    }
    // Another refusal will do, so its flaws are no failure of what the case is about.
    if (!is_due && tolerated) || expected.is_lenient(status) {
        findings.lower();
    }
    findings.leak(seen.answer, before);
    let Findings { mismatches, examined, unevaluated, .. } = findings;
    Judged { mismatches, examined, unevaluated }
}

impl Context<'_> {
    /// Whether a claim can be held against an answer that is accepted whatever it holds: only when it names an error
    /// that a page describes.
    fn binds(&self, claim: &Claim<'_>) -> bool {
        let error = self.api.error(claim.response, self.scope);
        let described = error.is_some_and(|error| matches!(error.origin, Origin::Page(_)));
        claim.by == ClaimedBy::Name && described
    }

    /// Whether an answer with the status of a success has the media type of an error: then no state makes it the due one.
    fn says_otherwise(&self, answer: &Response, given: &Documented) -> bool {
        let media = answer.headers.get(http::header::CONTENT_TYPE).map_or(&[][..], http::HeaderValue::as_bytes);
        let is_error = self.api.errors.values().any(|error| media_type::same(media, error.media.as_bytes()));
        is_error && self.api.error(given, self.scope).is_none()
    }

    /// The media type of an answer, as one that is not due.
    fn media_type(&self, answer: &Response) -> Difference {
        let (types, errors) = (self.api.types.values(), self.api.errors.values());
        let documented: Vec<&str> =
            types.filter_map(|one| one.media.as_deref()).chain(errors.map(|one| &*one.media)).collect();
        let found = answer.headers.get(http::header::CONTENT_TYPE).filter(|found| !found.is_empty());
        Difference::media_type(found.map(http::HeaderValue::as_bytes), |found| {
            documented.iter().any(|one| one.eq_ignore_ascii_case(found))
        })
    }

    /// The rule that a derived check stands for.
    fn rule(&self, check: DerivedCheck) -> Option<Statement> {
        self.api.rule_of(check).map(|rule| Statement::Rule(rule.id.clone()))
    }

    /// The rule that the step is there to verify.
    fn verified_rule(&self) -> Option<Statement> {
        match self.step.role {
            Role::Verify(check) => self.rule(check),
            Role::Follow => self.rule(DerivedCheck::LocationAnswers),
            Role::SetUp | Role::Beside | Role::Control | Role::Act | Role::Again => None,
        }
    }
}

/// The documented response that an answer of an operation is, by nothing but the answer itself.
pub(crate) fn recognise<'a>(
    api: &'a Api,
    operation: &'a Operation,
    scope: &'a Scope,
    answer: &Response,
) -> Option<&'a Documented> {
    identify::identify(api, operation, scope, &[], answer).map(|claim| claim.response)
}

/// Turns failures into warnings.
pub(crate) fn lower(mismatches: &mut [Mismatch]) {
    for mismatch in mismatches {
        mismatch.level = mismatch.level.max(Level::Should);
    }
}

/// Notes that an answer is not the one that is expected.
fn wrong_answer(findings: &mut Findings<'_>, seen: &Observation<'_>, before: &State<Content>) {
    let (context, status) = (findings.context, seen.answer.status);
    let expected = &context.expected;
    let is_status = expected.responses.iter().any(|expected| expected.status == status);
    let part = if is_status { findings.examine(Part::MediaType) } else { findings.part(Part::Status) };
    let statement = context.verified_rule().unwrap_or(part);
    let other = seen.response.filter(|given| !context.says_otherwise(seen.answer, given));
    let other = other.and_then(|given| OtherState::of(context, given, before));
    let difference = match (other, is_status, seen.response) {
        (Some(stored), _, _) => Difference::AsIf { stored },
        (None, false, _) => Difference::status(expected.statuses(), status),
        (None, true, Some(_)) => Difference::Refusal { status: status.as_u16() },
        (None, true, None) => context.media_type(seen.answer),
    };
    let due: Vec<String> = expected.responses.iter().map(|expected| described(context, expected)).collect();
    let due = due.join(" or ");
    let found = match seen.response {
        Some(given) => described(context, given),
        None => {
            let media = seen.answer.headers.get(http::header::CONTENT_TYPE);
            let media = media.map_or("without Content-Type".into(), |media| quoted_bytes(media.as_bytes()));
            format!("{} {media}, which is not documented for {}", status.as_u16(), context.operation.id)
        }
    };
    let due = match expected.tolerance {
        Tolerance::None => due,
        Tolerance::AnyClientError => format!("{due} or any other 4xx"),
        Tolerance::Warned(statuses) => {
            let statuses: Vec<&str> = statuses.iter().map(http::StatusCode::as_str).collect();
            format!("{due}; {} is accepted with a warning", statuses.join(" or "))
        }
    };
    findings.must(MismatchKind::WrongAnswer, statement, due, found, difference);
}

/// A response in a few words: its name, its status and what it is.
fn described(context: &Context<'_>, response: &Documented) -> String {
    let status = response.status.as_u16();
    match context.api.error(response, context.scope) {
        Some(error) => format!("{status} {} ({})", error.code, response.name),
        None => format!("{status} ({})", response.name),
    }
}
