//! Imports of what some code mentions, so that no file of any spec imports more.

use proc_macro2::TokenStream;
use quote::quote;

use super::service;
use crate::target::rust::{
    mentions::{Mentions, mentions},
    model::Model,
    names::pascal,
};

/// Paths behind the root of an import, each with the names that it brings.
type Candidates<'a> = Vec<(&'a str, Vec<String>)>;

/// The types of requests behind what they import.
pub(super) fn of_requests(model: &Model<'_>, items: Vec<TokenStream>) -> Vec<TokenStream> {
    let identifiers = service::opaque_identifiers(model).into_iter().map(|identifier| identifier.name);
    let identifiers =
        identifiers.chain(service::formed_identifiers(model).into_iter().map(|identifier| identifier.name));
    let types = model.api.types.keys().map(|name| pascal(&name.0).to_string());
    let candidates = vec![
        single("JsonObject"),
        single("body::BodyStream"),
        single("header::EntityTag"),
        ("identifier::*", identifiers.collect()),
        ("json::*", types.collect()),
        single("media_type::MediaType"),
        single("precondition::Precondition"),
        single("range::ByteRange"),
        ("scope::{Scope, path}", vec![String::from("Scope")]),
    ];
    behind(vec![import("crate", &candidates, &items)], items)
}

/// The types of JSON bodies behind what they import.
pub(super) fn of_types(items: Vec<TokenStream>) -> Vec<TokenStream> {
    let serde = import("serde", &vec![single("Deserialize"), single("Serialize")], &items);
    let time = if mentioned(&items).contains_key("EpochMilliseconds") {
        quote!(
            use crate::time::EpochMilliseconds;
        )
    } else {
        quote!()
    };
    behind(vec![serde, time], items)
}

/// What errors import beyond what every error needs.
pub(super) fn of_errors(model: &Model<'_>, items: &[TokenStream]) -> Vec<TokenStream> {
    let mentioned = mentioned(items);
    let types = model.api.types.keys().any(|name| mentioned.contains_key(&pascal(&name.0).to_string()));
    let json = if types {
        quote!(
            use crate::json::*;
        )
    } else {
        quote!()
    };
    let time = if mentioned.contains_key("EpochMilliseconds") {
        quote!(
            use crate::time::EpochMilliseconds;
        )
    } else {
        quote!()
    };
    vec![json, time]
}

/// One `use` of those paths of which a name is mentioned; nothing when none is.
fn import(root: &str, candidates: &Candidates<'_>, code: &[TokenStream]) -> TokenStream {
    let mentioned = mentioned(code);
    let paths = candidates.iter().filter(|(_, names)| names.iter().any(|name| mentioned.contains_key(name)));
    let paths: Vec<TokenStream> = paths.filter_map(|(path, _)| path.parse().ok()).collect();
    let root = quote::format_ident!("{root}");
    if paths.is_empty() { quote!() } else { quote!(use #root::{#(#paths),*};) }
}

/// A path that brings a single item: its last part.
fn single(path: &str) -> (&str, Vec<String>) {
    (path, vec![path.rsplit("::").next().unwrap_or(path).to_owned()])
}

fn behind(imports: Vec<TokenStream>, items: Vec<TokenStream>) -> Vec<TokenStream> {
    imports.into_iter().chain(items).collect()
}

fn mentioned(code: &[TokenStream]) -> Mentions {
    mentions(code.iter().cloned().collect())
}
