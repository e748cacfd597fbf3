//! Parameters of paths, and headers of requests.

use indexmap::map::Entry;
use kii_spec::{Api, Identifier, IdentifierRole, MemberValue, Operation, PathTemplate, Precondition, Version};

use super::{
    document::{Named, Parameter, Reference},
    paths,
};
use crate::{
    Error,
    schema::{Kind, Schema, decision, of_identifier, of_value as example},
};

/// The field names of request headers, as RFC 9110 spells them.
const IF_MATCH: &str = "If-Match";
const IF_NONE_MATCH: &str = "If-None-Match";
const RANGE: &str = "Range";

/// A reference to a parameter.
pub(super) fn reference(name: &str) -> Reference {
    paths::reference("parameters", name)
}

/// The headers that requests of an operation may have.
pub(super) fn headers(operation: &Operation) -> Vec<Reference> {
    let precondition = operation.request.precondition;
    let if_match = precondition.map(|precondition| if_match(precondition.version));
    let if_none_match = precondition.filter(|precondition| precondition.if_none_match).map(|_| IF_NONE_MATCH);
    let range = operation.request.range.then_some(RANGE);
    [if_match, if_none_match, range].into_iter().flatten().map(reference).collect()
}

/// The component that describes the header with a version.
const fn if_match(version: Version) -> &'static str {
    match version {
        Version::Object => "If-Match.object",
        Version::Body => "If-Match.body",
    }
}

/// The parameter under which a version is sent back.
pub(super) const VERSION: &str = IF_MATCH;

/// Every parameter, by the name of its component.
pub(super) fn all(api: &Api) -> Result<Named<Parameter>, Error> {
    let mut all = Named::new();
    for name in api.service.base.parameters() {
        let what =
            if *name == api.service.application { "The ID of the application." } else { "A part of the base path." };
        let example = example(api, &MemberValue::AppId, None).filter(|_| *name == api.service.application);
        add(&mut all, Parameter { example, ..opaque(name, what.to_owned()) })?;
    }
    for scope in api.service.scopes.values() {
        for name in scope.prefix.parameters() {
            let what = format!("Whose buckets scope {} is about. {}", scope.name, scope.summary);
            let example = example(api, &MemberValue::OwnerId, Some(&scope.name));
            add(&mut all, Parameter { example, ..opaque(name, what) })?;
        }
    }
    for name in api.operations.values().flat_map(|operation| PathTemplate::parameters(&operation.path)) {
        if all.contains_key(name) {
            continue;
        }
        let parameter = match api.service.identifiers.get(name) {
            Some(identifier) => formed(api, identifier),
            None => opaque(name, String::from("A part of the path.")),
        };
        add(&mut all, parameter)?;
    }
    let preconditions: Vec<Precondition> =
        api.operations.values().filter_map(|operation| operation.request.precondition).collect();
    for version in [Version::Object, Version::Body] {
        if preconditions.iter().any(|precondition| precondition.version == version) {
            let whose = match version {
                Version::Object => "object",
                Version::Body => "object's body",
            };
            let text = format!(
                "The request is carried out only if this is the current version of the {whose}, as an `ETag` named it."
            );
            all.insert(if_match(version).to_owned(), header(IF_MATCH, text, Schema::of(Kind::String)));
        }
    }
    if preconditions.iter().any(|precondition| precondition.if_none_match) {
        let schema = Schema { constant: Some(String::from("*")), ..Schema::of(Kind::String) };
        let text = format!(
            "Only `*` is described. A request has this header or `{IF_MATCH}`, not both. The conditions of the responses say what it means."
        );
        all.insert(IF_NONE_MATCH.to_owned(), header(IF_NONE_MATCH, text, schema));
    }
    if api.operations.values().any(|operation| operation.request.range) {
        let schema = Schema { pattern: Some(String::from("^bytes=")), ..Schema::of(Kind::String) };
        let text = String::from("The part of the body that is asked for, for example `bytes=0-1023` (RFC 9110, 14.2).");
        all.insert(RANGE.to_owned(), header(RANGE, text, schema));
    }
    Ok(all)
}

fn add(all: &mut Named<Parameter>, parameter: Parameter) -> Result<(), Error> {
    match all.entry(parameter.name.clone()) {
        Entry::Vacant(place) => {
            place.insert(parameter);
            Ok(())
        }
        Entry::Occupied(place) if place.get().schema == parameter.schema => Ok(()),
        Entry::Occupied(_) => Err(Error::Unsupported(format!(
            "two parameters of paths are called `{}`, and only one of them is an identifier; give one another name",
            parameter.name
        ))),
    }
}

fn opaque(name: &str, description: String) -> Parameter {
    Parameter {
        name: name.to_owned(),
        place: "path",
        required: true,
        description,
        schema: Schema { min_length: Some(1), ..Schema::of(Kind::String) },
        example: None,
        decision: None,
    }
}

fn formed(api: &Api, identifier: &Identifier) -> Parameter {
    let what = match identifier.role {
        IdentifierRole::Bucket => "The bucket.",
        IdentifierRole::Object => "The object in the bucket.",
    };
    let punctuation: String = identifier.punctuation.chars().map(escaped).collect();
    let schema = Schema {
        pattern: Some(format!("^[A-Za-z0-9{punctuation}]*$")),
        min_length: Some(*identifier.length.start()),
        max_length: Some(*identifier.length.end()),
        ..Schema::of(Kind::String)
    };
    Parameter {
        description: what.to_owned(),
        schema,
        example: of_identifier(api, identifier),
        decision: decision(&identifier.origin),
        ..opaque(&identifier.name, String::new())
    }
}

/// A character in a class of a regular expression (ECMA-262, with `u`).
fn escaped(letter: char) -> String {
    if "\\]^-[".contains(letter) { format!("\\{letter}") } else { letter.to_string() }
}

fn header(name: &str, description: String, schema: Schema) -> Parameter {
    Parameter {
        name: name.to_owned(),
        place: "header",
        required: false,
        description,
        schema,
        example: None,
        decision: None,
    }
}
