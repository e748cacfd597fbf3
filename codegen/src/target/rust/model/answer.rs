//! The answers of an operation, one variant each, for server and client alike.

use kii_spec::{Api, Header, HeaderValue, Level, Response, ResponseContent};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Docs;
use crate::{
    Error,
    model::{self, Citations},
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
    citations: &Citations<'_>,
    operation: &'a kii_spec::Operation,
) -> Result<Vec<Answer<'a>>, Error> {
    model::answers(api, operation)?.into_iter().map(|documented| answer(citations, documented)).collect()
}

fn answer<'a>(citations: &Citations<'_>, documented: model::Answer<'a>) -> Result<Answer<'a>, Error> {
    let model::Answer { response, name, summary, status, taken, content } = documented;
    let (status, content) = match content {
        model::Content::Error(error) => {
            let ty = pascal(&error.name.0);
            (quote!(#ty::STATUS), Content::Error(ty))
        }
        model::Content::Empty => (super::status(status)?, Content::Empty),
        model::Content::Stream => {
            let is_part = response.content == ResponseContent::BodyPart;
            let bytes = if is_part { "The part of the body." } else { "The whole body." };
            (super::status(status)?, Content::Stream(bytes))
        }
        model::Content::Object => (super::status(status)?, Content::Object),
        model::Content::Json(ty, media) => (super::status(status)?, Content::Json { ty: pascal(&ty.name.0), media }),
    };
    Ok(Answer {
        response,
        name: pascal(name),
        docs: Docs::of_part(citations, &format!("{}: {summary}", response.status), &response.origin),
        status,
        taken: taken.into_iter().map(super::status).collect::<Result<_, _>>()?,
        headers: headers(citations, response),
        content,
    })
}

fn headers(citations: &Citations<'_>, response: &Response) -> Vec<HeaderField> {
    response.headers.iter().map(|header| header_field(citations, header)).collect()
}

fn header_field(citations: &Citations<'_>, header: &Header) -> HeaderField {
    let ty = match header.value {
        HeaderValue::Version(_) => "EntityTag",
        HeaderValue::Date => "SystemTime",
        HeaderValue::Uri(_) => "UriReference",
        HeaderValue::ObjectMedia | HeaderValue::BodyMedia => "MediaType",
        HeaderValue::ContentRange => "ContentRange",
    };
    HeaderField {
        docs: Docs::of_part(citations, &format!("`{}`: {}", header.name, header.summary), &header.origin),
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
