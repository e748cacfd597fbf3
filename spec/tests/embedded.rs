//! The spec that the program holds: what is in it, and what resolving makes of it.

use std::{collections::HashSet, path::Path};

use kii_spec::{
    Api, ExpectedResponse, Level, MemberValue, Operation, Response, ResponseContent, Scope, Tolerance,
    axis::{Axis, Point},
};

fn api() -> Api {
    Api::embedded().unwrap_or_else(|problems| panic!("{problems}"))
}

fn operation<'a>(api: &'a Api, name: &str) -> &'a Operation {
    let found = api.operations.values().find(|operation| operation.id.to_string() == name);
    found.unwrap_or_else(|| panic!("there is no {name}"))
}

fn response<'a>(api: &'a Api, operation_name: &str, name: &str) -> (&'a Operation, &'a Response) {
    let operation = operation(api, operation_name);
    let found = operation.responses.values().find(|response| *response.name.0 == *name);
    (operation, found.unwrap_or_else(|| panic!("there is no {operation_name}/{name}")))
}

fn scope<'a>(api: &'a Api, name: &str) -> &'a Scope {
    let found = api.service.scopes.values().find(|scope| scope.name.0 == name);
    found.unwrap_or_else(|| panic!("there is no scope {name}"))
}

/// The points of conditions, as the words in which they leave the defaults.
fn words(api: &Api, expected: &[ExpectedResponse<'_>]) -> Vec<String> {
    let words = |expected: &ExpectedResponse<'_>| {
        let words: Vec<_> = expected.point.differences().into_iter().map(|setting| api.axes.text(setting)).collect();
        words.join(" ")
    };
    expected.iter().map(words).collect()
}

#[test]
fn the_program_holds_the_files_of_the_checkout() {
    let read = Api::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("api"));
    let read = read.unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(format!("{:?}", api()), format!("{read:?}"));
}

/// A point is looked up without the points of every response, which are the definition. Asked at every point at which a
/// response is expected in some scope, and at its neighbours on every axis.
#[test]
fn the_response_at_a_point_is_the_first_that_has_the_point() {
    let api = &api();
    for operation in api.operations.values() {
        let of = |scope| {
            operation.responses.values().flat_map(move |response| api.expected_points(operation, response, scope))
        };
        let settings: Vec<_> =
            api.axes.all().flat_map(|axis| api.axes.settings(axis)).map(|(_, setting)| setting).collect();
        let points: HashSet<Point> = api.service.scopes.values().flat_map(of).map(|expected| expected.point).collect();
        let near: HashSet<Point> =
            points.iter().flat_map(|point| settings.iter().map(|setting| point.with(*setting))).collect();
        for scope in api.service.scopes.values() {
            let defined: Vec<ExpectedResponse<'_>> = of(scope).collect();
            for point in &near {
                let due = defined.iter().find(|expected| expected.point == operation.relevant(*point));
                let found = api.expected(operation, scope, *point);
                let names = |expected: &ExpectedResponse<'_>| {
                    (expected.response.name.clone(), format!("{:?}", expected.condition), expected.point)
                };
                assert_eq!(found.as_ref().map(names), due.map(names), "{} in {}", operation.id, scope.name);
            }
            for response in operation.responses.values().filter(|response| response.unprovokable.is_none()) {
                let is_given = defined.iter().any(|expected| expected.response.name == response.name);
                let reason = api.unprovoked(operation, response, scope);
                assert_eq!(reason.is_none(), is_given, "{}/{} in {}", operation.id, response.name, scope.name);
            }
        }
    }
}

#[test]
fn eleven_operations_in_five_scopes() {
    let api = api();
    let operations: Vec<_> = api.operations.values().map(|op| format!("{} {} {}", op.id, op.method, op.path)).collect();
    let objects = "/buckets/{bucketID}/objects";
    let expected = [
        format!("body.head HEAD {objects}/{{objectID}}/body"),
        format!("body.get GET {objects}/{{objectID}}/body"),
        format!("body.put PUT {objects}/{{objectID}}/body"),
        format!("body.delete DELETE {objects}/{{objectID}}/body"),
        format!("collection.post POST {objects}"),
        format!("object.delete DELETE {objects}/{{objectID}}"),
        format!("object.get GET {objects}/{{objectID}}"),
        format!("object.head HEAD {objects}/{{objectID}}"),
        format!("object.put PUT {objects}/{{objectID}}"),
        format!("object.patch PATCH {objects}/{{objectID}}"),
        format!("publish.post POST {objects}/{{objectID}}/body/publish"),
    ];
    assert_eq!(operations, expected);
    let scopes: Vec<_> = api.service.scopes.values().map(|scope| format!("{} {}", scope.name, scope.prefix)).collect();
    let expected =
        ["app ", "user /users/{userID}", "me /users/me", "group /groups/{groupID}", "thing /things/{thingID}"];
    assert_eq!(scopes, expected);
}

