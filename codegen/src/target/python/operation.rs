//! The module of an operation, and its method of the clients.

use kii_spec::{Origin, PathTemplate, RequestContent, Segment};
use serde::Serialize;

use super::{
    answer, bodies,
    docstring::docstring,
    names::{literal, pascal, snake, version_parameter},
};
use crate::{
    Error,
    layout::{fitting, one_a_line},
    model::{ClientModel, Operation, whole},
};

/// The parameters of a method that are not those of its path.
pub(super) const FIXED: &[&str] = &["scope", "content", "data_type", "media_type", "precondition", "byte_range"];

/// What the templates can ask for about an operation.
#[derive(Serialize)]
pub(super) struct OperationView {
    /// One line about it, for the head of its module.
    pub title: String,
    /// Its module, which is also the method of the clients.
    pub module: String,
    function: String,
    docs: String,
    /// The parameters of the function that puts a request together, and of the method of each client.
    parameters: Vec<String>,
    sync_parameters: Vec<String>,
    async_parameters: Vec<String>,
    /// The names of the parameters.
    names: Vec<String>,
    call: Vec<String>,
    answers: Vec<String>,
    pub answer: String,
    /// The classes of the answers that have one of their own, each with the name of the response.
    #[serde(skip)]
    pub own: Vec<(String, String)>,
    alias: String,
    stream: String,
    documented_type: String,
    sync_answer: String,
    async_answer: String,
    documented: Vec<String>,
}

/// A parameter of an operation.
struct Parameter {
    name: String,
    ty: String,
    /// The type in the clients, where that is not the same.
    of_clients: Option<[String; 2]>,
    optional: bool,
    docs: String,
}

/// The view of an operation.
pub(super) fn view(model: &ClientModel<'_>, operation: &Operation<'_>) -> Result<OperationView, Error> {
    let spec = operation.spec;
    let id = spec.id.to_string();
    let (name, module) = (pascal(&id), snake(&id));
    let title = format!("`{id}`: {}", spec.summary);
    let source = model.citations.cite(&Origin::Page(spec.source.clone()));
    let source = format!("{source} The page shows it in {} scope.", spec.documented_scope);
    let request = format!("{} `{}`", spec.method, spec.path);
    let parameters = parameters(model, operation);
    let arguments: Vec<String> = parameters.iter().map(|one| format!("    {}: {}", one.name, one.docs)).collect();
    let docs = docstring(8, &[&title, &request, &source]);
    let arguments: String = arguments.iter().map(|line| format!("        {line}\n")).collect();
    let docs = docs.trim_end_matches("\"\"\"").trim_end();
    let docs = format!("{docs}\n\n        Args:\n{arguments}        \"\"\"");
    let declared = |ty: fn(&Parameter) -> &str| -> Vec<String> {
        let default = |one: &Parameter| if one.optional { " = None" } else { "" };
        parameters.iter().map(|one| format!("{}: {}{}", one.name, ty(one), default(one))).collect()
    };
    let answer = format!("{name}Answer");
    let streams = answer::streams(operation);
    let of = |stream: &str| if streams { format!("{answer}[{stream}]") } else { answer.clone() };
    let (own, alternatives) = answer::alternatives(&name, operation);
    Ok(OperationView {
        docs,
        parameters: declared(|one| &one.ty),
        sync_parameters: declared(|one| one.of_clients.as_ref().map_or(&one.ty, |[sync, _]| sync)),
        async_parameters: declared(|one| one.of_clients.as_ref().map_or(&one.ty, |[_, asynchronous]| asynchronous)),
        names: parameters.iter().map(|one| one.name.clone()).collect(),
        call: call(model, operation)?,
        answers: answer::classes(model, &name, operation),
        alias: bodies::alias(&answer, &alternatives),
        stream: if streams { "S" } else { "Any" }.to_owned(),
        documented_type: of("S"),
        sync_answer: of("ByteStream"),
        async_answer: of("AsyncByteStream"),
        documented: answer::documented(model, &name, operation)?,
        function: module.clone(),
        own,
        title,
        module,
        answer,
    })
}

