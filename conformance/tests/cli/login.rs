//! Logins: the second address, tokens that expire, and answers that cannot be used.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use kii_conformance::Target;

use crate::stub::{Stub, api, assert_ends, check, printed, run};

fn target(url: &str) -> String {
    format!(
        "base_url = \"{url}\"\napp_id = \"app\"\napp_key = \"key-of-the-app\"\n[principals.owner]\nusername = \"somebody\"\n\
         password = \"pass-word\"\n"
    )
}

/// A server that sends this answer to a login at one address, and has no objects.
fn stub(at: &'static str, content: &'static str) -> Stub {
    Stub::with_content(move |head, sent| {
        let login = serde_json::json!({ "grant_type": "password", "username": "somebody", "password": "pass-word" });
        let login = login.to_string();
        let is_right = head.contains("content-type: application/json\r\n")
            // `app:key-of-the-app`
            && head.contains("authorization: Basic YXBwOmtleS1vZi10aGUtYXBw\r\n")
            && sent == login;
        match head.starts_with(&format!("POST {at} ")) {
            true if is_right => format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{content}", content.len()),
            true => "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".to_owned(),
            false => "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned(),
        }
    })
}

const TOKEN: &str = r#"{ "access_token": "token-of-somebody", "id": "somebody-id", "expires_in": 3600 }"#;

#[test]
fn the_second_address_is_used_if_the_first_does_not_exist() {
    for address in ["/api/apps/app/oauth2/token", "/api/oauth2/token"] {
        let (stub, directory) = (stub(address, TOKEN), tempfile::tempdir().expect("a directory"));
        let output = check(directory.path(), &target(&stub.url()), &[]);
        assert_ends(&output, 0, &["can be used", "does not give principals.stranger.token"]);
    }
    let (stub, directory) = (stub("/nowhere", TOKEN), tempfile::tempdir().expect("a directory"));
    let output = check(directory.path(), &target(&stub.url()), &[]);
    let both = ["/api/apps/app/oauth2/token got 404", "/api/oauth2/token got 404"];
    assert_ends(&output, 2, &both);
}

#[test]
fn a_token_that_expires_at_once_cannot_be_used() {
    let content = r#"{ "access_token": "token-of-somebody", "id": "somebody-id", "expires_in": 0 }"#;
    let (stub, directory) = (stub("/api/oauth2/token", content), tempfile::tempdir().expect("a directory"));
    let output = run(directory.path(), &target(&stub.url()), &["object.head/", "@user"]);
    assert_ends(&output, 2, &["principals.owner.username cannot log in", "expires at once (`expires_in` is 0)"]);
}

/// A server without objects. It gives the tokens `token-of-login-1`, `token-of-login-2` and so on, as long as there are
/// `lifetimes`, and refuses later logins. It also returns the tokens with which it was asked.
fn renewing(lifetimes: &'static [u64]) -> (Stub, Arc<Mutex<Vec<String>>>) {
    let (seen, logins) = (Arc::<Mutex<Vec<String>>>::default(), AtomicUsize::new(0));
    let noted = Arc::clone(&seen);
    let stub = Stub::new(move |head| {
        if head.starts_with("POST /api/apps/app/oauth2/token ") {
            let number = logins.fetch_add(1, Ordering::SeqCst);
            let Some(lifetime) = lifetimes.get(number) else {
                let refusal = r#"{ "error": "invalid_grant" }"#;
                return format!("HTTP/1.1 400 Bad Request\r\ncontent-length: {}\r\n\r\n{refusal}", refusal.len());
            };
            let token = format!("token-of-login-{}", number + 1);
            let content =
                serde_json::json!({ "access_token": token, "id": "somebody-id", "expires_in": lifetime }).to_string();
            return format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{content}", content.len());
        }
        let token = head.lines().find_map(|line| line.strip_prefix("authorization: Bearer "));
        noted.lock().expect("no panic").extend(token.map(|token| token.trim().to_owned()));
        // The token in the answer has to be redacted in the report of the failure.
        let content = head.replace("\r\n", " ");
        format!("HTTP/1.1 299 Odd\r\ncontent-length: {}\r\n\r\n{content}", content.len())
    });
    (stub, seen)
}

#[test]
fn a_token_that_ends_soon_is_renewed_and_none_is_printed() {
    let (stub, seen) = renewing(&[1; 1000]);
    let directory = tempfile::tempdir().expect("a directory");
    // The limit of the rate lets the run take longer than half of a token's life.
    let output = run(directory.path(), &target(&stub.url()), &["object.head/", "--rate", "20"]);
    assert_ends(&output, 1, &["[redacted]"]);
    assert!(!printed(&output).contains("token-of-login"), "{}", printed(&output));
    let mut seen = seen.lock().expect("no panic").clone();
    seen.retain(|token| token.starts_with("token-of-login"));
    seen.dedup();
    assert!(seen.len() > 1 && seen.first().is_some_and(|first| first == "token-of-login-1"), "{seen:?}");
}

