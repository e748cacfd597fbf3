//! Requests of specs that differ from the suite's own: what a request carries follows from the spec.

use std::{fs, path::Path};

use kii_spec::{Api, BodyForm, Operation, Scope, ScopeName};
use tempfile::TempDir;

use crate::{
    cases::{
        Action, Case, Role, Step,
        derive::{Derived, derive},
    },
    deployment::Target,
    send::{CaseState, request::prepare},
    values::Content,
};

use super::PreparedRequest;

const TARGET: &str = r#"
base_url = "http://127.0.0.1:1"
app_id = "app"
app_key = "key"
[principals.owner]
user_id = "owner"
token = "token-of-the-owner"
"#;

/// A spec of this project with changes: the file, a text that occurs there once, and its replacement.
fn changed(folder: &str, changes: &[(&str, &str, &str)]) -> Api {
    let dir = TempDir::new().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec").join(folder), dir.path());
    for (file, found, replacement) in changes {
        let path = dir.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(found).count(), 1, "{file}: {found}");
        fs::write(path, text.replace(found, replacement)).unwrap();
    }
    Api::load(dir.path()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The derived case with this name.
fn case(api: &Api, name: &str) -> Case {
    let Derived { cases, .. } = derive(api);
    cases.into_iter().find(|case| case.name() == name).unwrap_or_else(|| panic!("no case {name} is derived"))
}

/// The request that a case is about.
fn act(case: &Case) -> Step {
    let acts = case.stages.iter().flat_map(|stage| &stage.actions).filter_map(|action| match action {
        Action::Call(step) if step.role == Role::Act => Some(step.as_ref().clone()),
        Action::Call(_) | Action::BreakOff(_) | Action::Fetch(_) | Action::Wait(_) | Action::Race(_) => None,
    });
    acts.collect::<Vec<_>>().pop().expect("a case has an act")
}

/// The act of a case as it is sent in a state with a stored body of 300 bytes.
fn sent(api: &Api, name: &str) -> (PreparedRequest, CaseState) {
    let case = case(api, name);
    let step = act(&case);
    let scope: &Scope = &api.service.scopes[&ScopeName(case.scope.0.clone())];
    let operation: &Operation = &api.operations[&step.operation];
    let mut state = CaseState::default();
    state.stored.body = Some(Content::body(Some(&BodyForm { bytes: Some(300), ..BodyForm::default() }), 1));
    let target = Target::from_toml(api, TARGET, "target.toml").unwrap();
    let prepared = prepare(api, &target, scope, operation, &step, &state);
    (prepared.unwrap_or_else(|error| panic!("{error:?}")), state)
}

fn header(prepared: &PreparedRequest, name: &str) -> Option<String> {
    prepared.request.headers.get(name).map(|value| value.to_str().unwrap().to_owned())
}

#[test]
fn an_axis_of_headers_that_only_the_spec_knows_is_derived_and_sent() {
    let axis = "\
freshness:
  summary: The If-Modified-Since header.
  applies: { operations: [publish.post] }
  values:
    unasked: { summary: Not sent. }
    epoch: { summary: Since ever., change: { headers: { If-Modified-Since: \"Thu, 01 Jan 1970 00:00:00 GMT\" } } }
    sized: { summary: With a hole., change: { headers: { X-Size: \"{length+7} of {length}\", X-Other: two } } }

spelling:
";
    let api = changed(
        "api",
        &[
            ("axes.yaml", "spelling:\n", axis),
            (
                "operations/publish.yaml",
                "{ body: exists, expiry: [at, in] }",
                "{ body: exists, freshness: [epoch, sized] }",
            ),
        ],
    );
    let (request, _) = sent(&api, "publish.post/published[freshness=epoch]@user");
    assert_eq!(header(&request, "if-modified-since").as_deref(), Some("Thu, 01 Jan 1970 00:00:00 GMT"));
    assert_eq!(header(&request, "authorization").as_deref(), Some("Bearer token-of-the-owner"));
    let (request, _) = sent(&api, "publish.post/published[freshness=sized]@user");
    assert_eq!(header(&request, "x-size").as_deref(), Some("307 of 300"));
    assert_eq!(header(&request, "x-other").as_deref(), Some("two"));
    let (request, _) = sent(&api, "publish.post/published@user");
    assert_eq!(header(&request, "if-modified-since"), None);
}

#[test]
fn a_form_of_an_identifier_that_only_the_spec_knows_is_derived_and_sent() {
    let full_stop = "may have.\", change: { append: \".x\" }, malformed: true }\n";
    let forms = "    percent: { summary: With a percent sign., change: { append: \"%41\" }, malformed: true }
    three: { summary: Three characters., change: { length: shortest+1 } }
";
    let api = changed(
        "api",
        &[
            ("axes.yaml", full_stop, &format!("{full_stop}{forms}")),
            ("operations/object.yaml", "bucket_id: [shortest, longest]", "bucket_id: [shortest, longest, three]"),
        ],
    );
    let (request, state) = sent(&api, "object.get/invalid_bucket[bucket_id=percent]@user");
    let path = request.request.url.path();
    assert!(path.contains(&format!("/buckets/{}%2541/", state.bucket)), "{path}");
    let (request, state) = sent(&api, "object.put/created[bucket_id=three]@user");
    let three = &state.bucket[state.bucket.len() - 3..];
    let path = request.request.url.path();
    assert!(path.contains(&format!("/buckets/{three}/objects/{}", state.object_id)), "{path}");
}

#[test]
fn a_lifetime_that_no_clock_can_tell_is_sent_all_the_same() {
    let api = Api::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let case = case(&api, "publish.post/published[expiry=at]@user");
    let mut step = act(&case);
    step.sent.lifetime = Some(std::time::Duration::from_secs(u64::MAX));
    let (scope, operation) = (&api.service.scopes[&case.scope], &api.operations[&step.operation]);
    let target = Target::from_toml(&api, TARGET, "target.toml").unwrap();
    let prepared = prepare(&api, &target, scope, operation, &step, &CaseState::default()).unwrap();
    let content = String::from_utf8(prepared.now(None).request.content.to_vec()).unwrap();
    assert!(content.contains(&u64::MAX.to_string()), "{content}");
}

#[test]
fn requests_of_another_api_follow_from_its_spec() {
    let api = changed("tests/notes", &[]);
    let (request, state) = sent(&api, "note.put/written[note=kind]@user");
    let CaseState { bucket, object_id, .. } = &state;
    assert_eq!(request.request.url.path(), format!("/api/app/users/owner/notebooks/{bucket}/notes/{object_id}"));
    assert_eq!(header(&request, "content-type").as_deref(), Some("application/app.memo+json"));
    let (request, _) = sent(&api, "note.get/found[language=german]@app");
    assert_eq!(header(&request, "accept-language").as_deref(), Some("de"));
    let (request, _) = sent(&api, "note.get/refused[caller=nobody]@user");
    assert_eq!(header(&request, "authorization"), None);
    let (request, _) = sent(&api, "attachment.get/part@app");
    assert_eq!(header(&request, "range").as_deref(), Some("bytes=0-1"));
    assert_eq!(request.known.range.and_then(|range| range.of(300)), Some((0, 1)));
    let (request, _) = sent(&api, "attachment.put/stored[bytes=two]@app");
    assert_eq!(request.request.content.len(), 2);
    let (request, _) = sent(&api, "note.put/malformed[note_id=endless]@app");
    assert_eq!(request.known.object_id.map(|id| id.len()), Some(41));
}

#[test]
fn every_documented_response_of_another_api_has_cases_or_a_reason_why_not() {
    let api = changed("tests/notes", &[]);
    let Derived { cases, exclusions } = derive(&api);
    for operation in api.operations.values() {
        for response in operation.responses.values() {
            for scope in api.service.scopes.values() {
                let name = format!("{}/{}", operation.id, response.name);
                let id = |case: &Case| case.id.0.split('[').next() == Some(&name) && case.scope == scope.name;
                let excluded = exclusions.iter().any(|exclusion| {
                    (&exclusion.operation, &exclusion.response, &exclusion.scope)
                        == (&operation.id, &response.name, &scope.name)
                });
                assert_ne!(cases.iter().any(id), excluded, "{name} in {}", scope.name);
            }
        }
    }
    let reasons: Vec<&str> = exclusions.iter().map(|exclusion| exclusion.reason.as_str()).collect();
    assert!(!reasons.contains(&"no sequence of documented operations leads there"), "{exclusions:#?}");
}
