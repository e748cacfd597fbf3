//! Gives the checker an answer that a test has made, and returns what it found.

use std::{
    collections::BTreeSet,
    sync::{Arc, LazyLock},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version};
use indexmap::IndexMap;
use kii_conformance::{
    Mismatch, MismatchKind, Response,
    testing::{
        CaseState, Checker, Content, Context, Dates, Expect, Expected, Judged, KnownValues, Moment, Role, Sent, Step,
        StoredObject, judge,
    },
};
use kii_spec::{Api, Level, ResponseName, ScopeName, Tolerance, axis::Point};
use serde_json::{Map, Value, json};

pub(crate) const CREATED: i64 = 1_700_000_000_000;
pub(crate) const MODIFIED: i64 = 1_700_000_000_400;
/// [`MODIFIED`] as a header has it.
pub(crate) const LAST_MODIFIED: &str = "Tue, 14 Nov 2023 22:13:20 GMT";
pub(crate) const UPDATE: &str = "application/vnd.kii.ObjectUpdateResponse+json";
pub(crate) const CREATION: &str = "application/vnd.kii.ObjectCreationResponse+json";

/// A request whose answer is to be checked. The object `{"n": 1}` is stored, without a body, in the scope of a user.
pub(crate) struct Exam {
    pub(crate) api: &'static Api,
    pub(crate) operation: &'static str,
    pub(crate) scope: &'static str,
    pub(crate) step: Step,
    pub(crate) known: KnownValues,
    pub(crate) before: CaseState,
}

/// What the checker found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) given: Option<String>,
    pub(crate) after: CaseState,
    pub(crate) mismatches: Vec<Mismatch>,
    /// The statements that were examined.
    pub(crate) examined: BTreeSet<String>,
    /// The statements that could not be evaluated.
    pub(crate) unevaluated: Vec<String>,
}

impl Exam {
    /// A request to an operation, to which one response is due.
    pub(crate) fn of(operation: &'static str, due: &str) -> Self {
        static API: LazyLock<Api> = LazyLock::new(|| Api::embedded().unwrap_or_else(|problems| panic!("{problems}")));
        let api = &*API;
        let id = api.operations.keys().find(|id| id.to_string() == operation).expect("an operation").clone();
        let mut before = CaseState::new(kii_conformance::testing::Source::random());
        before.bucket = "bucket".to_owned();
        before.object_id = "object".to_owned();
        before.stored.object = Some(stored(json!({ "n": 1 })));
        let expect =
            Expect::Response { name: ResponseName(due.into()), tolerance: Tolerance::None, level: Level::Must };
        let step = Step {
            role: Role::Act,
            operation: id,
            scope: None,
            point: Point::default(),
            sent: Sent::default(),
            expect,
            keep: IndexMap::new(),
            see: Map::new(),
        };
        let named = api.operations[&step.operation].has_parameter("objectID");
        let known = KnownValues {
            app_id: "app".to_owned(),
            owner_id: Some("owner".to_owned()),
            bucket_id: "bucket".to_owned(),
            object_id: named.then(|| "object".to_owned()),
            caller_id: Some("owner".to_owned()),
            other_callers: Vec::new(),
            content: None,
            range: None,
            published_elsewhere: Arc::default(),
            other_objects: BTreeSet::new(),
            moment: Moment::default(),
        };
        Self { api, operation, scope: "user", step, known, before }
    }

    pub(crate) fn sends(mut self, members: Value) -> Self {
        let Value::Object(members) = members else { panic!("not an object") };
        self.known.content = Some(Content::json(&self.api.service, members));
        self
    }

    pub(crate) fn uploads(mut self, bytes: &'static [u8]) -> Self {
        self.known.content = Some(body(bytes));
        self
    }

    pub(crate) fn caller(mut self, word: &str) -> Self {
        let setting = self.api.axes.at(kii_spec::axis::Axis::CALLER, word).expect("a caller");
        self.step.point = self.step.point.with(setting);
        self
    }

    pub(crate) fn scope(self, scope: &'static str) -> Self {
        Self { scope, ..self }
    }

    pub(crate) fn role(mut self, role: Role) -> Self {
        self.step.role = role;
        self
    }

    pub(crate) fn level(mut self, wanted: Level) -> Self {
        if let Expect::Response { level, .. } = &mut self.step.expect {
            *level = wanted;
        }
        self
    }

