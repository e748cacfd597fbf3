//! The paths: every operation in every scope.

use indexmap::map::Entry;
use kii_spec::{Api, IdentifierRole, PathTemplate, RequestChange, RequestContent, Scope};

use super::{
    PLACE,
    document::{ExternalDocs, MediaType, Named, Operation, PathItem, Reference, RequestBody},
    parameters,
    responses::{Responses, Shared},
    security,
};
use crate::{
    Error,
    schema::{Kind, Schema},
};

/// How an operation is called in a scope.
pub(super) fn operation_id(operation: &kii_spec::Operation, scope: &Scope) -> String {
    format!("{}.{}", operation.id, scope.name)
}

/// Every path with its operations.
pub(super) fn paths(api: &Api, shared: &mut Shared) -> Result<Named<PathItem>, Error> {
    let mut paths: Named<PathItem> = Named::new();
    for operation in api.operations.values() {
        let responses: Vec<(&Scope, Responses)> =
            api.service.scopes.values().map(|scope| (scope, Responses::of(api, operation, scope))).collect();
        let mut responses = shared.share(&operation.id.to_string(), responses).into_iter();
        for scope in api.service.scopes.values() {
            let templates = [&api.service.base, &scope.prefix, &operation.path];
            let path: String = templates.iter().map(ToString::to_string).collect();
            let item = paths.entry(path.clone()).or_insert_with(|| PathItem {
                parameters: templates
                    .into_iter()
                    .flat_map(PathTemplate::parameters)
                    .map(parameters::reference)
                    .collect(),
                operations: Named::new(),
            });
            let method = operation.method.as_str().to_lowercase();
            let described = Operation {
                operation_id: operation_id(operation, scope),
                summary: operation.summary.clone(),
                tags: vec![scope.name.0.clone()],
                external_docs: external_docs(api, operation),
                parameters: parameters::headers(operation),
                request_body: request_body(api, operation),
                responses: responses.next().unwrap_or_default(),
                security: security::requirements(api, operation, scope),
                operation: operation.id.to_string(),
            };
            match item.operations.entry(method) {
                Entry::Vacant(place) => {
                    place.insert(described);
                }
                Entry::Occupied(place) => {
                    return Err(Error::Unsupported(format!(
                        "`{} {path}` is both `{}` and `{}`; give one of them another path",
                        operation.method,
                        place.get().operation_id,
                        described.operation_id
                    )));
                }
            }
        }
    }
    Ok(paths)
}

fn external_docs(api: &Api, operation: &kii_spec::Operation) -> Option<ExternalDocs> {
    let page = api.pages.get(&operation.source.page)?;
    Some(ExternalDocs {
        url: page.url.clone(),
        description: format!(
            "{}, {}. It shows the operation in scope {}.",
            page.title, operation.source.section, operation.documented_scope
        ),
    })
}

fn request_body(api: &Api, operation: &kii_spec::Operation) -> Option<RequestBody> {
    let content = match &operation.request.content {
        RequestContent::None => return None,
        RequestContent::Object => object_content(api, "What is stored, or changed, of an object."),
        RequestContent::Body => stream_content(),
        RequestContent::Json(name) => {
            let media =
                api.types.get(name).and_then(|ty| ty.media.clone()).unwrap_or_else(|| api.service.plain_media.clone());
            Named::from([(media, MediaType { schema: Schema::reference(PLACE(&name.0)) })])
        }
    };
    Some(RequestBody {
        description: match &operation.request.content {
            RequestContent::Object => format!("A JSON object. {}", typed_media(api)),
            RequestContent::Body => String::from("Bytes of any media type."),
            RequestContent::Json(_) | RequestContent::None => String::from("A JSON object."),
        },
        required: !can_be_left_out(api, operation),
        content,
    })
}

/// Whether a success is documented for a request without content.
fn can_be_left_out(api: &Api, operation: &kii_spec::Operation) -> bool {
    let successes = operation.responses.values().filter(|response| response.is_success());
    let conditions = successes.flat_map(|response| &response.conditions);
    conditions.flat_map(|condition| condition.when.axes.values()).any(|choice| match choice {
        kii_spec::Choice::Settings(settings) => settings
            .iter()
            .filter_map(|setting| api.axes.value(*setting))
            .any(|value| value.change == RequestChange::NoContent),
        kii_spec::Choice::RefusedCallers | kii_spec::Choice::AdmittedCallers => false,
    })
}

/// An object under its media types: the plain one, and a range that has those with a data type.
pub(super) fn object_content(api: &Api, description: &str) -> Named<MediaType> {
    let maximum = api.service.object_size.maximum;
    let role = api.service.identifier(IdentifierRole::Object);
    let limit = role.map(|_| format!(" Its JSON text has at most {maximum} characters."));
    let schema = Schema::of(Kind::Object).described(format!("{description}{}", limit.unwrap_or_default()));
    let typed = &api.service.typed_media.template;
    let range = format!("{}/*", typed.split('/').next().unwrap_or("application"));
    [api.service.plain_media.clone(), range]
        .into_iter()
        .map(|media| (media, MediaType { schema: schema.clone() }))
        .collect()
}

/// Bytes of any media type.
pub(super) fn stream_content() -> Named<MediaType> {
    let schema = Schema { format: Some("binary"), ..Schema::of(Kind::String) };
    Named::from([(String::from("*/*"), MediaType { schema })])
}

/// How the media type of an object with a data type is made.
pub(super) fn typed_media(api: &Api) -> String {
    format!("The media type of one with a data type is `{}`.", api.service.typed_media.template)
}

/// A reference to a component.
pub(super) fn reference(kind: &str, name: &str) -> Reference {
    Reference { to: format!("#/components/{kind}/{name}") }
}
