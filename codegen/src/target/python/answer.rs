//! The answers of an operation: their classes, and how each is known and read.

use kii_spec::{Header, HeaderValue, Level};

use super::{
    bodies::{DECORATOR, reader},
    docstring::docstring,
    names::{literal, pascal, snake},
    operation::tuple,
};
use crate::{
    Error,
    layout::one_a_line,
    model::{Answer, ClientModel, Content, Operation},
};

/// An attribute of an answer, and the expression that reads it.
struct Attribute {
    docs: String,
    name: String,
    ty: String,
    read: String,
}

/// Whether an answer holds bytes as they come.
pub(super) fn streams(operation: &Operation<'_>) -> bool {
    operation.answers.iter().any(is_stream)
}

fn is_stream(answer: &Answer<'_>) -> bool {
    matches!(answer.content, Content::Stream)
}

/// Whether an answer has a class of its own: an error without headers is the class of the error.
pub(super) fn is_own(answer: &Answer<'_>) -> bool {
    !matches!(answer.content, Content::Error(_))
}

/// The answers that have classes of their own, and all of them, as types.
pub(super) fn alternatives(operation: &str, answers: &Operation<'_>) -> (Vec<(String, String)>, Vec<String>) {
    let own = answers.answers.iter().filter(|answer| is_own(answer));
    let own = own.map(|answer| (own_name(operation, answer), answer.response.name.0.to_string()));
    let mut all: Vec<String> = Vec::new();
    for answer in &answers.answers {
        let name = match &answer.content {
            Content::Error(error) => pascal(&error.name.0),
            Content::Stream => format!("{}[S]", own_name(operation, answer)),
            Content::Empty | Content::Object | Content::Json(..) => own_name(operation, answer),
        };
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all.push(String::from("Unexpected"));
    (own.collect(), all)
}

pub(super) fn own_name(operation: &str, answer: &Answer<'_>) -> String {
    format!("{operation}{}", pascal(answer.name).trim_end_matches('_'))
}

/// The classes of the answers.
pub(super) fn classes(model: &ClientModel<'_>, operation: &str, answers: &Operation<'_>) -> Vec<String> {
    let own = answers.answers.iter().filter(|answer| is_own(answer));
    own.map(|answer| {
        let docs = docstring(4, &[&answer.meaning(), &model.citations.cite_briefly(&answer.response.origin)]);
        let base = if answer.status.is_success() { "Success" } else { "BareFailure" };
        let generic = if is_stream(answer) { ", Generic[S]" } else { "" };
        let attributes = attributes(answer).into_iter().map(|one| {
            let default = if one.ty.ends_with("| None") { " = None" } else { "" };
            format!("\n    {}: {}{default}\n    {}\n", one.name, one.ty, docstring(4, &[&one.docs]))
        });
        let class = format!(
            "{DECORATOR}class {}({base}{generic}):\n    {docs}\n\n    NAME: ClassVar[str] = {}\n    STATUS: ClassVar[int] = {}\n{}",
            own_name(operation, answer),
            literal(&answer.response.name.0),
            answer.status.as_u16(),
            attributes.collect::<String>(),
        );
        class.trim_end().to_owned()
    })
    .collect()
}

/// How each answer is known and read: items of a tuple.
pub(super) fn documented(
    model: &ClientModel<'_>,
    operation: &str,
    answers: &Operation<'_>,
) -> Result<Vec<String>, Error> {
    let mut entries = Vec::new();
    for answer in &answers.answers {
        let entry = entry(model, operation, answer)?;
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    Ok(entries)
}

fn entry(model: &ClientModel<'_>, operation: &str, answer: &Answer<'_>) -> Result<String, Error> {
    let shape = match &answer.content {
        Content::Empty => String::from("Nothing()"),
        Content::Stream => String::from("Bytes()"),
        Content::Object => String::from("Object()"),
        Content::Json(_, media) => format!("Json({})", literal(media)),
        Content::Error(error) if answer.response.headers.is_empty() => {
            return Ok(format!("failure({})", pascal(&error.name.0)));
        }
        Content::Error(_) => {
            return Err(Error::Unsupported(format!(
                "response {} is an error with headers, for which a class of an error has no attributes; expected headers of \
                 responses that are no errors",
                answer.response.name
            )));
        }
    };
    let mut read: Vec<String> =
        attributes(answer).into_iter().map(|one| format!("{}={}", one.name, one.read)).collect();
    if let Content::Json(ty, _) = &answer.content {
        read.retain(|one| !one.starts_with("content="));
        read.push(format!("content=received.json({})", reader(model, ty)?));
    }
    let name = own_name(operation, answer);
    let (argument, made) = if read.is_empty() {
        ("_", format!("{name}()"))
    } else {
        ("received", one_a_line(12, 4, &format!("{name}("), &read, ")"))
    };
    let statuses =
        [answer.status].into_iter().chain(answer.taken.iter().copied()).map(|status| status.as_u16().to_string());
    let items = [tuple(12, "", &statuses.collect::<Vec<_>>()), shape, format!("lambda {argument}: {made}")];
    Ok(one_a_line(8, 4, "Documented(", &items, ")"))
}

fn attributes(answer: &Answer<'_>) -> Vec<Attribute> {
    let mut attributes: Vec<Attribute> = answer.response.headers.iter().map(header).collect();
    let mut add = |docs: &str, name: &str, ty: &str, read: &str| {
        attributes.push(Attribute { docs: docs.into(), name: name.into(), ty: ty.into(), read: read.into() });
    };
    match &answer.content {
        Content::Empty | Content::Error(_) => {}
        Content::Stream => {
            add("The media type of the bytes.", "media_type", "str", "received.media_type");
            add("The bytes as they come.", "content", "S", "received.stream");
        }
        Content::Object => {
            add("The object's media type.", "media_type", "str", "received.media_type");
            add("The object's members.", "content", "JsonObject", "received.any_object()");
        }
        Content::Json(ty, _) => add("The content.", "content", &pascal(&ty.name.0), ""),
    }
    attributes
}

fn header(header: &Header) -> Attribute {
    let (ty, read) = match header.value {
        HeaderValue::Version(_) => ("EntityTag", "read_text"),
        HeaderValue::Date => ("datetime", "read_date"),
        HeaderValue::ContentRange => ("ContentRange", "read_content_range"),
        HeaderValue::Uri(_) | HeaderValue::ObjectMedia | HeaderValue::BodyMedia => ("str", "read_text"),
    };
    let names: Vec<String> =
        [Some(&*header.name), header.alias.as_deref()].into_iter().flatten().map(literal).collect();
    let names = if let [only] = names.as_slice() { format!("({only},)") } else { format!("({})", names.join(", ")) };
    let (ty, method) = match header.when.is_some() || header.level != Level::Must {
        true => (format!("{ty} | None"), "optional"),
        false => (ty.to_owned(), "header"),
    };
    Attribute {
        docs: format!("`{}`: {}", header.name, header.summary),
        name: snake(&header.name),
        ty,
        read: format!("received.{method}({names}, {read})"),
    }
}
