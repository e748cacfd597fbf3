//! Prepares the request of a step: address, credentials, headers and content, and the values that its answer must repeat.

mod lifetime;

use std::{borrow::Cow, collections::BTreeSet, fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, header};
use kii_spec::{
    Api, Caller, IdentifierRole, Operation, OwnerKind, PathTemplate, RequestContent, Scope, Segment, Service, Version,
    axis::{Axis, Owner},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use self::lifetime::Lifetime;
use crate::{
    cases::{Role, Step},
    deployment::{Target, Validity},
    send::{
        changes::{RequestChanges, TemplateValues},
        exchange::Request,
        server_clock::ServerClock,
        state::{CaseState, Moment},
        wire_form::{Delivery, WireForm},
    },
    values::{ByteRange, Content},
};

/// Everything that must be escaped in a path segment (RFC 3986, 3.3), and `!` must not.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'!').remove(b':');

/// A request that is prepared once. Its address, credentials and headers stay the same when it is sent again.
#[derive(Clone, Debug)]
pub(crate) struct PreparedRequest {
    /// The request.
    pub request: Request,
    /// The values that the answer can be compared with.
    pub known: KnownValues,
    /// How long its token is valid; `None` if it has none or that is not known.
    pub validity: Option<Validity>,
    /// The lifetime that its content names, which may end at a point in time.
    lifetime: Option<Lifetime>,
}

impl PreparedRequest {
    /// A request whose content depends on no point in time.
    #[cfg(test)]
    pub(crate) const fn new(request: Request, known: KnownValues) -> Self {
        Self { request, known, validity: None, lifetime: None }
    }

    /// The same request in the form in which a request of this name is written. What a case says of its form stays.
    pub(crate) fn in_form(mut self, name: &str) -> Self {
        let form = WireForm::in_turn(name);
        let delivery = match self.request.form.delivery {
            Delivery::Whole => form.delivery,
            chosen @ (Delivery::InParts | Delivery::Chunked | Delivery::Slow | Delivery::BrokenOff) => chosen,
        };
        self.request.form = WireForm { delivery, ..form };
        self.request.headers.insert(header::ACCEPT, form.accept.value());
        self
    }

    /// The same request, if it needs no clock or this one.
    ///
    /// # Errors
    /// When the case waits for a date in it, and no answer has told the server's time.
    pub(crate) fn timed_by(self, clock: Option<ServerClock>) -> Result<Self, PrepareError> {
        let needs = self.lifetime.as_ref().is_some_and(|lifetime| lifetime.is_waited_for && lifetime.names_end());
        match clock {
            None if needs => {
                let why = "no answer has told the server's time, neither in `Date` nor as the date of a change";
                Err(PrepareError::Answers(why.to_owned()))
            }
            None | Some(_) => Ok(self),
        }
    }

    /// The request as it has to be sent now: an expiry date in it is recomputed from the server's present time, or from this
    /// machine's if the server has told none.
    pub(crate) fn now(&self, clock: Option<ServerClock>) -> Cow<'_, Self> {
        let Some(lifetime) = &self.lifetime else { return Cow::Borrowed(self) };
        let content = lifetime.content(clock);
        let request = Request { content: content.bytes.clone(), ..self.request.clone() };
        let known = KnownValues { content: Some(content), ..self.known.clone() };
        Cow::Owned(Self { request, known, validity: self.validity, lifetime: Some(lifetime.by(clock)) })
    }

    /// How long after the request the point in time lies that its content names, if it names one.
    pub(crate) fn ends_in(&self) -> Option<Duration> {
        self.lifetime.as_ref().filter(|lifetime| lifetime.names_end()).map(|lifetime| lifetime.length)
    }

    /// For how long a publication is served at least whose end the case waits for.
    pub(crate) fn served_for(&self) -> Option<Duration> {
        self.lifetime.as_ref().filter(|lifetime| lifetime.is_waited_for).map(|lifetime| lifetime.length)
    }

    /// After how long a publication has ended whose end the case waits for.
    pub(crate) fn awaited(&self) -> Option<Duration> {
        self.lifetime.as_ref().and_then(Lifetime::awaited)
    }
}

impl AsRef<Request> for Cow<'_, PreparedRequest> {
    fn as_ref(&self) -> &Request {
        &self.request
    }
}

/// The values of a request that client and target both know, so that the answer can be compared with them.
#[derive(Clone, Debug)]
pub struct KnownValues {
    /// The application's ID.
    pub app_id: String,
    /// The ID of the scope's owner, if it has one.
    pub owner_id: Option<String>,
    /// The bucket's ID in the path.
    pub bucket_id: String,
    /// The object's ID in the path; `None` when the server chooses it.
    pub object_id: Option<String>,
    /// The ID of the principal who sends the request, if it has one.
    pub caller_id: Option<String>,
    /// If it has none: the IDs that are certainly somebody else's.
    pub other_callers: Vec<String>,
    /// What is sent.
    pub content: Option<Content>,
    /// The bytes that are asked for.
    pub range: Option<ByteRange>,
    /// The IDs and the addresses of the publications of other objects.
    pub published_elsewhere: Arc<BTreeSet<String>>,
    /// If the server chooses the object's ID: those of the other objects in the bucket.
    pub other_objects: BTreeSet<String>,
    /// What is known of the server's time.
    pub moment: Moment,
}

