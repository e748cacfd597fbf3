//! JSON bodies and their members.

use kii_spec::{ErrorType, Member, Presence, Shape, Type};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    Error,
    model::Body,
    target::rust::{
        model::{Docs, Model, status},
        names::{pascal, snake},
    },
};

/// Every type but the errors.
pub(crate) fn types(model: &Model<'_>) -> Result<Vec<TokenStream>, Error> {
    model.api.types.values().map(|ty| item(model, ty)).collect()
}

/// Every error, with the status, media type and code that it fixes.
pub(crate) fn errors(model: &Model<'_>) -> Result<Vec<TokenStream>, Error> {
    let error = |error: &ErrorType| {
        let docs = Docs::of_item(&model.citations, &error.summary, &error.origin);
        let name = pascal(&error.name.0);
        let (tag, code, media) = (&model.service.error_code, &error.code, &error.media);
        let status = status(error.status)?;
        let members = own_members(model, error).into_iter().map(public);
        Ok(quote! {
            #docs
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(tag = #tag, rename = #code)]
            pub struct #name {
                #(#members)*
            }

            impl ApiError for #name {
                const STATUS: StatusCode = #status;
                const MEDIA_TYPE: &'static str = #media;
                const ERROR_CODE: &'static str = #code;
            }
        })
    };
    model.api.errors.values().map(error).collect()
}

/// The members of an error but for its code, which is a constant.
pub(super) fn own_members<'a>(model: &Model<'_>, error: &'a ErrorType) -> Vec<&'a Member> {
    error.members.values().filter(|member| member.name != model.service.error_code).collect()
}

/// Whether a member may be missing.
pub(super) fn is_optional(member: &Member) -> bool {
    member.scopes.is_some()
        || match member.presence {
            Presence::Required => false,
            Presence::Optional | Presence::RequiredUnless(_) => true,
        }
}

fn item(model: &Model<'_>, ty: &Type) -> Result<TokenStream, Error> {
    let docs = Docs::of_item(&model.citations, &ty.summary, &ty.origin);
    let name = pascal(&ty.name.0);
    Ok(match Body::of(model.api, ty)? {
        Body::Record(members) => structure(&docs, &name, members.into_iter().map(public)),
        Body::Choice { shared, exclusive } if shared.is_empty() => choice(&docs, &name, &exclusive),
        Body::Choice { shared, exclusive } => {
            let choice_name = choice_name(&name);
            let choice_docs = Docs::of([format!("The members of `{name}` that exclude each other.").as_str()]);
            let choice = choice(&choice_docs, &choice_name, &exclusive);
            let flattened = quote! {
                /// The one of these members that is present, if any.
                #[serde(flatten)]
                pub choice: #choice_name,
            };
            let structure = structure(&docs, &name, shared.into_iter().map(public).chain([flattened]));
            quote!(#structure #choice)
        }
        Body::Scopes { tag, kinds } => tagged(model, &docs, &name, tag, &kinds),
    })
}

/// What holds the members of a type that exclude each other, if it has others, too.
pub(super) fn choice_name(ty: &Ident) -> Ident {
    format_ident!("{ty}Choice")
}

fn structure(docs: &Docs, name: &Ident, members: impl Iterator<Item = TokenStream>) -> TokenStream {
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub struct #name {
            #(#members)*
        }
    }
}

/// A JSON object that has other members in each kind of scope.
fn tagged(model: &Model<'_>, docs: &Docs, name: &Ident, tag: &Member, kinds: &[(&str, Vec<&Member>)]) -> TokenStream {
    let variants = kinds.iter().map(|(kind, members)| {
        let scope = model.scopes.iter().find(|scope| scope.spec.object_scope_type == **kind);
        let docs = scope.map(|scope| Docs::of([scope.spec.summary.as_str()]));
        let (name, fields) = (pascal(kind), members.iter().map(|member| field(member, &quote!(), false)));
        quote!(#docs #[serde(rename = #kind)] #name { #(#fields)* },)
    });
    let tag = &tag.name;
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(tag = #tag)]
        pub enum #name {
            #(#variants)*
        }
    }
}

/// A JSON object of which at most one member may be present.
fn choice(docs: &Docs, name: &Ident, members: &[&Member]) -> TokenStream {
    let wire = format_ident!("{name}Wire");
    let wire_name = wire.to_string();
    let wire_docs = format!(" [`{name}`] as it is written: members of which at most one may be present.");
    let fields: Vec<Ident> = members.iter().map(|member| snake(&member.name)).collect();
    let names: Vec<Ident> = members.iter().map(|member| pascal(&member.name)).collect();
    let docs_of_members = members.iter().map(|member| Docs::of([member.summary.as_str()]));
    let types: Vec<TokenStream> = members.iter().map(|member| plain(member)).collect();
    let attributes = members.iter().map(|member| attribute(&member.name, true));
    quote! {
        #docs
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = #wire_name, into = #wire_name)]
        pub enum #name {
            /// None of the members.
            #[default]
            Neither,
            #(#docs_of_members #names(#types),)*
        }

        #[doc = #wire_docs]
        #[derive(Default, Serialize, Deserialize)]
        struct #wire {
            #(#attributes #fields: Option<#types>,)*
        }

        impl TryFrom<#wire> for #name {
            type Error = &'static str;

            fn try_from(wire: #wire) -> Result<Self, Self::Error> {
                let mut present = Vec::new();
                #(present.extend(wire.#fields.map(Self::#names));)*
                match (present.pop(), present.pop()) {
                    (None, _) => Ok(Self::Neither),
                    (Some(one), None) => Ok(one),
                    (Some(_), Some(_)) => Err("members that exclude each other"),
                }
            }
        }

        impl From<#name> for #wire {
            fn from(value: #name) -> Self {
                match value {
                    #name::Neither => Self::default(),
                    #(#name::#names(value) => Self { #fields: Some(value), ..Self::default() },)*
                }
            }
        }
    }
}

fn public(member: &Member) -> TokenStream {
    field(member, &quote!(pub), is_optional(member))
}

fn field(member: &Member, visibility: &TokenStream, optional: bool) -> TokenStream {
    let docs = Docs::of([member.summary.as_str()]);
    let (attribute, name, ty) = (attribute(&member.name, optional), snake(&member.name), plain(member));
    let ty = if optional { quote!(Option<#ty>) } else { ty };
    quote!(#docs #attribute #visibility #name: #ty,)
}

fn attribute(wire: &str, optional: bool) -> TokenStream {
    if optional {
        quote!(#[serde(rename = #wire, default, skip_serializing_if = "Option::is_none")])
    } else {
        quote!(#[serde(rename = #wire)])
    }
}

/// The Rust type of a member's value, as if it were always present.
fn plain(member: &Member) -> TokenStream {
    match &member.shape {
        Shape::String | Shape::Url => quote!(String),
        Shape::Long => quote!(i64),
        Shape::Int => quote!(i32),
        Shape::EpochMilliseconds => quote!(EpochMilliseconds),
        Shape::Type(name) => {
            let name = pascal(&name.0);
            quote!(#name)
        }
    }
}
