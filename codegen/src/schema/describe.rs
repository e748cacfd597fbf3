//! The schemas of a spec's types and errors.

use indexmap::IndexMap;
use kii_spec::{Api, ErrorType, Member, MemberValue, Origin, Presence, Scope, Shape, Type};

use super::{Kind, Schema, example};
use crate::{Error, declared::Declared};

/// Describes the types of a spec.
pub(crate) struct Describer<'a> {
    pub api: &'a Api,
    /// Where the schema of a type is, by the type's name.
    pub place: fn(&str) -> String,
}

impl Describer<'_> {
    /// The schemas of all types and errors, by name.
    ///
    /// # Errors
    ///
    /// When a type and an error have one name.
    pub(crate) fn all(&self, target: &str) -> Result<IndexMap<String, Schema>, Error> {
        let mut declared = Declared::default();
        for name in self.api.types.keys() {
            declared.add("the set of schemas", &name.0, format!("the type `{name}`"));
        }
        for name in self.api.errors.keys() {
            declared.add("the set of schemas", &name.0, format!("the error `{name}`"));
        }
        declared.refuse_clashes(target)?;
        let types = self.api.types.values().map(|ty| (ty.name.0.clone(), self.ty(ty)));
        let errors = self.api.errors.values().map(|error| (error.name.0.clone(), self.error(error)));
        Ok(types.chain(errors).collect())
    }

    fn ty(&self, ty: &Type) -> Schema {
        let tag = ty.members.values().find(|member| member.value == Some(MemberValue::ScopeType));
        let described = match tag {
            Some(tag) => self.by_scope(ty, tag),
            None => {
                let first = self.api.service.scopes.values().next();
                let example = first.and_then(|scope| example::of_type(self.api, ty, scope));
                let object = self.object(ty.members.values(), &|member| member.scopes.is_none());
                Schema { examples: example.into_iter().collect(), ..object }
            }
        };
        Schema {
            description: Some(ty.summary.clone()),
            not: (!ty.exclusive.is_empty()).then(|| Box::new(together(&ty.exclusive))),
            decision: decision(&ty.origin),
            ..described
        }
    }

    fn error(&self, error: &ErrorType) -> Schema {
        Schema {
            description: Some(error.summary.clone()),
            examples: example::of_error(self.api, error).into_iter().collect(),
            decision: decision(&error.origin),
            ..self.object(error.members.values(), &|member| member.scopes.is_none())
        }
    }

    /// A type that says in which kind of scope something is: one alternative for each kind.
    fn by_scope(&self, ty: &Type, tag: &Member) -> Schema {
        let mut kinds: IndexMap<&str, Vec<&Scope>> = IndexMap::new();
        for scope in self.api.service.scopes.values() {
            kinds.entry(&scope.object_scope_type).or_default().push(scope);
        }
        let alternative = |(kind, scopes): (&str, Vec<&Scope>)| {
            let is_in =
                |member: &Member, scope: &Scope| member.scopes.as_ref().is_none_or(|names| names.contains(&scope.name));
            let members = ty.members.values().filter(|member| scopes.iter().any(|scope| is_in(member, scope)));
            let mut schema = self.object(members, &|member| scopes.iter().all(|scope| is_in(member, scope)));
            if let Some(property) = schema.properties.get_mut(&tag.name) {
                property.constant = Some(kind.to_owned());
            }
            let example = scopes.first().and_then(|scope| example::of_type(self.api, ty, scope));
            Schema { title: Some(kind.to_owned()), examples: example.into_iter().collect(), ..schema }
        };
        let mut alternatives: Vec<Schema> = kinds.into_iter().map(alternative).collect();
        match (alternatives.pop(), alternatives.is_empty()) {
            (Some(only), true) => only,
            (Some(last), false) => {
                alternatives.push(last);
                Schema { one_of: alternatives, ..Schema::default() }
            }
            (None, _) => Schema::of(Kind::Object),
        }
    }

    /// An object of these members, of which those are always there that are required and present in every scope.
    fn object<'a>(&self, members: impl Iterator<Item = &'a Member>, is_everywhere: &dyn Fn(&Member) -> bool) -> Schema {
        let mut schema = Schema::of(Kind::Object);
        for member in members {
            if member.presence == Presence::Required && is_everywhere(member) {
                schema.required.push(member.name.clone());
            }
            schema.properties.insert(member.name.clone(), self.member(member));
        }
        schema
    }

    fn member(&self, member: &Member) -> Schema {
        let described = match &member.shape {
            Shape::String => Schema::of(Kind::String),
            Shape::Long | Shape::EpochMilliseconds => Schema { format: Some("int64"), ..Schema::of(Kind::Integer) },
            Shape::Int => Schema { format: Some("int32"), ..Schema::of(Kind::Integer) },
            Shape::Url => Schema { format: Some("uri"), ..Schema::of(Kind::String) },
            Shape::Type(name) => Schema::reference((self.place)(&name.0)),
        };
        let may_be_null = matches!(member.presence, Presence::RequiredUnless(_));
        Schema {
            kind: described.kind.map(|kind| if may_be_null { kind.or_null() } else { kind }),
            constant: constant(member),
            minimum: member.minimum,
            ..described.described(self.summary(member))
        }
    }

    /// What a member is, and what no keyword can say of it.
    fn summary(&self, member: &Member) -> String {
        let mut words = vec![member.summary.clone()];
        if member.shape == Shape::EpochMilliseconds {
            words.push(String::from("In milliseconds since 1970-01-01T00:00:00Z."));
        }
        words.extend(member.value.as_ref().and_then(equals).map(str::to_owned));
        if let Some(scopes) = &member.scopes {
            let scopes: Vec<&str> = scopes.iter().map(|scope| scope.0.as_str()).collect();
            words.push(format!("Only in scope {}.", scopes.join(", ")));
        }
        if let Presence::RequiredUnless(callers) = &member.presence {
            let known = &self.api.service.callers;
            let names = callers.iter().filter_map(|id| known.values().find(|caller| caller.id == *id));
            let names: Vec<&str> = names.map(|caller| caller.name.0.as_str()).collect();
            words.push(format!("May be missing or null for the callers {}.", names.join(", ")));
        }
        words.join(" ")
    }
}

