//! No secret of a target is in any output, in no form: not as it is, not in base64, not percent-encoded.

use std::{fs, path::Path};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::stub::{Stub, assert_ends, check, printed, run};

/// The secrets of the target. Each has characters that are written differently in URLs, in JSON or in base64.
const KEY: &str = "key/of the+application?";
const ADMIN: (&str, &str) = ("client-of-the-administrator", "secret/of the+administrator~");
const OWNER: (&str, &str) = ("name-of-the-owner", "pass\"word of the owner>");
const SHORT: (&str, &str) = ("name-of-the-stranger", "qZ7&");
const THING_TOKEN: &str = "token/of+the/thing==";
const GATEWAY: &str = "gateway key + more";
const PROXY: &str = "p%40ss:w/rd-of-the-proxy";
/// The token in the answer to every login.
const GIVEN: &str = "token/given+at/login~";

/// Everything that must not be in an output.
fn forms() -> Vec<String> {
    let secrets = [KEY, ADMIN.1, OWNER.1, SHORT.1, THING_TOKEN, GATEWAY, GIVEN];
    // The beginning alone is as bad: a transcript may be cut in the middle of a secret.
    let mut forms = vec![GIVEN[..12].to_owned()];
    for secret in secrets {
        forms.push(secret.to_owned());
        forms.push(serde_json::Value::from(secret).to_string().trim_matches('"').to_owned());
        let encoded = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
        forms.extend([encoded.replace("%20", "+"), encoded]);
        if secret.len() > 4 {
            forms.push(STANDARD_NO_PAD.encode(secret));
            forms.push(URL_SAFE_NO_PAD.encode(secret));
        }
    }
    for (name, secret) in [("app", KEY), ADMIN, OWNER, SHORT] {
        forms.push(STANDARD.encode(format!("{name}:{secret}")));
    }
    forms
}

/// The worst target for secrets: it sends back everything that it was sent, in every form, where it can and beyond the
/// point where a transcript is cut.
fn echo(head: &str, content: &str) -> String {
    let header =
        |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or("none");
    let (credentials, gateway) = (header("authorization"), header("x-gateway-key"));
    if head.starts_with("POST") && head.contains("/oauth2/token ") {
        let id = if content.contains(OWNER.0) { "owner-id" } else { "stranger-id" };
        let response = serde_json::json!({ "access_token": GIVEN, "id": id, "you sent": content });
        return answer("200 OK", "", &response.to_string());
    }
    let bare = credentials.split(' ').next_back().unwrap_or_default();
    let everything: Vec<String> = [KEY, ADMIN.1, OWNER.1, SHORT.1, THING_TOKEN, GATEWAY, GIVEN, bare]
        .iter()
        .flat_map(|secret| {
            let encoded = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
            [(*secret).to_owned(), STANDARD.encode(secret), format!("/{encoded}"), encoded.to_lowercase()]
        })
        .chain([ADMIN, OWNER, SHORT].iter().map(|(name, secret)| STANDARD.encode(format!("{name}:{secret}"))))
        .collect();
    // At every length before it, some secret is cut by the end of a transcript.
    let filling = "x".repeat(920 + head.len() % 80);
    let said = serde_json::json!({ "you sent": everything, "as": [credentials, gateway], "filling": filling });
    let content = match head.len() % 3 {
        0 => said.to_string(),
        1 => format!("{filling}{GIVEN}{}", everything.join(" ")),
        _ => format!("{}\u{1}", everything.join("\n")),
    };
    let location = utf8_percent_encode(bare, NON_ALPHANUMERIC);
    let headers = format!(
        "x-echo: {credentials}\r\nx-gateway: {gateway}\r\ncontent-type: {bare}\r\netag: \"{GIVEN}\"\r\nlocation: /{location}\r\n"
    );
    answer(&format!("418 {credentials}"), &headers, &content)
}

fn answer(status: &str, headers: &str, content: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n{content}", content.len())
}

