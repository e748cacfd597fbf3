//! What is due where a request differs from a usual one in several ways at once.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::sync::LazyLock;

use kii_spec::{
    Api, Level, Operation, Tolerance,
    axis::{Axis, Object, Point},
};

static API: LazyLock<Api> = LazyLock::new(|| Api::embedded().unwrap());

fn operation(id: &str) -> &'static Operation {
    API.operations.values().find(|operation| operation.id.to_string() == id).unwrap()
}

/// A point from `axis=value` words.
fn point(words: &str) -> Point {
    words.split_whitespace().fold(Point::default(), |point, word| {
        let (axis, value) = word.split_once('=').unwrap();
        let axis = API.axes.all().find(|known| API.axes.name(*known) == axis).unwrap();
        point.with(API.axes.at(axis, value).unwrap())
    })
}

/// The names of the responses that are due, with the level unless it is *must*; `-` where the pages do not say.
fn due(id: &str, scope: &str, words: &str) -> String {
    let scope = API.service.scopes.values().find(|known| known.name.to_string() == scope).unwrap();
    let due = API.due(operation(id), scope, point(words));
    let names: Vec<&str> = due.responses.iter().map(|due| &*due.response.name.0).collect();
    match (due.is_defined(), due.level) {
        (false, _) => "-".to_owned(),
        (true, Level::Must) => names.join(" or "),
        (true, level) => format!("{} ({level:?})", names.join(" or ")),
    }
}

#[test]
fn differences_that_succeed_alone_succeed_together() {
    let put = |words| due("object.put", "user", words);
    assert_eq!(put("caller=administrator if_match=current body=exists"), "replaced");
    assert_eq!(put("object=absent caller=administrator content=typed if_none_match=any"), "created");
    assert_eq!(put("object=absent content=typed object_id=longest bucket_id=shortest"), "created");
    assert_eq!(due("body.get", "user", "body=exists caller=administrator range=last if_match=current"), "part");
    assert_eq!(due("body.get", "user", "body=exists caller=administrator if_match=current"), "whole");
    assert_eq!(due("object.get", "app", "body=exists caller=anonymous object_id=mixed"), "found");
    assert_eq!(due("object.put", "user", "caller=administrator spelling=charset object=absent"), "created (Should)");
}

#[test]
fn of_several_refusals_any_is_due() {
    let put = |words| due("object.put", "user", words);
    assert_eq!(put("caller=stranger if_match=stale"), "stale or unauthorized");
    assert_eq!(put("caller=administrator if_match=stale content=large"), "stale");
    assert_eq!(put("object=absent content=too_large caller=administrator"), "invalid_input");
    assert_eq!(due("object.get", "user", "object=absent caller=stranger"), "object_missing or unauthorized");
    assert_eq!(due("object.patch", "user", "object=absent content=large"), "object_missing");
    assert_eq!(
        due("body.get", "user", "body=exists range=beyond if_match=stale caller=administrator"),
        "stale or unsatisfiable"
    );
    // What is refused only by a decision, but also for a reason that binds, must be refused.
    assert_eq!(put("if_match=stale content=malformed"), "stale or invalid_json");
}

#[test]
fn a_refusal_that_should_be_given_does_not_bind() {
    assert_eq!(due("object.put", "user", "content=malformed caller=administrator"), "invalid_json (Should)");
    assert_eq!(due("publish.post", "user", "body=exists expiry=both caller=administrator"), "invalid_input (Should)");
}

#[test]
fn where_the_pages_are_silent_nothing_is_due() {
    // Another type for an object that exists (A18), a version of what is not there (A38, A40), and both conditions (A11).
    assert_eq!(due("object.put", "user", "content=typed caller=administrator"), "-");
    assert_eq!(due("object.delete", "user", "object=absent if_match=current"), "-");
    assert_eq!(due("body.put", "user", "if_match=stale caller=administrator"), "-");
    assert_eq!(due("object.put", "user", "object=absent if_match=stale"), "-");
    assert_eq!(due("object.delete", "user", "if_match=stale if_none_match=any"), "-");
    assert_eq!(due("object.put", "user", "owner=absent caller=stranger"), "-");
}

#[test]
fn what_is_harmless_elsewhere_is_refused_for_what_is_missing() {
    assert_eq!(due("body.get", "user", "range=part caller=administrator"), "body_missing");
    assert_eq!(due("publish.post", "user", "object=absent expiry=in"), "object_missing");
}

#[test]
fn the_widest_tolerance_holds() {
    let scope = &API.service.scopes[1];
    let put = operation("object.put");
    let both = API.due(put, scope, point("if_match=stale object_id=too_long"));
    assert_eq!(both.responses.len(), 2);
    assert_eq!(*both.tolerance(), Tolerance::AnyClientError);
    assert_eq!(*API.due(put, scope, point("if_match=stale")).tolerance(), Tolerance::None);
    // A server that does not know the spelling may refuse the request for it, but it refuses it.
    let spelled = API.due(put, scope, point("object=absent caller=stranger spelling=lower_case_scheme"));
    assert_eq!((spelled.responses.len(), spelled.level), (1, Level::Must));
    assert_eq!(*spelled.tolerance(), Tolerance::AnyClientError);
}

/// Where the spec itself names a point, composing changes nothing.
#[test]
fn a_documented_point_has_its_own_response() {
    for operation in API.operations.values() {
        for scope in API.service.scopes.values() {
            let documented = API.documented_points(operation, scope);
            for response in operation.responses.values() {
                for expected in API.expected_points(operation, response, scope) {
                    let due = API.due(operation, scope, expected.point);
                    let names: Vec<_> = due.responses.iter().map(|due| &due.response.name).collect();
                    assert_eq!(names, [&response.name], "{} {} {:?}", operation.id, scope.name, expected.point);
                    let one =
                        documented.due(expected.point).responses.iter().map(|due| due.response.name.clone()).next();
                    assert_eq!(one.as_ref(), Some(&response.name), "whether one point or many are asked about");
                }
            }
        }
    }
}

/// A state axis that an operation does not have means nothing to it.
#[test]
fn what_does_not_matter_is_ignored() {
    let state = Point { object: Object::Absent, ..point("caller=administrator") };
    assert!(!operation("collection.post").has_axis(Axis::Object));
    let due = API.due(operation("collection.post"), &API.service.scopes[0], state);
    assert_eq!(due.success().map(|due| due.response.name.to_string()), Some("created".to_owned()));
}
