//! Methods for values of the user's own types: those that store a whole object, and those that read one.

use kii_spec::ResponseContent;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::target::rust::{
    model::{Model, Operation, Parameter, RequestContent},
    names::pascal,
};

/// `save` and `load`, as far as there are operations for them.
pub(crate) fn methods(model: &Model<'_>) -> Vec<TokenStream> {
    let replaces = |operation: &&Operation<'_>| {
        operation.spec.method == http::Method::PUT && matches!(operation.content, RequestContent::Object)
    };
    let reads = |operation: &&Operation<'_>| {
        operation.spec.method == http::Method::GET && successes(operation) == [&ResponseContent::Object]
    };
    let save = model.operations.iter().find(replaces).map(save);
    let load = model.operations.iter().find(reads).map(load);
    save.into_iter().chain(load).collect()
}

fn successes<'a>(operation: &Operation<'a>) -> Vec<&'a ResponseContent> {
    let successes = operation.answers.iter().filter(|answer| answer.response.is_success());
    successes.map(|answer| &answer.response.content).collect()
}

fn save(operation: &Operation<'_>) -> TokenStream {
    let Operation { function, request, spec, .. } = operation;
    let success = match successes(operation).len() {
        0 => return quote!(),
        _ => format_ident!("{}Success", pascal(&spec.id.to_string())),
    };
    let docs = format!(" Stores a value of one's own type: `{}` without a condition.", spec.id);
    let (parameters, names) = place(operation);
    quote! {
        impl Client {
            #[doc = #docs]
            ///
            /// # Errors
            ///
            /// When the value is no JSON object, and when the answer is not a success.
            pub async fn save<T>(&self, scope: Scope, #(#parameters,)* value: &T) -> Result<#success, Failure>
            where
                T: serde::Serialize + Sync + ?Sized,
            {
                let members = serde_json::to_value(value).and_then(serde_json::from_value).map_err(Error::Content)?;
                self.#function(#request::new(scope, #(#names,)* members)).await?.into_result()
            }
        }
    }
}

fn load(operation: &Operation<'_>) -> TokenStream {
    let Operation { function, request, spec, .. } = operation;
    let docs = format!(" Reads a value of one's own type: `{}`.", spec.id);
    let (parameters, names) = place(operation);
    quote! {
        impl Client {
            #[doc = #docs]
            ///
            /// # Errors
            ///
            /// When the answer is not a success, and when the object is no such value.
            pub async fn load<T: serde::de::DeserializeOwned>(&self, scope: Scope, #(#parameters),*) -> Result<T, Failure> {
                let found = self.#function(#request::new(scope, #(#names),*)).await?.into_result()?;
                Ok(serde_json::from_value(serde_json::Value::Object(found.content)).map_err(Error::Type)?)
            }
        }
    }
}

/// What says where an object is, behind the scope: as parameters, and as arguments.
fn place(operation: &Operation<'_>) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let parameters = operation.parameters.iter().map(|Parameter { name, ty, .. }| quote!(#name: #ty));
    let names = operation.parameters.iter().map(|Parameter { name, .. }| quote!(#name));
    (parameters.collect(), names.collect())
}
