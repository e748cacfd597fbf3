//! Requests as types, which know their paths.

use proc_macro2::TokenStream;
use quote::quote;

use crate::target::rust::model::{Field, Model, Operation, Parameter, RequestContent, segments};

/// The type of every operation's request.
pub(crate) fn requests(model: &Model<'_>) -> Vec<TokenStream> {
    model.operations.iter().map(|operation| request(model, operation)).collect()
}

fn request(model: &Model<'_>, operation: &Operation<'_>) -> TokenStream {
    let (docs, name) = (&operation.docs, &operation.request);
    let derives = match operation.content {
        RequestContent::Body => quote!(Debug),
        RequestContent::None(_) | RequestContent::Object | RequestContent::Json(_) => {
            quote!(Clone, Debug, PartialEq, Eq)
        }
    };
    let fields = operation.fields();
    let (required, optional): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(|field| field.required);
    let constructor = constructor(&required, &optional);
    let setters = optional.iter().map(|field| setter(field));
    let fields = fields.iter().map(|Field { docs, name, ty, .. }| quote!(#docs pub #name: #ty,));
    let segments = segments(&operation.spec.path, &quote!(self.));
    let arguments = model.base_arguments();
    let base = model.base.iter().map(|Parameter { name, .. }| name);
    quote! {
        #docs
        #[derive(#derives)]
        pub struct #name {
            #(#fields)*
        }

        impl #name {
            #constructor

            #(#setters)*

            /// The path under which the operation answers, percent-encoded.
            #[must_use]
            pub fn path(&self, #arguments) -> String {
                self.scope.path(#(#base),*) + &path([#(#segments),*])
            }
        }
    }
}

/// The function that takes what every request has.
fn constructor(required: &[&Field], optional: &[&Field]) -> TokenStream {
    let arguments = required.iter().map(|Field { name, ty, .. }| quote!(#name: #ty));
    let given = required.iter().map(|field| &field.name);
    let others = optional.iter().map(|Field { name, .. }| quote!(#name: Default::default()));
    quote! {
        /// A request that has nothing but what each must have.
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#given,)* #(#others,)* }
        }
    }
}

/// The method that gives a field which a request need not have.
fn setter(Field { docs, name, ty, .. }: &Field) -> TokenStream {
    let method = quote::format_ident!("with_{name}");
    quote! {
        #docs
        #[must_use]
        pub fn #method(mut self, #name: impl Into<#ty>) -> Self {
            self.#name = #name.into();
            self
        }
    }
}
