//! What holds for every operation: identifiers, media types, limits, routes, and the trait that a server implements.

use kii_spec::{Origin, PathTemplate, Segment};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde::Serialize;

use crate::target::rust::{
    model::{Docs, Model, Operation, Parameter, RequestContent, parameters, segments, text},
    names::{literal, pascal, snake},
};

/// An identifier that may be any text.
#[derive(Serialize)]
pub(crate) struct OpaqueIdentifier {
    docs: String,
    pub(super) name: String,
}

/// An identifier whose form is documented.
#[derive(Serialize)]
pub(crate) struct FormedIdentifier {
    docs: String,
    pub(super) name: String,
    shortest: usize,
    longest: usize,
    punctuation: String,
}

/// The media types of objects.
#[derive(Serialize)]
pub(crate) struct MediaView {
    app_name: String,
    app_type: String,
    plain: String,
    /// The format string of a typed object's media type, and the text around its two holes.
    typed: String,
    before: String,
    between: String,
    after: String,
}

/// The routes of a scope.
#[derive(Serialize)]
pub(crate) struct ScopeRoutes {
    prefix: String,
    function: String,
}

/// Operations that share a path.
#[derive(Serialize)]
pub(crate) struct Route {
    /// The format string that puts a scope's prefix in front of the path.
    format: String,
    operations: Vec<OperationNames>,
}

/// What an operation and its answers are called.
#[derive(Serialize)]
pub(crate) struct OperationNames {
    id: String,
    function: String,
    method: String,
    response: String,
    answer: String,
}

/// The identifiers in paths that may be any text, in the order of first use.
pub(crate) fn opaque_identifiers(model: &Model<'_>) -> Vec<OpaqueIdentifier> {
    let prefixes = model.service.scopes.values().map(|scope| &scope.prefix);
    let paths = [&model.service.base, &model.service.published].into_iter().chain(prefixes);
    let mut names: Vec<&str> = Vec::new();
    for name in paths.flat_map(names_in).chain([model.service.application.as_str()]) {
        if !names.contains(&name) && !model.service.identifiers.contains_key(name) {
            names.push(name);
        }
    }
    let opaque = |name: &str| OpaqueIdentifier {
        docs: text(&Docs::of([format!("`{name}` in a path. Its form is not documented.").as_str()])),
        name: pascal(name).to_string(),
    };
    names.into_iter().map(opaque).collect()
}

/// The identifiers whose form is documented.
pub(crate) fn formed_identifiers(model: &Model<'_>) -> Vec<FormedIdentifier> {
    let formed = |identifier: &kii_spec::Identifier| FormedIdentifier {
        docs: text(&Docs::of_item(
            &model.citations,
            &format!("A well-formed `{}`.", identifier.name),
            &identifier.origin,
        )),
        name: pascal(&identifier.name).to_string(),
        shortest: *identifier.length.start(),
        longest: *identifier.length.end(),
        punctuation: literal(&identifier.punctuation),
    };
    model.service.identifiers.values().map(formed).collect()
}

/// The media types of objects.
pub(crate) fn media(model: &Model<'_>) -> MediaView {
    let [before, between, after] = &model.service.typed_media.around;
    let application = &model.service.application;
    let app_name = snake(application).to_string();
    let escaped = |text: &str| text.replace('{', "{{").replace('}', "}}");
    MediaView {
        typed: literal(&format!(
            "{}{{{app_name}}}{}{{data_type}}{}",
            escaped(before),
            escaped(between),
            escaped(after)
        )),
        app_name,
        app_type: pascal(application).to_string(),
        plain: literal(&model.service.plain_media),
        before: literal(before),
        between: literal(between),
        after: literal(after),
    }
}

