//! The checked-in files are what the spec and the templates make.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use kii_codegen::{Drift, check, generate, write};
use kii_spec::{Api, ErrorName, OperationId};

#[test]
fn generated_is_fresh() {
    let files = generate(&Api::embedded().unwrap()).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated");
    let drift: String = check(&root, &files).unwrap().iter().map(ToString::to_string).collect();
    assert!(drift.is_empty(), "generated/ is not what spec/ asks for; run `cargo xtask codegen`\n{drift}");
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    let once = generate(&Api::embedded().unwrap()).unwrap();
    assert_eq!(once, generate(&Api::embedded().unwrap()).unwrap());
}

#[test]
fn every_file_says_that_it_is_generated() {
    for file in generate(&Api::embedded().unwrap()).unwrap() {
        // JSON has no comments: there it is the first member.
        let mut banner = file.text.lines().take(2);
        assert!(banner.any(|line| line.contains("cargo xtask codegen")), "{}", file.path.display());
    }
}

#[test]
fn the_example_that_the_documentation_shows_is_the_one_that_a_test_runs() {
    let api = Api::embedded().unwrap();
    let files = generate(&api).unwrap();
    let text = |path: &str| &files.iter().find(|file| file.path == Path::new(path)).unwrap().text;
    for id in api.operations.keys() {
        let method = format!("{}_{}", id.resource, id.verb);
        let run = text("client/tests/examples/mod.rs").split_once(&format!("async fn {method}(client: &Client)"));
        let function = run.unwrap().1.lines().skip(1).take_while(|line| *line != "    Ok(())");
        let shown: String = function.map(|line| format!("    /// {}\n", line.strip_prefix("    ").unwrap())).collect();
        assert!(shown.contains(&format!("client.{method}(")), "{method}: {shown}");
        let documented = text(&format!("client/src/operation/{method}.rs"));
        assert!(documented.contains(&shown), "{method}: expected\n{shown}");
    }
}

fn operation_id(resource: &str, verb: &str) -> OperationId {
    OperationId { resource: resource.into(), verb: verb.into() }
}

#[test]
fn a_change_of_the_spec_is_drift_where_it_matters_and_nowhere_else() {
    let mut api = Api::embedded().unwrap();
    let dir = tempfile::TempDir::new().unwrap();
    write(dir.path().join("generated").as_path(), &generate(&api).unwrap()).unwrap();
    api.errors[&ErrorName(String::from("ObjectNotFound"))].code = String::from("OBJECT_IS_GONE");
    let drift = check(&dir.path().join("generated"), &generate(&api).unwrap()).unwrap();
    let stale = |drift: &Drift| {
        let Drift::Stale { path, diff } = drift else { panic!("{drift}") };
        (path.clone(), diff.contains("OBJECT_IS_GONE"))
    };
    let stale: BTreeMap<PathBuf, bool> = drift.iter().map(stale).collect();
    assert!(stale.values().all(|about_the_code| *about_the_code), "{stale:?}");
    for path in ["types/src/error.rs", "python/src/kii_client/errors.py", "typescript/src/errors.ts"] {
        assert!(stale.contains_key(Path::new(path)), "{stale:?}");
    }
}

#[test]
fn an_operation_that_is_gone_leaves_orphans() {
    let mut api = Api::embedded().unwrap();
    let dir = tempfile::TempDir::new().unwrap();
    write(dir.path().join("generated").as_path(), &generate(&api).unwrap()).unwrap();
    api.operations.shift_remove(&operation_id("body", "head")).unwrap();
    let drift = check(&dir.path().join("generated"), &generate(&api).unwrap()).unwrap();
    for path in ["client/src/operation/body_head.rs", "server/src/operation/body_head.rs"] {
        assert!(drift.contains(&Drift::Orphaned(path.into())), "{drift:?}");
    }
}

#[test]
fn what_the_router_must_refuse_needs_a_documented_answer() {
    let cases = [
        ("unauthorized", "caller=none"),
        ("invalid_bucket", "bucket_id=too_short"),
        ("invalid_object_id", "object_id=too_short"),
        ("invalid_json", "content=malformed"),
    ];
    for (response, setting) in cases {
        let mut api = Api::embedded().unwrap();
        let operation = &mut api.operations[&operation_id("object", "put")];
        operation.responses.retain(|name, _| *name.0 != *response);
        let message = generate(&api).unwrap_err().to_string();
        assert!(message.contains("object.put") && message.contains(setting), "{response}: {message}");
    }
}
