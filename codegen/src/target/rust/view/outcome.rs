//! The short way with an answer: its success, or the error that is the same for all operations.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::answer::{Field, bare_error, fields};
use crate::target::rust::{
    model::{Answer, Content, Docs, Model, Operation},
    names::pascal,
};

/// The error of all operations.
pub(crate) fn api_error(model: &Model<'_>) -> Vec<TokenStream> {
    let names: Vec<Ident> = model.api.errors.keys().map(|name| pascal(&name.0)).collect();
    let docs = model.api.errors.values().map(|error| {
        let (status, code) = (error.status, &error.code);
        Docs::of([format!("{status}, `{code}`: {}", error.summary).as_str()])
    });
    let declaration = quote! {
        /// Why an operation has not succeeded: the same for all operations.
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum Failure {
            #(#docs #names(#names),)*
            /// A refusal that has no content, so that its status is all that is known of it.
            WithoutContent(StatusCode),
            /// An answer that is not documented.
            Undocumented(Box<Unexpected>),
            /// There is no answer.
            NoAnswer(Error),
        }
    };
    let methods = quote! {
        impl Failure {
            /// The status of the answer, if there is one.
            #[must_use]
            pub fn status(&self) -> Option<StatusCode> {
                match self {
                    #(Self::#names(_) => Some(#names::STATUS),)*
                    Self::WithoutContent(status) => Some(*status),
                    Self::Undocumented(unexpected) => Some(unexpected.status),
                    Self::NoAnswer(_) => None,
                }
            }

            /// The code of the error, if the answer is a documented one that has content.
            #[must_use]
            pub fn code(&self) -> Option<&'static str> {
                match self {
                    #(Self::#names(_) => Some(#names::ERROR_CODE),)*
                    Self::WithoutContent(_) | Self::Undocumented(_) | Self::NoAnswer(_) => None,
                }
            }
        }
    };
    let display = quote! {
        impl fmt::Display for Failure {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    #(Self::#names(error) => write!(f, "{} {}: {error:?}", #names::STATUS, #names::ERROR_CODE),)*
                    Self::WithoutContent(status) => write!(f, "{status}"),
                    Self::Undocumented(unexpected) => unexpected.fmt(f),
                    Self::NoAnswer(error) => error.fmt(f),
                }
            }
        }
    };
    let source = quote! {
        /// The message has the causes, so they are no source.
        impl std::error::Error for Failure {}
    };
    vec![declaration, methods, display, source]
}