/// What a request has.
fn parameters(model: &ClientModel<'_>, operation: &Operation<'_>) -> Vec<Parameter> {
    let request = &operation.spec.request;
    let mut parameters = Vec::new();
    let mut add = |name: &str, ty: &str, optional: bool, docs: &str| {
        let ty = if optional { format!("{ty} | None") } else { ty.to_owned() };
        parameters.push(Parameter { name: name.to_owned(), ty, of_clients: None, optional, docs: docs.to_owned() });
    };
    add("scope", "Scope", false, "Where the bucket lives.");
    for parameter in operation.spec.path.parameters() {
        let form = model.service().identifiers.get(parameter).map_or_else(String::new, |identifier| {
            let (shortest, longest) = (identifier.length.start(), identifier.length.end());
            let punctuation: Vec<String> = identifier.punctuation.chars().map(|mark| format!("`{mark}`")).collect();
            format!(" {shortest} to {longest} letters and digits of ASCII, or {}.", punctuation.join(" "))
        });
        add(&snake(parameter), "str", false, &format!("`{parameter}` of the path.{form}"));
    }
    match &request.content {
        RequestContent::None => {}
        RequestContent::Object => {
            add("content", "Mapping[str, Any]", false, "The object's members.");
            add("data_type", "str", true, "The data type of the object, if it has one.");
        }
        RequestContent::Body => {
            add("media_type", "str", false, "The media type of the bytes.");
            add("content", "Content", false, "The bytes, at once or as they come.");
        }
        RequestContent::Json(name) => add("content", &pascal(&name.0), false, "The content."),
    }
    match request.precondition.map(|precondition| precondition.if_none_match) {
        Some(true) => {
            add("precondition", "Precondition", true, "What must hold for the request to be carried out.");
        }
        Some(false) => add(&version_parameter(), "EntityTag", true, "The version that must be the current one."),
        None => {}
    }
    if request.range {
        add("byte_range", "ByteRange", true, "The part that is asked for, if not the whole.");
    }
    if request.content == RequestContent::Body {
        let types = ["bytes | Iterable[bytes]".to_owned(), "bytes | AsyncIterable[bytes]".to_owned()];
        for parameter in parameters.iter_mut().filter(|parameter| parameter.ty == "Content") {
            parameter.of_clients = Some(types.clone());
        }
    }
    parameters
}

/// The arguments that make a request.
fn call(model: &ClientModel<'_>, operation: &Operation<'_>) -> Result<Vec<String>, Error> {
    let request = &operation.spec.request;
    let own = path(&operation.spec.path, "");
    let items: Vec<String> = [String::from("*scope.segments(base)")].into_iter().chain(own).collect();
    let segments = tuple(8, "segments=", &items);
    let precondition = request.precondition.map(|precondition| match precondition.if_none_match {
        true => String::from("precondition_headers(precondition)"),
        false => format!("if_match_headers({})", version_parameter()),
    });
    let range = request.range.then(|| String::from("range_headers(byte_range)"));
    let headers: Vec<String> = precondition.into_iter().chain(range).collect();
    let headers = match headers.as_slice() {
        [] => String::from("{}"),
        [only] => only.clone(),
        several => format!("{{{}}}", several.iter().map(|one| format!("**{one}")).collect::<Vec<_>>().join(", ")),
    };
    let (media, content) = match &request.content {
        RequestContent::None => (request.media.as_deref().map(literal), None),
        RequestContent::Object => {
            (Some(String::from("object_media_type(base, data_type)")), Some("json_content(content)"))
        }
        RequestContent::Body => (Some(String::from("media_type")), Some("content")),
        RequestContent::Json(name) => {
            let (_, media) = whole(model.api, name)?;
            (Some(literal(media)), Some("json_content(content.write())"))
        }
    };
    let method = format!("method={}", literal(operation.spec.method.as_str()));
    let media = media.map(|media| format!("media_type={media}"));
    let content = content.map(|content| format!("content={content}"));
    Ok([method, segments, format!("headers={headers}")].into_iter().chain(media).chain(content).collect())
}

/// The segments of a path as expressions; the parameters are attributes of `owner`, or names if that is empty.
pub(super) fn path(path: &PathTemplate, owner: &str) -> Vec<String> {
    let expression = |segment: &Segment| match segment {
        Segment::Literal(text) => literal(text),
        Segment::Parameter(name) => format!("{owner}{}", snake(name)),
    };
    path.segments.iter().map(expression).collect()
}

/// A tuple behind a text.
pub(super) fn tuple(indent: usize, before: &str, items: &[String]) -> String {
    match items {
        [] => format!("{before}()"),
        [only] => format!("{before}({only},)"),
        _ => fitting(indent + 1, format!("{before}({})", items.join(", ")), || {
            one_a_line(indent, 4, &format!("{before}("), items, ")")
        }),
    }
}
