//! Examples of whole bodies, put together from those of their members.

use kii_spec::{
    Api, ErrorType, Example, Identifier, IdentifierRole, Member, MemberValue, Presence, Scope, ScopeName, Shape, Type,
};
use serde_json::{Map, Value};

/// An example of a type in a scope; `None` where a member that must be there has none.
pub(super) fn of_type(api: &Api, ty: &Type, scope: &Scope) -> Option<Value> {
    let others: Vec<&String> = ty.exclusive.iter().skip(1).collect();
    let members = ty.members.values().filter(|member| !others.contains(&&member.name));
    object(api, members, scope)
}

/// An example of an error, in a scope in which it is given.
pub(super) fn of_error(api: &Api, error: &ErrorType) -> Option<Value> {
    let mut scopes = api.service.scopes.values();
    let is_owner = |scope: &&Scope| scope.missing_owner.as_ref() == Ok(&error.name);
    let scope = scopes.clone().find(is_owner).or_else(|| scopes.next())?;
    object(api, error.members.values(), scope)
}

/// An example of something that members of several types stand for, in a scope or in any.
pub(crate) fn of_value(api: &Api, value: &MemberValue, scope: Option<&ScopeName>) -> Option<Value> {
    let types = api.types.values().map(|ty| &ty.members);
    let errors = api.errors.values().map(|error| &error.members);
    let members = types.chain(errors).flat_map(|members| members.values());
    let stands_for = |member: &&Member| {
        let is_of_scope = |scope| member.scopes.as_ref().is_some_and(|scopes| scopes.contains(scope));
        member.value.as_ref() == Some(value) && scope.is_none_or(is_of_scope)
    };
    members.filter(stands_for).find_map(|member| member.example.as_ref()).map(json)
}

/// An example of an identifier whose form is described.
pub(crate) fn of_identifier(api: &Api, identifier: &Identifier) -> Option<Value> {
    let value = match identifier.role {
        IdentifierRole::Bucket => MemberValue::BucketId,
        IdentifierRole::Object => MemberValue::ObjectId,
    };
    of_value(api, &value, None)
}

fn object<'a>(api: &Api, members: impl Iterator<Item = &'a Member>, scope: &Scope) -> Option<Value> {
    let mut object = Map::new();
    for member in members {
        if member.scopes.as_ref().is_some_and(|scopes| !scopes.contains(&scope.name)) {
            continue;
        }
        match self::member(api, member, scope) {
            Some(example) => {
                object.insert(member.name.clone(), example);
            }
            None if member.presence == Presence::Required => return None,
            None => {}
        }
    }
    Some(Value::Object(object))
}

fn member(api: &Api, member: &Member, scope: &Scope) -> Option<Value> {
    match (&member.value, &member.shape) {
        (Some(MemberValue::Constant(text)), _) => Some(Value::String(text.clone())),
        (Some(MemberValue::ScopeType), _) => Some(Value::String(scope.object_scope_type.clone())),
        (_, Shape::Type(name)) => of_type(api, api.types.get(name)?, scope),
        (_, Shape::String | Shape::Long | Shape::Int | Shape::EpochMilliseconds | Shape::Url) => {
            member.example.as_ref().map(json)
        }
    }
}

fn json(example: &Example) -> Value {
    match example {
        Example::Text(text) => Value::String(text.clone()),
        Example::Number(number) => Value::from(*number),
    }
}