/// Limits, and where published content is.
pub(crate) fn constants(model: &Model<'_>) -> Vec<TokenStream> {
    let (size, published) = (&model.service.object_size, &model.service.published);
    let source = format!(" {}", crate::target::rust::model::on_one_line(&model.citations.cite(&size.origin)));
    let maximum = Literal::usize_unsuffixed(size.maximum);
    let route = published.to_string();
    let parameters = parameters(published);
    let imports = parameters.iter().map(|parameter| &parameter.ty);
    let arguments = parameters.iter().map(|Parameter { name, ty, .. }| quote!(#name: &#ty));
    let segments = segments(published, &quote!());
    vec![
        quote!(use crate::{#(identifier::#imports,)* scope::path};),
        quote! {
            /// More characters than this in an object's JSON text must be refused.
            ///
            #[doc = #source]
            pub const OBJECT_MAXIMUM: usize = #maximum;
        },
        quote! {
            /// The path under which published content is served, with its parameter in braces.
            pub const PUBLISHED_ROUTE: &str = #route;
        },
        quote! {
            /// The path of a publication's content, percent-encoded.
            #[must_use]
            pub fn published_path(#(#arguments),*) -> String {
                path([#(#segments),*])
            }
        },
    ]
}

/// Where the first operation is described whose requests have a condition.
pub(crate) fn precondition_source(model: &Model<'_>) -> String {
    source_of_first(model, |operation| operation.precondition().is_some())
}

/// Where the first operation is described whose requests have a body.
pub(crate) fn body_source(model: &Model<'_>) -> String {
    source_of_first(model, |operation| matches!(operation.content, RequestContent::Body))
}

/// The methods of the trait that a server implements.
pub(crate) fn methods(model: &Model<'_>) -> Vec<TokenStream> {
    let operations = model.operations.iter().map(|Operation { docs, function, request, response, .. }| {
        quote! {
            #docs
            fn #function(&self, context: Context, request: #request) -> impl Future<Output = #response> + Send;
        }
    });
    owner_method(model).into_iter().chain(operations).collect()
}

/// The same with an answer for each operation, so that a server can begin with some of them.
pub(crate) fn partial_methods(model: &Model<'_>) -> Vec<TokenStream> {
    let operations = model.operations.iter().map(|Operation { docs, function, request, response, .. }| {
        quote! {
            #docs
            fn #function(&self, context: Context, request: #request) -> impl Future<Output = #response> + Send {
                drop((context, request));
                ready(#response::Failed(ServerFailure::NotImplemented))
            }
        }
    });
    owner_method(model).into_iter().chain(operations).collect()
}

/// The methods of a whole server that hands everything to a partial one.
pub(crate) fn forwarding_methods(model: &Model<'_>) -> Vec<TokenStream> {
    let arguments = model.base_arguments();
    let owner = model.owner.as_ref().map(|owner| {
        let (method, ty) = (&owner.method, &owner.ty);
        let names = model.base.iter().map(|parameter| &parameter.name);
        quote! {
            async fn #method(&self, #arguments authorization: &Authorization) -> Result<#ty, OwnerError> {
                self.0.#method(#(#names,)* authorization).await
            }
        }
    });
    let operations = model.operations.iter().map(|Operation { function, request, response, .. }| {
        quote! {
            async fn #function(&self, context: Context, request: #request) -> #response {
                self.0.#function(context, request).await
            }
        }
    });
    owner.into_iter().chain(operations).collect()
}

/// The method that says whose credentials a request has, if a scope needs it.
fn owner_method(model: &Model<'_>) -> Option<TokenStream> {
    let arguments = model.base_arguments();
    model.owner.as_ref().map(|owner| {
        let (method, ty) = (&owner.method, &owner.ty);
        quote! {
            /// The user whose credentials these are, for a request that names its scope by them alone.
            ///
            /// # Errors
            ///
            /// The answer to credentials that are not a user's, or what is wrong with the server, so that it cannot tell.
            fn #method(
                &self,
                #arguments
                authorization: &Authorization,
            ) -> impl Future<Output = Result<#ty, OwnerError>> + Send;
        }
    })
}

/// The names of every operation, in the spec's order.
pub(crate) fn operations(model: &Model<'_>) -> Vec<OperationNames> {
    model.operations.iter().map(names_of).collect()
}

/// The paths in front of the operations' own.
pub(crate) fn scope_routes(model: &Model<'_>) -> Vec<ScopeRoutes> {
    let routes = model.scopes.iter().map(|scope| ScopeRoutes {
        prefix: literal(&format!("{}{}", model.service.base, scope.spec.prefix)),
        function: scope.function.to_string(),
    });
    routes.collect()
}

/// The paths behind the scopes' own, each with its operations.
pub(crate) fn routes(model: &Model<'_>) -> Vec<Route> {
    let mut routes: Vec<Route> = Vec::new();
    for operation in &model.operations {
        // The braces of a parameter are doubled: they are text, not a hole of the format string.
        let path = operation.spec.path.to_string().replace('{', "{{").replace('}', "}}");
        let format = literal(&format!("{{prefix}}{path}"));
        match routes.iter_mut().find(|route| route.format == format) {
            Some(route) => route.operations.push(names_of(operation)),
            None => routes.push(Route { format, operations: vec![names_of(operation)] }),
        }
    }
    routes
}

fn names_of(operation: &Operation<'_>) -> OperationNames {
    OperationNames {
        id: literal(&operation.spec.id.to_string()),
        function: operation.function.to_string(),
        method: operation.method.to_string(),
        response: operation.response.to_string(),
        answer: operation.answer.to_string(),
    }
}

fn names_in(path: &PathTemplate) -> impl Iterator<Item = &str> {
    path.segments.iter().filter_map(|segment| match segment {
        Segment::Parameter(name) => Some(name.as_str()),
        Segment::Literal(_) => None,
    })
}

fn source_of_first(model: &Model<'_>, wanted: impl Fn(&&Operation<'_>) -> bool) -> String {
    let operation = model.operations.iter().find(wanted);
    let cite = |operation: &Operation<'_>| model.citations.cite(&Origin::Page(operation.spec.source.clone()));
    operation.map(cite).unwrap_or_default()
}
