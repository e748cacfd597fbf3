//! What the server says to a request that it refuses by itself: what would be right.

use kii_spec::{Identifier, Member, RequestContent, Shape};

use crate::target::rust::model::{Model, Operation, Rejection};

/// The message; `None` where the summary of the response says it best.
pub(super) fn message(model: &Model<'_>, operation: &Operation<'_>, rejection: Rejection<'_>) -> Option<String> {
    match rejection {
        Rejection::NoCredentials => None,
        Rejection::Identifier(name) => model.service.identifiers.get(name).map(identifier),
        Rejection::BothConditions => {
            Some("If-Match and If-None-Match exclude each other; send one of them, If-None-Match as `*`.".to_owned())
        }
        Rejection::TooLarge => {
            let most = model.service.object_size.maximum;
            Some(format!("The content has more than {most} characters, or it broke off before its end."))
        }
        Rejection::Malformed => Some("The content is no JSON text in UTF-8 (RFC 8259).".to_owned()),
        Rejection::NotAnObject => Some("The content is JSON, but not an object.".to_owned()),
        Rejection::NotAsDescribed => as_described(model, operation),
    }
}

fn identifier(Identifier { name, length, punctuation, .. }: &Identifier) -> String {
    let (least, most) = (length.start(), length.end());
    let others = if punctuation.is_empty() { String::new() } else { format!(" or one of `{punctuation}`") };
    format!("The {name} has to have {least} to {most} characters, each an ASCII letter, a digit{others}.")
}

fn as_described(model: &Model<'_>, operation: &Operation<'_>) -> Option<String> {
    let RequestContent::Json(name) = &operation.spec.request.content else { return None };
    let members: Vec<String> = model.api.types.get(name)?.members.values().map(member).collect();
    Some(format!("Send a JSON object of which no member excludes another: {}.", members.join("; ")))
}

fn member(Member { name, shape, .. }: &Member) -> String {
    let what = match shape {
        Shape::String => "a text",
        Shape::Url => "a URL",
        Shape::Int | Shape::Long => "a whole number",
        Shape::EpochMilliseconds => "milliseconds since 1970",
        Shape::Type(_) => "an object",
    };
    format!("`{name}` is {what}")
}