fn target(url: &str) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let principal = |name: &str, (who, secret): (&str, &str)| {
        format!("[principals.{name}]\nusername = {}\npassword = {}\n", quoted(who), quoted(secret))
    };
    format!(
        "base_url = \"{url}\"\napp_id = \"app\"\napp_key = {}\n[headers]\nX-Gateway-Key = {}\n[principals.admin]\n\
         client_id = {}\nclient_secret = {}\n{}{}[principals.thing]\nthing_id = \"thing-id\"\ntoken = {}\n\
         [scopes.group]\nid = \"group-id\"\n[scopes.thing]\nid = \"thing-id\"\n",
        quoted(KEY),
        quoted(GATEWAY),
        quoted(ADMIN.0),
        quoted(ADMIN.1),
        principal("owner", OWNER),
        principal("stranger", SHORT),
        quoted(THING_TOKEN),
    )
}

#[track_caller]
fn assert_clean(seen: &str) {
    for form in forms() {
        if let Some(at) = seen.find(&form) {
            let around: String = seen[..at].chars().rev().take(300).collect::<Vec<_>>().into_iter().rev().collect();
            panic!("`{form}` was printed, behind:\n{around}");
        }
    }
}

fn files(directory: &Path, names: &[&str]) -> String {
    names.iter().map(|name| fs::read_to_string(directory.join(name)).expect("the report was written")).collect()
}

#[test]
fn no_secret_is_in_any_output_of_a_run() {
    let stub = Stub::with_content(echo);
    let directory = tempfile::tempdir().expect("a directory");
    for format in ["pretty", "terse", "json"] {
        let reports = ["--report-json", "report.json", "--report-junit", "report.xml"];
        let args = [&["--format", format, "object.put/", "collection.post/", "--skip", "="], &reports[..]].concat();
        let output = run(directory.path(), &target(&stub.url()), &args);
        assert_ends(&output, 1, &["[redacted]"]);
        assert_clean(&printed(&output));
        assert_clean(&files(directory.path(), &["report.json", "report.xml"]));
    }
}

#[test]
fn no_secret_is_in_what_a_check_shows_or_a_login_that_fails() {
    let stub = Stub::with_content(echo);
    let directory = tempfile::tempdir().expect("a directory");
    let output = check(directory.path(), &target(&stub.url()), &[]);
    assert_ends(&output, 0, &["stranger"]);
    assert_clean(&printed(&output));

    // An error may hold what was sent, in the place of a code and in that of an ID.
    let stub = Stub::with_content(|_, content| {
        let response = serde_json::json!({ "error": content, "error_description": content });
        answer("400 Bad Request", "", &response.to_string())
    });
    let output = run(directory.path(), &target(&stub.url()), &["--report-json", "report.json"]);
    assert_ends(&output, 2, &["principals.owner.username cannot log in", "400 Bad Request"]);
    assert_clean(&printed(&output));
    assert_clean(&files(directory.path(), &["report.json"]));
    let stub = Stub::with_content(|_, content| {
        let response = serde_json::json!({ "access_token": "a b", "id": content });
        answer("200 OK", "", &response.to_string())
    });
    let output = run(directory.path(), &target(&stub.url()), &[]);
    assert_ends(&output, 2, &["the token in the answer is empty or has spaces"]);
    assert_clean(&printed(&output));
}

#[test]
fn a_proxy_that_cannot_be_reached_keeps_its_password() {
    let directory = tempfile::tempdir().expect("a directory");
    let proxy = format!("proxy = \"http://user:{}@127.0.0.1:9\"\n", PROXY.replace('/', "%2F").replace(":", "%3A"));
    let output = run(directory.path(), &format!("{proxy}{}", target("http://127.0.0.1:8")), &[]);
    assert_ends(&output, 2, &["cannot be reached"]);
    assert!(!printed(&output).contains("rd-of-the-proxy"), "{}", printed(&output));
}

/// A token as other deployments give it: each of its marks is written differently somewhere.
const TOKEN: &str = "ylnvvcib+wg7w65/qlbpzn423roy7==&x";

