//! Several applications in one server know nothing of each other.

use std::fs;

use serde_json::json;

use crate::process::Initialised;

/// Two configurations in one: the applications of the second behind those of the first.
fn two() -> (Initialised, Initialised) {
    let (first, second) = (Initialised::new(), Initialised::new());
    let text = fs::read_to_string(second.path("server.toml")).unwrap();
    first.append(&text[text.find("[[apps]]").unwrap()..]);
    (first, second)
}

#[test]
fn a_token_of_one_application_is_worth_nothing_in_another() {
    let (first, second) = two();
    let server = first.start(&[]);
    for principal in ["admin", "owner", "thing"] {
        let (own, other) = (
            first.text(&format!("principals.{principal}.token")),
            second.text(&format!("principals.{principal}.token")),
        );
        for (place, own, other) in [(&first, &own, &other), (&second, &other, &own)] {
            assert_eq!(server.get(&place.object(), own).status, 404, "{principal}");
            assert_eq!(server.get(&place.object(), other).status, 401, "{principal}");
        }
    }
    let owner = format!(
        "/api/apps/{}/users/{}/buckets/bb/objects/o1",
        second.text("app_id"),
        first.text("principals.owner.user_id")
    );
    let answer = server.get(&owner, &second.text("principals.admin.token"));
    assert!(answer.content.contains("USER_NOT_FOUND"), "the other application has no such user: {answer:?}");
}

#[test]
fn objects_of_two_applications_are_apart() {
    let (first, second) = two();
    let server = first.start(&[]);
    let token = |place: &Initialised| format!("Bearer {}", place.text("principals.admin.token"));
    let headers = [("Authorization", &*token(&first)), ("Content-Type", "application/json")];
    assert_eq!(server.send("PUT", &first.object(), &headers, "{}").status, 201);
    assert_eq!(server.get(&second.object(), &second.text("principals.admin.token")).status, 404);
}

#[test]
fn a_login_says_which_application_it_is_for() {
    let (first, second) = two();
    let server = first.start(&[]);
    let (name, password) = second.login("owner");
    let content = json!({ "username": name, "password": password }).to_string();
    let log_in = |path: &str, headers: &[(&str, &str)]| {
        server.send("POST", path, &[&[("Content-Type", "application/json")], headers].concat(), &content)
    };
    let path_of = |place: &Initialised| format!("/api/apps/{}/oauth2/token", place.text("app_id"));
    assert_eq!(log_in(&path_of(&second), &[]).status, 200);
    assert_eq!(log_in(&path_of(&first), &[]).status, 400, "the other application has no such user");
    let (id, key) = (second.text("app_id"), second.text("app_key"));
    assert_eq!(log_in("/api/oauth2/token", &[("X-Kii-AppID", &id), ("X-Kii-AppKey", &key)]).status, 200);
    let unclear = log_in("/api/oauth2/token", &[]);
    assert_eq!(unclear.status, 400);
    assert!(unclear.content.contains("several applications"), "{unclear:?}");
}

#[test]
fn callers_without_an_account_need_the_key_of_the_application() {
    let (first, second) = two();
    let server = first.start(&[]);
    let status = |key: &str| {
        let headers = [("X-Kii-AppID", &*first.text("app_id")), ("X-Kii-AppKey", key)];
        server.send("GET", &first.object(), &headers, "").status
    };
    assert_eq!(status(&first.text("app_key")), 404);
    assert_eq!(status(&second.text("app_key")), 401);
    let log_in = |key: &str| {
        let content = json!({ "client_id": first.text("app_id"), "client_secret": key }).to_string();
        server.send("POST", "/api/oauth2/token", &[], &content).status
    };
    assert_eq!((log_in(&first.text("app_key")), log_in("wrong")), (200, 400));
}
