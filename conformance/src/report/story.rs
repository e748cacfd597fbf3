//! The story of a case: every exchange with what was known before it and what came of it, as plain data without secrets.

mod content;
mod redaction;
#[cfg(test)]
mod tests;
mod text;

use std::time::Instant;

use kii_spec::TokenForm;
use serde::{Deserialize, Serialize};

use self::{content::Limit, redaction::Redaction};
pub(crate) use self::{
    content::{ContentForm, StoryContent},
    text::StoryText,
};
use super::{
    case_result::{ReportContext, ReportedMismatch, StepKind, reported},
    event::milliseconds,
};
use crate::{
    cases::Case,
    deployment::{Key, Redactor},
    run::{Outcome, Record, RecordedExchange},
    send::{CredentialsOf, Delivery, SentCredentials},
    values::words,
};

/// Every exchange of a case. Its outcome is in the result of the case, which has the same name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Story {
    /// The name of the case.
    pub(super) name: String,
    /// How many times the case began. The exchanges are those of the last time.
    pub(super) attempts: usize,
    /// The exchanges, in the order in which they were judged.
    pub(super) exchanges: Vec<StoryExchange>,
}

/// An exchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoryExchange {
    /// Why it was made.
    pub(super) step: StepKind,
    /// The operation; none where published content is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) operation: Option<String>,
    pub(super) scope: String,
    /// Which client of a race has made it, counted from 1; none outside of races.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) client: Option<usize>,
    /// How long the case waited before it, because it needed a later time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pause_ms: Option<u64>,
    /// When it began, counted from the beginning of the run.
    pub(super) started_ms: u64,
    pub(super) time_ms: u64,
    pub(super) request: StoryRequest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) response: Option<StoryResponse>,
    /// Why there is no response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) problem: Option<String>,
    /// What was known of the object and its body before it, as a text for people.
    pub(super) known: String,
    /// The documented responses of which one was due.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) due: Vec<String>,
    /// The documented response that came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) received: Option<String>,
    /// The statements that the response was compared with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) examined: Vec<String>,
    /// What was wrong with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) mismatches: Vec<ReportedMismatch>,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoryRequest {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    /// Whose credentials it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) credentials: Option<StoryCredentials>,
    /// How long after the request the point in time lies that its content names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ends_in_ms: Option<u64>,
    /// How the content was sent, if not at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) delivery: Option<StoryDelivery>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) content: Option<StoryContent>,
}

/// A response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoryResponse {
    pub(super) status: u16,
    /// The usual phrase for the status.
    pub(super) reason: String,
    pub(super) headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) content: Option<StoryContent>,
}

/// Whose credentials a request has. They are never kept themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoryCredentials {
    pub(super) of: CredentialsKind,
    /// The environment variables that hold them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) variables: Vec<String>,
    /// How the token differs from the one in the variable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) form: Option<WrongToken>,
    /// Whether the scheme is in lower case.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) lower_case_scheme: bool,
}

words! {
    /// How content was sent, if not at once.
    pub(super) enum StoryDelivery {
        /// With its length, in parts.
        InParts = "in parts",
        /// Without its length, in chunks.
        Chunked = "in chunks",
        /// With its length, in parts with a long pause between them.
        Slow = "in parts with a pause of more than a second",
        /// Half of what its length says.
        BrokenOff = "in half, then the connection was closed",
    }
}

impl StoryDelivery {
    const fn of(delivery: Delivery) -> Option<Self> {
        match delivery {
            Delivery::Whole => None,
            Delivery::InParts => Some(Self::InParts),
            Delivery::Chunked => Some(Self::Chunked),
            Delivery::Slow => Some(Self::Slow),
            Delivery::BrokenOff => Some(Self::BrokenOff),
        }
    }
}

words! {
    /// Whose credentials there are.
    pub(super) enum CredentialsKind {
        /// A principal's.
        Token = "token",
        /// The application's.
        Application = "application",
        /// Nobody's: a token that was never issued.
        Nobody = "nobody",
    }
}

words! {
    /// How a token differs from an issued one.
    pub(super) enum WrongToken {
        /// It lacks the last character.
        Shortened = "shortened",
        /// It has one more character.
        Lengthened = "lengthened",
        /// Its letters have the other case.
        OtherCase = "other case",
        /// Another character stands in its middle.
        Swapped = "swapped",
        /// Its characters come in the reverse order.
        Reversed = "reversed",
        /// It is missing behind the scheme.
        Missing = "missing",
        /// A word comes behind it.
        Followed = "followed",
        /// It comes under another scheme.
        OtherScheme = "other scheme",
        /// In its place, there is something under the scheme Basic that is not base64.
        BrokenBase64 = "broken base64",
        /// In its place, there are Basic credentials of an application that does not exist.
        OtherApplication = "other application",
    }
}

/// What it takes to make the stories of a run.
#[derive(Clone, Copy)]
pub(crate) struct StoryContext<'a> {
    /// What it takes to report a case.
    pub(crate) report: ReportContext<'a>,
    /// Removes the secrets of the target.
    pub(crate) redactor: &'a Redactor,
    /// When the run began.
    pub(crate) start: Instant,
}

