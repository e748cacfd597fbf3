//! The document for tools that know OpenAPI 3.0 and nothing newer.

use super::document::{Document, MediaType, Named, ReferenceOr, Response};
use crate::schema::{Kind, Schema};

/// What is lost, for the document's own description.
const LOST: &str = "\n\nThis is OpenAPI 3.0. Of the document for 3.1 it loses:\n\n| in 3.1 | here |\n|---|---|\n\
    | `const` | `enum` with one value |\n\
    | a type that may be `null` | `nullable` |\n\
    | words beside a `$ref` | `allOf` with the reference alone |\n\
    | `*/*`, for content of any media type | `application/octet-stream` |\n\
    | a range of media types beside a plain one | the plain one |\n\
    | the media types of described types in requests | `application/json`; a request has to be sent with that of 3.1 |\n";

/// The media type of JSON, the only one of which tools for 3.0 know that it is JSON.
const JSON: &str = "application/json";

/// The media type of bytes of which nothing else is known.
const BYTES: &str = "application/octet-stream";

/// The same document in OpenAPI 3.0.
pub(super) fn lowered(mut document: Document) -> Document {
    document.openapi = "3.0.3";
    document.info.description.push_str(LOST);
    document.components.schemas.values_mut().for_each(schema);
    document.components.parameters.values_mut().for_each(|parameter| schema(&mut parameter.schema));
    document.components.responses.values_mut().for_each(response);
    let operations = document.paths.values_mut().flat_map(|path| path.operations.values_mut());
    for operation in operations {
        if let Some(body) = &mut operation.request_body {
            content(&mut body.content);
            let is_json = |name: &String| name.ends_with("+json");
            let plain = std::mem::take(&mut body.content).into_iter();
            body.content =
                plain.map(|(name, media)| (if is_json(&name) { JSON.to_owned() } else { name }, media)).collect();
        }
        for item in operation.responses.values_mut() {
            match item {
                ReferenceOr::Item(item) => response(item),
                ReferenceOr::Reference(_) => {}
            }
        }
    }
    document
}

fn response(response: &mut Response) {
    response.headers.values_mut().for_each(|header| schema(&mut header.schema));
    content(&mut response.content);
}

fn content(content: &mut Named<MediaType>) {
    content.values_mut().for_each(|media| schema(&mut media.schema));
    let is_range = |name: &str| name.ends_with("/*");
    if content.keys().any(|name| !is_range(name)) {
        content.retain(|name, _| !is_range(name));
    }
    let found = std::mem::take(content).into_iter();
    *content = found.map(|(name, media)| (if is_range(&name) { BYTES.to_owned() } else { name }, media)).collect();
}

fn schema(found: &mut Schema) {
    found.one_of_texts.extend(found.constant.take());
    found.example = std::mem::take(&mut found.examples).into_iter().next();
    if let Some((kind, is_nullable)) = found.kind.map(without_null) {
        found.kind = Some(kind);
        found.nullable = is_nullable.then_some(true);
    }
    if found.reference.is_some() && *found != (Schema { reference: found.reference.clone(), ..Schema::default() }) {
        let reference = Schema { reference: found.reference.take(), ..Schema::default() };
        found.all_of.push(reference);
    }
    found.properties.values_mut().for_each(schema);
    let parts = [&mut found.all_of, &mut found.one_of, &mut found.any_of];
    parts.into_iter().flatten().for_each(schema);
    found.not.iter_mut().for_each(|not| schema(not));
}

const fn without_null(kind: Kind) -> (Kind, bool) {
    match kind {
        Kind::Object | Kind::Integer | Kind::String => (kind, false),
        Kind::StringOrNull => (Kind::String, true),
        Kind::IntegerOrNull => (Kind::Integer, true),
    }
}
