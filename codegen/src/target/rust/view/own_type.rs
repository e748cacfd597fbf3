//! Methods for values of the user's own types: those that store a whole object, and those that read one.

use kii_spec::ResponseContent;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::example::{documentation, place as place_value};
use crate::target::rust::{
    model::{Model, Operation, Parameter, RequestContent},
    names::pascal,
};

/// `save` and `load`, as far as there are operations for them.
pub(crate) fn methods(model: &Model<'_>) -> Vec<TokenStream> {
    let example = example(model).map(|statements| {
        let lines = documentation(&statements);
        quote! {
            ///
            /// # Example
            ///
            #(#[doc = #lines])*
        }
    });
    let save = replacing(model).map(|operation| save(operation, &example));
    let load = reading(model).map(|operation| load(operation, &example));
    save.into_iter().chain(load).collect()
}

/// The example of both, if there are both.
pub(super) fn example(model: &Model<'_>) -> Option<TokenStream> {
    let (save, load) = (place_value(model, replacing(model)?), place_value(model, reading(model)?));
    Some(quote! {
        #[derive(Debug, serde::Serialize, serde::Deserialize)]
        struct Note {
            title: String,
        }
        let note = Note { title: String::from("First") };
        client.save(#save &note).await?;
        let found: Note = client.load(#load).await?;
        println!("{found:?}");
    })
}

/// The operation that stores a whole object.
fn replacing<'m, 'a>(model: &'m Model<'a>) -> Option<&'m Operation<'a>> {
    let replaces = |operation: &&Operation<'_>| {
        operation.spec.method == http::Method::PUT
            && matches!(operation.content, RequestContent::Object)
            && !successes(operation).is_empty()
    };
    model.operations.iter().find(replaces)
}

/// The operation that reads one.
fn reading<'m, 'a>(model: &'m Model<'a>) -> Option<&'m Operation<'a>> {
    let reads = |operation: &&Operation<'_>| {
        operation.spec.method == http::Method::GET && successes(operation) == [&ResponseContent::Object]
    };
    model.operations.iter().find(reads)
}

fn successes<'a>(operation: &Operation<'a>) -> Vec<&'a ResponseContent> {
    let successes = operation.answers.iter().filter(|answer| answer.response.is_success());
    successes.map(|answer| &answer.response.content).collect()
}

fn save(operation: &Operation<'_>, example: &Option<TokenStream>) -> TokenStream {
    let Operation { function, request, spec, .. } = operation;
    let success = format_ident!("{}Success", pascal(&spec.id.to_string()));
    let docs = format!(" Stores a value of one's own type: `{}` without a condition.", spec.id);
    let (parameters, names) = place(operation);
    quote! {
        impl Client {
            #[doc = #docs]
            #example
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

fn load(operation: &Operation<'_>, example: &Option<TokenStream>) -> TokenStream {
    let Operation { function, request, spec, .. } = operation;
    let docs = format!(" Reads a value of one's own type: `{}`.", spec.id);
    let (parameters, names) = place(operation);
    quote! {
        impl Client {
            #[doc = #docs]
            #example
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