#[test]
fn a_login_that_fails_within_the_run_makes_it_inconclusive() {
    let (stub, _) = renewing(&[1]);
    let directory = tempfile::tempdir().expect("a directory");
    let output = run(directory.path(), &target(&stub.url()), &["object.head/", "--rate", "20"]);
    let expected = [
        "principals.owner.username cannot log in again before its token expires",
        "got 400 Bad Request (invalid_grant)",
        "correct principals.owner.username and principals.owner.password",
    ];
    assert_ends(&output, 2, &expected);
    assert!(!printed(&output).contains("token-of-login") && !printed(&output).contains("pass-word"));
}

#[test]
fn an_answer_without_a_token_or_an_id_is_reported() {
    for (content, expected) in [
        ("[]", "expected a JSON object in the answer to the login"),
        (r#"{ "id": "x" }"#, "has no `access_token`"),
        (r#"{ "access_token": "token-of-somebody" }"#, "give principals.owner.user_id as well"),
    ] {
        let (stub, directory) = (stub("/api/oauth2/token", content), tempfile::tempdir().expect("a directory"));
        let output = run(directory.path(), &target(&stub.url()), &[]);
        assert_ends(&output, 2, &["principals.owner.username cannot log in", expected]);
        assert!(!printed(&output).contains("pass-word"), "{}", printed(&output));
    }
}

#[test]
fn a_token_and_a_login_exclude_each_other_and_half_a_login_is_none() {
    let text = target("http://127.0.0.1:9") + "token = \"token-of-one\"\n[principals.admin]\nclient_id = \"client\"\n";
    let problems = Target::from_toml(&api(), &text, "target.toml").expect_err("the file has mistakes").to_string();
    for expected in [
        "target.toml:5:12: principals.owner.username is given beside principals.owner.token (target.toml:7:9)",
        "principals.admin.client_id is of no use without principals.admin.client_secret",
        "KII_ADMIN_CLIENT_SECRET",
    ] {
        assert!(problems.contains(expected), "`{expected}` is not in:\n{problems}");
    }
    assert!(!problems.contains("pass-word") && !problems.contains("token-of-one"), "{problems}");
    let text = target("http://127.0.0.1:9").replace("username = \"somebody\"\npassword", "user_id");
    let problems = Target::from_toml(&api(), &text, "target.toml").expect_err("the file has mistakes").to_string();
    assert!(problems.contains("give principals.owner.username and principals.owner.password to log in"), "{problems}");
}

#[test]
fn debug_output_has_no_password() {
    let text = format!("proxy = \"http://me:my-proxy-word@127.0.0.1:1\"\n{}", target("http://127.0.0.1:9"));
    let text = text + "[headers]\nX-Key = \"my-gateway-key\"\n";
    let shown = format!("{:?}", Target::from_toml(&api(), &text, "target.toml").expect("the file is good"));
    for secret in ["pass-word", "my-proxy-word", "my-gateway-key", "key-of-the-app"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn a_connection_that_breaks_before_the_first_case_is_tried_again() {
    let requests = AtomicUsize::new(0);
    // Every other request ends with a closed connection: the login, then each probe.
    let stub = Stub::new(move |head| {
        if requests.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) {
            return String::new();
        }
        match head.starts_with("POST") {
            true => format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{TOKEN}", TOKEN.len()),
            false => "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned(),
        }
    });
    let directory = tempfile::tempdir().expect("a directory");
    let output = check(directory.path(), &target(&stub.url()), &[]);
    assert_ends(&output, 0, &["can be used"]);
    let output = run(directory.path(), &target(&stub.url()), &["--retries", "0", "object.head/"]);
    assert_ends(&output, 2, &["closes the connection"]);
}

#[test]
fn a_server_that_is_not_the_api_is_no_target() {
    let listing = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 0\r\n\r\n";
    let moved = "HTTP/1.1 301 Moved Permanently\r\nlocation: https://one.test@PATH\r\ncontent-length: 0\r\n\r\n";
    let with_token = "base_url = \"URL\"\napp_id = \"app\"\napp_key = \"key-of-the-app\"\n";
    for (answer, expected) in
        [(listing, "with text/html, a page for people"), (moved, "name https://one.test/, if that")]
    {
        let stub = Stub::new(move |head| answer.replace("@PATH", head.split(' ').nth(1).unwrap_or_default()));
        let directory = tempfile::tempdir().expect("a directory");
        for text in [target(&stub.url()), with_token.replace("URL", &stub.url())] {
            for output in [check(directory.path(), &text, &[]), run(directory.path(), &text, &["object.head/"])] {
                assert_ends(&output, 2, &["does not answer as this API does", expected]);
            }
        }
    }
}
