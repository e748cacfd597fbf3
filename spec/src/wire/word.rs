//! Words of the spec that stand for one value of the model each.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    change::{BodyChange, ObjectChange},
    diagnostics::Diagnostics,
    from_yaml::{Definitions, FromYaml, text, unexpected},
    operation::{
        Access, HeaderValue, Level, PathTemplate, RequestContent, ResponseContent, Segment, Tolerance, Version,
    },
    service::{IdentifierRole, OwnerKind},
    source::{Answers, Authority, Checked, DerivedCheck, StatementKind},
    types::{Meaning, MemberValue},
    yaml::{Kind, Node},
    yaml_words,
};

/// What a header's value is; which operation answers at a `uri` is written beside it.
#[derive(Clone, Debug)]
pub(crate) enum HeaderWord {
    Value(HeaderValue),
    Uri,
}

/// What a member's `is` says.
#[derive(Clone, Debug)]
pub(crate) enum MemberWord {
    Value(MemberValue),
    Meaning(Meaning),
}

yaml_words! {
    Method: "a method" {
        "GET" => Method::GET,
        "HEAD" => Method::HEAD,
        "PUT" => Method::PUT,
        "POST" => Method::POST,
        "PATCH" => Method::PATCH,
        "DELETE" => Method::DELETE,
    }
    Access: "an access" { "read" => Access::Read, "write" => Access::Write }
    Version: "something that has versions" { "object" => Version::Object, "body" => Version::Body }
    RequestContent: "a request's content" { "object" => RequestContent::Object, "body" => RequestContent::Body }
    ResponseContent: "a response's content" {
        "object" => ResponseContent::Object,
        "body" => ResponseContent::Body,
        "body_part" => ResponseContent::BodyPart,
    }
    HeaderWord: "a header's value" {
        "object_version" => HeaderWord::Value(HeaderValue::Version(Version::Object)),
        "body_version" => HeaderWord::Value(HeaderValue::Version(Version::Body)),
        "date" => HeaderWord::Value(HeaderValue::Date),
        "object_media" => HeaderWord::Value(HeaderValue::ObjectMedia),
        "body_media" => HeaderWord::Value(HeaderValue::BodyMedia),
        "content_range" => HeaderWord::Value(HeaderValue::ContentRange),
        "uri" => HeaderWord::Uri,
    }
    Level: "a level" { "must" => Level::Must, "should" => Level::Should, "may" => Level::May }
    Tolerance: "a tolerance" { "client_error" => Tolerance::AnyClientError }
    ObjectChange: "a change of an object" {
        "sent" => ObjectChange::Sent,
        "merged" => ObjectChange::Merged,
        "deleted" => ObjectChange::Deleted,
    }
    BodyChange: "a change of a body" { "sent" => BodyChange::Sent, "deleted" => BodyChange::Deleted }
    OwnerKind: "a kind of owner" {
        "application" => OwnerKind::Application,
        "principal" => OwnerKind::Principal,
        "caller" => OwnerKind::Caller,
        "named" => OwnerKind::Named,
        "named_principal" => OwnerKind::NamedPrincipal,
    }
    Authority: "an authority" {
        "seed" => Authority::Seed,
        "reference" => Authority::Reference,
        "standard" => Authority::Standard,
    }
    IdentifierRole: "something that is identified" {
        "bucket" => IdentifierRole::Bucket,
        "object" => IdentifierRole::Object,
    }
    MemberWord: "something that both ends know, or that a member means" {
        "app_id" => MemberWord::Value(MemberValue::AppId),
        "owner_id" => MemberWord::Value(MemberValue::OwnerId),
        "bucket_id" => MemberWord::Value(MemberValue::BucketId),
        "object_id" => MemberWord::Value(MemberValue::ObjectId),
        "scope_type" => MemberWord::Value(MemberValue::ScopeType),
        "data_type" => MemberWord::Value(MemberValue::DataType),
        "caller_id" => MemberWord::Value(MemberValue::CallerId),
        "creation_date" => MemberWord::Value(MemberValue::CreationDate),
        "modification_date" => MemberWord::Value(MemberValue::ModificationDate),
        "byte_count" => MemberWord::Value(MemberValue::ByteCount),
        "first_byte" => MemberWord::Value(MemberValue::FirstByte),
        "last_byte" => MemberWord::Value(MemberValue::LastByte),
        "published_url" => MemberWord::Meaning(Meaning::PublishedUrl),
        "publication_id" => MemberWord::Meaning(Meaning::PublicationId),
        "expires_at" => MemberWord::Meaning(Meaning::ExpiresAt),
        "expires_in" => MemberWord::Meaning(Meaning::ExpiresIn),
    }
}

yaml_words! {
    Answers: "a sort of answers" {
        "any" => Answers::Any,
        "successes" => Answers::Successes,
        "refusals" => Answers::Refusals,
    }
}

impl FromYaml for StatementKind {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        let words: Vec<_> = Self::ALL.iter().map(|kind| (kind.word(), *kind)).collect();
        diagnostics.choose("a kind of statement", &text(node, "a kind of statement", diagnostics)?, &words)
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "enum": Self::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>() })
    }
}

/// A derived check, or that there are cases. The third way, exclusion, has a key of its own.
impl FromYaml for Checked {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        let derived = DerivedCheck::ALL.iter().map(|check| (check.word(), Self::Derived(*check)));
        let words: Vec<_> = derived.chain([("cases", Self::Cases)]).collect();
        let kind = "a way to check a rule";
        diagnostics.choose(kind, &text(node, kind, diagnostics)?, &words)
    }

    fn schema(_: &mut Definitions) -> Value {
        let derived = DerivedCheck::ALL.iter().map(|check| check.word());
        json!({ "enum": derived.chain(["cases"]).collect::<Vec<_>>() })
    }
}

/// The status of a final answer.
impl FromYaml for StatusCode {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        let expected = "a status from 200 to 599";
        match node.value {
            Kind::Whole(number @ 200..600) => u16::try_from(number).ok().and_then(|number| Self::from_u16(number).ok()),
            Kind::Whole(number) => {
                diagnostics.note(&node.span, format!("expected {expected}, found {number}"), "no final answer has it");
                None
            }
            Kind::Nothing
            | Kind::Bool(_)
            | Kind::Negative(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::List(_)
            | Kind::Map(_) => unexpected(node, expected, diagnostics),
        }
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "integer", "minimum": 200, "maximum": 599 })
    }
}

/// A path: empty, or segments that each begin with a slash; `{name}` is a parameter.
impl FromYaml for PathTemplate {
    fn read(node: &Node, diagnostics: &Diagnostics<'_>) -> Option<Self> {
        let path = text(node, "a path", diagnostics)?.value;
        if path.is_empty() {
            return Some(Self { segments: Vec::new() });
        }
        let segments = path.strip_prefix('/').and_then(|rest| rest.split('/').map(segment).collect());
        if segments.is_none() {
            let help = "write `/literal/{parameter}`, without a slash at the end".to_owned();
            diagnostics.note_with(&node.span, format!("`{path}` is not a path"), "expected a path", help);
        }
        Some(Self { segments: segments? })
    }

    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "string", "pattern": r"^(/([^/{}?# ]+|\{[^/{}?# ]+\}))*$" })
    }
}

fn segment(text: &str) -> Option<Segment> {
    let plain = |text: &str| !text.is_empty() && !text.contains(['{', '}', '?', '#', ' ']);
    match text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => plain(name).then(|| Segment::Parameter(name.to_owned())),
        None => plain(text).then(|| Segment::Literal(text.to_owned())),
    }
}
