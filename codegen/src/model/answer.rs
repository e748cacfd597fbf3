//! The answers of an operation.

use http::StatusCode;
use kii_spec::{Api, ErrorName, ErrorType, Response, ResponseContent, Type, TypeName};

use crate::Error;

/// A documented answer: a response, or one of the errors that it stands for.
pub(crate) struct Answer<'a> {
    pub response: &'a Response,
    /// What tells it from the other answers of the operation: the name of the response, or that of the error where the
    /// response is several.
    pub name: &'a str,
    pub summary: &'a str,
    /// The documented status.
    pub status: StatusCode,
    /// The statuses that are taken for it.
    pub taken: Vec<StatusCode>,
    pub content: Content<'a>,
}

/// What an answer holds.
pub(crate) enum Content<'a> {
    /// Nothing.
    Empty,
    /// Bytes with a media type of their own.
    Stream,
    /// A stored object.
    Object,
    /// JSON of a described type, and its media type.
    Json(&'a Type, &'a str),
    /// An error.
    Error(&'a ErrorType),
}

/// The answers that the responses of an operation are, in the spec's order.
pub(crate) fn answers<'a>(api: &'a Api, operation: &'a kii_spec::Operation) -> Result<Vec<Answer<'a>>, Error> {
    let mut answers = Vec::new();
    for response in operation.responses.values() {
        let answer = |content| Answer {
            response,
            name: &response.name.0,
            summary: &response.summary,
            status: response.status,
            taken: taken(response),
            content,
        };
        match &response.content {
            ResponseContent::None => answers.push(answer(Content::Empty)),
            ResponseContent::Body | ResponseContent::BodyPart => answers.push(answer(Content::Stream)),
            ResponseContent::Object => answers.push(answer(Content::Object)),
            ResponseContent::Json(name) => {
                let (ty, media) = whole(api, name)?;
                answers.push(answer(Content::Json(ty, media)));
            }
            ResponseContent::Error(name) => {
                answers.extend(api.errors.get(name).map(|error| answer(Content::Error(error))));
            }
            ResponseContent::OwnerMissing => answers.extend(owner_errors(api).into_iter().map(|error| Answer {
                response,
                name: &error.name.0,
                summary: &error.summary,
                status: error.status,
                taken: taken(response),
                content: Content::Error(error),
            })),
        }
    }
    Ok(answers)
}

fn taken(response: &Response) -> Vec<StatusCode> {
    response.leniency.iter().flat_map(|leniency| leniency.statuses.iter().copied()).collect()
}

impl Answer<'_> {
    /// What it means: its status, a sentence, and which other statuses are read as the same.
    pub(crate) fn meaning(&self) -> String {
        let taken: Vec<String> = self.taken.iter().map(ToString::to_string).collect();
        let also =
            if taken.is_empty() { String::new() } else { format!(" {} is read as the same.", taken.join(" or ")) };
        format!("{}: {}{also}", self.status, self.summary)
    }
}

/// A described type that is a whole body, with its media type.
pub(crate) fn whole<'a>(api: &'a Api, name: &TypeName) -> Result<(&'a Type, &'a str), Error> {
    let ty = api.types.get(name);
    ty.and_then(|ty| Some((ty, ty.media.as_deref()?))).ok_or_else(|| {
        let problem =
            format!("type {name} is a whole body, but has no media type; expected `media` beside its members");
        Error::Unsupported(problem)
    })
}

/// The errors for a missing owner, one for each kind of owner.
fn owner_errors(api: &Api) -> Vec<&ErrorType> {
    let mut names: Vec<&ErrorName> = Vec::new();
    for name in api.service.scopes.values().filter_map(|scope| scope.missing_owner.as_ref().ok()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.into_iter().filter_map(|name| api.errors.get(name)).collect()
}
