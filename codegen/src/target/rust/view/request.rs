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
    let fields = fields.iter().map(|Field { docs, name, ty }| quote!(#docs pub #name: #ty,));
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
            /// The path under which the operation answers, percent-encoded.
            #[must_use]
            pub fn path(&self, #arguments) -> String {
                self.scope.path(#(#base),*) + &path([#(#segments),*])
            }
        }
    }
}
