//! How a client sends a request.

use kii_spec::{Api, Operation, RequestContent};

use super::answer;
use crate::{Error, names::literal};

/// The calls that put a request together.
pub(crate) fn calls(api: &Api, operation: &Operation) -> Result<Vec<String>, Error> {
    let request = &operation.request;
    let condition = match request.precondition {
        Some(precondition) if precondition.if_none_match => Some(".precondition(&request.precondition)"),
        Some(_) => Some(".if_match(request.if_match.as_ref())?"),
        None => None,
    };
    let range = request.range.then_some(".range(request.range.as_ref())?");
    let media = request.media.as_ref().map(|media| format!(".media({})", literal(media)));
    let content = match &request.content {
        RequestContent::None => media,
        RequestContent::Object => Some(String::from(".object(request.media_type.as_ref(), &request.content)?")),
        RequestContent::Body => Some(String::from(".body(request.content)?")),
        RequestContent::Json(name) => {
            let media = answer::media(api, name)?;
            Some(format!(".json({media}, &request.content)?"))
        }
    };
    Ok([condition, range].into_iter().flatten().map(String::from).chain(content).collect())
}
