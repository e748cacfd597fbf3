//! The answers of an operation: their types, and how each is known and read.

use kii_spec::{Header, HeaderValue, Level};
use serde::Serialize;

use super::{
    comment::comment,
    names::{camel, literal, pascal},
    operation::FieldView,
    types::check_of,
};
use crate::{
    layout::fitting,
    model::{Answer, ClientModel, Content, Operation},
};

/// An answer that has properties of its own.
#[derive(Serialize)]
pub(super) struct AnswerView {
    docs: String,
    pub name: String,
    declaration: String,
    fields: Vec<FieldView>,
}

/// An answer in the union of all.
#[derive(Serialize)]
pub(super) struct AlternativeView {
    docs: String,
    ty: String,
}

/// A property of an answer, and the expression that reads it.
struct Property {
    docs: String,
    name: String,
    ty: String,
    value: String,
}

/// The answers that have properties of their own, beyond those that the kind of answer has.
pub(super) fn own_types(model: &ClientModel<'_>, operation: &str, answers: &Operation<'_>) -> Vec<AnswerView> {
    let own = answers.answers.iter().filter(|answer| is_own(answer));
    own.map(|answer| {
        let name = own_name(operation, answer);
        let field = |Property { docs, name, ty, .. }: Property| FieldView {
            docs: comment(2, &[&docs]),
            declaration: format!("readonly {name}: {ty};"),
        };
        AnswerView {
            docs: docs(model, answer, 0),
            declaration: format!("export interface {name} extends {} {{", base(answer)),
            fields: properties(answer).into_iter().map(field).collect(),
            name,
        }
    })
    .collect()
}

/// The union of the answers.
pub(super) fn alternatives(model: &ClientModel<'_>, operation: &str, answers: &Operation<'_>) -> Vec<AlternativeView> {
    let alternative = |answer: &Answer<'_>| AlternativeView {
        docs: docs(model, answer, 2),
        ty: if is_own(answer) { own_name(operation, answer) } else { base(answer) },
    };
    answers.answers.iter().map(alternative).collect()
}

/// How each answer is known and read: entries of an array.
pub(super) fn documented(operation: &Operation<'_>) -> Vec<String> {
    operation.answers.iter().map(entry).collect()
}

fn docs(model: &ClientModel<'_>, answer: &Answer<'_>, indent: usize) -> String {
    comment(indent, &[&answer.meaning(), &model.citations.cite_briefly(&answer.response.origin)])
}

/// The name of an answer that is not documented, as the template of `answer.ts` has it.
pub(super) const UNEXPECTED: &str = "unexpected";

/// Whether an answer has a type of its own.
pub(super) fn is_own(answer: &Answer<'_>) -> bool {
    !properties(answer).is_empty()
}

pub(super) fn own_name(operation: &str, answer: &Answer<'_>) -> String {
    format!("{operation}{}", pascal(answer.name).trim_end_matches('_'))
}

/// The kind of answer that this is.
fn base(answer: &Answer<'_>) -> String {
    let name = literal(&answer.response.name.0);
    match &answer.content {
        Content::Error(error) => format!("Failure<{name}, {}>", literal(&pascal(&error.name.0))),
        Content::Empty | Content::Stream | Content::Object | Content::Json(..) => {
            let kind = if answer.status.is_success() { "Success" } else { "BareFailure" };
            format!("{kind}<{name}, {}>", statuses(answer).join(" | "))
        }
    }
}

fn statuses(answer: &Answer<'_>) -> Vec<String> {
    [answer.status].iter().chain(&answer.taken).map(|status| status.as_u16().to_string()).collect()
}

fn properties(answer: &Answer<'_>) -> Vec<Property> {
    let mut properties: Vec<Property> = answer.response.headers.iter().map(header).collect();
    let mut add = |docs: &str, name: &str, ty: &str, value: &str| {
        properties.push(Property { docs: docs.into(), name: name.into(), ty: ty.into(), value: value.into() });
    };
    match &answer.content {
        Content::Empty | Content::Error(_) => {}
        Content::Stream => {
            add("The media type of the bytes.", "mediaType", "string", "received.mediaType");
            add("The bytes as they come.", "content", "ReadableStream<Uint8Array>", "received.stream()");
        }
        Content::Object => {
            add("The object's media type.", "mediaType", "string", "received.mediaType");
            add("The object's members.", "content", "JsonObject", "received.object()");
        }
        Content::Json(ty, _) => {
            let name = pascal(&ty.name.0);
            let value = format!("received.members({}) as {name}", check_of(ty));
            add("The content.", "content", &name, &value);
        }
    }
    properties
}

fn header(header: &Header) -> Property {
    let (ty, read) = match header.value {
        HeaderValue::Version(_) => ("EntityTag", "readText"),
        HeaderValue::Date => ("Date", "readDate"),
        HeaderValue::ContentRange => ("ContentRange", "readContentRange"),
        HeaderValue::Uri(_) | HeaderValue::ObjectMedia | HeaderValue::BodyMedia => ("string", "readText"),
    };
    let names: Vec<String> =
        [Some(&*header.name), header.alias.as_deref()].into_iter().flatten().map(literal).collect();
    let names = names.join(", ");
    let (ty, method) = match header.when.is_some() || header.level != Level::Must {
        true => (format!("{ty} | undefined"), "optional"),
        false => (ty.to_owned(), "header"),
    };
    Property {
        docs: format!("`{}`: {}", header.name, header.summary),
        name: camel(&header.name),
        ty,
        value: format!("received.{method}([{names}], {read})"),
    }
}

fn entry(answer: &Answer<'_>) -> String {
    let name = literal(&answer.response.name.0);
    let properties = properties(answer);
    if let Content::Error(error) = &answer.content {
        let failure = format!("failure({name}, {})", literal(&pascal(&error.name.0)));
        if properties.is_empty() {
            return format!("  {failure},");
        }
        let own: String = properties.iter().map(|one| format!("      {}: {},\n", one.name, one.value)).collect();
        return format!(
            "  {{\n    ...{failure},\n    read: (received) => ({{\n      ...{failure}.read(received),\n{own}    }}),\n  }},"
        );
    }
    let (status, statuses) = match statuses(answer).as_slice() {
        [only] => (only.clone(), only.clone()),
        several => (format!("received.status as {}", several.join(" | ")), several.join(", ")),
    };
    let shape = match &answer.content {
        Content::Empty => String::from("{ holds: \"nothing\" }"),
        Content::Stream => String::from("{ holds: \"stream\" }"),
        Content::Object => String::from("{ holds: \"object\" }"),
        Content::Json(_, media) => format!("{{ holds: \"json\", mediaType: {} }}", literal(media)),
        Content::Error(_) => String::new(),
    };
    let fixed = [("ok", answer.status.is_success().to_string()), ("name", name), ("status", status)];
    let fixed = fixed.into_iter().map(|(name, value)| (name.to_owned(), value));
    let own = properties.into_iter().map(|Property { name, value, .. }| (name, value));
    let all: Vec<String> = fixed.chain(own).map(|(name, value)| format!("{name}: {value}")).collect();
    let argument = if all.iter().any(|one| one.contains("received")) { "(received)" } else { "()" };
    let flat = format!("read: {argument} => ({{ {} }}),", all.join(", "));
    let read = fitting(4, flat, || {
        let lines: String = all.iter().map(|one| format!("      {one},\n")).collect();
        format!("read: {argument} => ({{\n{lines}    }}),")
    });
    format!("  {{\n    statuses: [{statuses}],\n    shape: {shape},\n    {read}\n  }},")
}