/// Why a request cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PrepareError {
    /// The answers so far did not give what it needs.
    Answers(String),
    /// The case, the spec or the target file is at fault, whatever the target answers.
    Suite(String),
}

impl fmt::Display for PrepareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answers(why) | Self::Suite(why) => f.write_str(why),
        }
    }
}

/// Prepares the request of a step in a state.
///
/// # Errors
/// When the target lacks what is needed, or earlier answers did not name the version that is to be sent back.
pub(crate) fn prepare(
    api: &Api,
    target: &Target,
    scope: &Scope,
    operation: &Operation,
    step: &Step,
    state: &CaseState,
) -> Result<PreparedRequest, PrepareError> {
    let changes = RequestChanges::of(api, step);
    let mut known = known_values(api, target, scope, operation, step, state, &changes)?;
    let url = match (step.role, &state.location) {
        (Role::Follow, Some(location)) => location.clone(),
        (Role::Follow, None) => {
            return Err(PrepareError::Answers("the answer named no address that could be followed".to_owned()));
        }
        (Role::SetUp | Role::Beside | Role::Control | Role::Act | Role::Again | Role::Verify(_), _) => {
            known.address(api, target, scope, operation)
        }
    };
    let caller = api.caller(&step.point);
    // Another case may renew the token meanwhile: then the request has the new one and the validity of the old one.
    let validity = target.validity(scope, caller);
    let mut request = plain(target, scope, operation, caller, url)?;
    let headers = &mut request.headers;
    if let Some(form) = changes.token {
        let wrong = target.wrong_token(scope, form).map_err(|lack| PrepareError::Suite(lack.reason))?;
        headers.insert(header::AUTHORIZATION, wrong);
    }
    if let (true, Some(credentials)) = (changes.lower_case_scheme, headers.get(header::AUTHORIZATION)) {
        let lowered = lower_case_scheme(credentials)?;
        headers.insert(header::AUTHORIZATION, lowered);
    }
    let media = known.content.as_ref().map(|content| &content.media).or(operation.request.media.as_ref());
    if let Some(media) = media {
        let parameters = changes.media_parameters.iter().map(|parameter| format!("; {parameter}"));
        headers.insert(header::CONTENT_TYPE, value(&format!("{media}{}", parameters.collect::<String>()))?);
    }
    let template_values = TemplateValues {
        versions: operation.request.precondition.map(|precondition| state.stored.versions(precondition.version)),
        others: operation.request.precondition.map(|precondition| {
            state.stored.versions(match precondition.version {
                Version::Object => Version::Body,
                Version::Body => Version::Object,
            })
        }),
        length: state.stored.body.as_ref().map_or(0, |body| body.bytes.len() as u64),
    };
    for (name, template) in &changes.headers {
        headers.insert(name, template_values.fill(template)?);
    }
    for (name, text) in &step.sent.headers {
        let sent = match text.strip_prefix('$') {
            Some(kept) => state
                .kept
                .get(kept)
                .cloned()
                .ok_or_else(|| PrepareError::Answers(format!("no answer has given ${kept}")))?,
            None => value(text)?,
        };
        headers.insert(name, sent);
    }
    known.range = headers.get(header::RANGE).map(range).transpose()?;
    request.content = known.content.as_ref().map(|content| content.bytes.clone()).unwrap_or_else(Bytes::new);
    if let Some(transfer) = changes.transfer {
        request.form.delivery = transfer.into();
    }
    let lifetime = Lifetime::of(api, operation, step, &changes);
    Ok(PreparedRequest { request, known, validity, lifetime })
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
    let credentials = target.authorization(scope, caller).map_err(|lack| PrepareError::Suite(lack.reason))?;
    let mut headers = target.headers_to(&url);
    headers.reserve(8);
    headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
    headers.extend(credentials.map(|credentials| (header::AUTHORIZATION, credentials)));
    if let Some(media) = &operation.request.media {
        headers.insert(header::CONTENT_TYPE, value(media)?);
    }
    Ok(Request { method: operation.method.clone(), url, headers, content: Bytes::new(), form: WireForm::default() })
}