    pub(crate) fn tolerates(mut self, wanted: Tolerance) -> Self {
        if let Expect::Response { tolerance, .. } = &mut self.step.expect {
            *tolerance = wanted;
        }
        self
    }

    pub(crate) fn state(mut self, change: impl FnOnce(&mut CaseState)) -> Self {
        change(&mut self.before);
        self
    }

    pub(crate) fn dates(self, change: impl FnOnce(&mut Dates)) -> Self {
        self.state(|state| change(&mut state.stored.object.as_mut().expect("an object").dates))
    }

    pub(crate) fn known(mut self, change: impl FnOnce(&mut KnownValues)) -> Self {
        change(&mut self.known);
        self
    }

    /// Checks an answer.
    pub(crate) fn check(&self, answer: &Response) -> Found {
        let operation = &self.api.operations[&self.step.operation];
        let url = "http://target/api/apps/app/users/owner/buckets/bucket/objects/object".parse().expect("a URL");
        let scope = &self.api.service.scopes[&ScopeName(self.scope.to_owned())];
        let point = self.before.stored.point();
        let context = Context {
            api: self.api,
            operation,
            scope,
            step: &self.step,
            expected: Expected::of(self.api, operation, scope, &self.step.expect, self.step.point, point)
                .expect("an expectation"),
            about: &operation.id,
            cites: &[],
            known: &self.known,
            url: &url,
        };
        let checker = Checker::new();
        let seen = checker.observe(&context, answer);
        let Judged { mismatches, examined, unevaluated } = judge(&context, &seen, &self.before.stored);
        let (given, after) =
            (seen.response.map(|given| given.name.to_string()), seen.applied_to(&context, &self.before));
        let examined = examined.into_iter().map(|(_, statement)| statement.to_string()).collect();
        Found { given, after, mismatches, examined, unevaluated }
    }

    /// The statements that an answer violates, each with its level; those of the operation itself without its name.
    pub(crate) fn violated(&self, answer: &Response) -> Vec<String> {
        self.check(answer).violated(self.operation)
    }
}

impl Found {
    pub(crate) fn violated(&self, operation: &str) -> Vec<String> {
        let own = format!("{operation}/");
        let violated = self.mismatches.iter().map(|mismatch| {
            let level = match mismatch.level {
                Level::Must => "must",
                Level::Should => "should",
                Level::May => "may",
            };
            format!("{level} {}", mismatch.statement.to_string().trim_start_matches(&own))
        });
        violated.collect()
    }

    /// Whether a case cannot continue after the answer.
    pub(crate) fn is_unusable(&self) -> bool {
        self.mismatches.iter().any(|mismatch| mismatch.kind != MismatchKind::Flaw)
    }
}

pub(crate) fn stored(members: Value) -> StoredObject {
    let Value::Object(members) = members else { panic!("not an object") };
    StoredObject::new(members, "application/json".to_owned())
}

pub(crate) fn body(bytes: &'static [u8]) -> Content {
    Content { media: "image/png".to_owned(), bytes: Bytes::from_static(bytes), members: None, data_type: None }
}

/// An answer of this status, these headers and this content.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], content: impl Into<Bytes>) -> Response {
    let headers = headers.iter().map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
        (name, HeaderValue::from_str(value).expect("a header value"))
    });
    Response {
        version: Version::HTTP_11,
        status: StatusCode::from_u16(status).expect("a status"),
        headers: headers.collect::<HeaderMap>(),
        content: content.into(),
        ..Response::default()
    }
}

/// An answer with JSON, with an `ETag` when it is a success and a challenge when it is a 401.
pub(crate) fn json_answer(status: u16, media: &str, content: &Value) -> Response {
    let mut answer = answer(status, &[("content-type", media)], content.to_string());
    if answer.status.is_success() {
        answer.headers.insert("etag", HeaderValue::from_static("\"2\""));
    }
    if answer.status == StatusCode::UNAUTHORIZED {
        answer.headers.insert("www-authenticate", HeaderValue::from_static("Bearer"));
    }
    answer
}

/// The error that says that there is no object, as it should be.
pub(crate) fn object_missing() -> Value {
    json!({
        "errorCode": "OBJECT_NOT_FOUND",
        "message": "there is none",
        "objectScope": { "appID": "app", "userID": "owner", "type": "APP_AND_USER" },
        "bucketID": "bucket",
        "objectID": "object",
    })
}

pub(crate) fn error_media(name: &str) -> String {
    format!("application/vnd.kii.{name}Exception+json")
}
