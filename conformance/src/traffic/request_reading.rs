//! Reads a request that others have made: the operation, what the address and the content name, and the points that it may
//! be at.

use std::{collections::BTreeSet, sync::Arc};

use http::{HeaderName, HeaderValue, header};
use indexmap::IndexMap;
use jiff::Timestamp;
use kii_spec::{
    Api, Credentials, HeaderTemplate, IdentifierRole, Meaning, ObjectForm, Operation, RequestChange, RequestContent,
    Scope, TemplatePart,
    axis::{Axis, AxisKind, CallerId, Point, Setting},
};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use url::Url;

use super::{knowledge::Knowledge, recorded::RecordedExchange};
use crate::{
    send::{KnownValues, Moment, parameters},
    values::{ByteRange, Content, media_type},
};

/// Headers that make a request another one than the spec describes, unless one of its axes is about them (RFC 9110, 13.1).
const CONDITIONS: [HeaderName; 6] = [
    header::IF_MATCH,
    header::IF_NONE_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_UNMODIFIED_SINCE,
    header::IF_RANGE,
    header::RANGE,
];

/// A request to an operation, as far as it can be read.
pub(super) struct RequestReading<'a> {
    pub(super) operation: &'a Operation,
    pub(super) scope: &'a Scope,
    pub(super) known: KnownValues,
    /// The points that it may be at, without the state and the caller.
    pub(super) points: Vec<Point>,
    /// Those who may have sent it, as far as its credentials show.
    pub(super) callers: Vec<CallerId>,
    /// Whether the spec describes no such request, so that nothing is due to it.
    pub(super) is_foreign: bool,
}

/// Whether a request is at a value of an axis.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    Yes,
    No,
    /// What was recorded does not say.
    Open,
}

impl<'a> RequestReading<'a> {
    /// Reads a request to an operation in a scope. `records_credentials`: whether a request without them had none.
    pub(super) fn of(
        api: &'a Api,
        base: &Url,
        (operation, scope): (&'a Operation, &'a Scope),
        exchange: &RecordedExchange,
        records_credentials: bool,
    ) -> Self {
        let parameters = parameters(api, base, (operation, scope), &exchange.request.url);
        let known = known_values(api, operation, scope, &parameters, exchange);
        let callers = callers(api, exchange, records_credentials);
        let is_foreign = is_foreign(api, operation, &known, exchange);
        Self { operation, scope, known, points: vec![Point::default()], callers, is_foreign }
    }

    /// The same request, at the points that it may be at where so much is known of the place that it is about.
    pub(super) fn at(mut self, api: &Api, base: &Url, exchange: &RecordedExchange, place: &Knowledge) -> Self {
        let parameters = parameters(api, base, (self.operation, self.scope), &exchange.request.url);
        let reader = Reader { api, operation: self.operation, known: &self.known, parameters, exchange, place };
        let axes = self.operation.axes.iter().filter(|axis| axis.kind() == AxisKind::Request && **axis != Axis::CALLER);
        let mut points = vec![Point::default()];
        for axis in axes {
            let settings = reader.settings(*axis);
            points = points.iter().flat_map(|point| settings.iter().map(|setting| point.with(*setting))).collect();
        }
        self.points = points;
        self
    }
}

struct Reader<'r> {
    api: &'r Api,
    operation: &'r Operation,
    known: &'r KnownValues,
    parameters: IndexMap<&'r str, String>,
    exchange: &'r RecordedExchange,
    place: &'r Knowledge,
}

