//! Hand-written cases: the embedded ones resolve, and bad ones get messages that say what would be allowed.

use kii_conformance::testing::{Expect, script};
use kii_spec::{Api, Level};

fn api() -> Api {
    Api::embedded().unwrap_or_else(|problems| panic!("{problems}"))
}

fn problems(text: &str) -> String {
    match script::load(&api(), [("cases/bad.yaml", text)]) {
        Ok(cases) => panic!("{} cases were accepted", cases.len()),
        Err(problems) => problems.to_string(),
    }
}

#[test]
fn embedded_cases_run_in_every_scope_that_they_are_for() {
    let api = api();
    let cases = script::embedded(&api).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(!cases.is_empty());
    for scope in api.service.scopes.keys() {
        assert!(cases.iter().any(|case| case.scope == *scope), "no case runs in {scope}");
    }
    let mut names: Vec<String> = cases.iter().map(kii_conformance::Case::name).collect();
    names.sort();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "two cases have one name");
}

#[test]
fn a_step_is_one_thing() {
    let found = problems(
        "- id: object.put/x\n  covers: [refusal-changes-nothing]\n  steps:\n    - { do: object.put, wait: end }\n    - { see: { n: 1 } }\n",
    );
    assert!(
        found.contains("4:13") && found.contains("exactly one of `do`, `race`, `clients`, `fetch` and `wait`"),
        "{found}"
    );
}

#[test]
fn a_race_is_no_load_test() {
    let found = problems(
        "- id: object.put/x\n  covers: [refusal-changes-nothing]\n  steps:\n    - race: [{ do: object.put, times: 17 }]\n",
    );
    assert!(found.contains("2 to 16 requests, and this one has 17"), "{found}");
    let overflowing = format!(
        "- id: object.put/x\n  covers: [refusal-changes-nothing]\n  steps:\n    - race: [{{ do: object.put, times: {} }}, {{ do: object.get, times: 3 }}]\n",
        usize::MAX
    );
    assert!(problems(&overflowing).contains("2 to 16 requests"), "{}", problems(&overflowing));
}

/// Nobody would win, and nothing would say so.
#[test]
fn a_race_has_no_group_without_requests() {
    let found = problems(
        "- id: object.put/x\n  covers: [refusal-changes-nothing]\n  steps:\n    - race: [{ do: object.put, times: 0 }, { do: object.get, times: 3 }]\n",
    );
    assert!(found.contains("`times` is 0"), "{found}");
}

#[test]
fn clients_send_several_requests_each() {
    let race = |second: &str| {
        format!(
            "- id: object.put/x\n  covers: [refusal-changes-nothing]\n  steps:\n    - clients:\n        - pace: halved\n          steps: [{{ do: body.put, with: {{ upload: mebibyte }} }}, {{ do: body.get }}]\n        - steps: [{second}]\n"
        )
    };
    assert!(script::load(&api(), [("cases/good.yaml", &*race("{ do: object.put, json: { n: 1 } }"))]).is_ok());
    let alone = problems(&race(""));
    assert!(alone.contains("this one has 2") && alone.contains("at least two clients must send some"), "{alone}");
    let named = problems(&race("{ do: object.put, winner: replaced }"));
    assert!(named.contains("winner"), "{named}");
}

#[test]
fn a_step_names_a_member_of_a_class() {
    let with = |word: &str| {
        format!(
            "- id: object.put/x\n  covers: [success-takes-effect]\n  steps:\n    - do: object.put\n      with: {{ content: {word} }}\n"
        )
    };
    let cases = script::load(&api(), [("cases/good.yaml", &*with("plain/deep"))]).unwrap();
    let axis = api().axes.named("content").unwrap();
    let chosen = cases[0].steps().next().and_then(|step| step.sent.representatives.get(&axis).cloned());
    assert_eq!(chosen.as_deref(), Some("deep"));
    let found = problems(&with("plain/deeep"));
    assert!(
        found.contains("`deeep` is not a representative of `content=plain`") && found.contains("`deep`"),
        "{found}"
    );
}

fn sending(header: &str) -> String {
    format!(
        "- id: body.get/x\n  covers: [body-comes-back]\n  steps:\n    - do: body.get\n      headers: {{ {header} }}\n"
    )
}

#[test]
fn names_of_headers_have_no_case() {
    for name in ["Range", "range", "RANGE"] {
        let cases = script::load(&api(), [("cases/good.yaml", &*sending(&format!("{name}: bytes=2-9")))]);
        let cases = cases.unwrap_or_else(|problems| panic!("{problems}"));
        let step = cases[0].steps().next().expect("a step");
        assert_eq!(step.sent.headers.get(&http::header::RANGE).map(String::as_str), Some("bytes=2-9"), "{name}");
    }
    let found = problems(&sending("Range: bytes=2-9, range: bytes=1-2"));
    assert!(found.contains("range is sent twice"), "{found}");
}

