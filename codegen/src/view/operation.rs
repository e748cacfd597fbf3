//! Operations and their requests.

use http::StatusCode;
use kii_spec::{Api, Operation, Origin, RequestContent};
use serde::Serialize;

use super::{Field, docs, place};
use crate::names::{pascal, screaming, snake};

/// What server and client call an operation, and what its request carries.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OperationView {
    pub docs: String,
    pub title: String,
    pub method: String,
    pub request: String,
    pub response: String,
    pub answer: String,
    pub derives: String,
    pub fields: Vec<Field>,
    /// The segments of its path behind the scope's own, as expressions.
    pub segments: Vec<String>,
    /// The name of its method among axum's filters and among the methods of `http`.
    pub filter: String,
}

/// Operations that share a path.
#[derive(Debug, Serialize)]
pub(crate) struct RouteView {
    /// The format string that puts a scope's prefix in front of the path.
    pub format: String,
    pub operations: Vec<OperationView>,
}

/// A status by the name of its constant.
pub(crate) fn status(status: StatusCode) -> String {
    format!("StatusCode::{}", screaming(status.canonical_reason().unwrap_or(status.as_str())))
}

/// Every operation, in the spec's order.
pub(crate) fn operations(api: &Api) -> Vec<OperationView> {
    api.operations.values().map(|operation| view(api, operation)).collect()
}

/// One operation.
pub(crate) fn view(api: &Api, operation: &Operation) -> OperationView {
    let id = operation.id.to_string();
    let name = pascal(&id);
    let title = format!("`{id}`: {}", operation.summary);
    let shown = format!("The page shows it in {} scope.", operation.documented_scope);
    let source = docs::cite(api, &Origin::Page(operation.source.clone()));
    let request = format!("{} `{}`", operation.method, operation.path);
    OperationView {
        docs: docs::comment([&title, "", &request, "", &format!("{source} {shown}")].map(|line: &str| line)),
        title,
        method: snake(&id),
        request: format!("{name}Request"),
        response: format!("{name}Response"),
        answer: format!("{name}Answer"),
        derives: String::from(match operation.request.content {
            RequestContent::Body => "Debug",
            RequestContent::None | RequestContent::Object | RequestContent::Json(_) => "Clone, Debug, PartialEq, Eq",
        }),
        fields: fields(operation),
        segments: place::segments(&operation.path, "self."),
        filter: operation.method.to_string(),
    }
}

/// The paths behind the scopes' own, each with its operations.
pub(crate) fn routes(api: &Api) -> Vec<RouteView> {
    let mut routes: Vec<RouteView> = Vec::new();
    for operation in api.operations.values() {
        // The braces of a parameter are doubled: they are text, not a hole of the format string.
        let path = operation.path.to_string().replace('{', "{{").replace('}', "}}");
        let format = format!("\"{{prefix}}{path}\"");
        match routes.iter_mut().find(|route| route.format == format) {
            Some(route) => route.operations.push(view(api, operation)),
            None => routes.push(RouteView { format, operations: vec![view(api, operation)] }),
        }
    }
    routes
}

/// What a request carries: where it goes, under which condition, which part it asks for, and its content.
fn fields(operation: &Operation) -> Vec<Field> {
    let field = |summary: &str, name: &str, ty: &str| Field {
        docs: docs::comment([summary]),
        name: name.into(),
        ty: ty.into(),
    };
    let mut fields = vec![field("Where the bucket lives.", "scope", "Scope")];
    fields.extend(place::path_fields(&operation.path));
    match operation.request.precondition {
        Some(precondition) if precondition.if_none_match => {
            fields.push(field("What must hold for the request to be carried out.", "precondition", "Precondition"));
        }
        Some(_) => fields.push(field("The version that must be the current one.", "if_match", "Option<EntityTag>")),
        None => {}
    }
    if operation.request.range {
        fields.push(field("The part that is asked for, if not the whole.", "range", "Option<ByteRange>"));
    }
    match &operation.request.content {
        RequestContent::None => {}
        RequestContent::Object => {
            fields.push(field("The media type, which names the data type.", "media_type", "Option<MediaType>"));
            fields.push(field("The object's members.", "content", "JsonObject"));
        }
        RequestContent::Body => fields.push(field("The bytes, with their media type.", "content", "BodyStream")),
        RequestContent::Json(ty) => fields.push(field("The content.", "content", &pascal(&ty.0))),
    }
    fields
}
