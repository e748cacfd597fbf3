//! The file of an operation: its request, and how that is sent.

use kii_spec::{Origin, PathTemplate, RequestContent, Segment};
use serde::Serialize;

use super::{
    answer::{self, AlternativeView, AnswerView},
    comment::comment,
    names::{access, camel, kebab, literal, pascal, property},
};
use crate::{
    Error,
    layout::{fitting, one_a_line},
    model::{ClientModel, Operation, whole},
};

/// What a request has beside the parameters of its path, as it is called before its name is one of this language.
pub(super) const FIXED: &[&str] = &["scope", "precondition", "if match", "range", "data type", "content"];

/// What the templates can ask for about an operation.
#[derive(Serialize)]
pub(super) struct OperationView {
    /// One line about it, for the head of its file.
    pub title: String,
    /// The name of its file, without the ending.
    pub file: String,
    /// The comments of the request, and of the method of the client.
    docs: String,
    method_docs: String,
    /// The method of the client, and the module of the operation there.
    signature: String,
    module: String,
    request: String,
    fields: Vec<FieldView>,
    answer: String,
    answers: Vec<AnswerView>,
    alternatives: Vec<AlternativeView>,
    documented: Vec<String>,
    segments: String,
    headers: Vec<String>,
    verb: String,
    content: String,
    exports: String,
}

/// A property.
#[derive(Serialize)]
pub(super) struct FieldView {
    pub docs: String,
    pub declaration: String,
}

/// The view of an operation.
pub(super) fn view(model: &ClientModel<'_>, operation: &Operation<'_>) -> Result<OperationView, Error> {
    let spec = operation.spec;
    let id = spec.id.to_string();
    let name = pascal(&id);
    let title = format!("`{id}`: {}", spec.summary);
    let source = model.citations.cite(&Origin::Page(spec.source.clone()));
    let request = format!("{} `{}`", spec.method, spec.path);
    let docs = [&*title, &*request, &*format!("{source} The page shows it in {} scope.", spec.documented_scope)];
    let (request, answer) = (format!("{name}Request"), format!("{name}Answer"));
    let answers = answer::own_types(model, &name, operation);
    let exported = answers.iter().map(|answer| answer.name.clone()).chain([request.clone(), answer.clone()]);
    let mut exported: Vec<String> = exported.collect();
    exported.sort();
    let file = kebab(&id);
    let end = format!("}} from \"./operations/{file}.js\";");
    let exports = fitting(0, format!("export type {{ {} {end}", exported.join(", ")), || {
        one_a_line(0, 2, "export type {", &exported, &end)
    });
    Ok(OperationView {
        docs: comment(0, &docs),
        method_docs: comment(2, &docs),
        signature: signature(&camel(&id), &request, &answer),
        module: camel(&id),
        fields: fields(model, operation),
        answers,
        alternatives: answer::alternatives(model, &name, operation),
        documented: answer::documented(operation),
        segments: segments(operation),
        headers: headers(operation),
        verb: literal(spec.method.as_str()),
        content: content(model, operation)?,
        title,
        file,
        request,
        answer,
        exports,
    })
}

/// The head of the method, which is in the file of the client.
fn signature(method: &str, request: &str, answer: &str) -> String {
    let parameters = [format!("request: {method}.{request}"), String::from("options: CallOptions = {}")];
    let end = format!("): Promise<{method}.{answer}>");
    // It is asynchronous, so that what cannot be sent rejects the promise as well.
    let begin = format!("async {method}(");
    fitting(4, format!("{begin}{}{end}", parameters.join(", ")), || one_a_line(2, 2, &begin, &parameters, &end))
}

/// What a request has.
fn fields(model: &ClientModel<'_>, operation: &Operation<'_>) -> Vec<FieldView> {
    let request = &operation.spec.request;
    let mut fields = Vec::new();
    let mut add = |docs: &str, declaration: String| {
        fields.push(FieldView { docs: comment(2, &[docs]), declaration: format!("readonly {declaration};") });
    };
    add("Where the bucket lives.", String::from("scope: Scope"));
    for parameter in operation.spec.path.parameters() {
        let form = model.service().identifiers.get(parameter).map_or_else(String::new, |identifier| {
            let (shortest, longest) = (identifier.length.start(), identifier.length.end());
            let punctuation: Vec<String> = identifier.punctuation.chars().map(|mark| format!("`{mark}`")).collect();
            format!(" {shortest} to {longest} letters and digits of ASCII, or {}.", punctuation.join(" "))
        });
        add(&format!("`{parameter}` of the path.{form}"), format!("{}: string", property(parameter)));
    }
    match request.precondition.map(|precondition| precondition.if_none_match) {
        Some(true) => {
            add("What must hold for the request to be carried out.", String::from("precondition?: Precondition"));
        }
        Some(false) => add("The version that must be the current one.", String::from("ifMatch?: EntityTag")),
        None => {}
    }
    if request.range {
        add("The part that is asked for, if not the whole.", String::from("range?: ByteRange"));
    }
    match &request.content {
        RequestContent::None => {}
        RequestContent::Object => {
            add("The data type of the object, if it has one.", String::from("dataType?: string"));
            add("The object's members.", String::from("content: JsonObject"));
        }
        RequestContent::Body => add("The bytes, with their media type.", String::from("content: Upload")),
        RequestContent::Json(name) => add("The content.", format!("content: {}", pascal(&name.0))),
    }
    fields
}

/// The statement that puts the path together.
fn segments(operation: &Operation<'_>) -> String {
    let scope = String::from("...scopeSegments(base, request.scope)");
    let own = path(&operation.spec.path, "request");
    let items: Vec<String> = [scope].into_iter().chain(own).collect();
    fitting(2, format!("const segments = [{}];", items.join(", ")), || {
        one_a_line(2, 2, "const segments = [", &items, "];")
    })
}

/// The segments of a path as expressions; the parameters are properties of `owner`.
pub(super) fn path(path: &PathTemplate, owner: &str) -> Vec<String> {
    let expression = |segment: &Segment| match segment {
        Segment::Literal(text) => literal(text),
        Segment::Parameter(name) => access(owner, name),
    };
    path.segments.iter().map(expression).collect()
}

/// The statements that add the headers.
fn headers(operation: &Operation<'_>) -> Vec<String> {
    let request = &operation.spec.request;
    let precondition = request.precondition.map(|precondition| match precondition.if_none_match {
        true => String::from("writePrecondition(headers, request.precondition);"),
        false => String::from("writeIfMatch(headers, request.ifMatch);"),
    });
    let range = request.range.then(|| String::from("writeRange(headers, request.range);"));
    precondition.into_iter().chain(range).collect()
}

/// The expression for what is sent.
fn content(model: &ClientModel<'_>, operation: &Operation<'_>) -> Result<String, Error> {
    Ok(match &operation.spec.request.content {
        RequestContent::None => {
            format!("nothing({})", operation.spec.request.media.as_deref().map_or_else(String::new, literal))
        }
        RequestContent::Object => String::from("json(objectMediaType(base, request.dataType), request.content)"),
        RequestContent::Body => String::from("upload(request.content)"),
        RequestContent::Json(name) => {
            let (_, media) = whole(model.api, name)?;
            format!("json({}, request.content)", literal(media))
        }
    })
}