impl Reader<'_> {
    /// The settings of an axis that the request may have.
    fn settings(&self, axis: Axis) -> Vec<Setting> {
        let axes = &self.api.axes;
        let all = axes.settings(axis);
        let default = Point::default().setting(axis);
        let others: Vec<Setting> = all.into_iter().map(|(_, setting)| setting).filter(|one| *one != default).collect();
        if axes.headers(axis).next().is_some() {
            return match axes.headers(axis).any(|name| self.exchange.request.headers.contains_key(name)) {
                true => self.header_settings(&others),
                false => vec![default],
            };
        }
        let identifier = axes.declared(axis).and_then(|declared| declared.applies.identifier.as_deref());
        if let Some(parameter) = identifier {
            let is_malformed = |setting: &&Setting| axes.value(**setting).is_some_and(|value| value.malformed);
            let wrong = others.iter().find(is_malformed).filter(|_| !self.admits(parameter));
            return vec![wrong.copied().unwrap_or(default)];
        }
        let fits = others.iter().map(|setting| (*setting, axes.value(*setting).map(|value| self.fit(&value.change))));
        let fits: Vec<(Setting, Fit)> = fits.map(|(setting, fit)| (setting, fit.unwrap_or(Fit::No))).collect();
        let having = |wanted: Fit| fits.iter().filter(move |(_, fit)| *fit == wanted).map(|(setting, _)| *setting);
        match having(Fit::Yes).next() {
            Some(setting) => vec![setting],
            None => [default].into_iter().chain(having(Fit::Open)).collect(),
        }
    }

    fn admits(&self, parameter: &str) -> bool {
        let identifier = self.api.service.identifiers.get(parameter);
        let found = self.parameters.get(parameter);
        identifier.zip(found).is_none_or(|(identifier, found)| identifier.admits(found))
    }

    /// The settings whose headers the request has; all that it may have where versions or lengths are unknown.
    fn header_settings(&self, settings: &[Setting]) -> Vec<Setting> {
        let has = |setting: &&Setting| {
            let headers = self.api.axes.value(**setting).map(|value| value.change.headers()).unwrap_or_default();
            headers.iter().all(|(name, template)| self.is_filled(name, template))
        };
        match settings.iter().find(has) {
            Some(setting) => vec![*setting],
            None => settings.iter().copied().filter(|setting| !self.names_another_version(*setting)).collect(),
        }
    }

    /// Whether a setting has the current version where the request has another one.
    fn names_another_version(&self, setting: Setting) -> bool {
        let headers = self.api.axes.value(setting).map(|value| value.change.headers()).unwrap_or_default();
        let versions = self.operation.request.precondition.map(|it| self.place.stored().versions(it.version));
        let Some(current) = versions.and_then(|versions| versions.current.as_ref()) else { return false };
        let other =
            |name: &HeaderName| self.exchange.request.headers.get(name).is_some_and(|sent| bare(sent) != bare(current));
        headers.iter().any(|(name, template)| matches!(template.0.as_slice(), [TemplatePart::Version]) && other(name))
    }

    /// Whether the request has a header as a template makes it. Of ranges, those are the same of which the body has bytes.
    fn is_filled(&self, name: &HeaderName, template: &HeaderTemplate) -> bool {
        let Some(sent) = self.exchange.request.headers.get(name) else { return false };
        let versions = self.operation.request.precondition.map(|it| self.place.stored().versions(it.version));
        match template.0.as_slice() {
            [TemplatePart::Version] => versions.is_some_and(|versions| versions.current.as_ref() == Some(sent)),
            [TemplatePart::SupersededVersion] => versions.is_some_and(|versions| versions.superseded.contains(sent)),
            parts => match self.known.range.filter(|_| *name == header::RANGE) {
                Some(range) => self.is_range(range, parts),
                None => {
                    let text = text(parts, self.place.length());
                    text.is_some_and(|text| text.as_bytes() == sent.as_bytes().trim_ascii())
                }
            },
        }
    }

    /// Whether a range has bytes of the body exactly if that of a template has bytes of a long one. Of a body whose length is not
    /// known, nobody can tell.
    fn is_range(&self, range: ByteRange, template: &[TemplatePart]) -> bool {
        /// A length that every range of the spec is made for.
        const LONG: u64 = 1 << 20;
        let usual = text(template, Some(LONG)).and_then(|text| ByteRange::parse(&text));
        let both = usual.zip(self.place.length());
        both.is_some_and(|(usual, length)| range.of(length).is_some() == usual.of(LONG).is_some())
    }

    fn fit(&self, change: &RequestChange) -> Fit {
        let yes = |is_so: bool| if is_so { Fit::Yes } else { Fit::No };
        match change {
            RequestChange::Object(form) => self.fit_of_object(form),
            RequestChange::Members(meanings) => match self.exchange.sent() {
                None => Fit::Open,
                Some(_) => yes(self.meanings() == *meanings),
            },
            RequestChange::NoContent => match self.exchange.sent() {
                None => Fit::Open,
                Some(sent) => yes(sent.is_empty()),
            },
            RequestChange::LowerCaseScheme => {
                let credentials = self.exchange.request.headers.get(header::AUTHORIZATION);
                yes(credentials.is_some_and(|value| value.as_bytes().first().is_some_and(u8::is_ascii_lowercase)))
            }
            // A server need not know each parameter.
            RequestChange::MediaParameter(_) => {
                let media = self.exchange.request.headers.get(header::CONTENT_TYPE);
                if media.is_some_and(|media| media.as_bytes().contains(&b';')) { Fit::Open } else { Fit::No }
            }
            // The same is due to every body, however it is sent.
            RequestChange::Body(_)
            | RequestChange::Transfer(_)
            | RequestChange::None
            | RequestChange::Caller(_)
            | RequestChange::Identifier { .. }
            | RequestChange::Headers(_)
            | RequestChange::Token(_)
            | RequestChange::Lasting { .. } => Fit::No,
        }
    }

    fn fit_of_object(&self, form: &ObjectForm) -> Fit {
        let Some(content) = &self.known.content else { return Fit::Open };
        let value = serde_json::from_slice::<Value>(&content.bytes);
        // Numbers, depths and surrogates that this program cannot hold are JSON all the same.
        let is_json =
            std::str::from_utf8(&content.bytes).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
        let yes = |is_so: bool| if is_so { Fit::Yes } else { Fit::No };
        match form {
            ObjectForm::Malformed(_) if content.bytes.is_empty() => Fit::Open,
            ObjectForm::Malformed(_) => yes(!is_json),
            ObjectForm::NotAnObject(_) | ObjectForm::Typed(_) if is_json && value.is_err() => Fit::Open,
            ObjectForm::NotAnObject(_) => yes(value.is_ok_and(|value| !value.is_object())),
            ObjectForm::Typed(_) => yes(content.data_type.is_some() && content.members.is_some()),
            // What counts towards the size is not documented to the character.
            ObjectForm::Padding(_) => {
                let size = String::from_utf8_lossy(&content.bytes).chars().count();
                if size > self.api.service.object_size.accepted { Fit::Open } else { Fit::No }
            }
            ObjectForm::Size(_)
            | ObjectForm::Long { .. }
            | ObjectForm::With(_)
            | ObjectForm::Whole(_)
            | ObjectForm::Wide(_)
            | ObjectForm::List(_)
            | ObjectForm::Deep(_)
            | ObjectForm::Repeated { .. }
            | ObjectForm::Filled { .. } => Fit::No,
        }
    }

    /// What the members of the content mean, in the order of the spec.
    fn meanings(&self) -> Vec<Meaning> {
        let RequestContent::Json(name) = &self.operation.request.content else { return Vec::new() };
        let sent = self.known.content.as_ref().and_then(|content| content.members.as_ref());
        let members = self.api.types.get(name).into_iter().flat_map(|described| described.members.values());
        let sent = members.filter(|member| sent.is_some_and(|sent| sent.contains_key(&member.name)));
        let mut meanings: Vec<Meaning> = sent.filter_map(|member| member.meaning).collect();
        // Axes list them in an order of their own.
        meanings.sort_by_key(|meaning| match meaning {
            Meaning::ExpiresAt => 0,
            Meaning::ExpiresIn => 1,
            Meaning::PublishedUrl | Meaning::PublicationId => 2,
        });
        meanings
    }
}

