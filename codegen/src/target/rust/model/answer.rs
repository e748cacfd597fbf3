//! The answers of an operation, one variant each, for server and client alike.

use kii_spec::{Api, ErrorName, Header, HeaderValue, Level, Response, ResponseContent, TypeName};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Docs, Sources};
use crate::{
    Error,
    target::rust::names::{pascal, snake},
};

/// A documented answer: a response, or one of the errors that it stands for.
pub(crate) struct Answer<'a> {
    pub response: &'a Response,
    pub name: Ident,
    pub docs: Docs,
    /// The status, as an expression.
    pub status: TokenStream,
    /// The statuses that a client takes for it.
    pub taken: Vec<TokenStream>,
    pub headers: Vec<HeaderField>,
    pub content: Content<'a>,
}

/// A header of an answer.
pub(crate) struct HeaderField {
    pub docs: Docs,
    pub name: Ident,
    pub ty: Ident,
    pub optional: bool,
    /// The field names under which it is accepted, in lower case; it is sent under the first.
    pub wire: Vec<String>,
}

/// What an answer holds.
pub(crate) enum Content<'a> {
    /// Nothing.
    Empty,
    /// Bytes with a media type of their own, and what they are.
    Stream(&'static str),
    /// A stored object.
    Object,
    /// JSON of a described type.
    Json {
        /// The type.
        ty: Ident,
        /// Its media type.
        media: &'a str,
    },
    /// An error of this type.
    Error(Ident),
}

/// The answers that the responses of an operation are, in the spec's order.
pub(super) fn answers<'a>(
    api: &'a Api,
    sources: &Sources<'_>,
    operation: &'a kii_spec::Operation,
) -> Result<Vec<Answer<'a>>, Error> {
    let mut answers = Vec::new();
    for response in operation.responses.values() {
        let name = pascal(&response.name.0);
        match &response.content {
            ResponseContent::Error(error) => {
                answers.push(error_answer(sources, response, name, &response.summary, error));
            }
            ResponseContent::OwnerMissing => {
                for error in owner_errors(api) {
                    // The response is several errors; each says best what it is itself.
                    let summary = api.errors.get(error).map_or(&response.summary, |error| &error.summary);
                    answers.push(error_answer(sources, response, pascal(&error.0), summary, error));
                }
            }
            ResponseContent::None
            | ResponseContent::Json(_)
            | ResponseContent::Object
            | ResponseContent::Body
            | ResponseContent::BodyPart => {
                answers.push(Answer {
                    response,
                    name,
                    docs: docs(sources, response, &response.summary),
                    status: super::status(response.status)?,
                    taken: taken(response)?,
                    headers: headers(sources, response),
                    content: content(api, &response.content)?,
                });
            }
        }
    }
    Ok(answers)
}

fn taken(response: &Response) -> Result<Vec<TokenStream>, Error> {
    response.leniency.iter().flat_map(|leniency| &leniency.statuses).map(|status| super::status(*status)).collect()
}

/// The media type of a described type that is a whole body.
pub(super) fn media<'a>(api: &'a Api, name: &TypeName) -> Result<&'a str, Error> {
    let no_media = || {
        let problem =
            format!("type {name} is a whole body, but has no media type; expected `media` beside its members");
        Error::Unsupported(problem)
    };
    api.types.get(name).and_then(|ty| ty.media.as_deref()).ok_or_else(no_media)
}

/// The errors for a missing owner, one for each kind of owner.
fn owner_errors(api: &Api) -> Vec<&ErrorName> {
    let mut names: Vec<&ErrorName> = Vec::new();
    for name in api.service.scopes.values().filter_map(|scope| scope.missing_owner.as_ref().ok()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn docs(sources: &Sources<'_>, response: &Response, summary: &str) -> Docs {
    sources.part_docs(&format!("{}: {summary}", response.status), &response.origin)
}

fn error_answer<'a>(
    sources: &Sources<'_>,
    response: &'a Response,
    name: Ident,
    summary: &str,
    error: &ErrorName,
) -> Answer<'a> {
    let ty = pascal(&error.0);
    Answer {
        response,
        name,
        docs: docs(sources, response, summary),
        status: quote!(#ty::STATUS),
        taken: Vec::new(),
        headers: headers(sources, response),
        content: Content::Error(ty),
    }
}

fn content<'a>(api: &'a Api, content: &ResponseContent) -> Result<Content<'a>, Error> {
    match content {
        ResponseContent::None => Ok(Content::Empty),
        ResponseContent::Body => Ok(Content::Stream("The whole body.")),
        ResponseContent::BodyPart => Ok(Content::Stream("The part of the body.")),
        ResponseContent::Object => Ok(Content::Object),
        ResponseContent::Json(name) => Ok(Content::Json { ty: pascal(&name.0), media: media(api, name)? }),
        ResponseContent::Error(name) => Ok(Content::Error(pascal(&name.0))),
        ResponseContent::OwnerMissing => Err(Error::Unsupported(String::from("a missing owner is several errors"))),
    }
}

fn headers(sources: &Sources<'_>, response: &Response) -> Vec<HeaderField> {
    response.headers.iter().map(|header| header_field(sources, header)).collect()
}

fn header_field(sources: &Sources<'_>, header: &Header) -> HeaderField {
    let ty = match header.value {
        HeaderValue::Version(_) => "EntityTag",
        HeaderValue::Date => "SystemTime",
        HeaderValue::Uri(_) => "UriReference",
        HeaderValue::ObjectMedia | HeaderValue::BodyMedia => "MediaType",
        HeaderValue::ContentRange => "ContentRange",
    };
    HeaderField {
        docs: sources.part_docs(&format!("`{}`: {}", header.name, header.summary), &header.origin),
        name: snake(&header.name),
        ty: quote::format_ident!("{ty}"),
        optional: header.when.is_some() || header.level != Level::Must,
        wire: [Some(&*header.name), header.alias.as_deref()]
            .into_iter()
            .flatten()
            .map(|name| name.to_lowercase())
            .collect(),
    }
}
