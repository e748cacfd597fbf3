//! Where requests go: paths, their parameters, scopes.

use kii_spec::{Api, OwnerKind, PathTemplate, Segment, Service};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{Docs, Operation};
use crate::{
    Error,
    model::Citations,
    target::rust::names::{pascal, snake},
};

/// A segment of a path that is known only at run time.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub docs: Docs,
    /// Its name in the spec.
    pub spec: String,
    pub name: Ident,
    pub ty: Ident,
    /// Which segment of its path it is; with the base path in front of it, if it belongs to a scope.
    pub index: usize,
}

/// A scope.
pub(crate) struct Scope<'a> {
    pub spec: &'a kii_spec::Scope,
    pub docs: Docs,
    /// The variant, and what holds the parameters of its path.
    pub name: Ident,
    pub parameters: Vec<Parameter>,
    /// The function that reads it from a path.
    pub function: Ident,
    /// The segments of its path as expressions, base included.
    pub segments: Vec<TokenStream>,
    pub depth: usize,
}

/// How the server learns who owns a scope whose path does not say it: from the credentials.
pub(crate) struct Owner {
    /// The method of the service that tells it.
    pub method: Ident,
    /// What the method returns: the caller, or the answer to invalid credentials.
    pub ty: TokenStream,
    pub error: Ident,
}

impl Owner {
    /// `None` where every path names its scope's owner.
    pub(crate) fn of(api: &Api, operations: &[Operation<'_>]) -> Result<Option<Self>, Error> {
        let owned = |kind| api.service.scopes.values().filter(move |scope| scope.owner == kind);
        let Some(scope) = owned(OwnerKind::Caller).next() else { return Ok(None) };
        if let Some(other) = owned(OwnerKind::Caller).nth(1) {
            let problem =
                format!("the scopes {} and {} both belong to their caller, expected one", scope.name, other.name);
            return Err(Error::Unsupported(problem));
        }
        let mut users: Vec<Ident> =
            owned(OwnerKind::Principal).flat_map(|scope| parameters(&scope.prefix)).map(|user| user.ty).collect();
        users.dedup();
        let ty = if let [user] = users.as_slice() { quote!(#user) } else { quote!(String) };
        let error = super::rejection::credentials_error(operations)?;
        Ok(Some(Self { method: format_ident!("user_of_{}", snake(&scope.name.0)), ty, error }))
    }
}

/// The parameters of a path.
pub(crate) fn parameters(path: &PathTemplate) -> Vec<Parameter> {
    let named = path.segments.iter().enumerate().filter_map(|(index, segment)| match segment {
        Segment::Literal(_) => None,
        Segment::Parameter(name) => Some((index, name)),
    });
    let parameter = |(index, name): (usize, &String)| Parameter {
        docs: Docs::of([format!("`{name}` of the path.").as_str()]),
        spec: name.clone(),
        name: snake(name),
        ty: pascal(name),
        index,
    };
    named.map(parameter).collect()
}

/// The segments of a path as expressions of type `&str`; `receiver` is in front of a parameter's name.
pub(crate) fn segments(path: &PathTemplate, receiver: &TokenStream) -> Vec<TokenStream> {
    let expression = |segment: &Segment| match segment {
        Segment::Literal(text) => quote!(#text),
        Segment::Parameter(name) => {
            let name = snake(name);
            quote!(#receiver #name.as_str())
        }
    };
    path.segments.iter().map(expression).collect()
}

/// The parameters of the path in front of every scope.
pub(super) fn base(service: &Service) -> Result<Vec<Parameter>, Error> {
    refuse_formed(service, &service.base, "base")?;
    let mut parameters = parameters(&service.base);
    for parameter in parameters.iter_mut().filter(|parameter| parameter.spec == service.application) {
        parameter.docs = Docs::of(["The application."]);
    }
    Ok(parameters)
}

/// Every scope.
pub(super) fn scopes<'a>(service: &'a Service, citations: &Citations<'_>) -> Result<Vec<Scope<'a>>, Error> {
    let depth = service.base.segments.len();
    let scope = |spec: &'a kii_spec::Scope| {
        refuse_formed(service, &spec.prefix, &format!("scopes.{}.prefix", spec.name))?;
        let parameters = parameters(&spec.prefix).into_iter();
        Ok(Scope {
            spec,
            docs: Docs::of_part(citations, &spec.summary, &spec.origin),
            name: pascal(&spec.name.0),
            parameters: parameters.map(|parameter| Parameter { index: depth + parameter.index, ..parameter }).collect(),
            function: snake(&spec.name.0),
            segments: [segments(&service.base, &quote!()), segments(&spec.prefix, &quote!())].concat(),
            depth: depth + spec.prefix.segments.len(),
        })
    };
    service.scopes.values().map(scope).collect()
}

/// No response says what a request gets whose scope has a malformed identifier.
fn refuse_formed(service: &Service, path: &PathTemplate, place: &str) -> Result<(), Error> {
    let formed = path.segments.iter().find_map(|segment| match segment {
        Segment::Parameter(name) => service.identifiers.get(name),
        Segment::Literal(_) => None,
    });
    let Some(identifier) = formed else { return Ok(()) };
    let problem = format!(
        "service.yaml: `{place}` has the parameter `{}`, whose form is described under `identifiers`. No response says what a \
         malformed one gets there; expected an identifier that may be any text",
        identifier.name
    );
    Err(Error::Unsupported(problem))
}
