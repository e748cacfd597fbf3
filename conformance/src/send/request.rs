//! A request as a step wants it: address, credentials, headers and content, and what both ends know of it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use kii_spec::{
    Api, Caller, Operation, OwnerKind, PathTemplate, RequestContent, Scope, Segment, Shape,
    axis::{BucketId, Expiry, IfMatch, IfNoneMatch, ObjectId, Owner, Range, Spelling},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use crate::{
    cases::{Role, Step},
    deployment::Target,
    send::{exchange::Request, state::CaseState},
    values::{ByteRange, Content, Form},
};

/// Everything that must be escaped in a path segment (RFC 3986, 3.3), and `!` must not.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'!').remove(b':');

/// How long a publication lives that is given a lifetime without further demands.
const LIFETIME: Duration = Duration::from_secs(3600);

/// A request, prepared once: its address, credentials and headers stay, however often it is sent.
#[derive(Clone, Debug)]
pub(crate) struct PreparedRequest {
    /// The request.
    pub request: Request,
    /// What both ends know.
    pub facts: KnownValues,
    /// The lifetime that its content names, which may end at a point in time.
    lifetime: Option<Lifetime>,
}

/// The lifetime of a publication.
#[derive(Clone, Debug)]
struct Lifetime {
    /// The type of the content that names it.
    described: kii_spec::Type,
    /// How it is named.
    expiry: Expiry,
    /// How long it is.
    length: Duration,
}

impl PreparedRequest {
    /// A request whose content depends on no point in time.
    #[cfg(test)]
    pub(crate) const fn new(request: Request, facts: KnownValues) -> Self {
        Self { request, facts, lifetime: None }
    }

    /// The request as it is to be sent now: a point in time that it names is as far away as ever.
    pub(crate) fn now(&self) -> Self {
        let Some(lifetime) = &self.lifetime else { return self.clone() };
        let content = lifetime.content();
        let request = Request { content: content.bytes.clone(), ..self.request.clone() };
        let facts = KnownValues { content: Some(content), ..self.facts.clone() };
        Self { request, facts, lifetime: self.lifetime.clone() }
    }
}

impl AsRef<Request> for PreparedRequest {
    fn as_ref(&self) -> &Request {
        &self.request
    }
}

/// What both ends know of a request, so that the answer can be compared with it.
#[derive(Clone, Debug)]
pub struct KnownValues {
    /// The application's ID.
    pub app_id: String,
    /// The ID of the scope's owner, if it has one.
    pub owner_id: Option<String>,
    /// The `bucketID` in the path.
    pub bucket_id: String,
    /// The `objectID` in the path; `None` when the server is to choose it.
    pub object_id: Option<String>,
    /// The ID of the principal who sends the request, if it has one.
    pub caller_id: Option<String>,
    /// What is sent.
    pub content: Option<Content>,
    /// The bytes that are asked for.
    pub range: Option<ByteRange>,
}

/// Why a request cannot be made: the answers so far did not give what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PrepareError(pub String);

/// Prepares the request that a step wants in a state.
///
/// # Errors
/// When the target lacks what is needed, or earlier answers did not name the version that is to be sent back.
pub(crate) fn prepare(
    api: &Api,
    target: &Target,
    scope: &Scope,
    operation: &Operation,
    step: &Step,
    world: &CaseState,
) -> Result<PreparedRequest, PrepareError> {
    let facts = facts(api, target, scope, operation, step, world)?;
    let url = match (step.role, &world.location) {
        (Role::Follow, Some(location)) => location.clone(),
        (Role::Follow, None) => {
            return Err(PrepareError("the answer named no address that could be followed".to_owned()));
        }
        (Role::SetUp | Role::Control | Role::Act | Role::Verify(_), _) => facts.address(api, target, scope, operation),
    };
    let mut request = plain(target, scope, operation, api.caller(&step.point), url)?;
    let headers = &mut request.headers;
    if let Some(credentials) = headers.remove(header::AUTHORIZATION) {
        headers.insert(header::AUTHORIZATION, spelled(credentials, step.point.spelling)?);
    }
    let media = facts.content.as_ref().map(|content| &content.media).or(operation.request.media.as_ref());
    if let Some(media) = media {
        let charset = match step.point.spelling {
            Spelling::Charset => "; charset=UTF-8",
            Spelling::Usual | Spelling::LowerCaseScheme => "",
        };
        headers.insert(header::CONTENT_TYPE, value(&format!("{media}{charset}"))?);
    }
    conditions(operation, step, world, headers)?;
    if let Some(range) = facts.range {
        headers.insert(header::RANGE, value(&range.to_string())?);
    }
    for (name, text) in &step.sent.headers {
        let sent = match text.strip_prefix('$') {
            Some(kept) => {
                world.kept.get(kept).cloned().ok_or_else(|| PrepareError(format!("no answer has given ${kept}")))?
            }
            None => value(text)?,
        };
        headers.insert(name, sent);
    }
    request.content = facts.content.as_ref().map(|content| content.bytes.clone()).unwrap_or_else(Bytes::new);
    Ok(PreparedRequest { request, facts, lifetime: lifetime(api, operation, step) })
}

