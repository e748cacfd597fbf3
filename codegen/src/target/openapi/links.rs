//! Links: which operations an answer leads to.

use kii_spec::{Api, HeaderValue, MemberValue, Operation, PathTemplate, Response, ResponseContent, Scope};

use super::{
    document::{Link, Named},
    parameters, paths,
};

/// The links of a response: to what its address answers, and to what takes the version that it names.
pub(super) fn links(api: &Api, operation: &Operation, scope: &Scope, response: &Response) -> Named<Link> {
    let mut links = Named::new();
    let resources = resources(api, operation, response);
    for header in &response.headers {
        match &header.value {
            HeaderValue::Uri(target) => {
                let target = api.operations.get(target);
                links.extend(target.and_then(|target| to(api, operation, scope, response, target)).map(
                    |(name, parameters)| {
                        (name.clone(), Link { operation_id: name, description: header.summary.clone(), parameters })
                    },
                ));
            }
            HeaderValue::Version(version) => {
                let takes = |target: &&Operation| {
                    target.request.precondition.is_some_and(|precondition| precondition.version == *version)
                };
                for target in resources.iter().flat_map(|path| at(api, path)).filter(takes) {
                    links.extend(to(api, operation, scope, response, target).map(|(name, mut parameters)| {
                        parameters.insert(
                            format!("header.{}", parameters::VERSION),
                            format!("$response.header.{}", header.name),
                        );
                        let description = String::from("Carried out only if the version has not been superseded.");
                        (format!("{name}.version"), Link { operation_id: name, description, parameters })
                    }));
                }
            }
            HeaderValue::Date | HeaderValue::ObjectMedia | HeaderValue::BodyMedia | HeaderValue::ContentRange => {}
        }
    }
    links
}

/// The paths of the resources that a response is about: that of the request, and those whose addresses it has.
fn resources<'a>(api: &'a Api, operation: &'a Operation, response: &Response) -> Vec<&'a PathTemplate> {
    let addresses = response.headers.iter().filter_map(|header| match &header.value {
        HeaderValue::Uri(target) => api.operations.get(target),
        HeaderValue::Version(_)
        | HeaderValue::Date
        | HeaderValue::ObjectMedia
        | HeaderValue::BodyMedia
        | HeaderValue::ContentRange => None,
    });
    let mut paths = vec![&operation.path];
    for operation in addresses {
        if !paths.contains(&&operation.path) {
            paths.push(&operation.path);
        }
    }
    paths
}

/// The operations of a resource.
fn at<'a>(api: &'a Api, path: &PathTemplate) -> impl Iterator<Item = &'a Operation> {
    api.operations.values().filter(move |operation| operation.path == *path)
}

/// The operation's name in the scope, and the values of its path's parameters, if all of them are known.
fn to(
    api: &Api,
    operation: &Operation,
    scope: &Scope,
    response: &Response,
    target: &Operation,
) -> Option<(String, Named<String>)> {
    let known = |name: &str| {
        let is_in_path = [&api.service.base, &scope.prefix, &operation.path]
            .into_iter()
            .any(|path| path.parameters().any(|other| other == name));
        if is_in_path { Some(format!("$request.path.{name}")) } else { member(api, response, name) }
    };
    let templates = [&api.service.base, &scope.prefix, &target.path];
    let parameters = templates.into_iter().flat_map(|path| path.parameters());
    let parameters = parameters.map(|name| Some((format!("path.{name}"), known(name)?))).collect::<Option<_>>()?;
    Some((paths::operation_id(target, scope), parameters))
}

/// Where the content of a response has the identifier that a path needs.
fn member(api: &Api, response: &Response, name: &str) -> Option<String> {
    let ResponseContent::Json(ty) = &response.content else { return None };
    let role = api.service.identifiers.get(name)?.role;
    let value = match role {
        kii_spec::IdentifierRole::Bucket => MemberValue::BucketId,
        kii_spec::IdentifierRole::Object => MemberValue::ObjectId,
    };
    let member = api.types.get(ty)?.members.values().find(|member| member.value.as_ref() == Some(&value))?;
    Some(format!("$response.body#/{}", member.name))
}
