//! JSON objects as classes that read and write themselves.

use kii_spec::{ErrorType, Member, MemberValue, Presence, Shape, Type};

use super::{
    docstring::docstring,
    names::{literal, pascal, snake},
};
use crate::{
    Error,
    layout::{fitting, one_a_line},
    model::{Body, ClientModel, sentence},
};

/// An attribute, and the expressions that read it from `members` and write it.
struct Attribute {
    docs: String,
    name: String,
    ty: String,
    optional: bool,
    read: String,
    wire: String,
    written: String,
}

/// What the class is called that has none of the members that exclude each other.
const PLAIN: &str = "plain";

/// Every type but the errors; a type is behind those that it has as members. Each is one text.
pub(super) fn bodies(model: &ClientModel<'_>) -> Result<Vec<String>, Error> {
    model.types_behind_their_parts().into_iter().map(|ty| body(model, ty)).collect()
}

/// The classes of a type, the alias among them, each with what it stands for.
pub(super) fn names(model: &ClientModel<'_>, ty: &Type) -> Result<Vec<(String, String)>, Error> {
    let name = pascal(&ty.name.0);
    let of = |part: &str| (variant(&name, part), format!("the type `{}` with `{part}`", ty.name));
    let variants: Vec<(String, String)> = match Body::of(model.api, ty)? {
        Body::Record(_) => Vec::new(),
        Body::Choice { exclusive, .. } => {
            let plain = (variant(&name, PLAIN), format!("the type `{}` with no such member", ty.name));
            exclusive.iter().map(|one| of(&one.name)).chain([plain]).collect()
        }
        Body::Scopes { kinds, .. } => kinds.iter().map(|(kind, _)| of(kind)).collect(),
    };
    let whole = (name, format!("the type `{}`", ty.name));
    Ok(variants.into_iter().chain([whole]).collect())
}

/// The function that reads a type.
pub(super) fn reader(model: &ClientModel<'_>, ty: &Type) -> Result<String, Error> {
    Ok(match Body::of(model.api, ty)? {
        Body::Record(_) => format!("{}.read", pascal(&ty.name.0)),
        Body::Choice { .. } | Body::Scopes { .. } => format!("read_{}", snake(&ty.name.0)),
    })
}

fn variant(name: &str, part: &str) -> String {
    format!("{name}{}", pascal(part).trim_end_matches('_'))
}

fn body(model: &ClientModel<'_>, ty: &Type) -> Result<String, Error> {
    let name = pascal(&ty.name.0);
    let source = model.citations.cite(&ty.origin);
    let docs = [ty.summary.as_str(), &source];
    match Body::of(model.api, ty)? {
        Body::Record(members) => {
            let attributes = attributes(model, &members)?;
            Ok(class(&name, &docs, None, &attributes))
        }
        Body::Choice { shared, exclusive } => {
            let mut classes = Vec::new();
            let mut cases = String::new();
            for chosen in exclusive.iter().map(|one| Some(*one)).chain([None]) {
                let part = chosen.map_or(PLAIN, |chosen| chosen.name.as_str());
                let mut attributes = attributes(model, &shared)?;
                if let Some(chosen) = chosen {
                    let attribute = attribute(model, chosen)?;
                    attributes.push(required(attribute, &chosen.name));
                }
                let which = chosen.map_or_else(
                    || String::from("With none of the members that exclude each other."),
                    |chosen| format!("With `{}`.", chosen.name),
                );
                let class_name = variant(&name, part);
                classes.push(class(&class_name, &[&ty.summary, &which], None, &attributes));
                cases.push_str(&match chosen {
                    Some(one) => format!(
                        "    if members.has({}):\n        return {class_name}.read(value)\n",
                        literal(&one.name)
                    ),
                    None => format!("    return {class_name}.read(value)"),
                });
            }
            let read = format!("    members = Members(value)\n{cases}");
            Ok(union(model, ty, classes, &docs, &read)?)
        }
        Body::Scopes { tag, kinds } => {
            let mut classes = Vec::new();
            let mut cases = String::new();
            for (kind, members) in kinds {
                let attributes = attributes(model, &members)?.into_iter().zip(&members);
                let attributes: Vec<Attribute> =
                    attributes.map(|(attribute, member)| required(attribute, &member.name)).collect();
                let class_name = variant(&name, kind);
                let which = format!("Where `{}` is `{kind}`.", tag.name);
                classes.push(class(&class_name, &[&ty.summary, &which], Some((tag, kind)), &attributes));
                cases.push_str(&format!(
                    "        case {}:\n            return {class_name}.read(value)\n",
                    literal(kind)
                ));
            }
            let read = format!(
                "    match Members(value).required({0}, text):\n{cases}        case other:\n            raise Flaw(f\"has a member {1} \
                 that is not described: {{other}}\")",
                literal(&tag.name),
                tag.name.replace(['{', '}', '"', '\\'], "?"),
            );
            Ok(union(model, ty, classes, &docs, &read)?)
        }
    }
}

