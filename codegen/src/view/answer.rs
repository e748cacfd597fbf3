//! The answers of an operation, one variant each.

use kii_spec::{Api, ErrorName, Header, HeaderValue, Level, Operation, Response, ResponseContent, TypeName};
use serde::Serialize;

use super::{docs, operation::status};
use crate::{
    Error,
    names::{literal, pascal, snake},
};

/// An answer as a variant: how it is declared, written and read.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VariantView {
    pub docs: String,
    pub name: String,
    /// The variant up to its fields, and what closes it.
    pub open: String,
    pub close: String,
    pub fields: Vec<AnswerField>,
    /// Those fields that are headers.
    pub headers: Vec<AnswerField>,
    /// The pattern that takes it apart.
    pub pattern: String,
    /// The expression that writes it, up to its headers and from there on.
    pub start: String,
    pub finish: String,
    /// By what a client knows it, what it calls the answer, and the expression that reads it up to its fields and from
    /// there on.
    pub status: String,
    pub shape: String,
    pub received: String,
    pub read_open: String,
    pub read_close: String,
}

/// A field of an answer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AnswerField {
    pub docs: String,
    pub name: String,
    pub ty: String,
    /// The header's name, and the method that writes it; empty for a field that is no header.
    pub header: String,
    pub write: String,
    /// The expression that reads the field.
    pub read: String,
}

/// The answers of an operation, in the spec's order.
pub(crate) fn variants(api: &Api, operation: &Operation) -> Result<Vec<VariantView>, Error> {
    let mut variants: Vec<VariantView> = Vec::new();
    for response in operation.responses.values() {
        for variant in of_response(api, response)? {
            if variants.iter().any(|known| known.name == variant.name) {
                let name = &variant.name;
                return Err(Error::Unsupported(format!("{} has two answers called {name}", operation.id)));
            }
            variants.push(variant);
        }
    }
    Ok(variants)
}

