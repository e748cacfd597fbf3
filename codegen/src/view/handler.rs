//! How the server reads a request, step by step.

use kii_spec::{Api, Known, Operation, RequestContent, ResponseContent, axis::Axis};
use serde::Serialize;

use super::{
    Value, answer, json, operation, place,
    refusal::{self, Fault},
};
use crate::{
    Error,
    names::{pascal, snake},
    render::Renderer,
};

/// How the scope that bodies name comes from the scope that a path names.
#[derive(Debug, Serialize)]
pub(crate) struct ContextView {
    /// The type with which bodies name a scope, and what it is called in a context.
    pub ty: String,
    pub field: String,
    pub arms: Vec<ArmView>,
}

/// How the owner behind credentials is asked for.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MeView {
    pub method: String,
    pub user: String,
    pub error: String,
}

/// One scope on its way into a body.
#[derive(Debug, Serialize)]
pub(crate) struct ArmView {
    pub pattern: String,
    pub variant: String,
    pub members: Vec<Value>,
}

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

/// How the owner behind credentials is asked for.
pub(crate) fn me(api: &Api) -> Result<MeView, Error> {
    let (scope, user) = place::owner_behind_credentials(api)?;
    let error = pascal(&refusal::credentials_error(api)?.name.0);
    Ok(MeView { method: format!("user_of_{}", snake(&scope.name.0)), user, error })
}

/// How the scope that bodies name comes from the scope that a path names.
pub(crate) fn context(api: &Api) -> Result<ContextView, Error> {
    let app_id = place::app_id(api)?;
    let me = me(api)?;
    let (behind_credentials, _) = place::owner_behind_credentials(api)?;
    let ty = json::scope_type(api)?;
    let scopes = api.service.scopes.values().zip(place::scopes(api));
    let arms = scopes.map(|(scope, view)| {
        let asked = format!("service.{}(&{}, &authorization).await?.to_string()", me.method, app_id.name);
        let owner = view.fields.first().map(|field| format!("{}.to_string()", field.name));
        let owner = if scope.name == behind_credentials.name { Some(asked) } else { owner };
        let members = json::members_in(ty, scope).into_iter().map(|member| {
            let value = match &member.value {
                Some(Known::AppId) => Some(format!("{}.to_string()", app_id.name)),
                Some(Known::OwnerId) => owner.clone(),
                Some(
                    Known::Constant(_)
                    | Known::BucketId
                    | Known::ObjectId
                    | Known::ScopeType
                    | Known::DataType
                    | Known::CallerId,
                )
                | None => None,
            };
            let unknown =
                || Error::Unsupported(format!("{}.{} is not known in {} scope", ty.name, member.name, scope.name));
            Ok(Value { name: snake(&member.name), value: value.ok_or_else(unknown)? })
        });
        Ok(ArmView {
            pattern: view.pattern.replacen("Self", "Scope", 1),
            variant: pascal(&scope.object_scope_type),
            members: members.collect::<Result<_, Error>>()?,
        })
    });
    let arms = arms.collect::<Result<_, Error>>()?;
    Ok(ContextView { ty: pascal(&ty.name.0), field: snake(&ty.name.0), arms })
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
