//! Scopes, identifiers and paths.

use kii_spec::{Api, OwnerKind, PathTemplate, Scope, Segment};
use serde::Serialize;

use super::{Field, docs};
use crate::{
    Error,
    names::{literal, pascal, snake},
};

/// The parameter of the base path: the application's ID.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AppIdView {
    pub name: String,
    pub ty: String,
    pub index: usize,
}

/// A scope.
#[derive(Debug, Serialize)]
pub(crate) struct ScopeView {
    pub docs: String,
    pub summary: String,
    pub name: String,
    pub function: String,
    /// The variant up to its fields, and what closes it.
    pub open: String,
    pub close: String,
    pub fields: Vec<ScopeField>,
    pub pattern: String,
    /// The segments of its path as expressions, base included.
    pub segments: Vec<String>,
    /// Its path as an axum pattern, base included.
    pub prefix: String,
    pub depth: usize,
}

/// A part of a scope's path that is known only at run time.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ScopeField {
    pub docs: String,
    pub name: String,
    pub ty: String,
    pub index: usize,
}

/// An identifier whose form is documented.
#[derive(Debug, Serialize)]
pub(crate) struct FormedView {
    pub docs: String,
    pub name: String,
    pub shortest: usize,
    pub longest: usize,
    pub punctuation: String,
}

/// An identifier that may be any text.
#[derive(Debug, Serialize)]
pub(crate) struct FreeView {
    pub docs: String,
    pub name: String,
}

/// The parameters of a path with their places.
pub(crate) fn parameters(path: &PathTemplate) -> Vec<(usize, &str)> {
    let named = |(index, segment)| match segment {
        &Segment::Literal(_) => None,
        Segment::Parameter(name) => Some((index, name.as_str())),
    };
    path.segments.iter().enumerate().filter_map(named).collect()
}

/// The segments of a path as expressions of type `&str`; `receiver` is in front of a parameter's field.
pub(crate) fn segments(path: &PathTemplate, receiver: &str) -> Vec<String> {
    let expression = |segment: &Segment| match segment {
        Segment::Literal(text) => literal(text),
        Segment::Parameter(name) => format!("{receiver}{}.as_str()", snake(name)),
    };
    path.segments.iter().map(expression).collect()
}

/// The application's ID.
pub(crate) fn app_id(api: &Api) -> Result<AppIdView, Error> {
    match parameters(&api.service.base).as_slice() {
        [(index, name)] => Ok(AppIdView { name: snake(name), ty: pascal(name), index: *index }),
        other => Err(Error::Unsupported(format!(
            "the base path {} must have one parameter, the application's ID, but has {}",
            api.service.base,
            other.len()
        ))),
    }
}

/// The scope whose owner is the user who sends the request, and the parameter that names a user elsewhere.
pub(crate) fn owner_behind_credentials(api: &Api) -> Result<(&Scope, String), Error> {
    let owned = |kind| api.service.scopes.values().filter(move |scope| scope.owner == kind);
    let me: Vec<&Scope> = owned(OwnerKind::Caller).collect();
    let users: Vec<&str> =
        owned(OwnerKind::Principal).flat_map(|scope| parameters(&scope.prefix)).map(|(_, name)| name).collect();
    match (me.as_slice(), users.as_slice()) {
        ([me], [user]) => Ok((me, pascal(user))),
        (me, users) => Err(Error::Unsupported(format!(
            "one scope must be owned by its caller and one path parameter must name a user, but there are {} and {}",
            me.len(),
            users.len()
        ))),
    }
}

/// Every scope.
pub(crate) fn scopes(api: &Api) -> Vec<ScopeView> {
    api.service.scopes.values().map(|scope| scope_view(api, scope)).collect()
}

fn scope_view(api: &Api, scope: &Scope) -> ScopeView {
    let base = &api.service.base;
    let name = pascal(&scope.name.0);
    let field = |(index, parameter): (usize, &str)| ScopeField {
        docs: docs::comment([format!("`{parameter}` of the path.").as_str()]),
        name: snake(parameter),
        ty: pascal(parameter),
        index: base.segments.len() + index,
    };
    let fields: Vec<ScopeField> = parameters(&scope.prefix).into_iter().map(field).collect();
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let braced = !fields.is_empty();
    ScopeView {
        docs: docs::part_docs(api, &scope.summary, &scope.origin),
        summary: scope.summary.clone(),
        function: snake(&scope.name.0),
        open: if braced { format!("{name} {{") } else { name.clone() },
        close: String::from(if braced { "}" } else { "" }),
        pattern: if braced { format!("{name} {{ {} }}", names.join(", ")) } else { name.clone() },
        segments: [segments(base, ""), segments(&scope.prefix, "")].concat(),
        prefix: literal(&format!("{base}{}", scope.prefix)),
        depth: base.segments.len() + scope.prefix.segments.len(),
        fields,
        name,
    }
}

/// Every identifier in a path that may be any text, in the order of first use.
pub(crate) fn free_identifiers(api: &Api) -> Vec<FreeView> {
    let prefixes = api.service.scopes.values().map(|scope| &scope.prefix);
    let paths = [&api.service.base, &api.service.published].into_iter().chain(prefixes);
    let mut names: Vec<&str> = Vec::new();
    for (_, name) in paths.flat_map(parameters) {
        if !names.contains(&name) && !api.service.identifiers.contains_key(name) {
            names.push(name);
        }
    }
    let free = |name: &str| FreeView {
        docs: docs::comment([format!("`{name}` in a path. Its form is not documented.").as_str()]),
        name: pascal(name),
    };
    names.into_iter().map(free).collect()
}

/// Every identifier whose form is documented.
pub(crate) fn formed_identifiers(api: &Api) -> Vec<FormedView> {
    let formed = |identifier: &kii_spec::Identifier| FormedView {
        docs: docs::docs(api, &format!("A well-formed `{}`.", identifier.name), &identifier.origin),
        name: pascal(&identifier.name),
        shortest: *identifier.length.start(),
        longest: *identifier.length.end(),
        punctuation: literal(&identifier.punctuation),
    };
    api.service.identifiers.values().map(formed).collect()
}

/// Fields of a path behind the scope's own.
pub(crate) fn path_fields(path: &PathTemplate) -> Vec<Field> {
    let field = |(_, name): (usize, &str)| Field {
        docs: docs::comment([format!("`{name}` of the path.").as_str()]),
        name: snake(name),
        ty: pascal(name),
    };
    parameters(path).into_iter().map(field).collect()
}
