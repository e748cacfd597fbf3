//! Holds an answer against the response that it claims to be, and that against the one that was due.
//!
//! Checking is pure: it returns every mismatch and cannot print, fail or retry.

mod content;
mod exchange_summary;
mod headers;
mod identify;
mod json;
mod known;
mod mismatch;
mod schema;

use kii_spec::{
    Api, DerivedCheck, Level, Operation, Origin, Part, Response as Documented, Scope, Statement, Tolerance,
};
use url::Url;

pub(crate) use self::exchange_summary::ExchangeSummary;
use self::identify::{Claim, ClaimedBy};
pub use self::mismatch::{Mismatch, MismatchKind};
use self::schema::Schemas;
use crate::{
    cases::{Expect, Role, Step},
    send::{CaseState, KnownValues, Response},
};

/// Checks answers against an API.
#[derive(Debug)]
pub struct Checker {
    schemas: Schemas,
}

/// What an answer is an answer to.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The API.
    pub api: &'a Api,
    /// The operation.
    pub operation: &'a Operation,
    /// The scope.
    pub scope: &'a Scope,
    /// The step that sent the request.
    pub step: &'a Step,
    /// The statements that the case cites, the one that it is about first.
    pub cites: &'a [Statement],
    /// What both ends know.
    pub facts: &'a KnownValues,
    /// The address of the request.
    pub url: &'a Url,
    /// The world before the request.
    pub before: &'a CaseState,
}

/// What an answer was found to be.
#[derive(Debug)]
pub struct Judged<'a> {
    /// The documented response that it is, flawed or not; `None` when it is none.
    pub response: Option<&'a Documented>,
    /// The world as it should be now.
    pub after: CaseState,
    /// Everything that is wrong.
    pub mismatches: Vec<Mismatch>,
}

impl Default for Checker {
    fn default() -> Self {
        Self::new()
    }
}

impl Checker {
    /// A checker without any schema compiled yet.
    #[must_use]
    pub fn new() -> Self {
        Self { schemas: Schemas::default() }
    }

    /// Everything that is wrong with an answer.
    #[must_use]
    pub fn check<'a>(&self, context: &Context<'a>, answer: &Response) -> Judged<'a> {
        let due = context.due();
        let claim = identify::identify(context.api, context.operation, context.scope, due.first().copied(), answer);
        let given =
            claim.filter(|claim| !context.tolerates(answer) || context.binds(claim)).map(|claim| claim.response);
        let mut mismatches = Vec::new();
        let is_due = given.is_some_and(|given| due.iter().any(|due| due.name == given.name));
        if !is_due && !context.tolerates(answer) {
            mismatches.extend(wrong_answer(context, &due, given, answer));
        }
        let mut after = context.before.clone();
        if let Some(given) = given {
            after = context.before.after(given.then, context.facts.content.as_ref());
            mismatches.extend(headers::check(context, given, &mut after, answer));
            mismatches.extend(self.check_content(context, given, &mut after, answer));
            mismatches.extend(Self::check_seen(context, given, answer));
        }
        if !is_due && context.tolerates(answer) {
            // Another refusal will do, so its flaws are no failure of what the case is about.
            lower(&mut mismatches);
        }
        if context.is_lenient(answer) {
            lower(&mut mismatches);
        }
        mismatches.extend(Self::check_leak(context, answer));
        Judged { response: given, after, mismatches }
    }
}

