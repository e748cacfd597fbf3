//! The example of each operation: statements that its documentation shows, and that are a function in a file of all examples, so
//! that a test can run what the documentation shows.

use kii_spec::{PlannedRequest, Planner, RequestContent, axis::AxisKind};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use serde::Serialize;

use super::{outcome, own_type, sample};
use crate::{
    Error,
    target::rust::{
        model::{Model, Operation, Parameter, text},
        names::{literal, snake},
    },
};

/// An example as the file of all examples has it.
#[derive(Serialize)]
pub(crate) struct ExampleView {
    /// Its name as a literal: that of the method.
    name: String,
    /// The examples that lead from nothing to it, and itself at the end.
    calls: Vec<String>,
    function: String,
}

/// The example of each operation, and that of the methods for one's own types.
pub(crate) fn all(model: &Model<'_>) -> Result<Vec<ExampleView>, Error> {
    let planner = Planner::new(model.api);
    let view = |name: &Ident, before: Vec<Ident>, statements: &TokenStream| ExampleView {
        name: literal(&name.to_string()),
        calls: before.iter().chain([name]).map(ToString::to_string).collect(),
        function: text(&quote! {
            async fn #name(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
                #statements
                Ok(())
            }
        }),
    };
    let operations = model.operations.iter().map(|operation| {
        let before = before(model, &planner, operation);
        let before = before.into_iter().map(|request| snake(&request.operation.id.to_string()));
        Ok(view(&operation.function, before.collect(), &of_operation(model, operation)?))
    });
    let own_type = own_type::example(model).map(|example| Ok(view(&format_ident!("save"), Vec::new(), &example)));
    operations.chain(own_type).collect()
}

/// The first of the operations that need the fewest others before they succeed.
pub(super) fn simplest<'m, 'a>(model: &'m Model<'a>) -> Option<&'m Operation<'a>> {
    let planner = Planner::new(model.api);
    model.operations.iter().min_by_key(|operation| before(model, &planner, operation).len())
}

/// The requests that make what an operation needs to succeed, if it needs anything: those for the success that needs the fewest.
fn before<'a>(model: &Model<'a>, planner: &Planner<'a>, operation: &Operation<'a>) -> Vec<PlannedRequest<'a>> {
    let Some(scope) = sample::scope(model) else { return Vec::new() };
    let successes = operation.spec.responses.values().filter(|response| response.is_success());
    let points = successes.flat_map(|response| model.api.expected_points(operation.spec, response, scope.spec));
    let is_usual = |setting: &kii_spec::axis::Setting| setting.axis().kind() == AxisKind::State;
    let usual = points.filter(|expected| expected.point.differences().iter().all(is_usual));
    let plans = usual.filter_map(|expected| planner.plan(operation.spec, scope.spec, expected.point));
    plans.min_by_key(Vec::len).unwrap_or_default()
}

/// A request with all that it must have, and what comes of it.
pub(crate) fn of_operation(model: &Model<'_>, operation: &Operation<'_>) -> Result<TokenStream, Error> {
    let Operation { function, request, .. } = operation;
    let place = place(model, operation);
    let content = match &operation.spec.request.content {
        RequestContent::None => None,
        RequestContent::Object => {
            let members = raw(r#"{"title": "First"}"#);
            Some(quote!(serde_json::from_str(#members)?))
        }
        RequestContent::Body => Some(quote!(BodyStream::from_bytes(MediaType::octet_stream(), "content"))),
        RequestContent::Json(name) => Some(sample::body(model, name)?),
    };
    let content = content.into_iter();
    let request = quote!(let request = #request::new(#place #(#content),*););
    let result = quote!(client.#function(request).await?.into_result()?);
    Ok(if outcome::succeeds_with_nothing(operation) {
        quote!(#request #result;)
    } else {
        quote!(#request let success = #result; println!("{success:?}");)
    })
}

/// What says where an operation acts, as arguments.
pub(super) fn place(model: &Model<'_>, operation: &Operation<'_>) -> TokenStream {
    let scope = sample::scope(model).map(|scope| sample::scope_value(model, scope));
    let parameters =
        operation.parameters.iter().map(|parameter: &Parameter| sample::identifier(model, parameter, None));
    quote!(#scope, #(#parameters,)*)
}

/// A text with quotation marks as Rust writes it best.
fn raw(text: &str) -> Literal {
    format!("r#\"{text}\"#").parse().unwrap_or_else(|_| Literal::string(text))
}

/// The lines of documentation that show an example. What only the compiler needs is hidden.
pub(crate) fn documentation(statements: &TokenStream) -> Vec<String> {
    let file: syn::File = syn::parse_quote!(fn example() { #statements });
    let function = prettyplease::unparse(&file);
    let inner = function.lines().filter_map(|line| line.strip_prefix("    ")).map(str::to_owned);
    let opening = [
        "```",
        "use kii_client::*;",
        "",
        "# async fn example(client: &Client) -> Result<(), Box<dyn std::error::Error>> {",
    ];
    let closing = ["# Ok(())", "# }", "```"];
    let lines = opening.map(str::to_owned).into_iter().chain(inner).chain(closing.map(str::to_owned));
    lines.map(|line| format!(" {line}").trim_end().to_owned()).collect()
}
