//! Finds the operation and the scope of a request from its method and address, and what the address names.

use http::Method;
use indexmap::IndexMap;
use kii_spec::{Api, Operation, PathTemplate, Scope, Segment};
use percent_encoding::percent_decode_str;
use url::Url;

/// The segments of a path.
fn segments(url: &Url) -> Option<Vec<String>> {
    Some(url.path_segments()?.filter(|segment| !segment.is_empty()).map(str::to_owned).collect())
}

/// The values of the parameters in the address of a request to an operation in a scope, by their names.
pub(crate) fn parameters<'a>(
    api: &'a Api,
    base: &Url,
    (operation, scope): (&'a Operation, &'a Scope),
    url: &Url,
) -> IndexMap<&'a str, String> {
    let templates = [&api.service.base, &scope.prefix, &operation.path];
    let (base, path) = (segments(base).unwrap_or_default(), segments(url).unwrap_or_default());
    let named = templates.into_iter().flat_map(|template| &template.segments).zip(path.into_iter().skip(base.len()));
    let values = named.filter_map(|(segment, found)| match segment {
        Segment::Parameter(name) => Some((name.as_str(), percent_decode_str(&found).decode_utf8_lossy().into_owned())),
        Segment::Literal(_) => None,
    });
    values.collect()
}

/// The operation and the scope that a request to a target at `base` is for; `None` when it is for neither.
pub(crate) fn route<'a>(api: &'a Api, base: &Url, method: &Method, url: &Url) -> Option<(&'a Operation, &'a Scope)> {
    let (base, path) = (segments(base)?, segments(url)?);
    let path = path.strip_prefix(base.as_slice())?;
    let operations = api.operations.values().filter(|operation| operation.method == *method);
    let routes = operations.flat_map(|operation| api.service.scopes.values().map(move |scope| (operation, scope)));
    let matching = routes.filter_map(|(operation, scope)| {
        let literals = literals(&[&api.service.base, &scope.prefix, &operation.path], path)?;
        Some((literals, (operation, scope)))
    });
    // A literal segment takes precedence over a parameter, so `/users/me` is not the user `me`.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn routed(base: &str, method: Method, url: &str) -> Option<(String, String)> {
        let api = Api::embedded().unwrap();
        let (operation, scope) = route(&api, &Url::parse(base).unwrap(), &method, &Url::parse(url).unwrap())?;
        Some((operation.id.to_string(), scope.name.to_string()))
    }

    #[test]
    fn a_request_is_to_the_operation_whose_path_it_has() {
        let found = |method, path: &str| routed("http://h/", method, &format!("http://h/api/apps/a{path}"));
        let is = |operation: &str, scope: &str| Some((operation.to_owned(), scope.to_owned()));
        assert_eq!(found(Method::GET, "/buckets/b/objects/o"), is("object.get", "app"));
        assert_eq!(found(Method::POST, "/groups/g/buckets/b/objects"), is("collection.post", "group"));
        assert_eq!(found(Method::PUT, "/things/t/buckets/b/objects/o/body"), is("body.put", "thing"));
        assert_eq!(found(Method::HEAD, "/users/u/buckets/b/objects/o"), is("object.head", "user"));
        assert_eq!(found(Method::HEAD, "/users/me/buckets/b/objects/o"), is("object.head", "me"));
        assert_eq!(found(Method::GET, "/users/u/buckets/b/objects/%C3%BC"), is("object.get", "user"));
        assert_eq!(found(Method::POST, "/buckets/b/objects/o"), None);
        assert_eq!(found(Method::GET, "/buckets/b"), None);
    }

    #[test]
    fn the_path_of_the_target_comes_first() {
        let path = "http://h/gateway/v1/api/apps/a/buckets/b/objects/o";
        assert!(routed("http://h/gateway/v1", Method::GET, path).is_some());
        assert!(routed("http://h/gateway/v1/", Method::GET, path).is_some());
        assert_eq!(routed("http://h/", Method::GET, path), None);
    }
}
