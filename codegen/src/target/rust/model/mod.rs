//! The spec in the names and numbers of the code. Each fact is worked out here, once, and passed on to the views.

mod answer;
mod docs;
mod operation;
mod place;
mod rejection;

use kii_spec::{Api, Service, Type};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

pub(crate) use answer::{Answer, Content, HeaderField};
pub(crate) use docs::{Docs, on_one_line};
pub(crate) use operation::{Field, Operation, RequestContent, RequestJson};
pub(crate) use place::{Owner, Parameter, Scope, parameters, segments};
pub(crate) use rejection::Rejection;

use crate::{
    Error,
    model::{Citations, tag},
    target::rust::names::screaming,
};

/// The spec as the views see it.
pub(crate) struct Model<'a> {
    pub api: &'a Api,
    pub service: &'a Service,
    pub citations: Citations<'a>,
    /// The parameters of the path in front of every scope.
    pub base: Vec<Parameter>,
    pub scopes: Vec<Scope<'a>>,
    /// The type with which bodies name a scope, if there is one: the one that says which kind of scope it is.
    pub scope_type: Option<&'a Type>,
    /// How the server learns who owns a scope that a path does not name, if there is such a scope.
    pub owner: Option<Owner>,
    pub operations: Vec<Operation<'a>>,
}

impl<'a> Model<'a> {
    /// The model of a spec.
    pub(crate) fn of(api: &'a Api) -> Result<Self, Error> {
        let service = &api.service;
        let citations = Citations::of(api);
        let scopes = place::scopes(service, &citations)?;
        let operations = api.operations.values().map(|operation| Operation::of(api, &citations, operation));
        let operations = operations.collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            api,
            service,
            base: place::base(service)?,
            scope_type: api.types.values().find(|ty| tag(ty).is_some()),
            owner: Owner::of(api, &operations)?,
            scopes,
            operations,
            citations,
        })
    }

    /// The types of the base path's parameters, each behind its name and a colon.
    pub(crate) fn base_arguments(&self) -> TokenStream {
        let arguments = self.base.iter().map(|Parameter { name, ty, .. }| quote!(#name: &#ty,));
        quote!(#(#arguments)*)
    }
}

/// A status by the name of its constant.
pub(crate) fn status(status: http::StatusCode) -> Result<TokenStream, Error> {
    let unnamed = || {
        let problem =
            format!("the status {} has no name, expected one of those that RFC 9110 registers", status.as_u16());
        Error::Unsupported(problem)
    };
    let name = screaming(status.canonical_reason().ok_or_else(unnamed)?);
    Ok(quote!(StatusCode::#name))
}

/// Code as text, for a template.
pub(crate) fn text(code: &impl ToTokens) -> String {
    code.to_token_stream().to_string()
}
