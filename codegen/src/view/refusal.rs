//! What the router refuses by itself: the documented answer to a request that anybody can see is wrong.

use kii_spec::{
    Api, Choice, ErrorType, Known, Member, Occasion, Operation, Response, ResponseContent, Shape,
    axis::{self, AxisKind, Setting},
};
use serde::Serialize;

use super::{Value, answer::variant_name, json, operation, place};
use crate::{
    Error,
    names::{literal, pascal, snake},
    render::Renderer,
};

/// A fault that a request shows by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
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

#[derive(Serialize)]
struct RefusalView {
    response: String,
    variant: String,
    error: String,
    members: Vec<Value>,
}

impl Fault {
    /// The settings that an occasion must name to be about this fault.
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

    /// Whether an occasion is about this fault and no other. The state of the world does not matter: it is not seen yet.
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

/// The response that the spec assigns to a fault.
pub(crate) fn response(operation: &Operation, fault: Fault) -> Result<&Response, Error> {
    let meets = |response: &&Response| response.occasions.iter().any(|occasion| fault.is_met_by(occasion));
    operation.responses.values().find(meets).ok_or_else(|| {
        let settings: Vec<String> = fault.settings().iter().map(ToString::to_string).collect();
        Error::Unsupported(format!("{} has no response for {}", operation.id, settings.join(" and ")))
    })
}

/// The error that all operations give for missing credentials, which is also the answer to those that are not a user's.
pub(crate) fn credentials_error(api: &Api) -> Result<&ErrorType, Error> {
    let mut known: Option<&ErrorType> = None;
    for operation in api.operations.values() {
        if let ResponseContent::Error(name) = &response(operation, Fault::NoCredentials)?.content {
            match (known, api.errors.get(name)) {
                (Some(known), Some(error)) if known.name != error.name => {
                    let problem = format!("missing credentials are answered with {} and with {name}", known.name);
                    return Err(Error::Unsupported(problem));
                }
                (_, Some(error)) => known = Some(error),
                (_, None) => {}
            }
        }
    }
    known.ok_or_else(|| Error::Unsupported(String::from("no operation answers missing credentials with an error")))
}

/// The expression for the answer to a fault, built from what the router knows at that point.
pub(crate) fn refusal(api: &Api, renderer: &Renderer, operation: &Operation, fault: Fault) -> Result<String, Error> {
    let response = response(operation, fault)?;
    let enumeration = operation::view(api, operation).response;
    let variant = variant_name(response);
    let unfit = || Error::Unsupported(format!("the router cannot give {}/{} by itself", operation.id, response.name));
    match &response.content {
        ResponseContent::None if response.headers.is_empty() => Ok(format!("{enumeration}::{variant}")),
        ResponseContent::Error(name) => {
            let error = api.errors.get(name).ok_or_else(unfit)?;
            let members = json::own_members(api, error);
            let members = members.into_iter().map(|member| value(api, response, member, fault).ok_or_else(unfit));
            let members = members.collect::<Result<Vec<_>, _>>()?;
            let view = RefusalView { response: enumeration, variant, error: pascal(&name.0), members };
            renderer.text("part/refusal.rs", &view)
        }
        ResponseContent::None
        | ResponseContent::Json(_)
        | ResponseContent::Object
        | ResponseContent::Body
        | ResponseContent::BodyPart
        | ResponseContent::OwnerMissing => Err(unfit()),
    }
}

/// The value of a member, if the router knows it: the context is known once there are credentials.
fn value(api: &Api, response: &Response, member: &Member, fault: Fault) -> Option<Value> {
    let identified = fault != Fault::NoCredentials;
    let name = snake(&member.name);
    if json::is_optional(member) {
        return Some(Value { name, value: String::from("None") });
    }
    let value = match (&member.shape, &member.value) {
        (Shape::String, None) => format!("String::from({})", literal(&response.summary)),
        (Shape::String, Some(Known::Constant(text))) => format!("String::from({})", literal(text)),
        (Shape::String, Some(Known::AppId)) if identified => {
            format!("context.{}.to_string()", place::app_id(api).ok()?.name)
        }
        (Shape::String, Some(Known::BucketId | Known::ObjectId)) if identified => format!("{name}.to_string()"),
        (Shape::Type(ty), None) if identified && *ty == json::scope_type(api).ok()?.name => {
            format!("context.{}.clone()", snake(&ty.0))
        }
        (
            Shape::String | Shape::Long | Shape::Int | Shape::EpochMilliseconds | Shape::Url | Shape::Type(_),
            None
            | Some(
                Known::Constant(_)
                | Known::AppId
                | Known::OwnerId
                | Known::BucketId
                | Known::ObjectId
                | Known::ScopeType
                | Known::DataType
                | Known::CallerId
                | Known::CreationDate
                | Known::ModificationDate,
            ),
        ) => return None,
    };
    Some(Value { name, value })
}
