//! What the router refuses by itself: requests that anybody can see are wrong, and the documented answer to each.

use http::{HeaderName, header};
use kii_spec::{
    Api, AxisValue, Choice, Condition, Credentials, ObjectForm, RequestChange, ResponseContent,
    axis::{Axis, AxisKind, Setting},
};
use proc_macro2::Ident;

use super::{Answer, Content, Operation};
use crate::{Error, target::rust::names::pascal};

/// What is wrong with a request, as the request shows by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rejection<'a> {
    /// There are no credentials, or they cannot be read.
    NoCredentials,
    /// This identifier in the path is malformed.
    Identifier(&'a str),
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

impl Rejection<'_> {
    /// The settings that a condition must name to be about this: one of each list. They are found by what they change.
    fn settings(self, api: &Api) -> Vec<Vec<Setting>> {
        let those = |is_meant: &dyn Fn(&AxisValue) -> bool| -> Vec<Setting> {
            api.axes.request_settings().filter(|setting| api.axes.value(*setting).is_some_and(is_meant)).collect()
        };
        let object = |is_meant: &dyn Fn(&ObjectForm) -> bool| {
            vec![those(&|value| matches!(&value.change, RequestChange::Object(form) if is_meant(form)))]
        };
        let header = |name: HeaderName| those(&|value| value.change.headers().iter().any(|(known, _)| *known == name));
        match self {
            Self::NoCredentials => {
                let mut callers = api.service.callers.values();
                let caller = callers.find(|caller| caller.credentials == Credentials::None);
                vec![caller.map(|caller| caller.id.into()).into_iter().collect()]
            }
            Self::Identifier(name) => vec![those(&|value| {
                value.malformed
                    && matches!(&value.change, RequestChange::Identifier { parameter, .. } if parameter == name)
            })],
            Self::BothConditions => vec![header(header::IF_MATCH), header(header::IF_NONE_MATCH)],
            Self::TooLarge => {
                let maximum = api.service.object_size.maximum;
                object(&|form| matches!(form, ObjectForm::Size(size) | ObjectForm::Padding(size) if *size > maximum))
            }
            Self::Malformed => object(&|form| matches!(form, ObjectForm::Malformed(_))),
            Self::NotAnObject => object(&|form| matches!(form, ObjectForm::NotAnObject(_))),
            Self::NotAsDescribed => {
                vec![those(&|value| matches!(&value.change, RequestChange::Members(members) if members.len() > 1))]
            }
        }
    }

    /// Whether a condition is about this and nothing else. The state does not matter: it has not been read yet.
    fn is_met_by(self, api: &Api, condition: &Condition) -> bool {
        let wanted = self.settings(api);
        let names = |setting: &Setting| match condition.when.axes.get(&setting.axis()) {
            Some(Choice::Settings(settings)) => settings.contains(setting),
            Some(Choice::RefusedCallers | Choice::AdmittedCallers) | None => false,
        };
        let about = |axis: &Axis| wanted.iter().flatten().any(|setting| setting.axis() == *axis);
        let other = |axis: &Axis| axis.kind() == AxisKind::Request && !about(axis);
        wanted.iter().all(|settings| settings.iter().any(names)) && !condition.when.axes.keys().any(other)
    }

    /// The settings in the words of the spec.
    fn words(self, api: &Api) -> String {
        let either = |settings: &Vec<Setting>| {
            let words: Vec<String> = settings.iter().map(|setting| api.axes.text(*setting)).collect();
            if words.is_empty() { format!("{self:?}, for which no axis has a value") } else { words.join(" or ") }
        };
        self.settings(api).iter().map(either).collect::<Vec<_>>().join(" and ")
    }
}

impl<'a> Operation<'a> {
    /// The answer that the spec assigns to a rejection.
    pub(crate) fn rejected(&self, rejection: Rejection<'_>) -> Result<&Answer<'a>, Error> {
        let meets = |answer: &&Answer<'_>| {
            answer.response.conditions.iter().any(|condition| rejection.is_met_by(self.api, condition))
        };
        self.answers.iter().find(meets).ok_or_else(|| {
            let settings = rejection.words(self.api);
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
