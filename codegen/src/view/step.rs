//! How the server reads a request, step by step.

use kii_spec::{Api, Operation, RequestContent, ResponseContent, axis::Axis};
use serde::Serialize;

use super::{
    answer, operation, place,
    refusal::{self, Fault},
};
use crate::{
    Error,
    names::{pascal, snake},
    render::Renderer,
};

/// A step that needs no strings.
#[derive(Serialize)]
struct FixedStep {}

#[derive(Serialize)]
struct CredentialsStep {
    missing: String,
    error: &'static str,
    refused: String,
}

#[derive(Serialize)]
struct IdentifierStep {
    name: String,
    ty: String,
    index: usize,
    refused: String,
}

#[derive(Serialize)]
struct RefusedStep {
    refused: String,
}

#[derive(Serialize)]
struct ObjectStep {
    too_large: String,
    malformed: String,
    not_an_object: String,
}

#[derive(Serialize)]
struct JsonStep {
    ty: String,
    refused: String,
}

/// The steps that read a request. Credentials come first, then the path, then conditions, then the content.
pub(crate) fn steps(api: &Api, renderer: &Renderer, operation: &Operation) -> Result<Vec<String>, Error> {
    let refused = |fault| refusal::refusal(api, renderer, operation, fault);
    let mut steps =
        vec![renderer.text("part/step/credentials.rs", &credentials(api, operation, refused(Fault::NoCredentials)?)?)?];
    for (index, parameter) in place::parameters(&operation.path) {
        let unknown = || Error::Unsupported(format!("{}: no axis is called {parameter}", operation.id));
        let axis = Axis::named(&snake(parameter)).ok_or_else(unknown)?;
        let refused = refused(Fault::Identifier(axis))?;
        let step = IdentifierStep { name: snake(parameter), ty: pascal(parameter), index, refused };
        steps.push(renderer.text("part/step/identifier.rs", &step)?);
    }
    match operation.request.precondition {
        Some(precondition) if precondition.if_none_match => {
            let step = RefusedStep { refused: refused(Fault::BothConditions)? };
            steps.push(renderer.text("part/step/precondition.rs", &step)?);
        }
        Some(_) => steps.push(renderer.text("part/step/if_match.rs", &FixedStep {})?),
        None => {}
    }
    if operation.request.range {
        steps.push(renderer.text("part/step/range.rs", &FixedStep {})?);
    }
    match &operation.request.content {
        RequestContent::None => {}
        RequestContent::Object => {
            let step = ObjectStep {
                too_large: refused(Fault::TooLarge)?,
                malformed: refused(Fault::Malformed)?,
                not_an_object: refused(Fault::NotAnObject)?,
            };
            steps.push(renderer.text("part/step/object.rs", &step)?);
        }
        RequestContent::Body => steps.push(renderer.text("part/step/body.rs", &FixedStep {})?),
        RequestContent::Json(ty) => {
            let step = JsonStep { ty: pascal(&ty.0), refused: refused(Fault::NotAsDescribed)? };
            steps.push(renderer.text("part/step/json.rs", &step)?);
        }
    }
    Ok(steps)
}

/// Where an answer is known by its status alone, the error that the server gives about credentials has no place to go.
fn credentials(api: &Api, operation: &Operation, missing: String) -> Result<CredentialsStep, Error> {
    let response = refusal::response(operation, Fault::NoCredentials)?;
    let variant = format!("{}::{}", operation::view(api, operation).response, answer::variant_name(response));
    let carries_error = matches!(response.content, ResponseContent::Error(_));
    let (error, refused) = if carries_error { ("error", format!("{variant}(error)")) } else { ("_", variant) };
    Ok(CredentialsStep { missing, error, refused })
}
