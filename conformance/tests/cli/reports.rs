//! Reports: complete, as their schema says, written whole, and without secrets.

use std::{fs, path::Path};

use crate::stub::{SECRETS, Stub, assert_ends, printed, run, target};
use serde_json::Value;

/// The JSON report of a run, which must be as the schema says.
pub(crate) fn json(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("the report was written");
    let report: Value = serde_json::from_str(&text).expect("the report is JSON");
    let schema: Value = serde_json::from_str(include_str!("../../report.schema.json")).expect("the schema is JSON");
    let options = jsonschema::options().should_validate_formats(true);
    let validator = options.build(&schema).expect("the schema is a schema");
    let problems: Vec<String> =
        validator.iter_errors(&report).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(problems.is_empty(), "{problems:#?}\n{text}");
    report
}

pub(crate) fn junit(path: &Path) -> quick_junit::Report {
    let text = fs::read_to_string(path).expect("the report was written");
    quick_junit::Report::deserialize_from_str(&text).expect("the report is JUnit")
}

#[test]
fn every_outcome_is_reported() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    // Without the group, the report has cases that are not applicable.
    let target = stub.target().replace("[scopes.group]\nid = \"group-id\"\n", "");
    let selection = ["object.", "--skip", "@user", "--skip", "@me", "--skip", "history="];
    let reports = ["--report-json", "report.json", "--report-junit", "report.xml"];
    let output = run(directory.path(), &target, &[&selection[..], &reports].concat());
    assert_ends(&output, 1, &["not applicable", "scopes.group.id"]);

    let listed = run(directory.path(), &target, &[&["--list"], &selection[..]].concat());
    let listed = String::from_utf8_lossy(&listed.stdout);
    let names: Vec<&str> = listed.lines().filter_map(|line| line.strip_suffix(": test")).collect();
    let report = json(&directory.path().join("report.json"));
    let outcomes = report["outcomes"].as_array().expect("outcomes");
    assert_eq!(outcomes.iter().filter_map(|outcome| outcome["name"].as_str()).collect::<Vec<_>>(), names);
    let not_applicable = outcomes.iter().filter(|outcome| outcome["outcome"] == "not applicable").count();
    assert_eq!(report["counts"]["not_applicable"], not_applicable);
    // Some cases name the group where another owner belongs, or store in its scope as well.
    let needs_group = |name: &&&str| {
        name.ends_with("@group") || name.contains("[owner=of_group]") || name.contains("/scopes-with-the-same-names")
    };
    assert_eq!(not_applicable, names.iter().filter(needs_group).count());
    assert_eq!(report["verdict"]["word"], "does not conform");
    let coverage = report["coverage"].as_array().expect("coverage");
    let cell = |operation: &str, scope: &str| {
        coverage.iter().find(|cell| cell["operation"] == operation && cell["scope"] == scope).expect("a cell")
    };
    assert_eq!(cell("object.get", "app")["responses"], serde_json::json!([]), "the stub gives none of them");
    let states = ["app", "group", "me"].map(|scope| &cell("object.get", scope)["state"]);
    assert_eq!(states, ["ran", "not applicable", "not selected"]);
    let failure = outcomes.iter().find(|outcome| outcome["outcome"] == "failed").expect("a failure");
    assert!(failure["mismatches"][0]["source"].as_str().is_some_and(|source| !source.is_empty()), "{failure:#}");

    let junit = junit(&directory.path().join("report.xml"));
    assert_eq!(junit.tests, names.len());
    assert_eq!(junit.test_suites.iter().map(|suite| suite.skipped).sum::<usize>(), not_applicable);
    assert_eq!(junit.errors, 0);
    assert!(junit.failures > 0);
}

#[test]
fn reports_of_a_run_with_an_injected_fault_say_so() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let fault = "object.get/object_missing:status=500";
    let args = ["--inject", fault, "--report-dir", "reports", "object.get/object_missing@", "--format", "json"];
    let output = run(directory.path(), &stub.target(), &args);
    let sentence = format!("injected: {fault}, so this says nothing about the target");
    assert_ends(&output, 1, &[&sentence]);
    let report = json(&directory.path().join("reports/report.json"));
    assert_eq!(report["injected"], serde_json::json!([fault]));
    for file in ["summary.md", "report.html"] {
        let text = fs::read_to_string(directory.path().join("reports").join(file)).expect("a report");
        assert!(text.contains(fault), "{file} does not name the fault");
    }
    // What is wrong with the ID is said before anything is sent.
    let output = run(directory.path(), &stub.target(), &["--inject", "object.get/object_mising:status=500"]);
    assert_ends(
        &output,
        2,
        &["found `object.get/object_mising:status=500`", &format!("\n  {fault}\n"), "explain STATEMENT"],
    );
}

#[test]
fn a_statement_is_shown_by_a_case_that_is_about_it() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let output = run(directory.path(), &stub.target(), &["--report-json", "report.json", "@me"]);
    let report = json(&directory.path().join("report.json"));
    let outcomes = report["outcomes"].as_array().expect("outcomes");
    let text = printed(&output);
    let (_, summary) = text.split_once("\nviolated: ").expect("a summary of what is violated");
    let (mut statement, mut looked_at) = ("", 0);
    for line in summary.lines() {
        if line.ends_with(" case)") || line.ends_with(" cases)") {
            (statement, _) = line.trim().split_once(" (").expect("a statement and how many cases");
        }
        let Some((_, name)) = line.split_once("--exact ") else { continue };
        let failed_on_it = |outcome: &&Value| {
            let mismatches = outcome["mismatches"].as_array().expect("mismatches");
            outcome["outcome"] == "failed" && mismatches.iter().any(|mismatch| mismatch["statement"] == statement)
        };
        let mut failed = outcomes.iter().filter(failed_on_it).peekable();
        if failed.peek().is_some() {
            let name = name.trim_matches('\'');
            assert!(failed.any(|outcome| outcome["name"] == name), "{statement} is shown by {name}");
            looked_at += 1;
        }
    }
    assert!(looked_at > 2, "{summary}");
}

