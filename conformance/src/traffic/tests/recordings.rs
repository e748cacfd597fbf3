//! What recordings of a right server can have that says nothing against it.

use serde_json::{Value, json};

use super::{changed, found, position, set_header};

/// Expects that the traffic is clean when it has been changed so.
fn assert_clean(change: impl FnOnce(&mut Vec<Value>)) {
    let report = changed(change);
    assert!(found(&report).is_empty(), "{:#?}", found(&report));
}

/// The entries at these places, with other paths below the application.
fn only(entries: &mut Vec<Value>, kept: &[(usize, &str)]) {
    let kept = kept.iter().map(|(index, path)| {
        let mut entry = entries[*index].clone();
        entry["request"]["url"] = format!("http://localhost:8080/api/apps/app1/{path}").into();
        entry
    });
    *entries = kept.collect();
}

const MINE: &str = "users/me/buckets/notes/objects/first";
const NAMED: &str = "users/user-1/buckets/notes/objects/first";

#[test]
fn another_server_has_objects_of_its_own() {
    assert_clean(|entries| {
        let mut elsewhere = entries[0].clone();
        let url = elsewhere["request"]["url"].as_str().unwrap().replace("localhost", "staging.test");
        elsewhere["request"]["url"] = url.into();
        elsewhere["startedDateTime"] = entries[2]["startedDateTime"].clone();
        entries.insert(2, elsewhere);
    });
}

#[test]
fn a_user_has_several_tokens() {
    assert_clean(|entries| {
        only(entries, &[(1, MINE), (22, MINE), (23, MINE)]);
        set_header(&mut entries[1]["request"], "authorization", Some("Bearer another-token-of-the-user"));
    });
}

#[test]
fn an_owner_can_be_deleted() {
    assert_clean(|entries| only(entries, &[(1, NAMED), (22, "users/user-1"), (23, NAMED)]));
}

#[test]
fn a_browser_reads_from_its_cache() {
    for (name, value) in [("_fromCache", "disk"), ("_fetchType", "Memory Cache")] {
        assert_clean(|entries| {
            let mut cached = entries[2].clone();
            cached["startedDateTime"] = entries[6]["startedDateTime"].clone();
            cached[name] = value.into();
            entries.insert(6, cached);
        });
    }
}

#[test]
fn what_a_tool_did_not_record_is_not_known() {
    assert_clean(|entries| {
        let streamed = &mut entries[9]["request"];
        streamed.as_object_mut().unwrap().remove("postData");
        streamed["bodySize"] = (-1).into();
        set_header(streamed, "content-length", None);
    });
    assert_clean(|entries| {
        let response = &mut entries[2]["response"];
        response["content"] = json!({ "size": -1, "mimeType": "application/json" });
        set_header(response, "content-length", None);
    });
    assert_clean(|entries| {
        let response = &mut entries[2]["response"];
        response["content"]["text"] = "{\"title\":".into();
    });
}

#[test]
fn a_media_type_that_is_not_known_is_not_judged() {
    // A tool has cut the content of the request, or the client sends no media type, and the server says which one it has chosen.
    let cut: fn(&mut Value) = |request| {
        request["bodySize"] = 100_000.into();
        set_header(request, "content-length", Some("100000"));
    };
    let unnamed: fn(&mut Value) = |request| set_header(request, "content-type", None);
    for change in [cut, unnamed] {
        assert_clean(|entries| {
            let posted = position(entries, "POST", "/objects", 201);
            change(&mut entries[posted]["request"]);
        });
        assert_clean(|entries| {
            let put = position(entries, "PUT", "/objects/first", 201);
            change(&mut entries[put]["request"]);
        });
    }
}

#[test]
fn whether_a_range_has_bytes_depends_on_the_body() {
    let unsatisfied = |entries: &mut Vec<Value>, kept: &[usize]| {
        *entries = kept.iter().map(|index| entries[*index].clone()).collect();
        let last = entries.last_mut().unwrap();
        set_header(&mut last["request"], "range", Some("bytes=2-9"));
    };
    let refused = |entries: &[Value]| position(entries, "GET", "/body", 416);
    // Nobody knows how long the body is.
    assert_clean(|entries| unsatisfied(entries, &[refused(entries)]));
    assert_clean(|entries| {
        unsatisfied(entries, &[0, 1, 9, refused(entries)]);
        let sent = &mut entries[2]["request"];
        sent["postData"]["text"] = "b".into();
        sent["bodySize"] = 1.into();
        set_header(sent, "content-length", None);
        let refusal = &mut entries[3]["response"]["content"]["text"];
        *refusal = refusal.as_str().unwrap().replace("\"total\":18", "\"total\":1").into();
    });
    // The beginning of the body that was recorded is not its length.
    assert_clean(|entries| {
        *entries = [10, 11].map(|index| entries[index].clone()).to_vec();
        entries[0]["response"]["content"]["text"] = "beginning".into();
        let range = &mut entries[1]["response"];
        set_header(range, "content-range", Some("bytes 3-5/1000"));
    });
}

/// What it did is not known, so nothing behind it is taken for a fault.
#[test]
fn an_entry_that_cannot_be_read_is_a_request_without_a_response() {
    for (name, value) in [("response", Value::Null), ("startedDateTime", "yesterday".into())] {
        let report = changed(|entries| {
            // A replacement that the later versions follow from.
            let at = position(entries, "PUT", "/first", 200);
            entries[at][name] = value.clone();
        });
        assert!(found(&report).is_empty(), "{:#?}", found(&report));
        assert!(report.to_string().contains("1 not judged: no response"), "{report}");
    }
    let report = changed(|entries| entries[3] = json!({ "pageref": "page_1" }));
    assert!(report.to_string().contains("conforms"), "{report}");
}
