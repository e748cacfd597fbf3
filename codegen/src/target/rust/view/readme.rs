//! The examples in the READMEs of the packages: the simplest operation, as a client asks for it and as a server answers it.

use proc_macro2::TokenStream;
use quote::quote;

use super::example;
use crate::{
    Error,
    target::rust::{
        laid_out::formatted,
        model::{Model, Operation},
    },
};

/// A client that asks for the operation.
pub(super) fn client(model: &Model<'_>) -> Result<String, Error> {
    let base = model.base.iter().map(|parameter| {
        let (ty, name) = (&parameter.ty, parameter.name.to_string());
        quote!(#ty::new(#name))
    });
    let statements = example::simplest(model).map(|operation| example::of_operation(model, operation)).transpose()?;
    Ok(shown(quote! {
        use kii_client::*;

        async fn example() -> Result<(), Box<dyn std::error::Error>> {
            let client = Client::builder("https://api.example.com", #(#base),*).token("the caller's token").build()?;
            #statements
            Ok(())
        }
    }))
}

/// A server that has the operation alone.
pub(super) fn server(model: &Model<'_>) -> String {
    let arguments = model.base_arguments();
    let owner = model.owner.as_ref().map(|owner| {
        let (method, ty) = (&owner.method, &owner.ty);
        quote! {
            async fn #method(&self, #arguments authorization: &Authorization) -> Result<#ty, OwnerError> {
                Err(OwnerError::Failed(ServerFailure::NotImplemented))
            }
        }
    });
    let operation = example::simplest(model).map(|Operation { function, request, response, .. }| {
        quote! {
            async fn #function(&self, context: Context, request: #request) -> #response {
                println!("{context:?} {request:?}");
                #response::Failed(ServerFailure::Unavailable { retry_after: None })
            }
        }
    });
    shown(quote! {
        use std::sync::Arc;
        use axum::Router;
        use kii_server_stubs::*;
        use kii_types::*;

        struct Store;

        impl PartialObjectStorage for Store {
            #owner
            #operation
        }

        fn routes() -> Router {
            router(Arc::new(Partial(Store)))
        }
    })
}

/// Code as the templates insert it.
fn shown(code: TokenStream) -> String {
    formatted(&mut syn::parse_quote!(#code)).trim_end().to_owned()
}