#[test]
fn every_response_is_provoked_or_says_why_not() {
    let api = api();
    for scope in api.service.scopes.values() {
        for operation in api.operations.values() {
            for response in operation.responses.values() {
                let conditions = api.expected_points(operation, response, scope);
                let reason = api.unprovoked(operation, response, scope);
                let name = format!("{}/{} in {}", operation.id, response.name, scope.name);
                assert_eq!(conditions.is_empty(), reason.is_some(), "{name}");
                assert_ne!(reason.as_deref(), Some("the spec names no condition"), "{name}");
            }
        }
    }
}

#[test]
fn a_missing_owner_is_provoked_only_where_it_can_be() {
    let api = api();
    let (get, missing) = response(&api, "object.get", "owner_missing");
    assert_eq!(
        words(&api, &api.expected_points(get, missing, scope(&api, "group"))),
        ["owner=absent caller=administrator"]
    );
    assert!(api.expected_points(get, missing, scope(&api, "me")).is_empty());
    let reason = api.unprovoked(get, missing, scope(&api, "me"));
    assert!(reason.is_some_and(|reason| reason.contains("user whose token is sent")));
    let (head, not_found) = response(&api, "object.head", "not_found");
    assert_eq!(words(&api, &api.expected_points(head, not_found, scope(&api, "app"))), ["object=absent"]);
}

#[test]
fn a_point_is_due_once() {
    let api = api();
    let (get, whole) = response(&api, "body.get", "whole");
    let app = words(&api, &api.expected_points(get, whole, scope(&api, "app")));
    let expected = [
        "body=exists",
        "body=exists caller=administrator",
        "body=exists caller=stranger",
        "body=exists caller=anonymous",
        "body=exists if_match=current",
        "body=exists spelling=lower_case_scheme",
    ];
    assert_eq!(app, expected);
    let (delete, deleted) = response(&api, "object.delete", "deleted");
    let user = words(&api, &api.expected_points(delete, deleted, scope(&api, "user")));
    assert_eq!(user.iter().filter(|words| words.is_empty()).count(), 1, "{user:?}");
}

#[test]
fn rejections_join_the_response_with_the_same_error() {
    let api = api();
    let (get, unauthorized) = response(&api, "object.get", "unauthorized");
    let group = api.expected_points(get, unauthorized, scope(&api, "group"));
    assert_eq!(
        words(&api, &group),
        ["caller=stranger", "caller=thing", "caller=anonymous", "caller=bad_token", "caller=none"]
    );
    let tolerances: Vec<_> = group.iter().map(|expected| expected.condition.tolerance != Tolerance::None).collect();
    assert_eq!(tolerances, [false, false, false, true, true], "only bad credentials may be answered otherwise");
    let (head, unauthorized) = response(&api, "object.head", "unauthorized");
    assert_eq!(unauthorized.content, ResponseContent::None);
    let bad_token = api.axes.at(Axis::CALLER, "bad_token").expect("a caller");
    let callers = api.expected_points(head, unauthorized, scope(&api, "app"));
    assert!(
        callers.iter().any(|expected| expected.point.setting(Axis::CALLER) == bad_token),
        "on HEAD the status decides"
    );
}

#[test]
fn rejections_are_responses_of_their_own_where_no_error_is_the_same() {
    let api = api();
    let (put, invalid) = response(&api, "body.put", "invalid_bucket");
    assert_eq!(invalid.status, 400);
    let expected = api.expected_points(put, invalid, scope(&api, "app"));
    assert_eq!(
        words(&api, &expected),
        [
            "bucket_id=too_short",
            "bucket_id=too_long",
            "bucket_id=bad_character",
            "bucket_id=space",
            "bucket_id=non_ascii",
            "bucket_id=full_stop"
        ]
    );
    assert!(expected.iter().all(|expected| expected.condition.tolerance == Tolerance::AnyClientError));
}

#[test]
fn rejections_leave_alone_what_the_operation_answers_itself() {
    let api = api();
    let (_, own) = response(&api, "object.get", "invalid_bucket");
    assert_eq!(own.conditions.len(), 1);
    assert_eq!(own.conditions[0].tolerance, Tolerance::None, "documented, so nothing else is accepted");
    let (_, both) = response(&api, "body.put", "invalid_input");
    assert_eq!(both.conditions.len(), 1);
    assert_eq!(both.conditions[0].level, Level::Should);
    let post = operation(&api, "collection.post");
    assert!(!post.responses.keys().any(|name| &*name.0 == "invalid_object_id"), "its path has no objectID");
}

#[test]
fn an_error_has_its_code_as_first_member() {
    for error in api().errors.values() {
        let (name, member) = error.members.first().expect("an error has members");
        assert_eq!(name, "errorCode");
        assert_eq!(member.value, Some(MemberValue::Constant(error.code.clone())), "{}", error.name);
    }
}
