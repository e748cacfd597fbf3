//! How the server reads a request, step by step, and what it refuses by itself on the way.

use kii_spec::{IdentifierRole, Member, MemberValue, Shape};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{context, json, refusal_message};
use crate::{
    Error,
    target::rust::{
        model::{Content, Model, Operation, Parameter, Rejection, RequestContent, RequestJson},
        names::{pascal, snake},
    },
};

/// The function that reads an operation's request, refuses it or hands it on.
///
/// Credentials come first, then the path, then conditions, then the content.
pub(crate) fn function(model: &Model<'_>, operation: &Operation<'_>) -> Result<TokenStream, Error> {
    let Operation { function, response, request, .. } = operation;
    let credentials = credentials(model, operation)?;
    let identifiers = operation.parameters.iter().map(|parameter| identifier(model, operation, parameter));
    let identifiers = identifiers.collect::<Result<Vec<_>, _>>()?;
    let condition = condition(model, operation)?;
    let content = content(model, operation)?;
    let fields = operation.fields().into_iter().map(|field| field.name);
    Ok(quote! {
        /// Reads a request, refuses it when that needs no knowledge of what is stored, and hands it on otherwise.
        pub(crate) async fn #function<S: ObjectStorage>(service: Arc<S>, incoming: IncomingRequest) -> #response {
            #credentials
            #(#identifiers)*
            #condition
            #content
            let request = #request { #(#fields,)* };
            service.#function(context, request).await
        }
    })
}

