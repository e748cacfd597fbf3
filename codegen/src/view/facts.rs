//! Facts that hold for every operation.

use kii_spec::{Api, Operation, Origin, RequestContent};
use serde::Serialize;

use super::{docs, place};
use crate::{
    Error,
    names::{literal, pascal, snake},
};

/// The hole in the media type of a typed object that stands for the data type.
const DATA_TYPE: &str = "{dataType}";

/// Facts that hold for every operation.
#[derive(Debug, Serialize)]
pub(crate) struct FactsView {
    pub precondition_source: String,
    pub body_source: String,
    pub plain_media: String,
    /// The format string of a typed object's media type, and the text around its two holes.
    pub typed_format: String,
    pub typed_before: String,
    pub typed_between: String,
    pub typed_after: String,
    pub object_maximum: usize,
    pub object_size_source: String,
    pub published_route: String,
    pub published_parameter: String,
    pub published_type: String,
    pub published_segments: Vec<String>,
}

/// Facts that hold for every operation.
pub(crate) fn facts(api: &Api) -> Result<FactsView, Error> {
    let service = &api.service;
    let app_id = place::app_id(api)?;
    let [before, between, after] = typed_media(api)?;
    let published = match place::parameters(&service.published).as_slice() {
        [(_, parameter)] => *parameter,
        other => {
            let found = other.len();
            let problem = format!("the path {} must have one parameter, but has {found}", service.published);
            return Err(Error::Unsupported(problem));
        }
    };
    let conditional = |operation: &&Operation| operation.request.precondition.is_some();
    let with_body = |operation: &&Operation| operation.request.content == RequestContent::Body;
    Ok(FactsView {
        precondition_source: source_of_first(api, conditional),
        body_source: source_of_first(api, with_body),
        plain_media: literal(&service.plain_media),
        typed_format: literal(&format!("{before}{{{}}}{between}{{data_type}}{after}", app_id.name)),
        typed_before: literal(before),
        typed_between: literal(between),
        typed_after: literal(after),
        object_maximum: service.object_size.maximum,
        object_size_source: docs::cite(api, &service.object_size.origin),
        published_route: literal(&service.published.to_string()),
        published_segments: place::segments(&service.published, ""),
        published_parameter: snake(published),
        published_type: pascal(published),
    })
}

/// The text of a typed object's media type in front of, between and behind the application and the data type.
fn typed_media(api: &Api) -> Result<[&str; 3], Error> {
    let media = api.service.typed_media.as_str();
    let app_id =
        place::parameters(&api.service.base).first().map(|(_, name)| format!("{{{name}}}")).unwrap_or_default();
    let parts = media.split_once(&app_id).and_then(|(before, rest)| {
        let (between, after) = rest.split_once(DATA_TYPE)?;
        Some([before, between, after])
    });
    parts.ok_or_else(|| Error::Unsupported(format!("the media type {media} must name {app_id} and then {DATA_TYPE}")))
}

fn source_of_first(api: &Api, wanted: impl Fn(&&Operation) -> bool) -> String {
    let operation = api.operations.values().find(wanted);
    operation.map(|operation| docs::cite(api, &Origin::Page(operation.source.clone()))).unwrap_or_default()
}