#[test]
fn what_several_mismatches_violate_is_said_once() {
    let (stub, directory) = (Stub::status("200 OK"), tempfile::tempdir().expect("a directory"));
    let output = run(directory.path(), &stub.target(), &["@app"]);
    let text = printed(&output);
    for failure in text.split("\n---- ").skip(1) {
        let stated: Vec<&str> = failure.lines().filter(|line| line.starts_with("  violates ")).collect();
        assert!(stated.windows(2).all(|pair| pair[0] != pair[1]), "{failure}");
    }
}

#[test]
fn a_run_that_cannot_be_made_is_reported_too() {
    let directory = tempfile::tempdir().expect("a directory");
    let args = ["--report-json", "report.json", "--report-junit", "report.xml", "no-such-case"];
    assert_ends(&run(directory.path(), &target("http://127.0.0.1:9"), &args), 2, &["no-such-case"]);
    let report = json(&directory.path().join("report.json"));
    assert_eq!(report["target"], Value::Null);
    assert!(report["verdict"]["reason"].as_str().expect("a reason").contains("no-such-case"));
    assert_eq!(junit(&directory.path().join("report.xml")).errors, 1);
}

#[test]
fn a_report_that_cannot_be_written_stops_the_run_before_it_begins() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let output = run(directory.path(), &stub.target(), &["--report-json", "missing/report.json"]);
    assert_ends(&output, 2, &["missing/report.json", "there is no directory missing", "make it first"]);
    let count = String::from_utf8_lossy(&output.stderr).matches("make it first").count();
    assert_eq!(count, 1, "one mistake is printed once");
    let output = run(directory.path(), &stub.target(), &["--report-junit", "."]);
    assert_ends(&output, 2, &["is a directory", "name a file"]);
    assert_eq!(stub.requests(), 0);
}

#[test]
fn a_report_replaces_an_older_one_and_leaves_nothing_else() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    fs::write(directory.path().join("report.json"), "{ \"half\": ").expect("an old report");
    let listed = run(directory.path(), &stub.target(), &["--list", "@app"]);
    let listed = String::from_utf8_lossy(&listed.stdout);
    let name = listed.lines().next().and_then(|line| line.strip_suffix(": test")).expect("a case");
    run(directory.path(), &stub.target(), &["--report-json", "report.json", "--exact", name]);
    assert_eq!(json(&directory.path().join("report.json"))["outcomes"].as_array().map(Vec::len), Some(1));
    let mut files: Vec<_> =
        fs::read_dir(directory.path()).expect("files").flatten().map(|file| file.file_name()).collect();
    files.sort();
    assert_eq!(files, ["report.json", "target.toml"]);
}

/// The worst target for secrets: one that sends everything back, in headers and content.
#[test]
fn secrets_are_in_no_output() {
    let stub = Stub::new(|head| {
        let credentials = head.lines().find_map(|line| line.strip_prefix("authorization: ")).unwrap_or("none");
        let content = format!("{{ \"you sent\": \"{credentials}\" }}");
        let length = content.len();
        format!(
            "HTTP/1.1 418 {credentials}\r\nx-echo: {credentials}\r\ncontent-type: {credentials}\r\nlocation: /{credentials}\r\ncontent-length: {length}\r\n\r\n{content}"
        )
    });
    let directory = tempfile::tempdir().expect("a directory");
    let mut seen = String::new();
    for format in ["pretty", "terse", "json"] {
        let reports = ["--report-json", "report.json", "--report-junit", "report.xml"];
        let args = [&["--format", format, "object.get/", "publish.post/", "--skip", "history="], &reports[..]].concat();
        let output = run(directory.path(), &stub.target(), &args);
        assert_ends(&output, 1, &["[redacted]"]);
        seen.push_str(&printed(&output));
        for file in ["report.json", "report.xml"] {
            seen.push_str(&fs::read_to_string(directory.path().join(file)).expect("the report was written"));
        }
    }
    for secret in SECRETS {
        assert!(!seen.contains(secret), "{secret} was printed");
    }
}

#[test]
fn json_output_is_nothing_but_json() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let output = run(directory.path(), &stub.target(), &["--format", "json", "@thing"]);
    assert_ends(&output, 1, &["does not conform"]);
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
}

/// Others may look at what a case has done; without them, the case does the rest.
#[test]
fn a_target_without_an_administrator_loses_only_what_is_about_one() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let target = stub.target();
    let (before, rest) = target.split_once("[principals.admin]").expect("the administrator");
    let (_, after) = rest.split_once("[principals.owner]").expect("the owner");
    let target = format!("{before}[principals.owner]{after}");
    let args = ["--report-json", "report.json", "object.put/replaced"];
    run(directory.path(), &target, &args);
    let report = json(&directory.path().join("report.json"));
    let lost = report["outcomes"].as_array().expect("outcomes").iter();
    let lost = lost.filter(|outcome| outcome["outcome"] == "not applicable").filter_map(|one| one["name"].as_str());
    let lost: Vec<&str> = lost.collect();
    assert!(!lost.is_empty() && lost.iter().all(|name| name.contains("=administrator")), "{lost:?}");
}
