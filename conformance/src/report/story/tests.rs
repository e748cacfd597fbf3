//! Stories of exchanges that were never made: no secret is in them, and long contents are cut.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use kii_spec::ScopeName;
use url::Url;

use super::*;
use crate::{
    cases::{Role, Suite},
    deployment::Target,
    report::Rerun,
    run::Record,
    send::{Request, Response, WireForm},
};

const SECRET: &str = "token-of-the-administrator";

/// The answer to a request of a case, with these contents.
fn exchange(sent: &[u8], received: &[u8]) -> RecordedExchange {
    let request = Request {
        method: Method::PUT,
        url: Url::parse("http://h/a/b").unwrap(),
        headers: HeaderMap::from_iter([
            (http::header::AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {SECRET}")).unwrap()),
            (http::header::ACCEPT, HeaderValue::from_static("*/*")),
        ]),
        content: Bytes::copy_from_slice(sent),
        form: WireForm::default(),
    };
    let response = Response {
        status: StatusCode::CREATED,
        headers: HeaderMap::from_iter([(http::header::ETAG, HeaderValue::from_static("\"1\""))]),
        content: Bytes::copy_from_slice(received),
        ..Response::default()
    };
    RecordedExchange {
        role: Role::Act,
        operation: None,
        scope: ScopeName("user".into()),
        client: None,
        pause: None,
        begun: Instant::now(),
        time: Duration::from_millis(7),
        request,
        credentials: None,
        ends_in: None,
        length: received.len(),
        answer: Ok(response),
        known: "no object; no body".to_owned(),
        due: Vec::new(),
        received: None,
        examined: Vec::new(),
        mismatches: Vec::new(),
    }
}

/// The story of a case that has passed with these exchanges.
fn story(exchanges: Vec<RecordedExchange>) -> Story {
    let suite = Suite::load().unwrap();
    let target = format!(
        "base_url = \"http://h/\"\napp_id = \"app\"\napp_key = \"the-key-of-it\"\nprincipals.admin.token = \"{SECRET}\"\n"
    );
    let target = Target::from_toml(&suite.api, &target, "the target").unwrap_or_else(|error| panic!("{error}"));
    let case = suite.cases.first().cloned().unwrap();
    let record = Record::without_result(case, String::new(), Duration::ZERO);
    let record = Record { outcome: Outcome::Passed, exchanges, ..record };
    let rerun = Rerun::new("suite run", &[], &[]);
    let report = ReportContext { api: &suite.api, target: &target, rerun: &rerun };
    let redactor = target.redactor();
    Story::new(&StoryContext { report, redactor: &redactor, start: Instant::now() }, &record)
}

#[test]
fn no_secret_is_in_a_story_wherever_an_answer_repeats_it() {
    let mut in_header = exchange(b"{}", b"{}");
    if let Ok(answer) = &mut in_header.answer {
        answer.headers.insert("x-echo", HeaderValue::from_str(&format!("got {}", SECRET.to_uppercase())).unwrap());
    }
    let at_the_cut = [vec![b'x'; Limit::OfPassed.kept() - 7], SECRET.as_bytes().to_vec(), vec![b'y'; 9999]].concat();
    let binary = [b"\xff\xfe".as_slice(), SECRET.as_bytes(), b"\xff"].concat();
    let followed = RecordedExchange { known: format!("object with version {SECRET}"), ..exchange(b"", b"{}") };
    let clean = exchange(b"", b"an answer before");
    let exchanges = vec![clean, in_header, exchange(b"", &at_the_cut), exchange(b"", &binary), followed];
    let story = serde_json::to_string(&story(exchanges)).unwrap();
    assert!(!story.contains("token-of") && !story.to_lowercase().contains("token-of"), "{story}");
    assert_eq!(story.matches("[redacted]").count(), 5 + 3, "{story}");
    assert!(story.contains("xxx[redact\""), "what is cut there is no secret any more: {story}");
    assert!(!story.contains("dG9rZW4t"), "nor in base64: {story}");
}

#[test]
fn what_is_no_text_is_in_base64_and_what_is_long_is_cut_and_packed() {
    let long = "t".repeat(60_000);
    let story = story(vec![exchange(long.as_bytes(), long.as_bytes()), exchange(b"\0\xff", b"\0\xff")]);
    let contents: Vec<&StoryContent> = story
        .exchanges
        .iter()
        .flat_map(|exchange| {
            let response = exchange.response.as_ref().and_then(|response| response.content.as_ref());
            [exchange.request.content.as_ref(), response]
        })
        .flatten()
        .collect();
    let [sent, received, binary, _] = contents[..] else { panic!("{contents:?}") };
    for content in [sent, received] {
        assert_eq!((content.length, content.is_cut, content.data.len()), (60_000, true, Limit::OfPassed.kept()));
    }
    assert!(sent.packed.as_ref().is_some_and(|packed| packed.len() < 1000), "it can be sent again");
    assert_eq!(received.packed, None);
    assert_eq!((binary.form, binary.data.as_str(), binary.is_cut), (ContentForm::Base64, "AP8=", false));
}

#[test]
fn only_the_scheme_of_credentials_is_kept() {
    let story = story(vec![exchange(b"", b"")]);
    let headers = &story.exchanges[0].request.headers;
    assert!(headers.contains(&("authorization".to_owned(), "Bearer [redacted]".to_owned())), "{headers:?}");
    let json = serde_json::to_string(&story).unwrap();
    assert_eq!(serde_json::from_str::<Story>(&json).unwrap(), story, "it is read back");
}
