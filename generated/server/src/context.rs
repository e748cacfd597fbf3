// Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.

//! Who sends a request, and where it goes.

use kii_types::*;
use crate::{
    scoped_path::ScopedPath, server_failure::ServerFailure, service::ObjectStorage,
};

/// What every request brings along besides what its operation asks for.
#[derive(Clone, Debug)]
pub struct Context {
    /// The application.
    pub app_id: AppId,
    /// The scope, as bodies name it. Its owner is known even where the path does not name it.
    pub object_scope: ObjectScope,
    /// The credentials.
    pub authorization: Authorization,
    /// The `Host` header.
    pub host: Option<String>,
}

/// Why it is not known who owns a scope that is named by credentials alone.
#[derive(Debug)]
pub enum OwnerError {
    /// The credentials are not those of an owner: the answer to them.
    Refused(UnauthorizedAccess),
    /// Something is wrong with the server, for example with its directory of users.
    Failed(ServerFailure),
}

impl From<UnauthorizedAccess> for OwnerError {
    fn from(error: UnauthorizedAccess) -> Self {
        Self::Refused(error)
    }
}

impl From<ServerFailure> for OwnerError {
    fn from(failure: ServerFailure) -> Self {
        Self::Failed(failure)
    }
}

impl Context {
    /// The context of a request at `scoped_path`; an error when its credentials name no owner where they have to.
    pub(crate) async fn new<S: ObjectStorage>(
        service: &S,
        scoped_path: &ScopedPath,
        authorization: Authorization,
        host: Option<String>,
    ) -> Result<Self, OwnerError> {
        let app_id = scoped_path.app_id.clone();
        let object_scope = match scoped_path.scope.clone() {
            Scope::App => {
                ObjectScope::App {
                    app_id: app_id.to_string(),
                }
            }
            Scope::User { user_id } => {
                ObjectScope::AppAndUser {
                    app_id: app_id.to_string(),
                    user_id: user_id.to_string(),
                }
            }
            Scope::Me => {
                ObjectScope::AppAndUser {
                    app_id: app_id.to_string(),
                    user_id: service
                        .user_of_me(&app_id, &authorization)
                        .await?
                        .to_string(),
                }
            }
            Scope::Group { group_id } => {
                ObjectScope::AppAndGroup {
                    app_id: app_id.to_string(),
                    group_id: group_id.to_string(),
                }
            }
            Scope::Thing { thing_id } => {
                ObjectScope::AppAndThing {
                    app_id: app_id.to_string(),
                    thing_id: thing_id.to_string(),
                }
            }
        };
        Ok(Self {
            app_id,
            object_scope,
            authorization,
            host,
        })
    }
}