/// The token as frameworks write it into their answers, and as it stands in what they encode.
fn spellings() -> Vec<String> {
    let replaced =
        |marks: &[(&str, &str)]| marks.iter().fold(TOKEN.to_owned(), |text, (mark, by)| text.replace(mark, by));
    let hexadecimal: String = TOKEN.bytes().map(|byte| format!("{byte:02x}")).collect();
    let header = format!("{{\"authorization\":\"Bearer {TOKEN}\"}}");
    vec![
        TOKEN.to_owned(),
        TOKEN.to_uppercase(),
        replaced(&[("=", "\\u003d"), ("&", "\\u0026")]),
        replaced(&[("+", "\\u002B"), ("&", "\\u0026")]),
        replaced(&[("/", "\\/")]),
        replaced(&[("&", "&amp;")]),
        replaced(&[("&", "&#38;"), ("+", "&#43;"), ("/", "&#x2F;"), ("=", "&#61;")]),
        replaced(&[("/", "%2f"), ("+", "%2B")]),
        replaced(&[("/", "%252F"), ("=", "%253D")]),
        TOKEN.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect(),
        hexadecimal.to_uppercase(),
        hexadecimal,
        STANDARD.encode(TOKEN),
        URL_SAFE_NO_PAD.encode(format!("x{TOKEN}")),
        STANDARD_NO_PAD.encode(header),
        TOKEN.as_bytes().chunks(9).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\\r\\n"),
    ]
}

/// What no output may have: pieces of the token that are longer than chance, as it is and in each encoding.
fn pieces() -> Vec<String> {
    let hexadecimal: String = TOKEN.bytes().map(|byte| format!("{byte:02x}")).collect();
    let encoded = (0..3).map(|before| STANDARD.encode(format!("{}{TOKEN}", &"xxx"[..before]))[8..36].to_owned());
    let wholes = [TOKEN.to_owned(), hexadecimal].into_iter().chain(encoded);
    let units: String = TOKEN.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    let pieces = |whole: &str, length: usize| {
        let windows = whole.as_bytes().windows(length).map(|piece| String::from_utf8_lossy(piece).into_owned());
        windows.filter(|piece| length > 8 || piece.bytes().all(|byte| byte.is_ascii_alphanumeric())).collect::<Vec<_>>()
    };
    let mut all: Vec<String> = wholes.flat_map(|whole| pieces(&whole, 8)).collect();
    all.extend(pieces(&units, 36));
    all
}

/// A target that sends the token back where the suite cuts: in a member that is shown cut short, in a header, and in content
/// that is shown cut short. What comes before it has another length in each answer.
#[test]
fn a_token_is_hidden_before_anything_is_cut_in_every_spelling() {
    let directory = tempfile::tempdir().expect("a directory");
    for spelling in spellings() {
        let (count, sent) = (std::sync::atomic::AtomicUsize::new(0), spelling.clone());
        let stub = Stub::new(move |head| {
            let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let pad = |around: usize| "-".repeat(around - (number * 7) % 60);
            match head.starts_with("PUT") {
                true => {
                    let content = format!("{{\"createdAt\": \"{}{sent} and more\"}}", pad(196));
                    answer("201 Created", "etag: \"1\"\r\ncontent-type: application/json\r\n", &content)
                }
                false => {
                    let echo = sent.replace(['\r', '\n'], "");
                    let headers = format!("x-echo: {}{echo}\r\ncontent-type: {}{echo}\r\n", pad(1000), pad(196));
                    answer("404 Not Found", &headers, &format!("{}{sent} and more", pad(1000)))
                }
            }
        });
        let target = format!(
            "base_url = \"{}\"\napp_id = \"app\"\napp_key = \"key-of-it\"\n[principals.owner]\nuser_id = \"one\"\ntoken = \"{TOKEN}\"\n",
            stub.url()
        );
        let args = [
            "--report-json",
            "report.json",
            "--report-junit",
            "report.xml",
            "object.put/created@user",
            "object.get/object_missing@user",
        ];
        let output = run(directory.path(), &target, &args);
        assert_ends(&output, 1, &["[redacted]"]);
        let seen = printed(&output) + &files(directory.path(), &["report.json", "report.xml"]);
        let seen = seen.to_lowercase();
        for piece in pieces() {
            assert!(
                !seen.contains(&piece.to_lowercase()),
                "`{piece}` of `{spelling}` was printed:\n{}",
                printed(&output)
            );
        }
    }
}
