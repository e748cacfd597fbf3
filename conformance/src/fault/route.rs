//! Which operation a request is to, in which scope, by nothing but its method and address.

use http::Method;
use kii_spec::{Api, Operation, PathTemplate, Scope, Segment};
use url::Url;

/// The operation and the scope that a request to a target at `base` is for; `None` when it is for neither.
pub(super) fn route<'a>(api: &'a Api, base: &Url, method: &Method, url: &Url) -> Option<(&'a Operation, &'a Scope)> {
    let below = |url: &Url| -> Option<Vec<String>> {
        Some(url.path_segments()?.filter(|segment| !segment.is_empty()).map(str::to_owned).collect())
    };
    let (base, path) = (below(base)?, below(url)?);
    let path = path.strip_prefix(base.as_slice())?;
    let operations = api.operations.values().filter(|operation| operation.method == *method);
    let routes = operations.flat_map(|operation| api.service.scopes.values().map(move |scope| (operation, scope)));
    let matching = routes.filter_map(|(operation, scope)| {
        let literals = literals(&[&api.service.base, &scope.prefix, &operation.path], path)?;
        Some((literals, (operation, scope)))
    });
    // A word that stands for itself is meant before one that could be anybody's ID.
    matching.max_by_key(|(literals, _)| *literals).map(|(_, route)| route)
}

/// How many segments of a path are literal in these templates, one behind the other; `None` when the path is not one.
fn literals(templates: &[&PathTemplate], path: &[String]) -> Option<usize> {
    let segments: Vec<&Segment> = templates.iter().flat_map(|template| &template.segments).collect();
    if segments.len() != path.len() {
        return None;
    }
    segments.iter().zip(path).try_fold(0, |literals, (segment, found)| match segment {
        Segment::Literal(text) => (text == found).then_some(literals + 1),
        Segment::Parameter(_) => Some(literals),
    })
}