impl Story {
    /// The story of a case, without the secrets that the target may have sent back.
    #[must_use]
    pub(crate) fn new(context: &StoryContext<'_>, record: &Record) -> Self {
        let limit = if passed(&record.outcome) { Limit::OfPassed } else { Limit::OfOthers };
        let mut redaction = Redaction::of(context.redactor, limit);
        let exchanges =
            record.exchanges.iter().map(|exchange| StoryExchange::new(context, &record.case, &mut redaction, exchange));
        Self { name: record.case.name(), attempts: record.attempts, exchanges: exchanges.collect() }
    }

    /// Whether it has no exchange.
    pub(crate) const fn is_empty(&self) -> bool {
        self.exchanges.is_empty()
    }

    /// The name of the case.
    #[must_use]
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl StoryExchange {
    fn new(
        context: &StoryContext<'_>,
        case: &Case,
        redaction: &mut Redaction<'_>,
        exchange: &RecordedExchange,
    ) -> Self {
        let RecordedExchange { request, answer, .. } = exchange;
        answer.iter().for_each(|answer| redaction.look_through(answer));
        let (response, problem) = match answer {
            Ok(response) => {
                let response = StoryResponse {
                    status: response.status.as_u16(),
                    reason: response.status.canonical_reason().unwrap_or_default().to_owned(),
                    headers: redaction.headers(&response.headers),
                    content: redaction.content(&response.content, exchange.length),
                };
                (Some(response), None)
            }
            // It is a message of the suite, which quotes the target.
            Err(problem) => (None, Some(context.redactor.redact(problem))),
        };
        let report = &context.report;
        let (role, subject) = (exchange.role, exchange.operation.as_ref().unwrap_or(&case.operation));
        Self {
            step: role.into(),
            operation: exchange.operation.as_ref().map(ToString::to_string),
            scope: exchange.scope.0.clone(),
            client: exchange.client,
            pause_ms: exchange.pause.map(milliseconds),
            started_ms: milliseconds(exchange.begun.saturating_duration_since(context.start)),
            time_ms: milliseconds(exchange.time),
            request: StoryRequest {
                method: request.method.to_string(),
                url: redaction.text(request.url.as_str()),
                headers: redaction
                    .headers(&request.headers)
                    .into_iter()
                    .map(|(name, value)| (request.form.names.spell(&name), value))
                    .collect(),
                credentials: exchange.credentials.as_ref().map(StoryCredentials::of),
                ends_in_ms: exchange.ends_in.map(milliseconds),
                delivery: StoryDelivery::of(request.form.delivery).filter(|_| !request.content.is_empty()),
                content: redaction.request_content(&request.content),
            },
            response,
            problem,
            known: redaction.text(&exchange.known),
            due: exchange.due.iter().map(ToString::to_string).collect(),
            received: exchange.received.as_ref().map(ToString::to_string),
            examined: exchange.examined.iter().map(ToString::to_string).collect(),
            mismatches: exchange.mismatches.iter().map(|mismatch| reported(report, subject, role, mismatch)).collect(),
        }
    }
}

impl StoryCredentials {
    fn of(sent: &SentCredentials) -> Self {
        let (of, keys, form) = match &sent.of {
            CredentialsOf::Principal(_, Some(form @ TokenForm::OtherApplication)) => {
                (CredentialsKind::Application, vec![Key::AppId, Key::AppKey], Some(WrongToken::from(*form)))
            }
            CredentialsOf::Principal(principal, form) => {
                (CredentialsKind::Token, vec![Key::token(principal.clone())], form.map(WrongToken::from))
            }
            CredentialsOf::Application => (CredentialsKind::Application, vec![Key::AppId, Key::AppKey], None),
            CredentialsOf::Nobody => (CredentialsKind::Nobody, Vec::new(), None),
        };
        let variables = keys.iter().map(Key::variable).collect();
        Self { of, variables, form, lower_case_scheme: sent.lower_case_scheme }
    }
}

impl From<TokenForm> for WrongToken {
    fn from(form: TokenForm) -> Self {
        match form {
            TokenForm::Shortened => Self::Shortened,
            TokenForm::Lengthened => Self::Lengthened,
            TokenForm::OtherCase => Self::OtherCase,
            TokenForm::Swapped => Self::Swapped,
            TokenForm::Reversed => Self::Reversed,
            TokenForm::Missing => Self::Missing,
            TokenForm::Followed => Self::Followed,
            TokenForm::OtherScheme => Self::OtherScheme,
            TokenForm::BrokenBase64 => Self::BrokenBase64,
            TokenForm::OtherApplication => Self::OtherApplication,
        }
    }
}

/// Whether nothing is to be explained.
fn passed(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Passed | Outcome::Flaky(_) | Outcome::Warned(_) | Outcome::NotApplicable(_) => true,
        Outcome::NotScored(outcome) => passed(outcome),
        Outcome::Failed(_) | Outcome::NotTestable(_) | Outcome::KnownDeviation(..) | Outcome::SuiteError(_) => false,
    }
}
