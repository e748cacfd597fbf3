//! What the server knows of a request besides what its operation asks for: application, scope, credentials.

use kii_spec::{MemberValue, Scope as SpecScope, Type};
use proc_macro2::TokenStream;
use quote::quote;

use super::scope;
use crate::{
    Error,
    model::members_in,
    target::rust::{
        model::{Model, Parameter, Scope},
        names::{pascal, snake},
    },
};

/// What the file of the context imports from its package.
pub(crate) fn imports(model: &Model<'_>) -> TokenStream {
    let service = model.owner.as_ref().map(|_| quote!(server_failure::ServerFailure, service::ObjectStorage));
    quote!(use crate::{scoped_path::ScopedPath, #service};)
}

/// The fields of a context that differ from spec to spec.
pub(crate) fn fields(model: &Model<'_>) -> Vec<TokenStream> {
    let base = model.base.iter().map(|Parameter { docs, name, ty, .. }| quote!(#docs pub #name: #ty,));
    let scope = model.scope_type.map(|described| {
        let (name, ty) = (snake(&described.name.0), pascal(&described.name.0));
        quote! {
            /// The scope, as bodies name it. Its owner is known even where the path does not name it.
            pub #name: #ty,
        }
    });
    base.chain(scope).collect()
}

/// How a context is made.
pub(crate) fn constructor(model: &Model<'_>) -> Result<TokenStream, Error> {
    let base: Vec<_> = model.base.iter().map(|parameter| &parameter.name).collect();
    let bindings = quote!(#(let #base = scoped_path.#base.clone();)*);
    let scope = model.scope_type.map(|ty| snake(&ty.name.0));
    let binding = match model.scope_type {
        Some(ty) => scope_in_bodies(model, ty)?,
        None => quote!(),
    };
    let names: Vec<_> = base.iter().copied().chain(&scope).collect();
    let made = quote!(Self { #(#names,)* authorization, host });
    let Some(owner) = &model.owner else {
        return Ok(quote! {
            impl Context {
                /// The context of a request at `scoped_path`.
                pub(crate) fn new(scoped_path: &ScopedPath, authorization: Authorization, host: Option<String>) -> Self {
                    #bindings
                    #binding
                    #made
                }
            }
        });
    };
    let error = &owner.error;
    // The owner is looked up even where no body names a scope: the credentials may be invalid.
    let asked = model.scope_type.is_none().then(|| ask_only(model));
    Ok(quote! {
        /// Why it is not known who owns a scope that is named by credentials alone.
        #[derive(Debug)]
        pub enum OwnerError {
            /// The credentials are not those of an owner: the answer to them.
            Refused(#error),
            /// Something is wrong with the server, for example with its directory of users.
            Failed(ServerFailure),
        }

        impl From<#error> for OwnerError {
            fn from(error: #error) -> Self {
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
                #bindings
                #binding
                #asked
                Ok(#made)
            }
        }
    })
}

/// The scope as bodies name it, from the scope that the path names.
fn scope_in_bodies(model: &Model<'_>, described: &Type) -> Result<TokenStream, Error> {
    let (binding, ty) = (snake(&described.name.0), pascal(&described.name.0));
    let arms = model.scopes.iter().map(|scope| {
        let members = members_in(described, scope.spec).into_iter().map(|member| {
            let value = match &member.value {
                Some(MemberValue::AppId) => application(model),
                Some(MemberValue::OwnerId) => owner(model, scope),
                Some(
                    MemberValue::Constant(_)
                    | MemberValue::BucketId
                    | MemberValue::ObjectId
                    | MemberValue::ScopeType
                    | MemberValue::DataType
                    | MemberValue::CallerId
                    | MemberValue::CreationDate
                    | MemberValue::ModificationDate
                    | MemberValue::ByteCount
                    | MemberValue::FirstByte
                    | MemberValue::LastByte,
                )
                | None => None,
            };
            let unknown = || {
                Error::Unsupported(format!(
                    "type {}: the server cannot know the member `{}` in {} scope; expected one that `is` app_id, or owner_id \
                     where the scope has an owner",
                    described.name, member.name, scope.spec.name
                ))
            };
            let (name, value) = (snake(&member.name), value.ok_or_else(unknown)?);
            Ok(quote!(#name: #value,))
        });
        let members = members.collect::<Result<Vec<_>, Error>>()?;
        let used: Vec<String> = members.iter().map(ToString::to_string).collect();
        let mentions = |name: &str| used.iter().any(|member| member.split(' ').any(|word| word == name));
        let pattern = scope::pattern(scope, mentions);
        let variant = pascal(&scope.spec.object_scope_type);
        Ok(quote!(Scope::#pattern => #ty::#variant { #(#members)* },))
    });
    let arms = arms.collect::<Result<Vec<_>, Error>>()?;
    Ok(quote!(let #binding = match scoped_path.scope.clone() { #(#arms)* };))
}

/// Asks for the owner behind the credentials where the path names none, and forgets who it is.
fn ask_only(model: &Model<'_>) -> TokenStream {
    let asks = model.scopes.iter().filter(|scope| is_behind_credentials(scope.spec)).filter_map(|scope| {
        let (name, ask) = (&scope.name, ask(model)?);
        Some(quote!(if let Scope::#name = scoped_path.scope { #ask; }))
    });
    quote!(#(#asks)*)
}

/// The application's ID as bodies have it.
pub(crate) fn application(model: &Model<'_>) -> Option<TokenStream> {
    let application = model.base.iter().find(|parameter| parameter.spec == model.service.application);
    application.map(|Parameter { name, .. }| quote!(#name.to_string()))
}

fn owner(model: &Model<'_>, scope: &Scope<'_>) -> Option<TokenStream> {
    if is_behind_credentials(scope.spec) {
        return ask(model).map(|ask| quote!(#ask.to_string()));
    }
    scope.parameters.first().map(|Parameter { name, .. }| quote!(#name.to_string()))
}

fn ask(model: &Model<'_>) -> Option<TokenStream> {
    let (owner, base) = (model.owner.as_ref()?, model.base.iter().map(|parameter| &parameter.name));
    let method = &owner.method;
    Some(quote!(service.#method(#(&#base,)* &authorization).await?))
}

const fn is_behind_credentials(scope: &SpecScope) -> bool {
    matches!(scope.owner, kii_spec::OwnerKind::Caller)
}
