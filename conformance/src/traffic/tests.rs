//! The traffic of a scripted client with the reference server is clean, and each way to change it is found.

mod addresses;
mod recordings;

use http::header;
use kii_spec::Api;
use serde_json::{Value, json};

use super::{Recording, Side, TrafficReport, find_base};

/// The exchanges of a scripted client with the reference server. The last three requests are those of a careless client.
const CLIENT: &str = include_str!("../../tests/traffic/client.har");

/// How many of them are careful.
const CAREFUL: usize = 26;

/// The traffic of the careful client, changed.
fn changed(change: impl FnOnce(&mut Vec<Value>)) -> TrafficReport {
    inspected(|entries| {
        entries.truncate(CAREFUL);
        change(entries);
    })
}

fn inspected(change: impl FnOnce(&mut Vec<Value>)) -> TrafficReport {
    let api = Api::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let mut har: Value = serde_json::from_str(CLIENT).unwrap();
    change(har["log"]["entries"].as_array_mut().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("client.har");
    std::fs::write(&path, har.to_string()).unwrap();
    let Recording { exchanges, .. } = Recording::read(&path).unwrap();
    let base = find_base(&api, &exchanges).unwrap();
    assert_eq!(base.as_str(), "http://localhost:8080/");
    TrafficReport::of(&api, base, &exchanges)
}

/// What was found, as people read it.
fn found(report: &TrafficReport) -> Vec<String> {
    let findings = report.findings.iter();
    let line = findings.map(|it| format!("{} {} {} {}: {}", it.exchange, it.side, it.level, it.statement, it.found));
    line.collect()
}

/// The position of the first request of this kind that got this status.
fn position(entries: &[Value], method: &str, path: &str, status: u64) -> usize {
    let is_it = |entry: &Value| {
        let url = entry["request"]["url"].as_str().unwrap();
        entry["request"]["method"] == method && url.ends_with(path) && entry["response"]["status"] == status
    };
    entries.iter().position(is_it).unwrap()
}

fn set_header(message: &mut Value, name: &str, value: Option<&str>) {
    let headers = message["headers"].as_array_mut().unwrap();
    headers.retain(|header| !header["name"].as_str().unwrap().eq_ignore_ascii_case(name));
    headers.extend(value.map(|value| json!({ "name": name, "value": value })));
}

/// Expects one violation, by this side, of a statement that begins so.
fn assert_violated(report: &TrafficReport, side: Side, statement: &str, part: &str) {
    let violations: Vec<_> = report.findings.iter().filter(|finding| finding.level == "must").collect();
    let [only] = violations.as_slice() else { panic!("expected one violation, found {:#?}", found(report)) };
    assert_eq!(only.side, side, "{:#?}", found(report));
    assert!(only.statement.starts_with(statement) && only.found.contains(part), "{:#?}", found(report));
    assert!(report.is_violated());
}

#[test]
fn the_traffic_with_a_right_server_is_clean() {
    let report = changed(|_| {});
    assert!(found(&report).is_empty(), "{:#?}", found(&report));
    assert_eq!((report.exchanges, report.judged, report.judged_by_form), (CAREFUL, CAREFUL - 1, 0));
    let text = report.to_string();
    assert!(text.contains("1 not judged: other path") && text.ends_with("as far as it was judged\n"), "{text}");
}

#[test]
fn a_wrong_status_is_found() {
    for (method, path, from, to, statement) in [
        ("PUT", "/first", 409, 412, "object.put/stale:status"),
        ("PUT", "/first", 201, 200, "object.put/created:status"),
        ("DELETE", "/first", 204, 200, "object.delete/deleted:status"),
        ("GET", "/first/body", 206, 200, "body.get/"),
    ] {
        let report = changed(|entries| {
            let at = position(entries, method, path, from);
            entries[at]["response"]["status"] = to.into();
            entries.truncate(at + 1);
        });
        assert_violated(&report, Side::Server, statement, &to.to_string());
    }
}

#[test]
fn a_missing_header_is_found() {
    let report = changed(|entries| {
        let at = position(entries, "GET", "/first", 200);
        set_header(&mut entries[at]["response"], "etag", None);
    });
    assert_violated(&report, Side::Server, "object.get/found:header.ETag", "no such header");
}

#[test]
fn a_version_that_changes_without_a_write_is_found() {
    let report = changed(|entries| {
        let at = position(entries, "HEAD", "/first", 204);
        set_header(&mut entries[at]["response"], "etag", Some("\"another\""));
        entries.truncate(at + 1);
    });
    assert_violated(&report, Side::Server, "version-is-one", "another");
}

#[test]
fn content_that_was_never_stored_is_found() {
    let report = changed(|entries| {
        let at = position(entries, "GET", "/first", 200);
        let text = entries[at]["response"]["content"]["text"].as_str().unwrap().replace("one", "eno");
        entries[at]["response"]["content"]["text"] = text.into();
    });
    assert_violated(&report, Side::Server, "object-comes-back", "eno");
}

#[test]
fn an_id_that_another_object_has_is_found() {
    let report = changed(|entries| {
        let at = position(entries, "POST", "/objects", 201);
        let text = entries[at]["response"]["content"]["text"].as_str().unwrap();
        let mut content: Value = serde_json::from_str(text).unwrap();
        content["objectID"] = "first".into();
        entries[at]["response"]["content"]["text"] = content.to_string().into();
        entries.truncate(at + 1);
    });
    assert_violated(&report, Side::Server, "collection.post/created:member.objectID", "first");
}

#[test]
fn a_write_under_a_version_that_was_never_current_is_found() {
    let report = changed(|entries| {
        let at = position(entries, "PUT", "/first", 200);
        set_header(&mut entries[at]["request"], header::IF_MATCH.as_str(), Some("\"999\""));
        entries.truncate(at + 1);
    });
    assert_violated(&report, Side::Server, "object.put/stale:status", "200 (replaced)");
}

#[test]
fn what_is_served_after_its_deletion_is_found() {
    let report = changed(|entries| {
        let served = entries[position(entries, "GET", "/first", 200)]["response"].clone();
        let deleted = position(entries, "DELETE", "/first", 204);
        entries[deleted + 1]["response"] = served;
        entries.truncate(deleted + 2);
    });
    assert_violated(&report, Side::Server, "object.get/object_missing:status", "200 (found)");
}

#[test]
fn a_condition_and_a_range_that_succeed_together_are_no_fault_of_the_client() {
    let report = changed(|entries| {
        let at = position(entries, "GET", "/first/body", 206);
        let headers = entries[at]["response"]["headers"].as_array().unwrap();
        let version = headers.iter().find(|header| header["name"] == "etag").unwrap()["value"].clone();
        set_header(&mut entries[at]["request"], "if-match", version.as_str());
        entries.truncate(at + 1);
    });
    assert!(found(&report).is_empty(), "{:#?}", found(&report));
}

#[test]
fn a_malformed_id_that_is_accepted_is_found_on_both_sides() {
    let report = changed(|entries| {
        let at = position(entries, "PUT", "/first", 201);
        entries.drain(..at);
        entries.truncate(1);
        let url = entries[0]["request"]["url"].as_str().unwrap().replace("notes", "n");
        entries[0]["request"]["url"] = url.into();
    });
    assert_violated(&report.clone().about(Side::Server), Side::Server, "object.put/invalid_bucket", "201 (created)");
    assert_violated(&report.about(Side::Client), Side::Client, "object.put/invalid_bucket", "bucket_id=");
}

#[test]
fn a_careless_client_is_found_although_the_server_is_right() {
    let report = inspected(|_| {});
    assert!(report.findings.iter().all(|finding| finding.side == Side::Client), "{:#?}", found(&report));
    let statements: Vec<&str> = report.findings.iter().map(|finding| finding.statement.as_str()).collect();
    assert_eq!(statements.len(), 3, "{:#?}", found(&report));
    assert!(statements[0].starts_with("object.put/invalid_bucket"), "{statements:?}");
    assert!(report.findings[1].expected.contains("if-match and if-none-match"), "{:#?}", report.findings[1]);
    assert!(statements[2].starts_with("object.put/invalid_json"), "{statements:?}");
}

#[test]
fn what_is_not_known_is_not_judged() {
    // Recorded from the middle on: nobody knows what was stored before, but what is seen is learned.
    let report = changed(|entries| drop(entries.drain(..4)));
    assert!(found(&report).is_empty(), "{:#?}", found(&report));
    // Without the content of responses, and without credentials, as browsers export it.
    let report = changed(|entries| {
        for entry in entries.iter_mut() {
            entry["response"]["content"]["size"] = 5.into();
            entry["response"]["content"].as_object_mut().unwrap().remove("text");
            set_header(&mut entry["request"], "authorization", None);
        }
    });
    assert!(found(&report).is_empty(), "{:#?}", found(&report));
    // A write of someone else at the same time.
    let report = changed(|entries| {
        let at = position(entries, "PUT", "/first", 200);
        let mut other = entries[at].clone();
        other["time"] = 60_000.into();
        set_header(&mut other["response"], "etag", Some("\"other\""));
        entries.insert(at + 1, other);
    });
    assert!(found(&report).is_empty(), "{:#?}", found(&report));
}

#[test]
fn overload_and_other_paths_are_counted_and_not_judged() {
    let report = changed(|entries| {
        entries.truncate(3);
        entries[1]["response"]["status"] = 503.into();
        entries[2]["response"]["status"] = 429.into();
        entries[0]["response"]["status"] = 0.into();
    });
    assert!(!report.has_judged() && !report.is_violated(), "{report}");
    let text = report.to_string();
    for line in ["1 not judged: no response", "1 not judged: 5xx", "1 not judged: 429", "inconclusive"] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[test]
fn additional_members_are_right_where_decisions_allow_them() {
    let report = changed(|entries| {
        let at = position(entries, "PUT", "/first", 201);
        let text = entries[at]["response"]["content"]["text"].as_str().unwrap().replacen('{', "{\"more\":1,", 1);
        entries[at]["response"]["content"]["text"] = text.into();
    });
    assert!(found(&report).is_empty(), "{:#?}", found(&report));
}

#[test]
fn no_finding_shows_a_token() {
    let report = changed(|entries| {
        let at = position(entries, "GET", "/first", 200);
        set_header(&mut entries[at]["response"], header::ETAG.as_str(), Some("token-of-the-owner"));
        entries.truncate(at + 1);
    });
    assert!(!report.findings.is_empty());
    assert!(!report.to_string().contains("token-of-the-owner"), "{report}");
}