impl<'a> Context<'a> {
    /// The responses that are accepted, the likeliest first.
    fn due(&self) -> Vec<&'a Documented> {
        let responses = self.operation.responses.values();
        match &self.step.expect {
            Expect::Response { name, .. } => responses.filter(|response| response.name == *name).collect(),
            Expect::AnySuccess => responses.filter(|response| response.is_success()).collect(),
        }
    }

    const fn tolerance(&self) -> &Tolerance {
        match &self.step.expect {
            Expect::Response { tolerance, .. } => tolerance,
            Expect::AnySuccess => &Tolerance::None,
        }
    }

    /// Whether an answer is accepted although it is not the documented one.
    fn tolerates(&self, answer: &Response) -> bool {
        match self.tolerance() {
            Tolerance::None | Tolerance::Warned(_) => false,
            Tolerance::AnyClientError => answer.status.is_client_error(),
        }
    }

    /// Whether a claim can be held against an answer that is accepted whatever it holds: only when it names an error that
    /// a page describes.
    fn binds(&self, claim: &Claim<'_>) -> bool {
        let error = self.api.error(claim.response, self.scope);
        let described = error.is_some_and(|error| matches!(error.origin, Origin::Page(_)));
        claim.by == ClaimedBy::Name && described
    }

    /// Whether the documents, or a tolerance, do not insist on the answer that is due.
    fn is_lenient(&self, answer: &Response) -> bool {
        match (&self.step.expect, self.tolerance()) {
            (Expect::Response { level: Level::Should | Level::May, .. }, _) => true,
            (_, Tolerance::Warned(statuses)) => statuses.contains(&answer.status),
            (_, Tolerance::None | Tolerance::AnyClientError) => false,
        }
    }

    /// A part of a response.
    fn answer(&self, response: &Documented, part: Part) -> Statement {
        Statement::answer(self.operation, response, part)
    }

    /// The rule that a derived check stands for: in a verification, the one that is verified.
    fn rule(&self, check: DerivedCheck, response: &Documented) -> Statement {
        let check = match self.step.role {
            Role::Verify(verified) => verified,
            Role::Follow => DerivedCheck::LocationAnswers,
            Role::SetUp | Role::Control | Role::Act => check,
        };
        let rule = self.api.rule_of(check).map(|rule| Statement::Rule(rule.id.clone()));
        rule.unwrap_or_else(|| self.answer(response, Part::Content))
    }
}

/// The documented response that an answer of an operation is, by nothing but the answer itself.
pub(crate) fn recognise<'a>(
    api: &'a Api,
    operation: &'a Operation,
    scope: &'a Scope,
    answer: &Response,
) -> Option<&'a Documented> {
    identify::identify(api, operation, scope, None, answer).map(|claim| claim.response)
}

/// Turns failures into warnings.
pub(crate) fn lower(mismatches: &mut [Mismatch]) {
    for mismatch in mismatches {
        mismatch.level = mismatch.level.max(Level::Should);
    }
}

/// The mismatch of an answer that is not the one that was due.
fn wrong_answer(
    context: &Context<'_>,
    due: &[&Documented],
    given: Option<&Documented>,
    answer: &Response,
) -> Option<Mismatch> {
    let first = due.first()?;
    let part = if due.iter().any(|due| due.status == answer.status) { Part::MediaType } else { Part::Status };
    let statement = match context.step.role {
        Role::Verify(check) => context.rule(check, first),
        Role::Follow => context.rule(DerivedCheck::LocationAnswers, first),
        Role::SetUp | Role::Control | Role::Act => context.answer(first, part),
    };
    let expected: Vec<String> = due.iter().map(|due| described(context, due)).collect();
    let found = match given {
        Some(given) => described(context, given),
        None => {
            let media = answer.headers.get(http::header::CONTENT_TYPE);
            let media = media.map_or("without Content-Type".into(), |media| String::from_utf8_lossy(media.as_bytes()));
            format!("{} {media}, which is not documented for {}", answer.status.as_u16(), context.operation.id)
        }
    };
    Some(Mismatch {
        statement,
        level: Level::Must,
        expected: match context.tolerance() {
            Tolerance::None => expected.join(" or "),
            Tolerance::AnyClientError => format!("{} or any other 4xx", expected.join(" or ")),
            Tolerance::Warned(statuses) => {
                let statuses: Vec<&str> = statuses.iter().map(http::StatusCode::as_str).collect();
                format!("{}; {} is accepted with a warning", expected.join(" or "), statuses.join(" or "))
            }
        },
        found,
        kind: MismatchKind::WrongAnswer,
    })
}

/// A response in a few words: its name, its status and what it is.
fn described(context: &Context<'_>, response: &Documented) -> String {
    let status = response.status.as_u16();
    match context.api.error(response, context.scope) {
        Some(error) => format!("{status} {} ({})", error.code, response.name),
        None => format!("{status} ({})", response.name),
    }
}