fn known_values(
    api: &Api,
    target: &Target,
    scope: &Scope,
    operation: &Operation,
    step: &Step,
    state: &CaseState,
    changes: &RequestChanges<'_>,
) -> Result<KnownValues, PrepareError> {
    let caller = api.caller(&step.point);
    let owner_id = match (step.point.owner, scope.owner) {
        (Owner::Absent, OwnerKind::Principal | OwnerKind::Named | OwnerKind::NamedPrincipal) => {
            match step.sent.owner.as_ref().and_then(|name| api.service.scopes.get(name)) {
                Some(other) => {
                    target.owner_id(other).map_err(|lack| PrepareError::Suite(lack.reason))?.map(str::to_owned)
                }
                None => Some(state.missing_owner(target.owner_id(scope).ok().flatten())),
            }
        }
        // Which user is missing then is nowhere said.
        (_, OwnerKind::Caller) if scope.has_no_owner_for(caller.id) => None,
        // The owner is the caller.
        (_, OwnerKind::Caller) => target.caller_id(scope, caller).map(str::to_owned),
        (Owner::Absent, OwnerKind::Application) | (Owner::Exists, _) => {
            target.owner_id(scope).map_err(|lack| PrepareError::Suite(lack.reason))?.map(str::to_owned)
        }
    };
    let own = CaseState::new(state.source.clone());
    let formed = |role, usual: &str, own: &str| match api.service.identifier(role) {
        Some(identifier) => changes.identifier(&identifier.name, usual, own),
        None => usual.to_owned(),
    };
    let names_object = operation.has_axis(Axis::Object);
    let caller_id = target.caller_id(scope, caller).map(str::to_owned);
    let other_callers = if caller_id.is_none() { target.ids_of_others(scope, caller) } else { Vec::new() };
    Ok(KnownValues {
        app_id: target.app_id.clone(),
        owner_id,
        bucket_id: formed(IdentifierRole::Bucket, &state.bucket, &own.bucket),
        object_id: names_object.then(|| formed(IdentifierRole::Object, &state.object_id, &own.object_id)),
        caller_id,
        other_callers,
        content: content(api, target, operation, step, state, changes),
        // `prepare` reads it from the headers.
        range: None,
        published_elsewhere: state.published.elsewhere(),
        other_objects: if names_object { BTreeSet::new() } else { state.others.with(state.stored_id()) },
        moment: state.moment,
    })
}

/// The range that a header asks for.
fn range(value: &HeaderValue) -> Result<ByteRange, PrepareError> {
    let text = String::from_utf8_lossy(value.as_bytes());
    ByteRange::parse(&text).ok_or_else(|| PrepareError::Suite(format!("`Range: {text}` is not one range of bytes")))
}

fn content(
    api: &Api,
    target: &Target,
    operation: &Operation,
    step: &Step,
    state: &CaseState,
    changes: &RequestChanges<'_>,
) -> Option<Content> {
    let given = match &step.sent.json {
        Some(Value::Object(members)) => Some(members.clone()),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) | None => None,
    };
    match (&operation.request.content, given) {
        (RequestContent::None, _) => None,
        (RequestContent::Object, Some(members)) => Some(Content::json(&api.service, members)),
        (RequestContent::Object, None) => {
            Some(Content::object(&api.service, &target.app_id, changes.object, &state.source, state.serial))
        }
        (RequestContent::Body, _) => Some(Content::body(changes.body, state.serial)),
        (RequestContent::Json(name), Some(members)) => {
            let media = api.types.get(name).and_then(|described| described.media.as_deref()).unwrap_or_default();
            Some(Content::described(media, members))
        }
        (RequestContent::Json(_), None) => {
            Lifetime::of(api, operation, step, changes).map(|lifetime| lifetime.content(None))
        }
    }
}

/// Credentials with their scheme in lower case.
fn lower_case_scheme(credentials: &HeaderValue) -> Result<HeaderValue, PrepareError> {
    let mut bytes = credentials.as_bytes().to_vec();
    bytes.split_mut(|byte| *byte == b' ').take(1).for_each(<[u8]>::make_ascii_lowercase);
    let lowered = HeaderValue::from_bytes(&bytes);
    let mut lowered =
        lowered.map_err(|_| PrepareError::Suite("the credentials cannot be sent in a header".to_owned()))?;
    lowered.set_sensitive(true);
    Ok(lowered)
}

fn value(text: &str) -> Result<HeaderValue, PrepareError> {
    HeaderValue::from_str(text).map_err(|_| PrepareError::Suite(format!("`{text}` cannot be sent in a header")))
}

/// The base address followed by the templates, with the value of each parameter.
pub(crate) fn address<'a>(base: &Url, templates: &[&PathTemplate], parameter: &dyn Fn(&str) -> &'a str) -> Url {
    // Identifiers are short: room for all of them costs less than to grow with each.
    let mut path = String::with_capacity(256);
    path.push_str(base.path().trim_end_matches('/'));
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
    /// The address of an operation in a scope, with the value of each parameter.
    pub(crate) fn address(&self, api: &Api, target: &Target, scope: &Scope, operation: &Operation) -> Url {
        let templates = [&api.service.base, &scope.prefix, &operation.path];
        address(&target.base, &templates, &|name| self.parameter(&api.service, name))
    }

    /// The value of a path parameter: the bucket, the object, the application or else the scope's owner.
    fn parameter(&self, service: &Service, name: &str) -> &str {
        match service.identifiers.get(name).map(|identifier| identifier.role) {
            Some(IdentifierRole::Bucket) => &self.bucket_id,
            Some(IdentifierRole::Object) => self.object_id.as_deref().unwrap_or_default(),
            None if name == service.application => &self.app_id,
            None => self.owner_id.as_deref().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests;
