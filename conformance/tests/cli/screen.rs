//! What is printed when no format is asked for, and the flags that end a run early or run again what failed.

use crate::{
    reports::json,
    stub::{Stub, assert_ends, printed, run_on_screen},
};

#[test]
fn a_red_run_is_one_screen() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let output =
        run_on_screen(directory.path(), &stub.target(), &["--report-json", "r.json", "--report-dir", "all", "@me"]);
    assert_ends(&output, 1, &["does not conform: ", "\nF1 ", "exit code 1: ", "reports    r.json, all", "show F1"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.lines().count() <= 40, "{} rows:\n{text}", text.lines().count());
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(!text.contains("\ntest ") && !text.contains("---- "), "{text}");
    let report = json(&directory.path().join("r.json"));
    let findings = report["findings"].as_array().expect("findings");
    let grouped = |name: &str| {
        findings
            .iter()
            .any(|finding| finding["cases"].as_array().is_some_and(|cases| cases.iter().any(|case| case == name)))
    };
    let against = report["outcomes"].as_array().expect("outcomes").iter();
    let against = against.filter(|outcome| outcome["outcome"] == "failed" || outcome["outcome"] == "not testable");
    let names: Vec<&str> = against.filter_map(|outcome| outcome["name"].as_str()).collect();
    assert!(names.len() > 100 && names.iter().all(|name| grouped(name)), "each failure is in a finding");
}

#[test]
fn a_run_ends_early_when_it_is_told_to_and_another_runs_again_what_failed() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let args = ["--max-fail", "2", "--concurrency", "1", "--durations", "1", "--report-json", "r.json", "@app"];
    let output = run_on_screen(directory.path(), &stub.target(), &args);
    assert_ends(&output, 1, &["does not conform: 2 of ", "not run", "exit code 1", "slowest cases"]);
    let report = json(&directory.path().join("r.json"));
    let outcomes = report["outcomes"].as_array().expect("outcomes");
    assert!(outcomes.len() < 100 && report["selected"].as_u64() > Some(100), "{}", outcomes.len());
    let failed: Vec<&str> = { outcomes.iter() }
        .filter(|outcome| outcome["outcome"] == "failed" || outcome["outcome"] == "not testable")
        .filter_map(|outcome| outcome["name"].as_str())
        .collect();
    assert_eq!(failed.len(), 2);

    let args = ["--rerun", "r.json", "--report-json", "again.json"];
    let output = run_on_screen(directory.path(), &stub.target(), &args);
    assert_ends(&output, 1, &["2 of 2 cases failed"]);
    let again = json(&directory.path().join("again.json"));
    let names: Vec<&str> = { again["outcomes"].as_array().expect("outcomes").iter() }
        .filter_map(|outcome| outcome["name"].as_str())
        .collect();
    assert_eq!(names, failed);
    assert_ends(&run_on_screen(directory.path(), &stub.target(), &["--rerun", "no.json"]), 2, &["no.json: expected"]);
    assert!(!printed(&output).contains("slowest cases"), "nobody asked for them");
}