/// The classes of a type that is one of several, their alias, and the function that reads it.
fn union(model: &ClientModel<'_>, ty: &Type, classes: Vec<String>, docs: &[&str], read: &str) -> Result<String, Error> {
    let names: Vec<String> = names(model, ty)?.into_iter().map(|(name, _)| name).collect();
    let Some((name, variants)) = names.split_last() else { return Ok(String::new()) };
    let function = reader(model, ty)?;
    let alias = alias(name, variants);
    let reader =
        format!("def {function}(value: object) -> {name}:\n    \"\"\"Read the object from JSON.\"\"\"\n{read}");
    Ok(format!("{}\n\n\n{alias}\n{}\n\n\n{reader}", classes.join("\n\n\n"), docstring(0, docs)))
}

/// The declaration of an alias of several classes.
pub(super) fn alias(name: &str, variants: &[String]) -> String {
    let flat = format!("{name}: TypeAlias = {}", variants.join(" | "));
    fitting(0, flat, || {
        let alternatives = fitting(4, variants.join(" | "), || variants.join("\n    | "));
        format!("{name}: TypeAlias = (\n    {alternatives}\n)")
    })
}

/// The class of an error.
pub(super) fn error(model: &ClientModel<'_>, error: &ErrorType) -> Result<String, Error> {
    let name = pascal(&error.name.0);
    let source = model.citations.cite(&error.origin);
    let members = error.members.values().filter(|member| member.name != model.service().error_code);
    let attributes = attributes(model, &members.collect::<Vec<_>>())?;
    let constants = [
        format!("    STATUS: ClassVar[int] = {}\n", error.status.as_u16()),
        format!("    MEDIA_TYPE: ClassVar[str] = {}\n", literal(&error.media)),
        format!("    ERROR_CODE: ClassVar[str] = {}\n", literal(&error.code)),
    ];
    let docs = docstring(4, &[&error.summary, &source]);
    let check = "        members.constant(ERROR_CODE_MEMBER, cls.ERROR_CODE)\n";
    Ok(format!(
        "{}class {name}(ApiFailure):\n    {docs}\n\n{}{}\n{}",
        DECORATOR,
        constants.concat(),
        declarations(&attributes),
        read(check, &attributes)
    ))
}

/// What stands above a class with attributes that are given by name.
pub(super) const DECORATOR: &str = "@dataclass(frozen=True, slots=True, kw_only=True)\n";

fn class(name: &str, docs: &[&str], tag: Option<(&Member, &str)>, attributes: &[Attribute]) -> String {
    let constant = tag.map_or_else(String::new, |(tag, kind)| {
        let (name, kind) = (snake(&tag.name), literal(kind));
        format!("\n    {name}: ClassVar[Literal[{kind}]] = {kind}\n    {}\n", docstring(4, &[&tag.summary]))
    });
    let check = tag.map_or_else(String::new, |(tag, kind)| {
        format!("        members.constant({}, {})\n", literal(&tag.name), literal(kind))
    });
    let written = tag.map(|(tag, _)| (literal(&tag.name), format!("self.{}", snake(&tag.name)))).into_iter();
    let own = attributes.iter().map(|one| (one.wire.clone(), one.written.clone()));
    let items: Vec<String> = own.chain(written).map(|(wire, value)| format!("{wire}: {value}")).collect();
    let write = one_a_line(12, 4, "{", &items, "}");
    let write = if items.is_empty() { String::from("{}") } else { format!("known(\n            {write}\n        )") };
    format!(
        "{DECORATOR}class {name}:\n    {}\n{constant}{}\n{}\n\n    def write(self) -> JsonObject:\n        \"\"\"Write the object as \
         JSON.\"\"\"\n        return {write}",
        docstring(4, docs),
        declarations(attributes),
        read(&check, attributes),
    )
}