/// The text of a template that names no version, for a body of so many bytes; `None` where it needs a length that is not known.
fn text(parts: &[TemplatePart], length: Option<u64>) -> Option<String> {
    let parts = parts.iter().map(|part| match part {
        TemplatePart::Text(text) => Some(text.clone()),
        TemplatePart::Length(more) => Some(length?.saturating_add_signed(*more).to_string()),
        TemplatePart::Version | TemplatePart::SupersededVersion | TemplatePart::NearVersion(_) => None,
    });
    parts.collect()
}

/// A version without quotes and the mark of a weak one: the pages leave open how a request names it (decision A31).
fn bare(version: &HeaderValue) -> &[u8] {
    let version = version.as_bytes().trim_ascii();
    let version = version.strip_prefix(b"W/").unwrap_or(version);
    version.strip_prefix(b"\"").and_then(|version| version.strip_suffix(b"\"")).unwrap_or(version)
}

fn known_values(
    api: &Api,
    operation: &Operation,
    scope: &Scope,
    parameters: &IndexMap<&str, String>,
    exchange: &RecordedExchange,
) -> KnownValues {
    let service = &api.service;
    let of_role = |role| service.identifier(role).and_then(|identifier| parameters.get(identifier.name.as_str()));
    let owner = scope.prefix.parameters().find_map(|name| parameters.get(name));
    let range = exchange.request.headers.get(header::RANGE);
    let app_id = parameters.get(service.application.as_str()).cloned().unwrap_or_default();
    let content = content(api, operation, &app_id, exchange);
    KnownValues {
        app_id,
        owner_id: owner.cloned(),
        bucket_id: of_role(IdentifierRole::Bucket).cloned().unwrap_or_default(),
        object_id: of_role(IdentifierRole::Object).cloned(),
        caller_id: None,
        other_callers: Vec::new(),
        content,
        range: range.and_then(|range| ByteRange::parse(range.to_str().ok()?)),
        // What clients publish elsewhere and when is not followed.
        published_elsewhere: Arc::default(),
        // What is stored elsewhere, the inspector adds.
        other_objects: BTreeSet::new(),
        moment: Moment::default(),
    }
}

