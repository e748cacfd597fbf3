//! Passwords and tokens: who gets in, for how long, and what of them is kept.

use std::{io::Write, process::Stdio};

use serde_json::{Value, json};

use crate::process::{Initialised, ServerProcess, bytes_below, program, until};

/// Logs in; gives the token, or nothing.
fn log_in(server: &ServerProcess, path: &str, login: &Value) -> Option<String> {
    let answer = server.send("POST", path, &[("Content-Type", "application/json")], &login.to_string());
    assert!(matches!(answer.status, 200 | 400), "{answer:?}");
    let granted: Value = serde_json::from_str(&answer.content).unwrap();
    granted["access_token"].as_str().map(str::to_owned)
}

#[test]
fn everybody_of_a_configuration_logs_in_with_the_right_password_alone() {
    let place = Initialised::new();
    let server = place.start(&[]);
    let path = format!("/api/apps/{}/oauth2/token", place.text("app_id"));
    for principal in ["owner", "stranger", "thing"] {
        let (name, password) = place.login(principal);
        let token = log_in(&server, &path, &json!({ "username": name, "password": password })).unwrap();
        assert_eq!(server.get(&place.object(), &token).status, 404, "{principal}");
        assert_eq!(log_in(&server, &path, &json!({ "username": name, "password": "wrong" })), None, "{principal}");
    }
    let (client_id, client_secret) = place.login("admin");
    let token = log_in(&server, &path, &json!({ "client_id": client_id, "client_secret": client_secret })).unwrap();
    assert_eq!(server.get(&place.object(), &token).status, 404);
    assert_eq!(log_in(&server, &path, &json!({ "username": "nobody", "password": "wrong" })), None);
}

#[test]
fn tokens_outlast_the_server_and_are_nowhere_in_its_files() {
    let place = Initialised::new();
    let server = place.start(&[]);
    let (name, password) = place.login("owner");
    let token = log_in(&server, "/api/oauth2/token", &json!({ "username": name, "password": password })).unwrap();
    drop(server);

    let server = place.start(&[]);
    for token in [&token, &place.text("principals.owner.token")] {
        assert_eq!(server.get(&place.object(), token).status, 404);
    }
    std::fs::remove_file(place.path("target.toml")).unwrap();
    let bytes = bytes_below(place.folder.path());
    for secret in [token, password, place.text("principals.owner.token")] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
}

#[test]
fn a_token_ends_after_the_lifetime_that_was_configured() {
    let place = Initialised::new();
    let server = place.start(&["--token-lifetime", "1ms"]);
    let (name, password) = place.login("owner");
    let token = log_in(&server, "/api/oauth2/token", &json!({ "username": name, "password": password })).unwrap();
    until(|| server.get(&place.object(), &token).status == 401);
    assert_eq!(server.get(&place.object(), &place.text("principals.owner.token")).status, 404, "this one never ends");
}

#[test]
fn the_hash_of_a_password_that_was_piped_is_that_of_its_line() {
    let hash = |input: &str| {
        let mut command = program();
        command.arg("hash-password").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    for input in ["open sesame", "open sesame\n", "open sesame\r\nand more\n"] {
        let output = hash(input);
        let hash: kii_server::PasswordHash = String::from_utf8(output.stdout).unwrap().trim().parse().unwrap();
        assert!(hash.matches("open sesame"));
    }
    let output = hash("\n");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("the password is empty"));
}
