//! How the server comes to the scope that bodies name, owner included.

use kii_spec::{Api, Known};
use serde::Serialize;

use super::{Value, json, place, refusal};
use crate::{
    Error,
    names::{pascal, snake},
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
                    | Known::CallerId
                    | Known::CreationDate
                    | Known::ModificationDate,
                )
                | None => None,
            };
            let unknown =
                || Error::Unsupported(format!("{}.{} is not known in {} scope", ty.name, member.name, scope.name));
            Ok(Value { name: snake(&member.name), value: value.ok_or_else(unknown)? })
        });
        Ok(ArmView {
            pattern: view.pattern,
            variant: pascal(&scope.object_scope_type),
            members: members.collect::<Result<_, Error>>()?,
        })
    });
    let arms = arms.collect::<Result<_, Error>>()?;
    Ok(ContextView { ty: pascal(&ty.name.0), field: snake(&ty.name.0), arms })
}