/// The successes of an operation, and the methods of its answers that give them.
pub(crate) fn outcome(operation: &Operation<'_>) -> Vec<TokenStream> {
    let answer = &operation.answer;
    let success = format_ident!("{}Success", pascal(&operation.spec.id.to_string()));
    let successes = successes(operation);
    let (declaration, ty) = match successes.as_slice() {
        [_] if succeeds_with_nothing(operation) => (quote!(), quote!(())),
        [only] => (structure(operation, &success, only), quote!(#success)),
        several => (enumeration(operation, &success, several), quote!(#success)),
    };
    let arms = operation.answers.iter().map(|answer| {
        let name = &answer.name;
        if !answer.response.is_success() {
            return refusal(answer);
        }
        let fields: Vec<_> = fields(answer).into_iter().map(|field| field.name).collect();
        let pattern = if fields.is_empty() { quote!(Self::#name) } else { quote!(Self::#name { #(#fields),* }) };
        let made = match (successes.len(), fields.is_empty()) {
            (1, true) => quote!(()),
            (1, false) => quote!(#success { #(#fields),* }),
            (_, true) => quote!(#success::#name),
            (_, false) => quote!(#success::#name { #(#fields),* }),
        };
        quote!(#pattern => Ok(#made),)
    });
    let statuses = operation.answers.iter().map(|answer| {
        let (name, status) = (&answer.name, &answer.status);
        quote!(Self::#name { .. } => #status,)
    });
    let methods = quote! {
        impl #answer {
            /// The success, or the error.
            ///
            /// # Errors
            ///
            /// When the answer is not a success.
            pub fn into_result(self) -> Result<#ty, Failure> {
                match self {
                    #(#arms)*
                    Self::Unexpected(unexpected) => Err(Failure::Undocumented(Box::new(unexpected))),
                }
            }

            /// The status: the documented one of a documented answer.
            #[must_use]
            pub fn status(&self) -> StatusCode {
                match self {
                    #(#statuses)*
                    Self::Unexpected(unexpected) => unexpected.status,
                }
            }
        }
    };
    vec![declaration, methods]
}

/// Whether the success of an operation carries nothing.
pub(super) fn succeeds_with_nothing(operation: &Operation<'_>) -> bool {
    matches!(successes(operation).as_slice(), [only] if fields(only).is_empty())
}

fn successes<'o, 'a>(operation: &'o Operation<'a>) -> Vec<&'o Answer<'a>> {
    operation.answers.iter().filter(|answer| answer.response.is_success()).collect()
}

fn refusal(answer: &Answer<'_>) -> TokenStream {
    let (name, status) = (&answer.name, &answer.status);
    match &answer.content {
        Content::Error(error) if bare_error(answer).is_some() => {
            quote!(Self::#name(error) => Err(Failure::#error(error)),)
        }
        Content::Error(error) => quote!(Self::#name { error, .. } => Err(Failure::#error(error)),),
        Content::Empty | Content::Stream(_) | Content::Object | Content::Json { .. } => {
            quote!(Self::#name { .. } => Err(Failure::WithoutContent(#status)),)
        }
    }
}

/// The only success of an operation.
fn structure(operation: &Operation<'_>, name: &Ident, answer: &Answer<'_>) -> TokenStream {
    let docs = Docs::of([format!("The success of `{}`.", operation.spec.id).as_str()]);
    let fields = fields(answer).into_iter().map(|Field { docs, name, ty, .. }| quote!(#docs pub #name: #ty,));
    quote! {
        #docs
        #[derive(Debug)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
        }
    }
}

/// The successes of an operation, and what all of them have.
fn enumeration(operation: &Operation<'_>, name: &Ident, answers: &[&Answer<'_>]) -> TokenStream {
    let docs = Docs::of([format!("The successes of `{}`.", operation.spec.id).as_str()]);
    let variants = answers.iter().map(|answer| {
        let (docs, name) = (&answer.docs, &answer.name);
        let fields = fields(answer).into_iter().map(|Field { docs, name, ty, .. }| quote!(#docs #name: #ty,));
        let fields: Vec<_> = fields.collect();
        if fields.is_empty() { quote!(#docs #name,) } else { quote!(#docs #name { #(#fields)* },) }
    });
    let accessors = shared(answers).into_iter().map(|Field { docs, name: field, ty, .. }| {
        let variants = answers.iter().map(|answer| &answer.name);
        quote! {
            #docs
            #[must_use]
            pub fn #field(&self) -> &#ty {
                match self {
                    #(Self::#variants { #field, .. })|* => #field,
                }
            }
        }
    });
    let accessors: Vec<_> = accessors.collect();
    let methods = if accessors.is_empty() { quote!() } else { quote!(impl #name { #(#accessors)* }) };
    quote! {
        #docs
        #[derive(Debug)]
        pub enum #name {
            #(#variants)*
        }

        #methods
    }
}

/// The fields that all answers have.
fn shared(answers: &[&Answer<'_>]) -> Vec<Field> {
    let same = |one: &Field, other: &Field| {
        one.name.to_string() == other.name.to_string() && one.ty.to_string() == other.ty.to_string()
    };
    let [first, rest @ ..] = answers else { return Vec::new() };
    let everywhere = |field: &Field| rest.iter().all(|answer| fields(answer).iter().any(|other| same(field, other)));
    fields(first).into_iter().filter(|field| everywhere(field)).collect()
}