/// A request without content: its address, and the headers that every request has.
///
/// # Errors
/// When the target lacks the caller's credentials.
pub(crate) fn plain(
    target: &Target,
    scope: &Scope,
    operation: &Operation,
    caller: &Caller,
    url: Url,
) -> Result<Request, PrepareError> {
    let credentials = target.authorization(scope, caller).map_err(|lack| PrepareError(lack.reason))?;
    let mut headers = target.headers_to(&url);
    headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
    headers.extend(credentials.map(|credentials| (header::AUTHORIZATION, credentials)));
    if let Some(media) = &operation.request.media {
        headers.insert(header::CONTENT_TYPE, value(media)?);
    }
    Ok(Request { method: operation.method.clone(), url, headers, content: Bytes::new() })
}

fn facts(
    api: &Api,
    target: &Target,
    scope: &Scope,
    operation: &Operation,
    step: &Step,
    world: &CaseState,
) -> Result<KnownValues, PrepareError> {
    let point = step.point;
    let owner_id = match (point.owner, scope.owner) {
        (Owner::Absent, OwnerKind::Principal | OwnerKind::Named | OwnerKind::NamedPrincipal) => {
            Some(world.absent_owner.clone())
        }
        // The owner is whoever is asking.
        (_, OwnerKind::Caller) => target.caller_id(scope, api.caller(&point)).map(str::to_owned),
        (Owner::Absent, OwnerKind::Application) | (Owner::Exists, _) => {
            target.owner_id(scope).map_err(|lack| PrepareError(lack.reason))?.map(str::to_owned)
        }
    };
    let formed = |name: &str, valid: &str, form: Form| match api.service.identifiers.get(name) {
        Some(identifier) => form.apply(identifier, valid),
        None => valid.to_owned(),
    };
    let object_id = operation.has_parameter(ObjectId::PARAMETER);
    let stored = world.stored.body.as_ref().map_or(0, |body| body.bytes.len() as u64);
    Ok(KnownValues {
        app_id: target.app_id.clone(),
        owner_id,
        bucket_id: formed(BucketId::PARAMETER, &world.bucket, point.bucket_id.into()),
        object_id: object_id.then(|| formed(ObjectId::PARAMETER, &world.object_id, point.object_id.into())),
        caller_id: target.caller_id(scope, api.caller(&point)).map(str::to_owned),
        content: content(api, target, operation, step, world),
        range: match (step.sent.headers.get(&header::RANGE), point.range) {
            (Some(text), _) => {
                let range = ByteRange::parse(text);
                Some(range.ok_or_else(|| PrepareError(format!("`Range: {text}` is not one range of bytes")))?)
            }
            (None, Range::None) => None,
            (None, Range::Part) => Some(ByteRange::FromTo(2, 9)),
            (None, Range::Beyond) => Some(ByteRange::FromTo(stored, stored + 9)),
            (None, Range::First) => Some(ByteRange::FromTo(0, 0)),
            (None, Range::Last) => Some(ByteRange::FromTo(stored.saturating_sub(1), stored.saturating_sub(1))),
            (None, Range::Whole) => Some(ByteRange::FromTo(0, stored.saturating_sub(1))),
            (None, Range::Open) => Some(ByteRange::From(5)),
            (None, Range::Suffix) => Some(ByteRange::Last(7)),
            (None, Range::Overlong) => Some(ByteRange::FromTo(3, stored + 99)),
        },
    })
}

fn content(api: &Api, target: &Target, operation: &Operation, step: &Step, world: &CaseState) -> Option<Content> {
    let given = match &step.sent.json {
        Some(Value::Object(members)) => Some(members.clone()),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) | None => None,
    };
    match (&operation.request.content, given) {
        (RequestContent::None, _) => None,
        (RequestContent::Object, Some(members)) => Some(Content::json(&api.service, members)),
        (RequestContent::Object, None) => {
            Some(Content::object(&api.service, &target.app_id, step.point.content, &world.source, world.serial))
        }
        (RequestContent::Body, _) => Some(Content::body(step.point.upload, world.serial)),
        (RequestContent::Json(name), Some(members)) => {
            let media = api.types.get(name).and_then(|described| described.media.as_deref()).unwrap_or_default();
            Some(Content::described(media, members))
        }
        (RequestContent::Json(_), None) => lifetime(api, operation, step).map(|lifetime| lifetime.content()),
    }
}

