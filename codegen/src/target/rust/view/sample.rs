//! Values for examples, as expressions: those that the spec names, and otherwise the simplest ones.

use kii_spec::{Example, Member, MemberValue, ScopeName, Shape, TypeName};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::json::{choice_name, is_optional};
use crate::{
    Error,
    model::Body,
    schema::{of_identifier, of_value},
    target::rust::{
        model::{Model, Parameter, Scope},
        names::{pascal, snake},
    },
};

/// The scope whose owner is the caller, which needs nothing but credentials; otherwise the first one.
pub(crate) fn scope<'m, 'a>(model: &'m Model<'a>) -> Option<&'m Scope<'a>> {
    let of_caller = |scope: &&Scope<'_>| scope.spec.owner == kii_spec::OwnerKind::Caller;
    model.scopes.iter().find(of_caller).or_else(|| model.scopes.first())
}

/// A scope, in which its own identifiers are.
pub(crate) fn scope_value(model: &Model<'_>, Scope { spec, name, parameters, .. }: &Scope<'_>) -> TokenStream {
    if parameters.is_empty() {
        return quote!(Scope::#name);
    }
    let fields = parameters.iter().map(|parameter| {
        let (name, value) = (&parameter.name, identifier(model, parameter, Some(&spec.name)));
        quote!(#name: #value)
    });
    quote!(Scope::#name { #(#fields),* })
}

/// An identifier in a path; with a scope, it names the owner.
pub(crate) fn identifier(model: &Model<'_>, parameter: &Parameter, owner_of: Option<&ScopeName>) -> TokenStream {
    let Parameter { spec, ty, .. } = parameter;
    let text = |example: Option<Value>| example.as_ref().and_then(Value::as_str).map(str::to_owned);
    if let Some(formed) = model.service.identifiers.get(spec) {
        let shortest = || "x".repeat((*formed.length.start()).max(1));
        let text = text(of_identifier(model.api, formed)).unwrap_or_else(shortest);
        return quote!(#ty::parse(#text)?);
    }
    let owner = owner_of.and_then(|scope| of_value(model.api, &MemberValue::OwnerId, Some(scope)));
    let text = text(owner).unwrap_or_else(|| spec.clone());
    quote!(#ty::new(#text))
}

/// A JSON body.
pub(crate) fn body(model: &Model<'_>, name: &TypeName) -> Result<TokenStream, Error> {
    let Some(ty) = model.api.types.get(name) else { return Ok(quote!()) };
    let name = pascal(&name.0);
    match Body::of(model.api, ty)? {
        Body::Record(members) => {
            let fields = fields(model, &members)?;
            Ok(quote!(#name { #(#fields)* }))
        }
        Body::Choice { shared, exclusive } if shared.is_empty() => choice(model, &name, &exclusive),
        Body::Choice { shared, exclusive } => {
            let fields = fields(model, &shared)?;
            let choice = choice(model, &choice_name(&name), &exclusive)?;
            Ok(quote!(#name { #(#fields)* choice: #choice }))
        }
        Body::Scopes { kinds, .. } => {
            let Some((kind, members)) = kinds.first() else { return Ok(quote!()) };
            let variant = pascal(kind);
            let fields = members.iter().map(|member| {
                let (name, value) = (snake(&member.name), value(model, member)?);
                Ok(quote!(#name: #value,))
            });
            let fields = fields.collect::<Result<Vec<_>, Error>>()?;
            Ok(quote!(#name::#variant { #(#fields)* }))
        }
    }
}

/// One of the members that exclude each other.
fn choice(model: &Model<'_>, name: &Ident, members: &[&Member]) -> Result<TokenStream, Error> {
    // A point in time that a page gives as an example has passed.
    let lasts = |member: &&&Member| member.shape != Shape::EpochMilliseconds;
    let Some(member) = members.iter().find(lasts).or_else(|| members.first()) else { return Ok(quote!()) };
    let (variant, value) = (pascal(&member.name), value(model, member)?);
    Ok(quote!(#name::#variant(#value)))
}

/// The members that each value has, and nothing for the others.
fn fields(model: &Model<'_>, members: &[&Member]) -> Result<Vec<TokenStream>, Error> {
    let field = |member: &&Member| {
        let name = snake(&member.name);
        let value = if is_optional(member) { quote!(None) } else { value(model, member)? };
        Ok(quote!(#name: #value,))
    };
    members.iter().map(field).collect()
}

fn value(model: &Model<'_>, member: &Member) -> Result<TokenStream, Error> {
    let text = || match (&member.value, &member.example) {
        (Some(MemberValue::Constant(text)), _) | (_, Some(Example::Text(text))) => text.clone(),
        (_, Some(Example::Number(_)) | None) => member.name.clone(),
    };
    let number = || match member.example {
        Some(Example::Number(number)) => Literal::i64_unsuffixed(number),
        Some(Example::Text(_)) | None => Literal::usize_unsuffixed(member.minimum.unwrap_or(1)),
    };
    Ok(match &member.shape {
        Shape::String | Shape::Url => {
            let text = text();
            quote!(String::from(#text))
        }
        Shape::Int | Shape::Long => {
            let number = number();
            quote!(#number)
        }
        Shape::EpochMilliseconds => {
            let number = number();
            quote!(EpochMilliseconds(#number))
        }
        Shape::Type(name) => body(model, name)?,
    })
}
