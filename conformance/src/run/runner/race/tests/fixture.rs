//! Requests of a race and their answers, made by hand.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version};
use indexmap::IndexMap;
use kii_spec::{Api, Operation, OperationId, RequestContent, RuleId, ScopeName, Statement, axis::Point};
use serde_json::{Map, Value, json};

use super::super::history::{Answered, Call, Ending, History, Reading, Shared};
use crate::{
    cases::{Expect, Role, Sent, Step},
    judge::Checker,
    send::{CaseState, KnownValues, Moment, PreparedRequest, Request, Response, StoredObject, WireForm},
    values::{Content, Source},
};
/// A request by its operation and what it names in `If-Match`; when it was sent and answered, in milliseconds, and the answer.
/// The upload of the request in place `n` is `new n`, the object that it sends has a member `mn`.
pub(super) struct Sending {
    pub(super) operation: &'static str,
    pub(super) if_match: Option<&'static str>,
    pub(super) begun: u64,
    pub(super) answer: Option<(u64, Response)>,
}

/// What became of a race.
#[derive(Debug)]
pub(super) enum End {
    /// An order explains it; the members and the body that are stored then.
    Explained(Vec<String>, Option<Bytes>),
    /// None does; how the failure is described.
    Unexplained(String),
    /// One answer is wrong in every order; the statement that it violates, and what is expected.
    Wrong(String, String),
    /// Nothing can be said.
    Undecided(String),
}

/// Where the body is published before the race.
pub(super) const ADDRESS: &str = "http://target/published";

/// A request for what is published, sent and answered at these times in milliseconds.
pub(super) fn reading(url: &str, (begun, at): (u64, u64), response: Response) -> Reading {
    let url = url.parse().expect("a URL");
    let request = Request {
        method: http::Method::GET,
        url,
        headers: HeaderMap::new(),
        content: Bytes::new(),
        form: WireForm::default(),
    };
    let answer = Answered { response, at: Duration::from_millis(at) };
    Reading { client: None, request, begun: Duration::from_millis(begun), answer }
}

/// What the answer to a publication says.
pub(super) fn published(url: &str) -> Response {
    let media = "application/vnd.kii.ObjectBodyPublicationResponse+json";
    answer(200, &[("content-type", media)], json!({ "publicationID": "p", "url": url }).to_string())
}

/// Sent at the same time as everything else, from 0 to 10 ms.
pub(super) fn at_once(operation: &'static str, answer: Response) -> Sending {
    Sending { operation, if_match: None, begun: 0, answer: Some((10, answer)) }
}

/// Sent when everything else has been answered.
pub(super) fn afterwards(operation: &'static str, answer: Response) -> Sending {
    Sending { operation, if_match: None, begun: 20, answer: Some((30, answer)) }
}

impl Sending {
    pub(super) fn if_match(self, version: &'static str) -> Self {
        Self { if_match: Some(version), ..self }
    }
}

/// The end of a race in a state with an object `{}` of the version `"o"` and the body `old` of the version `"b"`.
pub(super) fn end(sendings: Vec<Sending>) -> End {
    end_with(sendings, Vec::new())
}

/// The same with requests for what is published. The body is published at [`ADDRESS`] before.
pub(super) fn end_with(sendings: Vec<Sending>, readings: Vec<Reading>) -> End {
    let api = Api::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let mut before = CaseState::new(Source::random());
    before.stored.object = Some(StoredObject::new(Map::new(), "application/json".to_owned()));
    before.stored.body = Some(upload("old".to_owned()));
    before.stored.object_versions.current = Some(HeaderValue::from_static("\"o\""));
    before.stored.body_versions.current = Some(HeaderValue::from_static("\"b\""));
    before.published.note(ADDRESS.parse().ok(), &before.stored);
    let scope = &api.service.scopes[&ScopeName("user".to_owned())];
    let steps: Vec<Step> = sendings.iter().map(|sending| step(&api, sending)).collect();
    let about: OperationId = steps[0].operation.clone();
    let calls = sendings.into_iter().zip(&steps).enumerate().map(|(place, (sending, step))| {
        let operation = &api.operations[&step.operation];
        Call {
            api: &api,
            scope,
            operation,
            step,
            about: &about,
            cites: &[],
            success: Call::success(&api, scope, operation, step).expect("a success"),
            client: Some(place + 1),
            prepared: prepared(&api, &before, operation, place),
            names: sending.if_match.map(HeaderValue::from_static),
            begun: Duration::from_millis(sending.begun),
            answer: sending.answer.map(|(at, response)| Answered { response, at: Duration::from_millis(at) }),
        }
    });
    let checker = Checker::new();
    let subject = Statement::Rule(RuleId("one-writer-wins".into()));
    let published = before.published.addresses().clone();
    let before = Shared { stored: before.stored.clone(), published };
    let history = History { checker: &checker, before, calls: calls.collect(), readings, subject };
    match history.judge() {
        Ok(Ending::Explained(after)) => {
            let state = after.stored;
            let members = state.object.map(|object| object.members.keys().cloned().collect());
            End::Explained(members.unwrap_or_default(), state.body.map(|body| body.bytes))
        }
        Ok(Ending::Unexplained(_, mismatch)) => match mismatch.statement.to_string().as_str() {
            // What the case is about.
            "one-writer-wins" => End::Unexplained(mismatch.found),
            other => End::Wrong(other.to_owned(), mismatch.expected),
        },
        Err(why) => End::Undecided(why),
    }
}

