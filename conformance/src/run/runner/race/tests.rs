//! The end of a race, told by answers made by hand.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version};
use kii_spec::{Api, Operation, RequestContent, RuleId, ScopeName, Tolerance, axis::Point};
use serde_json::{Map, Value, json};

use super::{Race, RaceRequest, RaceResult};
use crate::{
    cases::{Expect, RaceGroup, Role, Sent, Step},
    judge::Checker,
    send::{CaseState, KnownValues, PreparedRequest, Request, Response},
    values::Content,
};

/// Who takes part: the operation, how often, what the winner gets and what the others get.
type Team = (&'static str, usize, Option<&'static str>, &'static str);

/// How a race ended: what was wrong, in which answer, and the state afterwards.
#[derive(Debug)]
struct End {
    wrong: Option<(Bytes, Vec<String>)>,
    after: CaseState,
}

const MEDIA: &str = "application/vnd.kii.ObjectBodyUpdateResponse+json";

/// The end of a race of these teams, in a state with an object and the body `old`, whose version is `"old"`. The upload of
/// the entrant in place `n` is `new n`. The answers are in the order of receipt, each with the place of its
/// entrant.
fn end(teams: &[Team], answers: Vec<(usize, Response)>) -> End {
    let api = Api::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let groups = teams.iter().map(|team| group(&api, *team)).collect();
    end_of_groups(&api, groups, answers)
}

/// The same for groups, whose requests may differ from usual ones.
fn end_of_groups(api: &Api, groups: Vec<RaceGroup>, answers: Vec<(usize, Response)>) -> End {
    let mut before = CaseState::new(crate::values::Source::random());
    before.stored.object = Some(crate::send::StoredObject::new(Map::new(), "application/json".to_owned()));
    before.stored.body = Some(upload("old".to_owned()));
    before.stored.body_versions.current = Some(HeaderValue::from_static("\"old\""));
    before.stored.object_versions.current = Some(HeaderValue::from_static("\"old\""));
    let scope = &api.service.scopes[&ScopeName("user".to_owned())];
    let mut requests = Vec::new();
    for group in &groups {
        for _ in 0..group.times {
            let operation = &api.operations[&group.step.operation];
            let prepared = prepared(api, &before, operation, requests.len());
            let request = RaceRequest::new(api, scope, group, operation, &before, prepared);
            requests.push(request.expect("an expectation of the spec"));
        }
    }
    let checker = Checker::new();
    let subject = kii_spec::Statement::Rule(RuleId("one-writer-wins".into()));
    let about = &groups[0].step.operation;
    let race = Race { api, checker: &checker, scope, about, subject, before, requests };
    let read = race.read(&answers);
    let RaceResult { after, wrong } = race.finish(&read).expect("a result");
    let wrong = wrong.map(|(answer, mismatches)| {
        let statements: BTreeSet<String> = mismatches.iter().map(|wrong| wrong.statement.to_string()).collect();
        assert_eq!(statements, BTreeSet::from(["one-writer-wins".to_owned()]), "it is what the case is about");
        (answer.answer.content.clone(), mismatches.into_iter().map(|wrong| wrong.found).collect())
    });
    End { wrong, after }
}

fn upload(text: String) -> Content {
    Content { media: "image/png".to_owned(), bytes: text.into(), members: None, data_type: None }
}

fn group(api: &Api, (operation, times, winner, others): Team) -> RaceGroup {
    let expect = |name: &str| Expect::Response {
        name: kii_spec::ResponseName(name.into()),
        tolerance: Tolerance::None,
        level: kii_spec::Level::Must,
    };
    let step = Step {
        role: Role::Act,
        operation: api.operations.keys().find(|id| id.to_string() == operation).expect("an operation").clone(),
        scope: None,
        point: Point::default(),
        sent: Sent::default(),
        expect: expect(others),
        keep: indexmap::IndexMap::new(),
        see: Map::new(),
    };
    RaceGroup { step, times, winner: winner.map(expect) }
}

/// The request in a place: an upload of `new n`, or an object with a member `mn`.
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

fn stored(version: &str) -> Response {
    let date = ("last-modified", "Tue, 14 Nov 2023 22:13:20 GMT");
    let content = json!({ "modifiedAt": 1_700_000_000_400_i64 });
    answer(200, &[("content-type", MEDIA), ("etag", version), date], content.to_string())
}

fn stale() -> Response {
    let media = "application/vnd.kii.ObjectBodyIntegrityNotAssuredException+json";
    answer(412, &[("content-type", media)], "{}".to_owned())
}

fn read(version: &str, text: &str) -> Response {
    answer(200, &[("content-type", "image/png"), ("etag", version)], text.to_owned())
}

const WRITERS: Team = ("body.put", 3, Some("stored"), "stale");
const WRITER: Team = ("body.put", 1, None, "stored");
const READERS: Team = ("body.get", 2, None, "whole");

#[test]
fn one_winner_has_written() {
    let end = end(&[WRITERS], vec![(0, stale()), (2, stored("\"new\"")), (1, stale())]);
    assert!(end.wrong.is_none(), "{:?}", end.wrong);
    assert_eq!(end.after.stored.body.expect("a body").bytes, "new 2");
    let current = end.after.stored.body_versions.current;
    assert_eq!(current.expect("a version"), "\"new\"", "nobody else can have written since");
}

#[test]
fn two_winners_are_one_too_many() {
    let end = end(&[WRITERS], vec![(0, stored("\"a\"")), (1, stored("\"b\"")), (2, stale())]);
    assert_eq!(end.wrong.expect("a finding").1, ["2 succeeded"]);
    assert!(end.after.stored.body_versions.current.is_none(), "nobody knows who came last");
}

#[test]
fn somebody_must_win() {
    let end = end(&[WRITERS], vec![(0, stale()), (1, stale()), (2, stale())]);
    assert_eq!(end.wrong.expect("a finding").1, ["0 succeeded"]);
    assert_eq!(end.after.stored.body.expect("a body").bytes, "old");
    assert_eq!(end.after.stored.body_versions.current.expect("a version"), "\"old\"");
}

#[test]
fn each_team_has_a_winner_of_its_own() {
    let other: Team = ("body.put", 1, Some("stored"), "stale");
    let won = vec![(3, stored("\"b\"")), (0, stored("\"a\"")), (1, stale()), (2, stale())];
    assert!(end(&[WRITERS, other], won).wrong.is_none());
    let lost = vec![(3, stale()), (0, stored("\"a\"")), (1, stale()), (2, stale())];
    assert_eq!(end(&[WRITERS, other], lost).wrong.expect("a finding").1, ["0 succeeded"]);
}

#[test]
fn who_does_not_win_gets_what_losers_get() {
    let broken = answer(500, &[], "broken".to_owned());
    let end = end(&[WRITERS], vec![(0, stored("\"a\"")), (1, stale()), (2, broken)]);
    assert_eq!(end.wrong.expect("a finding").0, "broken");
}

#[test]
fn a_success_that_is_nothing_like_one_is_found() {
    let hollow = answer(200, &[("content-type", MEDIA), ("etag", "\"a\"")], "hollow".to_owned());
    let end = end(&[WRITERS], vec![(0, stale()), (1, hollow), (2, stale())]);
    assert_eq!(end.wrong.expect("a finding").0, "hollow");
}

#[test]
fn a_race_without_a_winner_is_won_by_all() {
    let all = ("body.put", 2, None, "stored");
    assert!(end(&[all], vec![(0, stored("\"a\"")), (1, stored("\"b\""))]).wrong.is_none());
    assert!(end(&[all], vec![(0, stored("\"a\"")), (1, stale())]).wrong.is_some());
}

#[test]
fn readers_see_what_was_or_what_will_be() {
    let answers = vec![(1, read("\"old\"", "old")), (0, stored("\"new\"")), (2, read("\"new\"", "new 0"))];
    assert!(end(&[WRITER, READERS], answers).wrong.is_none());
}

#[test]
fn a_torn_read_is_found() {
    for (version, text) in [("\"old\"", "ne"), ("\"new\"", "nld"), ("\"new\"", "old"), ("\"old\"", "new 0")] {
        let answers = vec![(2, read(version, text)), (0, stored("\"new\"")), (1, read("\"old\"", "old"))];
        let end = end(&[WRITER, READERS], answers);
        assert_eq!(end.wrong.expect("a finding").0, text, "{version}");
    }
    let refused = vec![(0, stored("\"new\"")), (1, read("\"old\"", "old")), (2, stale())];
    assert!(end(&[WRITER, READERS], refused).wrong.is_some());
}

#[test]
fn a_failure_is_told_before_a_warning() {
    let answers = |second| vec![(0, stored("unquoted")), (1, read("unquoted", "new 0")), (2, second)];
    let warned = end(&[WRITER, READERS], answers(read("\"old\"", "old"))).wrong;
    assert_eq!(warned.expect("a finding").1, ["`unquoted`"]);
    let failed = end(&[WRITER, READERS], answers(read("\"old\"", "torn"))).wrong;
    assert_eq!(failed.expect("a finding").0, "torn");
}

#[test]
fn an_answer_of_nobody_harms_nothing() {
    let end = end(&[WRITER], vec![(0, stored("\"a\"")), (7, stale())]);
    assert!(end.wrong.is_none());
}

/// An answer with an object that has the members of these requests.
fn object(version: &str, places: &[usize]) -> Response {
    let members: Map<String, Value> = places.iter().map(|place| (format!("m{place}"), (*place).into())).collect();
    let date = ("last-modified", "Tue, 14 Nov 2023 22:13:20 GMT");
    let headers = [("content-type", "application/json"), ("etag", version), ("bodytype", "image/png"), date];
    let mut answer = answer(200, &headers, Value::Object(members).to_string());
    answer.headers.insert("x-kii-bodytype", HeaderValue::from_static("image/png"));
    answer
}

const MERGING: Team = ("object.patch", 3, None, "updated");
const READER: Team = ("object.get", 1, None, "found");

/// Three requests that merge a member each, in the order 0, 1, 2, and a reader.
fn merged(read: Response) -> End {
    let written = [object("\"v0\"", &[0]), object("\"v1\"", &[0, 1]), object("\"v2\"", &[0, 1, 2])];
    let written = written.into_iter().enumerate();
    end(&[MERGING, READER], [(3, read)].into_iter().chain(written).collect())
}

#[test]
fn a_reader_sees_any_of_the_merges_done_in_any_order() {
    for (version, places) in [
        ("\"v0\"", &[0][..]),
        ("\"v1\"", &[1]),
        ("\"v1\"", &[0, 1]),
        ("\"v2\"", &[1, 2]),
        ("\"v0\"", &[2, 0]),
        ("\"v2\"", &[0, 1, 2]),
    ] {
        let end = merged(object(version, places));
        assert!(end.wrong.is_none(), "{version} {places:?}: {:?}", end.wrong);
    }
}

#[test]
fn a_mixture_that_no_order_of_merges_gives_is_found() {
    for (version, places) in [("\"v1\"", &[0][..]), ("\"v2\"", &[0, 1]), ("\"v0\"", &[]), ("\"v0\"", &[0, 3])] {
        assert!(merged(object(version, places)).wrong.is_some(), "{version} {places:?}");
    }
}

#[test]
fn readers_of_replacements_see_one_of_them_whole() {
    let replacing: Team = ("object.put", 12, None, "replaced");
    let replaced = |place: usize| {
        let media = "application/vnd.kii.ObjectUpdateResponse+json";
        let content = json!({ "createdAt": 1_700_000_000_000_i64, "modifiedAt": 1_700_000_000_400_i64 });
        answer(200, &[("content-type", media), ("etag", &format!("\"v{place}\""))], content.to_string())
    };
    let race = |read| {
        let written = (0..12).map(|place| (place, replaced(place)));
        end(&[replacing, READER], written.chain([(12, read)]).collect())
    };
    assert!(race(object("\"v7\"", &[7])).wrong.is_none());
    assert!(race(object("\"v7\"", &[7, 8])).wrong.is_some());
    assert!(race(object("\"v7\"", &[8])).wrong.is_some());
}

#[test]
fn an_order_that_the_answers_rule_out_explains_nothing() {
    let creation: Team = ("object.put", 1, None, "created");
    let deletion: Team = ("object.delete", 1, None, "deleted");
    let media = "application/vnd.kii.ObjectUpdateResponse+json";
    let content = json!({ "createdAt": 1_700_000_000_000_i64, "modifiedAt": 1_700_000_000_400_i64 });
    let headers = [("content-type", media), ("etag", "\"a\""), ("location", "/")];
    let answers =
        |read| vec![(0, answer(204, &[], String::new())), (1, answer(201, &headers, content.to_string())), (2, read)];
    let mut bare = object("\"a\"", &[1]);
    bare.headers.remove("x-kii-bodytype");
    assert!(end(&[deletion, creation, READER], answers(bare)).wrong.is_none(), "deleted, then created");
    let with_body = object("\"a\"", &[1]);
    assert!(end(&[deletion, creation, READER], answers(with_body)).wrong.is_some(), "the deletion took the body along");
}

/// A group whose requests have these values of request axes.
fn varied(api: &Api, team: Team, with: &[(&str, &str)]) -> RaceGroup {
    let mut group = group(api, team);
    for (axis, value) in with {
        let axis = api.axes.all().find(|known| api.axes.name(*known) == *axis).expect("an axis");
        let settings = api.axes.settings(axis);
        let setting = settings.iter().find(|(name, _)| name == value).expect("a value").1;
        group.step.point = group.step.point.with(setting);
    }
    group
}

/// A target that accepts what it only should refuse is warned about, and readers see what it has accepted.
#[test]
fn a_reader_sees_a_write_that_only_should_have_been_refused() {
    let api = Api::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let both = [("if_match", "current"), ("if_none_match", "any")];
    let writing = varied(&api, WRITER, &both);
    let groups = vec![writing, group(&api, READERS)];
    let answers = vec![(0, stored("\"new\"")), (1, read("\"old\"", "old")), (2, read("\"new\"", "new 0"))];
    let end = end_of_groups(&api, groups, answers);
    assert!(end.wrong.is_none(), "{:?}", end.wrong);
}