/// The lifetime that a request names, unless a hand-written case says what it sends.
fn lifetime(api: &Api, operation: &Operation, step: &Step) -> Option<Lifetime> {
    let RequestContent::Json(name) = &operation.request.content else { return None };
    let is_own = step.sent.json.is_none() && step.point.expiry != Expiry::NoContent;
    let described = api.types.get(name).filter(|_| is_own)?.clone();
    Some(Lifetime { described, expiry: step.point.expiry, length: step.sent.lifetime.unwrap_or(LIFETIME) })
}

impl Lifetime {
    /// The members that name it: a point in time, a number of seconds, both or none.
    fn content(&self) -> Content {
        let end = SystemTime::now() + self.length;
        let end = end.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let members = self.described.members.values().filter_map(|member| {
            let value = match (&member.shape, self.expiry) {
                (Shape::EpochMilliseconds, Expiry::At | Expiry::Both) => {
                    Value::from(u64::try_from(end).unwrap_or(u64::MAX))
                }
                (Shape::Int, Expiry::In | Expiry::Both) => Value::from(self.length.as_secs()),
                (
                    Shape::EpochMilliseconds | Shape::Int | Shape::Long | Shape::String | Shape::Url | Shape::Type(_),
                    Expiry::None | Expiry::At | Expiry::In | Expiry::Both | Expiry::NoContent,
                ) => return None,
            };
            Some((member.name.clone(), value))
        });
        Content::described(self.described.media.as_deref().unwrap_or_default(), members.collect())
    }
}

fn conditions(
    operation: &Operation,
    step: &Step,
    world: &CaseState,
    headers: &mut HeaderMap,
) -> Result<(), PrepareError> {
    let Some(precondition) = operation.request.precondition else { return Ok(()) };
    let versions = world.stored.versions(precondition.version);
    let named = match step.point.if_match {
        IfMatch::None => None,
        IfMatch::Current => Some(versions.current.as_ref().ok_or("no answer has named the current version")),
        IfMatch::Stale => {
            Some(versions.superseded.last().ok_or("no answer has named a version that is superseded by now"))
        }
    };
    if let Some(named) = named {
        headers.insert(header::IF_MATCH, named.map_err(|why| PrepareError(why.to_owned()))?.clone());
    }
    match step.point.if_none_match {
        IfNoneMatch::None => {}
        IfNoneMatch::Any => {
            headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("*"));
        }
    }
    Ok(())
}

/// Credentials with their scheme as a request spells it.
fn spelled(credentials: HeaderValue, spelling: Spelling) -> Result<HeaderValue, PrepareError> {
    match spelling {
        Spelling::Usual | Spelling::Charset => Ok(credentials),
        Spelling::LowerCaseScheme => {
            let mut bytes = credentials.as_bytes().to_vec();
            bytes.split_mut(|byte| *byte == b' ').take(1).for_each(<[u8]>::make_ascii_lowercase);
            let lowered = HeaderValue::from_bytes(&bytes);
            let mut lowered =
                lowered.map_err(|_| PrepareError("the credentials cannot be sent in a header".to_owned()))?;
            lowered.set_sensitive(true);
            Ok(lowered)
        }
    }
}

fn value(text: &str) -> Result<HeaderValue, PrepareError> {
    HeaderValue::from_str(text).map_err(|_| PrepareError(format!("`{text}` cannot be sent in a header")))
}

/// The base address with the templates behind it, each parameter filled in.
pub(crate) fn address<'a>(base: &Url, templates: &[&PathTemplate], parameter: &dyn Fn(&str) -> &'a str) -> Url {
    let mut path = base.path().trim_end_matches('/').to_owned();
    for segment in templates.iter().flat_map(|template| &template.segments) {
        path.push('/');
        match segment {
            Segment::Literal(text) => path.push_str(text),
            Segment::Parameter(name) => path.extend(utf8_percent_encode(parameter(name), ESCAPED)),
        }
    }
    let mut url = base.clone();
    url.set_path(&path);
    url
}

impl KnownValues {
    /// The address of an operation in a scope, each parameter of its path filled in.
    pub(crate) fn address(&self, api: &Api, target: &Target, scope: &Scope, operation: &Operation) -> Url {
        address(&target.base, &[&api.service.base, &scope.prefix, &operation.path], &|name| self.parameter(name))
    }

    /// The value of a path parameter: the bucket, the object, the application or else the scope's owner.
    fn parameter(&self, name: &str) -> &str {
        match name {
            BucketId::PARAMETER => &self.bucket_id,
            ObjectId::PARAMETER => self.object_id.as_deref().unwrap_or_default(),
            "appID" => &self.app_id,
            _ => self.owner_id.as_deref().unwrap_or_default(),
        }
    }
}
