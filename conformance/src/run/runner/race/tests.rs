//! Races told by answers made by hand: which of them an order of the requests explains.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version};
use indexmap::IndexMap;
use kii_spec::{Api, Operation, OperationId, RequestContent, RuleId, ScopeName, Statement, axis::Point};
use serde_json::{Map, Value, json};

use super::{
    history::{Answered, Call, Ending, History},
    search::MOST_CALLS,
};
use crate::{
    cases::{Expect, Role, Sent, Step},
    judge::Checker,
    send::{CaseState, KnownValues, PreparedRequest, Request, Response, StoredObject},
    values::{Content, Source},
};

/// A request by its operation and what it names in `If-Match`; when it was sent and answered, in milliseconds, and the answer.
/// The upload of the request in place `n` is `new n`, the object that it sends has a member `mn`.
struct Sending {
    operation: &'static str,
    if_match: Option<&'static str>,
    begun: u64,
    answer: Option<(u64, Response)>,
}

/// What became of a race.
#[derive(Debug)]
enum End {
    /// An order explains it; the members and the body that are stored then.
    Explained(Vec<String>, Option<Bytes>),
    /// None does; how the failure is told.
    Unexplained(String),
    /// Nothing can be said.
    Undecided(String),
}

/// Sent at the same time as everything else, from 0 to 10 ms.
fn at_once(operation: &'static str, answer: Response) -> Sending {
    Sending { operation, if_match: None, begun: 0, answer: Some((10, answer)) }
}

/// Sent when everything else has been answered.
fn afterwards(operation: &'static str, answer: Response) -> Sending {
    Sending { operation, if_match: None, begun: 20, answer: Some((30, answer)) }
}

impl Sending {
    fn if_match(self, version: &'static str) -> Self {
        Self { if_match: Some(version), ..self }
    }
}

/// The end of a race in a state with an object `{}` of the version `"o"` and the body `old` of the version `"b"`.
fn end(sendings: Vec<Sending>) -> End {
    let api = Api::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let mut before = CaseState::new(Source::random());
    before.stored.object = Some(StoredObject::new(Map::new(), "application/json".to_owned()));
    before.stored.body = Some(upload("old".to_owned()));
    before.stored.object_versions.current = Some(HeaderValue::from_static("\"o\""));
    before.stored.body_versions.current = Some(HeaderValue::from_static("\"b\""));
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
    let history = History { checker: &checker, before: before.stored.clone(), calls: calls.collect(), subject };
    match history.judge() {
        Ok(Ending::Explained(state)) => {
            let members = state.object.map(|object| object.members.keys().cloned().collect());
            End::Explained(members.unwrap_or_default(), state.body.map(|body| body.bytes))
        }
        Ok(Ending::Unexplained(_, mismatch)) => {
            assert_eq!(mismatch.statement.to_string(), "one-writer-wins", "it is what the case is about");
            End::Unexplained(mismatch.found)
        }
        Err(why) => End::Undecided(why),
    }
}

fn upload(text: String) -> Content {
    Content { media: "image/png".to_owned(), bytes: text.into(), members: None, data_type: None }
}

fn step(api: &Api, sending: &Sending) -> Step {
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

fn prepared(api: &Api, state: &CaseState, operation: &Operation, place: usize) -> PreparedRequest {
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
        content,
        range: None,
    };
    let url = "http://target/".parse().expect("a URL");
    let method = operation.method.clone();
    PreparedRequest::new(Request { method, url, headers: HeaderMap::new(), content: Bytes::new() }, known)
}