fn declarations(attributes: &[Attribute]) -> String {
    let declaration = |one: &Attribute| {
        let default = if one.optional { " | None = None" } else { "" };
        format!("\n    {}: {}{default}\n    {}\n", one.name, one.ty, docstring(4, &[&one.docs]))
    };
    attributes.iter().map(declaration).collect()
}

/// The method that reads the class from JSON, after these checks.
fn read(check: &str, attributes: &[Attribute]) -> String {
    let items: Vec<String> = attributes.iter().map(|one| format!("{}={}", one.name, one.read)).collect();
    let made = if items.is_empty() { String::from("cls()") } else { one_a_line(8, 4, "cls(", &items, ")") };
    let members = if check.is_empty() && items.is_empty() { "" } else { "members = " };
    format!(
        "    @classmethod\n    def read(cls, value: object) -> Self:\n        \"\"\"Read the object from JSON.\"\"\"\n        \
         {members}Members(value)\n{check}        return {made}"
    )
}

fn attributes(model: &ClientModel<'_>, members: &[&Member]) -> Result<Vec<Attribute>, Error> {
    members.iter().map(|member| attribute(model, member)).collect()
}

fn required(attribute: Attribute, wire: &str) -> Attribute {
    let reader = attribute.read.rsplit_once(", ").map_or("text)", |(_, reader)| reader);
    let read = format!("members.required({}, {reader}", literal(wire));
    Attribute { optional: false, read, ..attribute }
}

fn attribute(model: &ClientModel<'_>, member: &Member) -> Result<Attribute, Error> {
    let name = snake(&member.name);
    let plain = format!("self.{name}");
    let (ty, reader, written) = match &member.shape {
        Shape::String => ("str".to_owned(), "text".to_owned(), plain),
        Shape::Url => ("str".to_owned(), "url".to_owned(), plain),
        Shape::Int | Shape::Long | Shape::EpochMilliseconds => ("int".to_owned(), "integer".to_owned(), plain),
        Shape::Type(part) => {
            let reader = model.api.types.get(part).map(|ty| reader(model, ty)).transpose()?;
            (pascal(&part.0), reader.unwrap_or_default(), format!("{plain}.write()"))
        }
    };
    let (method, optional) = match (&member.presence, &member.scopes) {
        (Presence::RequiredUnless(_), _) => ("nullable", true),
        (Presence::Optional, _) | (Presence::Required, Some(_)) => ("optional", true),
        (Presence::Required, None) => ("required", false),
    };
    let written = if optional && written.ends_with(')') {
        format!("None if self.{name} is None else {written}")
    } else {
        written
    };
    let constant = match &member.value {
        Some(MemberValue::Constant(text)) => Some(text),
        Some(
            MemberValue::AppId
            | MemberValue::OwnerId
            | MemberValue::BucketId
            | MemberValue::ObjectId
            | MemberValue::ScopeType
            | MemberValue::DataType
            | MemberValue::CallerId
            | MemberValue::CreationDate
            | MemberValue::ModificationDate
            | MemberValue::ByteCount
            | MemberValue::FirstByte
            | MemberValue::LastByte,
        )
        | None => None,
    };
    let docs = sentence(member);
    Ok(Attribute {
        docs: constant.map_or_else(|| docs.clone(), |text| format!("{docs} Always `{text}`.")),
        read: format!("members.{method}({}, {reader})", literal(&member.name)),
        wire: literal(&member.name),
        name,
        ty,
        optional,
        written,
    })
}
