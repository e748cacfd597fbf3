//! Scopes: declared, written into a path, read from one.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::target::rust::model::{Model, Parameter, Scope};

/// The scopes as an enum.
pub(crate) fn enumeration(model: &Model<'_>) -> TokenStream {
    let variants = model.scopes.iter().map(|scope| {
        let (docs, name) = (&scope.docs, &scope.name);
        if scope.parameters.is_empty() {
            return quote!(#docs #name,);
        }
        let fields = scope.parameters.iter().map(|Parameter { docs, name, ty, .. }| quote!(#docs #name: #ty,));
        quote!(#docs #name { #(#fields)* },)
    });
    quote! {
        /// One of the places in which buckets live, as a path names it.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Scope {
            #(#variants)*
        }
    }
}

/// The path of each scope.
pub(crate) fn path(model: &Model<'_>) -> TokenStream {
    let base = model.base_arguments();
    let arms = model.scopes.iter().map(|scope| {
        let (pattern, segments) = (pattern(scope, |_| true), &scope.segments);
        quote!(Self::#pattern => path([#(#segments),*]),)
    });
    quote! {
        impl Scope {
            /// The path in front of everything in this scope, percent-encoded.
            #[must_use]
            pub fn path(&self, #base) -> String {
                match self {
                    #(#arms)*
                }
            }
        }
    }
}

/// The pattern that destructures a scope, with the parts that are used.
pub(super) fn pattern(scope: &Scope<'_>, is_used: impl Fn(&str) -> bool) -> TokenStream {
    let name = &scope.name;
    if scope.parameters.is_empty() {
        return quote!(#name);
    }
    let names = scope.parameters.iter().map(|parameter| &parameter.name);
    let used: Vec<_> = names.filter(|name| is_used(&name.to_string())).collect();
    let rest = (used.len() < scope.parameters.len()).then(|| quote!(..));
    quote!(#name { #(#used,)* #rest })
}

/// The functions that read each scope from a path.
pub(crate) fn places(model: &Model<'_>) -> Vec<TokenStream> {
    let at = |Parameter { name, ty, index, .. }: &Parameter| {
        let index = proc_macro2::Literal::usize_unsuffixed(*index);
        quote!(#name: #ty::new(segments.at(#index)),)
    };
    let place = |scope: &Scope<'_>| {
        let (docs, function, name) = (format!(" {}", scope.spec.summary), &scope.function, &scope.name);
        let base: Vec<_> = model.base.iter().map(at).collect();
        let fields: Vec<_> = scope.parameters.iter().map(at).collect();
        let segments = format_ident!("{}segments", if base.is_empty() && fields.is_empty() { "_" } else { "" });
        let scope_value = if fields.is_empty() { quote!(#name) } else { quote!(#name { #(#fields)* }) };
        let depth = proc_macro2::Literal::usize_unsuffixed(scope.depth);
        quote! {
            #[doc = #docs]
            pub(crate) fn #function(#segments: &PathSegments) -> ScopedPath {
                ScopedPath { #(#base)* scope: Scope::#scope_value, depth: #depth }
            }
        }
    };
    model.scopes.iter().map(place).collect()
}