fn answer(status: u16, headers: &[(&'static str, &str)], content: String) -> Response {
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
fn stored(version: &str) -> Response {
    let date = ("last-modified", "Tue, 14 Nov 2023 22:13:20 GMT");
    let content = json!({ "modifiedAt": 1_700_000_000_400_i64 });
    let media = "application/vnd.kii.ObjectBodyUpdateResponse+json";
    answer(200, &[("content-type", media), ("etag", version), date], content.to_string())
}

fn replaced(version: &str, modified: i64) -> Response {
    let content = json!({ "createdAt": 1_600_000_000_000_i64, "modifiedAt": modified });
    let media = "application/vnd.kii.ObjectUpdateResponse+json";
    answer(200, &[("content-type", media), ("etag", version)], content.to_string())
}

fn created(version: &str) -> Response {
    let content = json!({ "createdAt": 1_700_000_000_000_i64, "modifiedAt": 1_700_000_000_000_i64 });
    let media = "application/vnd.kii.ObjectUpdateResponse+json";
    answer(201, &[("content-type", media), ("etag", version), ("location", "/")], content.to_string())
}

fn deleted() -> Response {
    answer(204, &[], String::new())
}

fn refused(kind: &str, code: &str, status: u16) -> Response {
    let content = json!({ "errorCode": code, "message": "no" });
    answer(status, &[("content-type", &format!("application/vnd.kii.{kind}+json"))], content.to_string())
}

fn stale() -> Response {
    refused("StaleVersionedObjectException", "STALE_VERSIONED_OBJECT", 409)
}

fn body(version: &str, text: &str) -> Response {
    answer(200, &[("content-type", "image/png"), ("etag", version)], text.to_owned())
}

/// An object that has the members of the requests in these places, and a body.
fn object(version: &str, places: &[usize]) -> Response {
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

fn is_explained(sendings: Vec<Sending>) -> bool {
    match end(sendings) {
        End::Explained(..) => true,
        End::Unexplained(_) => false,
        End::Undecided(why) => panic!("{why}"),
    }
}

#[test]
fn any_of_two_writers_may_have_been_the_last() {
    for (version, place) in [("\"p0\"", 0), ("\"p1\"", 1)] {
        let explained = end(vec![
            at_once("object.put", replaced("\"p0\"", 1_700_000_000_400)),
            at_once("object.put", replaced("\"p1\"", 1_700_000_000_300)),
            afterwards("object.get", object(version, &[place])),
        ]);
        let End::Explained(members, body) = explained else { panic!("{explained:?}") };
        assert_eq!(members, [format!("m{place}")], "what is read afterwards is what is stored");
        assert_eq!(body.as_deref(), Some(&b"old"[..]));
    }
}

#[test]
fn a_mixture_of_two_writers_is_found() {
    let mixed = |version, places: &[usize]| {
        is_explained(vec![
            at_once("object.put", replaced("\"p0\"", 1_700_000_000_400)),
            at_once("object.put", replaced("\"p1\"", 1_700_000_000_400)),
            afterwards("object.get", object(version, places)),
        ])
    };
    assert!(mixed("\"p1\"", &[1]));
    assert!(!mixed("\"p1\"", &[0]), "the content of one with the version of the other");
    assert!(!mixed("\"p1\"", &[0, 1]));
    assert!(!mixed("\"o\"", &[]), "both are lost");
}

/// The version was checked before the plain writer wrote, and the content written after it.
#[test]
fn a_conditional_write_that_overwrites_what_came_in_between_is_found() {
    let race = |version, places: &[usize]| {
        is_explained(vec![
            at_once("object.put", replaced("\"p0\"", 1_700_000_000_400)).if_match("\"o\""),
            at_once("object.put", replaced("\"p1\"", 1_700_000_000_400)),
            afterwards("object.get", object(version, places)),
        ])
    };
    assert!(race("\"p1\"", &[1]), "the plain writer may come last");
    assert!(!race("\"p0\"", &[0]), "the conditional one may not");
}

#[test]
fn of_writers_who_name_the_same_version_exactly_one_succeeds() {
    let conditional = |answer| at_once("object.put", answer).if_match("\"o\"");
    let won = || replaced("\"p0\"", 1_700_000_000_400);
    assert!(is_explained(vec![conditional(won()), conditional(stale()), conditional(stale())]));
    assert!(!is_explained(vec![conditional(won()), conditional(replaced("\"p1\"", 1)), conditional(stale())]));
    assert!(!is_explained(vec![conditional(stale()), conditional(stale())]), "somebody must");
}

#[test]
fn an_upload_loses_no_update_of_the_object() {
    let race = |places: &[usize], text| {
        is_explained(vec![
            at_once("body.put", stored("\"b0\"")),
            at_once("object.patch", object("\"p1\"", &[1])),
            afterwards("object.get", object("\"p1\"", places)),
            afterwards("body.get", body("\"b0\"", text)),
        ])
    };
    assert!(race(&[1], "new 0"));
    assert!(!race(&[], "new 0"), "the update is lost");
    assert!(!race(&[1], "old"), "the upload is lost");
}

#[test]
fn an_upload_brings_no_deleted_object_back() {
    let gone = || refused("ObjectNotFoundException", "OBJECT_NOT_FOUND", 404);
    let race = |uploaded, read| {
        is_explained(vec![
            at_once("object.delete", deleted()),
            at_once("body.put", uploaded),
            afterwards("object.get", read),
        ])
    };
    assert!(race(stored("\"b1\""), gone()), "uploaded, then deleted");
    assert!(race(gone(), gone()), "deleted first");
    assert!(!race(stored("\"b1\""), object("\"o\"", &[])));
}

/// The versions of an object that is created again may be those that the deleted one had.
#[test]
fn a_new_life_begins_with_a_creation() {
    let race = |answer, read| {
        is_explained(vec![
            at_once("object.delete", deleted()),
            at_once("object.put", answer),
            afterwards("object.get", read),
        ])
    };
    let bare = |version| {
        let mut read = object(version, &[1]);
        read.headers.remove("x-kii-bodytype");
        read
    };
    assert!(race(created("\"o\""), bare("\"o\"")), "deleted, then created");
    assert!(!race(created("\"o\""), bare("\"x\"")), "another version");
    assert!(!race(replaced("\"p1\"", 1_700_000_000_400), bare("\"p1\"")), "replaced, then deleted: nothing is there");
}

#[test]
fn a_torn_read_is_found() {
    let race = |version, text| {
        is_explained(vec![at_once("body.put", stored("\"b0\"")), at_once("body.get", body(version, text))])
    };
    assert!(race("\"b\"", "old"));
    assert!(race("\"b0\"", "new 0"));
    for (version, text) in [("\"b\"", "ne"), ("\"b0\"", "nld"), ("\"b0\"", "old"), ("\"b\"", "new 0")] {
        assert!(!race(version, text), "{version} {text}");
    }
}

#[test]
fn readers_do_not_see_an_older_state_after_a_newer_one() {
    let read = |begun, version, text| Sending {
        operation: "body.get",
        if_match: None,
        begun,
        answer: Some((begun + 1, body(version, text))),
    };
    let upload = || at_once("body.put", stored("\"b0\""));
    assert!(is_explained(vec![upload(), read(2, "\"b\"", "old"), read(4, "\"b0\"", "new 0")]));
    assert!(!is_explained(vec![upload(), read(2, "\"b0\"", "new 0"), read(4, "\"b\"", "old")]));
}

#[test]
fn two_writes_have_two_versions() {
    let race = |second| {
        is_explained(vec![
            at_once("object.put", replaced("\"p0\"", 1_700_000_000_400)),
            at_once("object.put", replaced(second, 1_700_000_000_400)),
        ])
    };
    assert!(race("\"p1\""));
    assert!(!race("\"p0\""));
    assert!(!race("\"o\""), "it had this one before");
}

#[test]
fn a_request_without_an_answer_may_have_taken_effect_or_not() {
    let lost = |begun| Sending { operation: "object.put", if_match: None, begun, answer: None };
    let read = |places| afterwards("object.get", object("\"x\"", places));
    let first = || at_once("object.patch", object("\"p1\"", &[1]));
    let merged = || object("\"p1\"", &[0, 1]);
    assert!(
        is_explained(vec![lost(0), at_once("object.patch", merged()), afterwards("object.get", merged())]),
        "first"
    );
    assert!(is_explained(vec![lost(0), first(), read(&[0])]), "it came last");
    assert!(is_explained(vec![lost(0), first(), afterwards("object.get", object("\"p1\"", &[1]))]), "it never came");
    assert!(!is_explained(vec![lost(40), first(), read(&[0])]), "it was sent after that was read");
    assert!(!is_explained(vec![lost(0), first(), read(&[2])]), "nobody has sent that");
}

/// A flaw in the form of an answer is for the cases that are about this answer.
#[test]
fn how_an_answer_is_flawed_does_not_matter() {
    let mut flawed = object("\"p0\"", &[0]);
    flawed.headers.remove("x-kii-bodytype");
    flawed.headers.remove("last-modified");
    let race = vec![at_once("object.put", replaced("\"p0\"", 1)), afterwards("object.get", flawed)];
    assert!(is_explained(race));
}

#[test]
fn the_failure_tells_only_what_contradicts_itself() {
    let ended = end(vec![
        at_once("object.put", replaced("\"p0\"", 1_700_000_000_400)).if_match("\"o\""),
        at_once("object.put", replaced("\"p1\"", 1_700_000_000_400)).if_match("\"o\""),
        at_once("body.put", stored("\"b2\"")),
        at_once("body.get", body("\"b\"", "old")),
    ]);
    let End::Unexplained(found) = ended else { panic!("{ended:?}") };
    // Where an excerpt ends is marked for the removal of secrets.
    let found: String = found.chars().filter(|letter| !('\u{fdd0}'..='\u{fdef}').contains(letter)).collect();
    let lines: Vec<&str> = found.lines().collect();
    let told = [
        "no order explains these 2 responses, whatever the others of the race were:",
        "client 1, 0.0 to 10.0 ms: object.put if_match=current (\"o\"), 8 bytes `{\\\"m0\\\":0}` -> 200 etag \"p0\", application/vnd.kii.ObjectUpdateResponse+json",
        "client 2, 0.0 to 10.0 ms: object.put if_match=current (\"o\"), 8 bytes `{\\\"m1\\\":1}` -> 200 etag \"p1\", application/vnd.kii.ObjectUpdateResponse+json",
    ];
    assert_eq!(lines.len(), told.len() + 2, "{found}");
    for (line, told) in lines.iter().zip(told) {
        assert!(line.starts_with(told), "{line}");
    }
    assert_eq!(lines[3], "at the same time as 1 other change:");
    assert!(lines[4].starts_with("client 3, 0.0 to 10.0 ms: body.put"), "{}", lines[4]);
}

#[test]
fn what_cannot_be_decided_is_no_pass() {
    let reads = (0..=MOST_CALLS).map(|_| at_once("body.get", body("\"b\"", "old")));
    let ended = end(reads.collect());
    assert!(matches!(ended, End::Undecided(_)), "{ended:?}");
}
