//! How a client sends a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::example::{self, documentation};
use crate::{
    Error,
    target::rust::model::{Model, Operation, RequestContent, RequestJson},
};

/// The method of the client that is an operation.
pub(crate) fn method(model: &Model<'_>, operation: &Operation<'_>) -> Result<TokenStream, Error> {
    let Operation { docs, function, method, request, answer, .. } = operation;
    let (id, base) = (operation.spec.id.to_string(), model.base.iter().map(|parameter| &parameter.name));
    let (calls, example) = (calls(operation), documentation(&example::of_operation(model, operation)?));
    Ok(quote! {
        impl Client {
            #docs
            ///
            /// # Example
            ///
            #(#[doc = #example])*
            ///
            /// # Errors
            ///
            /// When the request cannot be sent or the answer breaks off. Whatever arrives as a whole is an answer.
            pub async fn #function(&self, request: #request) -> Result<#answer, Error> {
                let call = Call::new(#id, Method::#method, request.path(#(self.#base()),*)) #(#calls)*;
                self.send(call).await?.choose(DOCUMENTED, #answer::Unexpected).await
            }
        }
    })
}

/// The calls that put a request together.
fn calls(operation: &Operation<'_>) -> Vec<TokenStream> {
    let mut calls = Vec::new();
    match operation.precondition() {
        Some(true) => calls.push(quote!(.with_precondition(&request.precondition))),
        Some(false) => calls.push(quote!(.with_if_match(request.if_match.as_ref())?)),
        None => {}
    }
    if operation.spec.request.range {
        calls.push(quote!(.with_range(request.range.as_ref())?));
    }
    match &operation.content {
        RequestContent::None(media) => calls.extend(media.map(|media| quote!(.with_media(#media)))),
        RequestContent::Object => calls.push(quote!(.with_object(request.media_type.as_ref(), &request.content)?)),
        RequestContent::Body => calls.push(quote!(.with_body(request.content)?)),
        RequestContent::Json(RequestJson { media, .. }) => calls.push(quote!(.with_json(#media, &request.content)?)),
    }
    calls
}