pub(super) fn upload(text: String) -> Content {
    Content { media: "image/png".to_owned(), bytes: text.into(), members: None, data_type: None }
}

pub(super) fn step(api: &Api, sending: &Sending) -> Step {
    let point = match sending.if_match {
        None => Point::default(),
        Some(_) => {
            let axis = api.axes.named("if_match").expect("an axis");
            Point::default().with(api.axes.at(axis, "current").expect("a value"))
        }
    };
    Step {
        role: Role::Act,
        operation: api.operations.keys().find(|id| id.to_string() == sending.operation).expect("an operation").clone(),
        scope: None,
        point,
        sent: Sent::default(),
        expect: Expect::Due,
        keep: IndexMap::new(),
        see: Map::new(),
    }
}

pub(super) fn prepared(api: &Api, state: &CaseState, operation: &Operation, place: usize) -> PreparedRequest {
    let members = || Map::from_iter([(format!("m{place}"), place.into())]);
    let content = match operation.request.content {
        RequestContent::None => None,
        RequestContent::Object => Some(Content::json(&api.service, members())),
        RequestContent::Body | RequestContent::Json(_) => Some(upload(format!("new {place}"))),
    };
    let known = KnownValues {
        app_id: "app".to_owned(),
        owner_id: Some("owner".to_owned()),
        bucket_id: state.bucket.clone(),
        object_id: Some(state.object_id.clone()),
        caller_id: None,
        other_callers: Vec::new(),
        content,
        range: None,
        published_elsewhere: Arc::default(),
        other_objects: std::collections::BTreeSet::new(),
        moment: Moment::default(),
    };
    let url = "http://target/".parse().expect("a URL");
    let method = operation.method.clone();
    let request = Request { method, url, headers: HeaderMap::new(), content: Bytes::new(), form: WireForm::default() };
    PreparedRequest::new(request, known)
}

pub(super) fn answer(status: u16, headers: &[(&'static str, &str)], content: String) -> Response {
    let headers = headers
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header value")));
    Response {
        version: Version::HTTP_11,
        status: StatusCode::from_u16(status).expect("a status"),
        headers: headers.collect(),
        content: content.into(),
        ..Response::default()
    }
}

/// A date in whole seconds that is later in each answer with a lower number: dates are not compared.
pub(super) fn stored(version: &str) -> Response {
    let date = ("last-modified", "Tue, 14 Nov 2023 22:13:20 GMT");
    let content = json!({ "modifiedAt": 1_700_000_000_400_i64 });
    let media = "application/vnd.kii.ObjectBodyUpdateResponse+json";
    answer(200, &[("content-type", media), ("etag", version), date], content.to_string())
}

pub(super) fn replaced(version: &str, modified: i64) -> Response {
    let content = json!({ "createdAt": 1_600_000_000_000_i64, "modifiedAt": modified });
    let media = "application/vnd.kii.ObjectUpdateResponse+json";
    answer(200, &[("content-type", media), ("etag", version)], content.to_string())
}

pub(super) fn created(version: &str) -> Response {
    let content = json!({ "createdAt": 1_700_000_000_000_i64, "modifiedAt": 1_700_000_000_000_i64 });
    let media = "application/vnd.kii.ObjectUpdateResponse+json";
    answer(201, &[("content-type", media), ("etag", version), ("location", "/")], content.to_string())
}

pub(super) fn deleted() -> Response {
    answer(204, &[], String::new())
}

pub(super) fn refused(kind: &str, code: &str, status: u16) -> Response {
    let content = json!({ "errorCode": code, "message": "no" });
    answer(status, &[("content-type", &format!("application/vnd.kii.{kind}+json"))], content.to_string())
}

pub(super) fn stale() -> Response {
    refused("StaleVersionedObjectException", "STALE_VERSIONED_OBJECT", 409)
}

pub(super) fn body(version: &str, text: &str) -> Response {
    answer(200, &[("content-type", "image/png"), ("etag", version)], text.to_owned())
}

/// An object that has the members of the requests in these places, and a body.
pub(super) fn object(version: &str, places: &[usize]) -> Response {
    let members: Map<String, Value> = places.iter().map(|place| (format!("m{place}"), (*place).into())).collect();
    let headers = [
        ("content-type", "application/json"),
        ("etag", version),
        ("bodytype", "image/png"),
        ("x-kii-bodytype", "image/png"),
        ("last-modified", "Tue, 14 Nov 2023 22:13:20 GMT"),
    ];
    answer(200, &headers, Value::Object(members).to_string())
}

pub(super) fn is_explained(sendings: Vec<Sending>) -> bool {
    match end(sendings) {
        End::Explained(..) => true,
        End::Unexplained(_) | End::Wrong(..) => false,
        End::Undecided(why) => panic!("{why}"),
    }
}
