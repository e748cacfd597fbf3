//! The document for tools that know OpenAPI 3.0 and nothing newer.

use super::document::{Document, ReferenceOr, Response};
use crate::schema::{Kind, Schema};

/// What is lost, for the document's own description.
const LOST: &str = "\n\nThis is OpenAPI 3.0. Of the document for 3.1 it loses:\n\n| in 3.1 | here |\n|---|---|\n\
    | `const` | `enum` with one value |\n\
    | a type that may be `null` | `nullable` |\n\
    | words beside a `$ref` | `allOf` with the reference alone |\n";

/// The same document in OpenAPI 3.0.
pub(super) fn lowered(mut document: Document) -> Document {
    document.openapi = "3.0.3";
    document.info.description.push_str(LOST);
    document.components.schemas.values_mut().for_each(schema);
    document.components.parameters.values_mut().for_each(|parameter| schema(&mut parameter.schema));
    document.components.responses.values_mut().for_each(response);
    let operations = document.paths.values_mut().flat_map(|path| path.operations.values_mut());
    for operation in operations {
        let bodies = operation.request_body.iter_mut().flat_map(|body| body.content.values_mut());
        bodies.for_each(|media| schema(&mut media.schema));
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
    response.content.values_mut().for_each(|media| schema(&mut media.schema));
}

fn schema(found: &mut Schema) {
    found.one_of_texts.extend(found.constant.take());
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