/// The decision that something rests on, if it does.
pub(crate) fn decision(origin: &Origin) -> Option<String> {
    match origin {
        Origin::Decision(id) => Some(id.to_string()),
        Origin::Page(_) => None,
    }
}

fn constant(member: &Member) -> Option<String> {
    match &member.value {
        Some(MemberValue::Constant(text)) => Some(text.clone()),
        Some(_) | None => None,
    }
}

/// What a member's value equals, where that is known only at run time.
const fn equals(value: &MemberValue) -> Option<&'static str> {
    match value {
        MemberValue::Constant(_) | MemberValue::ScopeType | MemberValue::FirstByte | MemberValue::LastByte => None,
        MemberValue::AppId => Some("The application that the request names."),
        MemberValue::OwnerId => Some("The owner of the scope that the request names."),
        MemberValue::BucketId | MemberValue::ObjectId => Some("The same as in the request, if that names one."),
        MemberValue::DataType => Some("The data type or the media type that the request named."),
        MemberValue::CallerId => Some("The ID of whoever sends the request."),
        MemberValue::CreationDate => Some("The same in every answer."),
        MemberValue::ModificationDate => Some("The same in every answer until the next change."),
        MemberValue::ByteCount => Some("The size of the body, or that of the range that is named beside it."),
    }
}

/// Any two of these members at once.
fn together(members: &[String]) -> Schema {
    let pairs = members.iter().enumerate().flat_map(|(at, one)| {
        members
            .iter()
            .skip(at + 1)
            .map(move |other| Schema { required: vec![one.clone(), other.clone()], ..Schema::default() })
    });
    let mut pairs: Vec<Schema> = pairs.collect();
    match (pairs.pop(), pairs.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            pairs.extend(last);
            Schema { any_of: pairs, ..Schema::default() }
        }
    }
}
