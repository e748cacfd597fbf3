//! The examples of the OpenAPI document: the reference server gives them, or takes them.

use std::{collections::BTreeMap, mem::discriminant};

use http::Method;
use kii_server::Fixture;
use serde_json::{Value, json};

use crate::test_server::{Answer, Call, TestServer};

const DOCUMENT: &str = include_str!("../../../generated/openapi.json");

/// The object of the examples, below its scope.
const OBJECT: &str = "notes/objects/5e2cb1a0-7f11";

/// What a server makes up, and what it says in words of its own: only the kind of such a value is compared.
const OWN: [&str; 5] = ["message", "createdAt", "modifiedAt", "publicationID", "url"];

/// The examples of the document, by their type. A scope has one in each of its forms.
fn examples() -> BTreeMap<String, Vec<Value>> {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let of = |schema: &Value| schema["examples"].as_array().cloned().unwrap_or_default();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let examples = schemas.iter().map(|(name, schema)| {
        let forms = schema["oneOf"].as_array().into_iter().flatten();
        (name.clone(), of(schema).into_iter().chain(forms.flat_map(of)).collect::<Vec<_>>())
    });
    examples.filter(|(_, examples)| !examples.is_empty()).collect()
}

/// A server of the application of the examples. Their user, group and thing exist or not.
fn server(exist: bool) -> TestServer {
    let mut fixture = Fixture::demo();
    fixture.app_id = "ab12cd34".to_owned();
    fixture.stranger.id = "7d21f93c60be".to_owned();
    if exist {
        fixture.owner.id = "0cf6bd8e3a4f".to_owned();
        fixture.group_id = "tz8m5ueh2p1k".to_owned();
        fixture.thing.id = "th.5f3a-7d21".to_owned();
    }
    let server = TestServer::with(fixture);
    server.pass(1_337_039_120 - server.now() / 1000);
    server
}

fn call(server: &TestServer, method: Method, scope: &str, rest: &str) -> Call {
    Call::new(method, &server.path_in(scope, rest)).bearer(&server.fixture.admin_token)
}

/// Whether an answer is this example.
fn is(answer: &Value, example: &Value, own: &[&str]) -> bool {
    match (answer, example) {
        (Value::Object(answer), Value::Object(example)) => {
            answer.len() == example.len()
                && example.iter().all(|(name, value)| match own.contains(&name.as_str()) {
                    true => answer.get(name).is_some_and(|found| discriminant(found) == discriminant(value)),
                    false => answer.get(name).is_some_and(|found| is(found, value, own)),
                })
        }
        (answer, example) => answer == example,
    }
}

/// What a server gives that has none of the object's owners, or not yet the object.
async fn refusals() -> Vec<(&'static str, Answer)> {
    let server = server(false);
    let in_app = |method, rest| call(&server, method, "", rest);
    let mut answers = Vec::new();
    for (name, scope) in [
        ("UserNotFound", "/users/0cf6bd8e3a4f"),
        ("GroupNotFound", "/groups/tz8m5ueh2p1k"),
        ("ThingNotFound", "/things/th.5f3a-7d21"),
    ] {
        answers.push((name, server.send(call(&server, Method::GET, scope, OBJECT)).await));
    }
    let stranger = server.get(OBJECT).bearer(&server.fixture.stranger.token);
    for (name, call) in [
        ("ObjectNotFound", in_app(Method::GET, OBJECT)),
        ("UnauthorizedAccess", stranger),
        ("InvalidBucket", in_app(Method::GET, "n/objects/5e2cb1a0-7f11")),
        ("InvalidObjectId", in_app(Method::GET, "notes/objects/5")),
        ("InvalidJson", in_app(Method::PUT, OBJECT).json(&json!([1]))),
        (
            "InvalidInputData",
            in_app(Method::PUT, OBJECT).json(&json!({})).header("if-match", "\"1\"").header("if-none-match", "*"),
        ),
    ] {
        answers.push((name, server.send(call).await));
    }
    answers
}

/// What happens to an object and its body.
async fn life(publication: &Value) -> Vec<(&'static str, Answer)> {
    let server = server(true);
    let in_app = |method, rest| call(&server, method, "", rest);
    let (object, body, publish) = (OBJECT, &format!("{OBJECT}/body"), &format!("{OBJECT}/body/publish"));
    let typed = in_app(Method::POST, "notes/objects").content("application/vnd.ab12cd34.note+json", "{}");
    let upload = || in_app(Method::PUT, body).content("text/plain", &"x".repeat(1024));
    let published = in_app(Method::POST, publish)
        .content("application/vnd.kii.ObjectBodyPublicationRequest+json", &publication.to_string());
    let mut answers = Vec::new();
    for (name, call) in [
        ("ObjectCreationResponse", typed),
        ("ObjectUpdateResponse", in_app(Method::PUT, object).json(&json!({}))),
        ("ObjectAlreadyExists", in_app(Method::PUT, object).json(&json!({})).header("if-none-match", "*")),
        ("StaleVersionedObject", in_app(Method::PUT, object).json(&json!({})).header("if-match", "\"never\"")),
        ("ObjectBodyNotFound", in_app(Method::GET, body)),
        ("ObjectBodyUpdateResponse", upload()),
        ("ObjectBodyIntegrityNotAssured", upload().header("if-match", "\"never\"")),
        ("ObjectBodyRangeNotSatisfiable", in_app(Method::GET, body).header("range", "bytes=4096-8191")),
        ("ObjectBodyPublicationResponse", published),
    ] {
        answers.push((name, server.send(call).await));
    }
    answers
}

#[tokio::test]
async fn the_server_answers_as_the_examples_of_the_document_say() {
    let mut examples = examples();
    let publication = examples.remove("ObjectBodyPublicationRequest").unwrap().remove(0);
    let scopes = examples.remove("ObjectScope").unwrap();
    let answers = refusals().await.into_iter().chain(life(&publication).await);
    for (name, answer) in answers {
        let [example] = examples.remove(name).unwrap().try_into().unwrap();
        // `POST` makes up the ID.
        let own: Vec<&str> = OWN.into_iter().chain((name == "ObjectCreationResponse").then_some("objectID")).collect();
        let found = answer.json();
        assert!(is(&found, &example, &own), "{name}: expected {example}, found {} {found}", answer.status);
    }
    assert!(examples.is_empty(), "no request of this test gets {examples:?}");

    let server = server(true);
    let owners = ["", "/users/0cf6bd8e3a4f", "/groups/tz8m5ueh2p1k", "/things/th.5f3a-7d21"];
    assert_eq!(scopes.len(), owners.len());
    for (scope, owner) in scopes.iter().zip(owners) {
        let missing = server.send(call(&server, Method::GET, owner, OBJECT)).await.refused(404, "OBJECT_NOT_FOUND");
        assert_eq!(&missing["objectScope"], scope);
    }
}