fn credentials(model: &Model<'_>, operation: &Operation<'_>) -> Result<TokenStream, Error> {
    let missing = refused(model, operation, Rejection::NoCredentials)?;
    let context = if model.owner.is_some() {
        let answer = operation.rejected(Rejection::NoCredentials)?;
        let (response, name) = (&operation.response, &answer.name);
        // Where an answer is known by its status alone, the error that the service gives has no place to go.
        let (error, refused) = match answer.content {
            Content::Error(_) => (quote!(error), quote!(#response::#name(error))),
            Content::Empty | Content::Stream(_) | Content::Object | Content::Json { .. } => {
                (quote!(_), quote!(#response::#name))
            }
        };
        quote! {
            let context = match Context::new(service.as_ref(), &incoming.scoped_path, authorization, incoming.host()).await {
                Ok(context) => context,
                Err(OwnerError::Refused(#error)) => return #refused,
                Err(OwnerError::Failed(failure)) => return #response::Failed(failure),
            };
        }
    } else {
        quote!(let context = Context::new(&incoming.scoped_path, authorization, incoming.host());)
    };
    Ok(quote! {
        let Some(authorization) = incoming.header::<Authorization>(header::AUTHORIZATION) else {
            return #missing;
        };
        #context
        let scope = incoming.scoped_path.scope.clone();
    })
}

fn identifier(model: &Model<'_>, operation: &Operation<'_>, parameter: &Parameter) -> Result<TokenStream, Error> {
    let Parameter { name, ty, index, .. } = parameter;
    let refused = refused(model, operation, Rejection::Identifier(&parameter.spec))?;
    let index = proc_macro2::Literal::usize_unsuffixed(*index);
    Ok(quote! {
        let #name = incoming.segment(#index);
        let Ok(#name) = #ty::parse(&#name) else {
            return #refused;
        };
    })
}

fn condition(model: &Model<'_>, operation: &Operation<'_>) -> Result<TokenStream, Error> {
    let condition = match operation.precondition() {
        Some(true) => {
            let refused = refused(model, operation, Rejection::BothConditions)?;
            quote! {
                let Ok(precondition) = Precondition::from_headers(&incoming.headers) else {
                    return #refused;
                };
            }
        }
        Some(false) => quote!(let if_match = incoming.header::<EntityTag>(header::IF_MATCH);),
        None => quote!(),
    };
    let range = operation.spec.request.range;
    let range = range.then(|| quote!(let range = incoming.header::<ByteRange>(header::RANGE);));
    Ok(quote!(#condition #range))
}

fn content(model: &Model<'_>, operation: &Operation<'_>) -> Result<TokenStream, Error> {
    let refused = |rejection| refused(model, operation, rejection);
    match &operation.content {
        RequestContent::None(_) => Ok(quote!()),
        RequestContent::Object => {
            let too_large = refused(Rejection::TooLarge)?;
            let malformed = refused(Rejection::Malformed)?;
            let not_an_object = refused(Rejection::NotAnObject)?;
            Ok(quote! {
                let media_type = incoming.header::<MediaType>(header::CONTENT_TYPE);
                let content = match incoming.object_content(OBJECT_MAXIMUM).await {
                    Ok(content) => content,
                    Err(ContentError::TooLarge) => return #too_large,
                    Err(ContentError::Malformed) => return #malformed,
                    Err(ContentError::NotAnObject) => return #not_an_object,
                };
            })
        }
        RequestContent::Body => Ok(quote!(let content = incoming.body_content();)),
        RequestContent::Json(RequestJson { ty, .. }) => {
            let refused = refused(Rejection::NotAsDescribed)?;
            Ok(quote! {
                let Some(content) = incoming.json_content::<#ty>(OBJECT_MAXIMUM).await else {
                    return #refused;
                };
            })
        }
    }
}

/// The expression for the answer to a rejection, built from what the router knows at that point.
fn refused(model: &Model<'_>, operation: &Operation<'_>, rejection: Rejection<'_>) -> Result<TokenStream, Error> {
    let answer = operation.rejected(rejection)?;
    let (enumeration, name) = (&operation.response, &answer.name);
    let unsupported = |what: &str| {
        Error::Unsupported(format!(
            "the router cannot give {}/{} by itself, for it cannot know {what}; expected a response without content or an error, \
             without headers, each member of which is optional, a constant, a message, or an ID that the path has",
            operation.spec.id, answer.response.name
        ))
    };
    if let Some(header) = answer.headers.first() {
        return Err(unsupported(&format!("the header {}", header.name)));
    }
    match &answer.content {
        Content::Empty => Ok(quote!(#enumeration::#name)),
        Content::Error(ty) => {
            let error = model.api.errors.values().find(|error| pascal(&error.name.0) == *ty);
            let error = error.ok_or_else(|| unsupported("the error"))?;
            let message = refusal_message::message(model, operation, rejection);
            let message = message.unwrap_or_else(|| answer.response.summary.clone());
            let members = json::own_members(model, error).into_iter().map(|member| {
                let known = value(model, member, (&bound(operation, rejection), &message));
                let value = known.ok_or_else(|| unsupported(&format!("the member `{}`", member.name)))?;
                let name = snake(&member.name);
                Ok(quote!(#name: #value,))
            });
            let members = members.collect::<Result<Vec<_>, Error>>()?;
            Ok(quote!(#enumeration::#name(#ty { #(#members)* })))
        }
        Content::Stream(_) | Content::Object | Content::Json { .. } => Err(unsupported("the content")),
    }
}

/// The identifiers that the router has read when it gives an answer; the context is known once there are credentials.
fn bound(operation: &Operation<'_>, rejection: Rejection<'_>) -> Option<Vec<Ident>> {
    let names = operation.parameters.iter().map(|parameter| parameter.name.clone());
    match rejection {
        Rejection::NoCredentials => None,
        Rejection::Identifier(identifier) => {
            let mut names: Vec<Ident> = names.collect();
            let last = operation.parameters.iter().position(|parameter| parameter.spec == identifier);
            names.truncate(last.map_or(0, |last| last + 1));
            Some(names)
        }
        Rejection::BothConditions
        | Rejection::TooLarge
        | Rejection::Malformed
        | Rejection::NotAnObject
        | Rejection::NotAsDescribed => Some(names.collect()),
    }
}

/// The value of a member, if the router knows it. A text without another meaning is the message for people.
fn value(model: &Model<'_>, member: &Member, (bound, message): (&Option<Vec<Ident>>, &str)) -> Option<TokenStream> {
    let path = |role| {
        let identifier = model.service.identifier(role)?;
        let name = bound.iter().flatten().find(|name| **name == snake(&identifier.name))?;
        Some(quote!(#name.to_string()))
    };
    if json::is_optional(member) {
        return Some(quote!(None));
    }
    match (&member.shape, &member.value) {
        (Shape::String, None) => Some(quote!(String::from(#message))),
        (Shape::String, Some(MemberValue::Constant(text))) => Some(quote!(String::from(#text))),
        (Shape::String, Some(MemberValue::AppId)) if bound.is_some() => {
            context::application(model).map(|application| quote!(context.#application))
        }
        (Shape::String, Some(MemberValue::BucketId)) => path(IdentifierRole::Bucket),
        (Shape::String, Some(MemberValue::ObjectId)) => path(IdentifierRole::Object),
        (Shape::Type(ty), None) if bound.is_some() && model.scope_type.is_some_and(|scope| scope.name == *ty) => {
            let name = snake(&ty.0);
            Some(quote!(context.#name.clone()))
        }
        (
            Shape::String | Shape::Long | Shape::Int | Shape::EpochMilliseconds | Shape::Url | Shape::Type(_),
            None
            | Some(
                MemberValue::Constant(_)
                | MemberValue::AppId
                | MemberValue::OwnerId
                | MemberValue::BucketId
                | MemberValue::ObjectId
                | MemberValue::ScopeType
                | MemberValue::DataType
                | MemberValue::CallerId
                | MemberValue::CreationDate
                | MemberValue::ModificationDate
                | MemberValue::ByteCount
                | MemberValue::FirstByte
                | MemberValue::LastByte,
            ),
        ) => None,
    }
}