#[test]
fn a_header_that_the_suite_does_not_understand_is_refused() {
    for (header, wanted) in [
        ("range: lines=2-9", "`lines=2-9` cannot be the value of range"),
        ("Range: $kept", "one range of bytes"),
        ("if-match: current", "`current` cannot be the value of if-match"),
        ("If-None-Match: '\"1'", "a version in double quotes"),
        ("no name: x", "`no name` is not the name of a header"),
    ] {
        let found = problems(&sending(header));
        assert!(found.contains(wanted) && found.contains("5:18"), "{header}\n{found}");
    }
    for header in ["If-Match: '*'", "if-match: '\"1\", W/\"2\"'", "X-Own: text"] {
        assert!(script::load(&api(), [("cases/good.yaml", &*sending(header))]).is_ok(), "{header}");
    }
}

#[test]
fn every_problem_of_a_file_is_reported_with_its_place() {
    let found = problems(
        "- id: object.put/x\n  covers: [no-such-rule]\n  steps:\n    - do: object.pot\n    - do: object.put\n      expect: stalee\n    - do: object.get\n      with: { if_match: current }\n",
    );
    for wanted in
        ["bad.yaml:2:12", "`no-such-rule`", "4:11", "did you mean `object.put`", "6:15", "did you mean `stale`", "8:15"]
    {
        assert!(found.contains(wanted), "{wanted} is missing in\n{found}");
    }
}

#[test]
fn an_unknown_key_names_the_allowed_ones() {
    let found = problems("- id: object.put/x\n  covers: [refusal-changes-nothing]\n  stepz: []\n");
    assert!(found.contains("3:3") && found.contains("did you mean `steps`"), "{found}");
}

#[test]
fn a_case_without_steps_or_rules_checks_nothing_and_is_refused() {
    let found = problems("- id: object.put/x\n  covers: []\n  steps: []\n");
    assert!(found.contains("no steps") && found.contains("no rule"), "{found}");
}

#[test]
fn a_step_is_about_the_own_object_or_the_other() {
    let found = problems(
        "- id: object.put/x\n  covers: [refusal-changes-nothing]\n  steps:\n    - { do: object.put, object: second }\n",
    );
    assert!(found.contains("4:33") && found.contains("`own`, `other`"), "{found}");
}

#[test]
fn a_named_response_binds_no_more_than_the_rules_of_its_case() {
    let case = |rule: &str| {
        format!("- id: object.get/x\n  covers: [{rule}]\n  steps:\n    - {{ do: object.get, expect: found }}\n")
    };
    let level = |rule: &str| {
        let cases = script::load(&api(), [("cases/x.yaml", case(rule).as_str())]);
        let cases = cases.unwrap_or_else(|problems| panic!("{problems}"));
        let step = cases[0].steps().next().cloned().unwrap_or_else(|| panic!("the case has a step"));
        match step.expect {
            Expect::Response { level, .. } => level,
            Expect::AnySuccess | Expect::Due => panic!("the step expects a response by name"),
        }
    };
    assert_eq!(level("object-comes-back"), Level::Must);
    assert_eq!(level("null-is-a-value"), Level::Should);
}

#[test]
fn an_id_is_given_once_and_a_kept_value_is_one() {
    let case = "- id: object.put/x\n  covers: [refusal-changes-nothing]\n  steps:\n    - do: object.put\n      keep: { oldest: ETag }\n    - do: object.put\n      headers: { If-Match: $oldst }\n";
    let found = problems(&format!("{case}{case}"));
    assert!(found.contains("two cases have the id `object.put/x`"), "{found}");
    assert!(
        found.contains("no step before this one keeps `oldst`") && found.contains("did you mean `oldest`"),
        "{found}"
    );
}

/// A case that publishes and waits; `publication` and `wait` are keys of its steps.
fn waiting(publication: &str, wait: &str) -> String {
    format!(
        "- id: publish.post/x\n  covers: [publication-ends]\n  steps:\n    - {{ do: object.put }}\n    - {{ do: body.put }}\n    - {{ do: publish.post{publication} }}\n    - {{ wait: {wait} }}\n    - {{ fetch: gone }}\n"
    )
}

#[test]
fn a_pause_lasts_for_the_shortest_lifetime_that_the_spec_lets_one_ask_for() {
    let written = waiting(", with: { expiry: in }, lifetime: shortest", "end");
    let cases = script::load(&api(), [("cases/good.yaml", &*written)]).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(cases[0].waits());
    let lifetimes: Vec<_> = cases[0].steps().filter_map(|step| step.sent.lifetime).collect();
    assert_eq!(lifetimes, [std::time::Duration::from_secs(1)]);
}

#[test]
fn a_pause_that_nothing_ends_is_refused() {
    for publication in ["", ", with: { expiry: in }", ", object: other, with: { expiry: in }, lifetime: shortest"] {
        let found = problems(&waiting(publication, "end"));
        assert!(found.contains("nothing ends this pause") && found.contains("7:15"), "{publication}\n{found}");
    }
    let found = problems(&waiting(", with: { expiry: in }, lifetime: shortest", "later"));
    assert!(found.contains("`end`") && found.contains("7:15"), "{found}");
}

#[test]
fn a_lifetime_that_no_request_names_is_refused() {
    for publication in [", lifetime: shortest", ", with: { expiry: none }, lifetime: shortest"] {
        let found = problems(&waiting(publication, "end"));
        assert!(found.contains("names no lifetime") && found.contains("6:"), "{publication}\n{found}");
    }
    let found = problems(&waiting(", with: { expiry: in }, lifetime: longest", "end"));
    assert!(found.contains("`shortest`"), "{found}");
}
