//! The answers of an operation: declared for server and client, written by the one and read by the other.

use proc_macro2::TokenStream;
use quote::quote;

use crate::target::rust::model::{Answer, Content, HeaderField, Operation};

/// A field of an answer, and the expression with which a client reads it.
pub(super) struct Field {
    pub docs: TokenStream,
    pub name: TokenStream,
    pub ty: TokenStream,
    read: TokenStream,
}

/// The answers as the server gives them, with a variant more for a server that cannot give one of them.
pub(crate) fn server_enum(operation: &Operation<'_>) -> TokenStream {
    enumeration(
        operation,
        &operation.response,
        &quote!(
            #[doc = " Something is wrong with the server, so it can give no documented answer."]
            Failed(ServerFailure),
        ),
    )
}

/// The answers as a client receives them, with a variant more for what is documented nowhere.
pub(crate) fn client_enum(operation: &Operation<'_>) -> TokenStream {
    enumeration(
        operation,
        &operation.answer,
        &quote!(
            #[doc = " Anything else."]
            Unexpected(Unexpected),
        ),
    )
}

fn enumeration(operation: &Operation<'_>, name: &proc_macro2::Ident, others: &TokenStream) -> TokenStream {
    let docs = &operation.docs;
    let variants = operation.answers.iter().map(|answer| {
        let (docs, name) = (&answer.docs, &answer.name);
        if let Some(error) = bare_error(answer) {
            return quote!(#docs #name(#error),);
        }
        let fields = fields(answer);
        if fields.is_empty() {
            return quote!(#docs #name,);
        }
        let fields = fields.iter().map(|Field { docs, name, ty, .. }| quote!(#docs #name: #ty,));
        quote!(#docs #name { #(#fields)* },)
    });
    quote! {
        #docs
        #[derive(Debug)]
        pub enum #name {
            #(#variants)*
            #others
        }
    }
}

/// How the server writes the answers.
pub(crate) fn into_response(operation: &Operation<'_>) -> TokenStream {
    let response = &operation.response;
    let arms = operation.answers.iter().map(|answer| {
        let name = &answer.name;
        if bare_error(answer).is_some() {
            return quote!(Self::#name(error) => Reply::error(&error),);
        }
        let names: Vec<_> = fields(answer).into_iter().map(|field| field.name).collect();
        let pattern = if names.is_empty() { quote!(Self::#name) } else { quote!(Self::#name { #(#names),* }) };
        let status = &answer.status;
        let headers = answer.headers.iter().map(|header| {
            let (method, name, wire) = (access(header), &header.name, header.wire.first());
            quote!(.#method(#wire, &#name))
        });
        let content = match &answer.content {
            Content::Empty => quote!(.empty()),
            Content::Stream(_) => quote!(.stream(content)),
            Content::Object => quote!(.json(media_type.as_str(), &content)),
            Content::Json { media, .. } => quote!(.json(#media, &content)),
            Content::Error(error) => quote!(.json(#error::MEDIA_TYPE, &error)),
        };
        quote!(#pattern => Reply::new(#status) #(#headers)* #content,)
    });
    quote! {
        impl IntoResponse for #response {
            fn into_response(self) -> Response {
                match self {
                    #(#arms)*
                    Self::Failed(failure) => failure.into_response(),
                }
            }
        }
    }
}

/// By what a client knows each answer, and how it reads it.
pub(crate) fn documented(operation: &Operation<'_>) -> TokenStream {
    let enumeration = &operation.answer;
    let with_statuses = operation
        .answers
        .iter()
        .flat_map(|answer| [&answer.status].into_iter().chain(&answer.taken).map(move |status| (answer, status)));
    let documented = with_statuses.map(|(answer, status)| {
        let name = &answer.name;
        let shape = match &answer.content {
            Content::Empty => quote!(Shape::Empty),
            Content::Stream(_) => quote!(Shape::Stream),
            Content::Object => quote!(Shape::Object),
            Content::Json { media, .. } => quote!(Shape::Json(#media)),
            Content::Error(error) => quote!(Shape::Error { media: #error::MEDIA_TYPE, code: #error::ERROR_CODE }),
        };
        let fields = fields(answer);
        let read = if bare_error(answer).is_some() {
            quote!(|received| Ok(#enumeration::#name(received.json()?)))
        } else if fields.is_empty() {
            quote!(|_| Ok(#enumeration::#name))
        } else {
            let fields = fields.iter().map(|Field { name, read, .. }| quote!(#name: #read,));
            quote!(|received| Ok(#enumeration::#name { #(#fields)* }))
        };
        quote!(Documented { status: #status, shape: #shape, read: #read },)
    });
    quote! {
        /// The documented answers.
        const DOCUMENTED: &[Documented<#enumeration>] = &[#(#documented)*];
    }
}

/// The type of an error that is all that an answer holds.
pub(super) fn bare_error<'a>(answer: &'a Answer<'_>) -> Option<&'a proc_macro2::Ident> {
    match &answer.content {
        Content::Error(error) if answer.headers.is_empty() => Some(error),
        Content::Empty | Content::Stream(_) | Content::Object | Content::Json { .. } | Content::Error(_) => None,
    }
}

/// The method that reads a header from an answer, or adds it to one.
fn access(header: &HeaderField) -> TokenStream {
    if header.optional { quote!(optional) } else { quote!(header) }
}

/// What an answer has.
pub(super) fn fields(answer: &Answer<'_>) -> Vec<Field> {
    let mut fields: Vec<Field> = answer.headers.iter().map(header_field).collect();
    let mut add = |docs: &str, name: TokenStream, ty: TokenStream, read: TokenStream| {
        let docs = format!(" {docs}");
        fields.push(Field { docs: quote!(#[doc = #docs]), name, ty, read });
    };
    match &answer.content {
        Content::Empty => {}
        Content::Stream(summary) => {
            add(summary, quote!(content), quote!(BodyStream), quote!(received.stream()?));
        }
        Content::Object => {
            let read = quote!(received.header(&["content-type"])?);
            add("The object's media type.", quote!(media_type), quote!(MediaType), read);
            add("The object's members.", quote!(content), quote!(JsonObject), quote!(received.json()?));
        }
        Content::Json { ty, .. } => add("The content.", quote!(content), quote!(#ty), quote!(received.json()?)),
        Content::Error(ty) => add("The error.", quote!(error), quote!(#ty), quote!(received.json()?)),
    }
    fields
}

fn header_field(header: &HeaderField) -> Field {
    let HeaderField { docs, name, ty, optional, wire } = header;
    let method = access(header);
    Field {
        docs: quote!(#docs),
        name: quote!(#name),
        ty: if *optional { quote!(Option<#ty>) } else { quote!(#ty) },
        read: quote!(received.#method(&[#(#wire),*])?),
    }
}
