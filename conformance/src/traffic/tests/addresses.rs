//! The addresses that answers name: of new objects, and of published content.

use serde_json::Value;

use super::{Side, TrafficReport, assert_violated, changed, found, position, set_header};

/// Where the publication is that is inserted behind.
const PUBLISHED: usize = 14;
/// A read of the published body, 6 ms behind the publication.
const READ_AT: &str = "2026-11-29T06:09:53.351000Z";

/// The traffic with a read of the published body behind its publication, changed.
fn with_read(change: impl FnOnce(&mut Vec<Value>, usize)) -> TrafficReport {
    changed(|entries| {
        let answer = entries[PUBLISHED]["response"]["content"]["text"].as_str().unwrap();
        let answer: Value = serde_json::from_str(answer).unwrap();
        let mut read = entries[position(entries, "GET", "/first/body", 200)].clone();
        read["request"]["url"] = answer["url"].clone();
        read["startedDateTime"] = READ_AT.into();
        set_header(&mut read["request"], "authorization", None);
        entries.insert(PUBLISHED + 1, read);
        change(entries, PUBLISHED + 1);
    })
}

fn content(entry: &mut Value) -> &mut Value {
    &mut entry["response"]["content"]["text"]
}

#[test]
fn what_is_published_is_served() {
    let report = with_read(|_, _| {});
    assert!(found(&report).is_empty(), "{:#?}", found(&report));
    assert_eq!(report.judged, changed(|_| {}).judged + 1, "{report}");
}

#[test]
fn other_published_content_is_found() {
    let report = with_read(|entries, read| *content(&mut entries[read]) = "hello there, hello".into());
    assert_violated(&report, Side::Server, "published-content-is-served", "not the same");
    let report = with_read(|entries, read| set_header(&mut entries[read]["response"], "content-type", Some("a/b")));
    assert_violated(&report, Side::Server, "published-content-is-served", "a/b");
}

#[test]
fn an_address_that_leads_nowhere_is_found() {
    let report = with_read(|entries, read| {
        let missing = position(entries, "GET", "/first/body", 404);
        entries[read]["response"] = entries[missing]["response"].clone();
    });
    assert_violated(&report, Side::Server, "published-content-is-served", "404");
}

/// An end may have come.
#[test]
fn an_address_with_an_end_may_lead_nowhere() {
    let report = with_read(|entries, read| {
        let missing = position(entries, "GET", "/first/body", 404);
        entries[read]["response"] = entries[missing]["response"].clone();
        entries[PUBLISHED]["request"]["postData"]["text"] = "{\"expiresIn\":1}".into();
        set_header(&mut entries[PUBLISHED]["request"], "content-length", None);
        entries[PUBLISHED]["request"]["bodySize"] = 15.into();
    });
    assert!(found(&report).is_empty(), "{:#?}", found(&report));
}

/// A publication with an end may have the address of one without.
#[test]
fn an_address_that_was_published_again_with_an_end_may_lead_nowhere() {
    let report = with_read(|entries, read| {
        let missing = position(entries, "GET", "/first/body", 404);
        entries[read]["response"] = entries[missing]["response"].clone();
        let mut again = entries[PUBLISHED].clone();
        again["startedDateTime"] = "2026-11-29T06:09:53.346000Z".into();
        again["time"] = 1.into();
        again["request"]["postData"]["text"] = "{\"expiresIn\":1}".into();
        set_header(&mut again["request"], "content-length", None);
        again["request"]["bodySize"] = 15.into();
        entries.insert(read, again);
    });
    let found = found(&report);
    assert!(!found.iter().any(|line| line.contains("published-content-is-served")), "{found:#?}");
}

/// Nobody can see whether an upload that was under way had been stored.
#[test]
fn an_upload_that_began_behind_a_read_may_be_what_it_got() {
    let uploaded_at = |began: &str| {
        let began = began.to_owned();
        with_read(move |entries, read| {
            let mut upload = entries[position(entries, "PUT", "/first/body", 200)].clone();
            upload["startedDateTime"] = began.into();
            let text = "other hello, hello!";
            upload["request"]["postData"]["text"] = text.into();
            *content(&mut entries[read]) = text.into();
            // The version would be that of the body before.
            set_header(&mut upload["response"], "etag", Some("\"another\""));
            entries[read]["time"] = 10.into();
            entries.insert(read + 1, upload);
            entries.truncate(read + 2);
        })
    };
    let report = uploaded_at("2026-11-29T06:09:53.355000Z");
    assert!(found(&report).is_empty(), "{:#?}", found(&report));
    let report = uploaded_at("2026-11-29T06:09:53.365000Z");
    assert_violated(&report, Side::Server, "published-content-is-served", "not the same");
}

#[test]
fn a_location_that_is_the_address_of_another_object_is_found() {
    for (method, path) in [("POST", "/objects"), ("PUT", "/first")] {
        let report = changed(|entries| {
            let at = position(entries, method, path, 201);
            let url = "/api/apps/app1/users/user-1/buckets/notes/objects/another";
            set_header(&mut entries[at]["response"], "location", Some(url));
        });
        assert_violated(&report, Side::Server, "location-answers", "another");
    }
}