/// The errors that a response is, by scope: one for each kind of owner that can be missing.
pub(crate) fn owner_errors(api: &Api) -> Vec<&ErrorName> {
    let mut names: Vec<&ErrorName> = Vec::new();
    for name in api.service.scopes.values().filter_map(|scope| scope.missing_owner.as_ref().ok()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The name of the variant that a response is, where it is only one.
pub(crate) fn variant_name(response: &Response) -> String {
    pascal(&response.name.0)
}

fn of_response(api: &Api, response: &Response) -> Result<Vec<VariantView>, Error> {
    let name = variant_name(response);
    match &response.content {
        ResponseContent::Error(error) => Ok(vec![error_variant(api, response, &name, error)?]),
        ResponseContent::OwnerMissing => {
            let of_owner = |error: &ErrorName| error_variant(api, response, &pascal(&error.0), error);
            owner_errors(api).into_iter().map(of_owner).collect()
        }
        ResponseContent::None
        | ResponseContent::Json(_)
        | ResponseContent::Object
        | ResponseContent::Body
        | ResponseContent::BodyPart => Ok(vec![plain_variant(api, response, name)?]),
    }
}

fn docs_of(api: &Api, response: &Response, summary: &str) -> String {
    docs::part_docs(api, &format!("{}: {summary}", response.status), &response.origin)
}

fn error_variant(api: &Api, response: &Response, name: &str, error: &ErrorName) -> Result<VariantView, Error> {
    if let Some(header) = response.headers.first() {
        let problem = format!("response {} is an error with a header, {}", response.name, header.name);
        return Err(Error::Unsupported(problem));
    }
    // The response of a missing owner is several errors; each says best what it is itself.
    let summary = match api.errors.get(error) {
        Some(described) if response.content == ResponseContent::OwnerMissing => &described.summary,
        Some(_) | None => &response.summary,
    };
    let error = pascal(&error.0);
    Ok(VariantView {
        docs: docs_of(api, response, summary),
        name: name.to_owned(),
        open: format!("{name}({error}"),
        close: String::from(")"),
        fields: Vec::new(),
        headers: Vec::new(),
        pattern: format!("Self::{name}(error)"),
        start: String::from("Reply::error(&error)"),
        finish: String::new(),
        status: format!("{error}::STATUS"),
        shape: format!("Shape::Error {{ media: {error}::MEDIA_TYPE, code: {error}::ERROR_CODE }}"),
        received: String::from("received"),
        read_open: format!("{name}(received.json()?"),
        read_close: String::from(")"),
    })
}

fn plain_variant(api: &Api, response: &Response, name: String) -> Result<VariantView, Error> {
    let headers: Vec<AnswerField> = response.headers.iter().map(|header| header_field(api, header)).collect();
    let (content, finish, shape) = content(api, &response.content)?;
    let fields = [headers.clone(), content].concat();
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let braced = !fields.is_empty();
    let open = if braced { format!("{name} {{") } else { name.clone() };
    let close = String::from(if braced { "}" } else { "" });
    Ok(VariantView {
        docs: docs_of(api, response, &response.summary),
        pattern: if braced { format!("Self::{name} {{ {} }}", names.join(", ")) } else { format!("Self::{name}") },
        start: format!("Reply::new({})", status(response.status)),
        finish,
        status: status(response.status),
        shape,
        received: String::from(if braced { "received" } else { "_" }),
        read_open: open.clone(),
        read_close: close.clone(),
        name,
        open,
        close,
        fields,
        headers,
    })
}

/// The media type of a described type that is a whole body.
pub(crate) fn media(api: &Api, name: &TypeName) -> Result<String, Error> {
    let described = api.types.get(name).and_then(|ty| ty.media.as_deref());
    let no_media = || Error::Unsupported(format!("type {name} is a whole body, but has no media type"));
    described.map(literal).ok_or_else(no_media)
}

/// A response's content: its fields, how it is written, and by what it is known.
fn content(api: &Api, content: &ResponseContent) -> Result<(Vec<AnswerField>, String, String), Error> {
    let field = |summary: &str, name: &str, ty: &str, read: &str| AnswerField {
        docs: docs::comment([summary]),
        name: name.into(),
        ty: ty.into(),
        header: String::new(),
        write: String::new(),
        read: read.into(),
    };
    let stream = |summary: &str| {
        let fields = vec![field(summary, "content", "BodyStream", "received.stream()?")];
        (fields, String::from(".stream(content)"), String::from("Shape::Stream"))
    };
    match content {
        ResponseContent::None => Ok((Vec::new(), String::from(".empty()"), String::from("Shape::Empty"))),
        ResponseContent::Body => Ok(stream("The whole body.")),
        ResponseContent::BodyPart => Ok(stream("The part of the body.")),
        ResponseContent::Object => {
            let media = "The object's media type.";
            let read_media = r#"received.header(&["content-type"])?"#;
            let fields = vec![
                field(media, "media_type", "MediaType", read_media),
                field("The object's members.", "content", "JsonObject", "received.json()?"),
            ];
            Ok((fields, String::from(".json(media_type.as_str(), &content)"), String::from("Shape::Object")))
        }
        ResponseContent::Json(name) => {
            let media = media(api, name)?;
            let fields = vec![field("The content.", "content", &pascal(&name.0), "received.json()?")];
            Ok((fields, format!(".json({media}, &content)"), format!("Shape::Json({media})")))
        }
        ResponseContent::Error(_) | ResponseContent::OwnerMissing => {
            Err(Error::Unsupported(String::from("an error is no plain content")))
        }
    }
}

fn header_field(api: &Api, header: &Header) -> AnswerField {
    let ty = match header.value {
        HeaderValue::Version(_) => "EntityTag",
        HeaderValue::Date => "SystemTime",
        HeaderValue::Uri(_) => "UriReference",
        HeaderValue::ObjectMedia | HeaderValue::BodyMedia => "MediaType",
        HeaderValue::ContentRange => "ContentRange",
    };
    let names = [Some(&header.name), header.alias.as_ref()].into_iter().flatten();
    let names: Vec<String> = names.map(|name| literal(&name.to_lowercase())).collect();
    let optional = header.when.is_some() || header.level != Level::Must;
    let method = if optional { "optional" } else { "header" };
    AnswerField {
        docs: docs::part_docs(api, &format!("`{}`: {}", header.name, header.summary), &header.origin),
        name: snake(&header.name),
        ty: if optional { format!("Option<{ty}>") } else { ty.to_owned() },
        header: literal(&header.name.to_lowercase()),
        write: method.to_owned(),
        read: format!("received.{method}(&[{}])?", names.join(", ")),
    }
}