/// What was sent, if all of it is known.
fn content(api: &Api, operation: &Operation, app_id: &str, exchange: &RecordedExchange) -> Option<Content> {
    let bytes = exchange.sent()?.clone();
    let media = exchange.request.headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
    let media = media.unwrap_or_default().to_owned();
    let members = || serde_json::from_slice::<Map<String, Value>>(&bytes).ok().map(Arc::new);
    match &operation.request.content {
        RequestContent::None => None,
        RequestContent::Object => {
            let [before, between, after] = &api.service.typed_media.around;
            let typed = media_type::essence(media.as_bytes()).unwrap_or_default();
            let rest = typed.strip_prefix(&format!("{before}{app_id}{between}"));
            let data_type = rest.and_then(|rest| rest.strip_suffix(after.as_str())).map(str::to_owned);
            Some(Content { members: members(), media, data_type, bytes })
        }
        RequestContent::Json(_) => Some(Content { members: members(), media, data_type: None, bytes }),
        RequestContent::Body => Some(Content { media, bytes, members: None, data_type: None }),
    }
}

/// Who may have sent the request. Of those with credentials, nobody can see which token is whose.
fn callers(api: &Api, exchange: &RecordedExchange, records_credentials: bool) -> Vec<CallerId> {
    let has_credentials = exchange.request.headers.contains_key(header::AUTHORIZATION);
    let may_be = |credentials: &Credentials| match credentials {
        Credentials::None => !has_credentials,
        Credentials::Permitted | Credentials::Bearer(_) | Credentials::Application | Credentials::NeverIssued => {
            has_credentials || !records_credentials
        }
    };
    api.service.callers.values().filter(|caller| may_be(&caller.credentials)).map(|caller| caller.id).collect()
}

/// Whether the spec describes no such request: with a condition, a media type or a member that it does not know.
fn is_foreign(api: &Api, operation: &Operation, known: &KnownValues, exchange: &RecordedExchange) -> bool {
    let headers = &exchange.request.headers;
    let is_of_an_axis =
        |name: &HeaderName| operation.axes.iter().any(|axis| api.axes.headers(*axis).any(|header| header == name));
    let has_foreign_condition = CONDITIONS.iter().any(|name| {
        let Some(value) = headers.get(name) else { return false };
        let text = String::from_utf8_lossy(value.as_bytes());
        let is_list = text.contains(',') || headers.get_all(name).iter().count() > 1;
        let is_any = *name == header::IF_MATCH && text.trim() == "*";
        let is_version = *name == header::IF_NONE_MATCH && text.trim() != "*";
        let is_no_range = *name == header::RANGE && known.range.is_none();
        !is_of_an_axis(name) || is_list || is_any || is_version || is_no_range
    });
    let has_foreign_media = match (&operation.request.content, &known.content) {
        (RequestContent::Object, Some(content)) => {
            !media_type::same(content.media.as_bytes(), api.service.plain_media.as_bytes())
                && content.data_type.is_none()
        }
        (RequestContent::Json(name), Some(content)) => {
            let media = api.types.get(name).and_then(|described| described.media.as_deref()).unwrap_or_default();
            !content.bytes.is_empty() && !media_type::same(content.media.as_bytes(), media.as_bytes())
        }
        (RequestContent::None | RequestContent::Body, _) | (RequestContent::Object | RequestContent::Json(_), None) => {
            false
        }
    };
    let overrides = headers.contains_key("x-http-method-override");
    has_foreign_condition
        || has_foreign_media
        || overrides
        || exchange.request.url.query().is_some()
        || !are_members_usual(api, operation, known, exchange.began)
}

/// Whether each member of described JSON has a value of which the spec says what follows.
fn are_members_usual(api: &Api, operation: &Operation, known: &KnownValues, began: Option<Timestamp>) -> bool {
    let (RequestContent::Json(name), Some(content)) = (&operation.request.content, &known.content) else { return true };
    let (Some(described), false) = (api.types.get(name), content.bytes.is_empty()) else { return true };
    let Some(members) = &content.members else { return false };
    members.iter().all(|(name, value)| {
        let Some(member) = described.members.get(name) else { return false };
        let Some(number) = value.as_i64() else { return false };
        match member.meaning {
            Some(Meaning::ExpiresAt) => began.is_some_and(|began| number > began.as_millisecond()),
            Some(Meaning::ExpiresIn) => member.minimum.is_none_or(|least| number >= least as i64),
            Some(Meaning::PublishedUrl | Meaning::PublicationId) | None => false,
        }
    })
}
