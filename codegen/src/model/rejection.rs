//! What the router refuses by itself: requests that anybody can see are wrong, and the documented answer to each.

use kii_spec::{
    Choice, Occasion, ResponseContent,
    axis::{self, AxisKind, Setting},
};
use proc_macro2::Ident;

use super::{Answer, Content, Operation};
use crate::{Error, names::pascal};

/// What is wrong with a request, as the request shows by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// There are no credentials, or they cannot be read.
    NoCredentials,
    /// An identifier in the path is malformed: this axis is not at its default.
    Identifier(axis::Axis),
    /// `If-Match` and `If-None-Match` are both there.
    BothConditions,
    /// The content is larger than allowed.
    TooLarge,
    /// The content is not JSON.
    Malformed,
    /// The content is JSON, but not an object.
    NotAnObject,
    /// The content has members that exclude each other, or is otherwise not as described.
    NotAsDescribed,
}

impl Rejection {
    /// The settings that an occasion must name to be about this.
    fn settings(self) -> Vec<Setting> {
        match self {
            Self::NoCredentials => vec![Setting::Caller(axis::Caller::None)],
            Self::Identifier(axis) => axis.settings().into_iter().nth(1).into_iter().collect(),
            Self::BothConditions => {
                vec![Setting::IfMatch(axis::IfMatch::Current), Setting::IfNoneMatch(axis::IfNoneMatch::Any)]
            }
            Self::TooLarge => vec![Setting::Content(axis::Content::TooLarge)],
            Self::Malformed => vec![Setting::Content(axis::Content::Malformed)],
            Self::NotAnObject => vec![Setting::Content(axis::Content::NotAnObject)],
            Self::NotAsDescribed => vec![Setting::Expiry(axis::Expiry::Both)],
        }
    }

    /// Whether an occasion is about this and nothing else. The state of the world does not matter: it is not seen yet.
    fn is_met_by(self, occasion: &Occasion) -> bool {
        let wanted = self.settings();
        let names = |setting: &Setting| match occasion.when.axes.get(&setting.axis()) {
            Some(Choice::Settings(settings)) => settings.contains(setting),
            Some(Choice::RefusedCallers | Choice::AdmittedCallers) | None => false,
        };
        let about = |axis: &axis::Axis| wanted.iter().any(|setting| setting.axis() == *axis);
        let other = |axis: &axis::Axis| axis.kind() == AxisKind::Request && !about(axis);
        wanted.iter().all(names) && !occasion.when.axes.keys().any(other)
    }
}

impl<'a> Operation<'a> {
    /// The answer that the spec assigns to a rejection.
    pub(crate) fn rejected(&self, rejection: Rejection) -> Result<&Answer<'a>, Error> {
        let meets = |answer: &&Answer<'_>| answer.response.occasions.iter().any(|due| rejection.is_met_by(due));
        self.answers.iter().find(meets).ok_or_else(|| {
            let settings: Vec<String> = rejection.settings().iter().map(ToString::to_string).collect();
            let settings = settings.join(" and ");
            Error::Unsupported(format!(
                "{} has no response for {settings}, which the router refuses by itself; expected a response of the operation, \
                 or one under `rejections` in service.yaml, `when` that is the only difference from the defaults",
                self.spec.id
            ))
        })
    }
}

/// The error that all operations give for missing credentials, which is also the answer to those that are not a user's.
pub(super) fn credentials_error(operations: &[Operation<'_>]) -> Result<Ident, Error> {
    let mut known: Option<Ident> = None;
    for operation in operations {
        let answer = operation.rejected(Rejection::NoCredentials)?;
        if let (Content::Error(found), ResponseContent::Error(name)) = (&answer.content, &answer.response.content) {
            if known.as_ref().is_some_and(|known| known != found) {
                return Err(Error::Unsupported(format!(
                    "{} answers missing credentials with {name}, other operations with another error; expected the same for \
                     all, for it is also the answer to credentials that are not a user's",
                    operation.spec.id
                )));
            }
            known = Some(pascal(&name.0));
        }
    }
    known.ok_or_else(|| {
        let problem = "no operation answers missing credentials (caller=none) with an error; expected one, for a scope that \
                       belongs to its caller needs it for credentials that are not a user's";
        Error::Unsupported(String::from(problem))
    })
}
