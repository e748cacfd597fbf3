//! Which events have a job: those of a fork, which has no secrets, have none, and a lost secret or a wrong name loses none.

use serde_json::{Value, json};

use crate::{
    COMPARE, GITHUB, SHARDS,
    expression::is_met,
    github::{Event, Workflow},
    gitlab::{has_job, variables},
};

fn event(name: &str) -> Event {
    Event::new(name, "main", json!({}))
}

/// Events of GitHub, and whether they have a job.
fn events() -> Vec<(&'static str, Event, bool)> {
    let mut deleted = event("pull_request");
    deleted.github["event"]["pull_request"]["head"]["repo"] = Value::Null;
    let mut short = event("schedule");
    short.github["event"] = json!({});
    let mut renamed = event("push");
    renamed.github["repository"] = "we/renamed".into();
    vec![
        ("a push", event("push"), true),
        ("a push after the repository got another name", renamed, true),
        ("a pull request", event("pull_request"), true),
        ("the clock", event("schedule"), true),
        ("the clock, if GitHub says nothing about the repository", short, true),
        ("somebody", event("workflow_dispatch"), true),
        ("a pull request from a fork", event("pull_request").of_fork(), false),
        ("a pull request from a fork that is deleted", deleted, false),
        ("a push in a fork", event("push").in_fork(), false),
        ("a pull request in a fork", event("pull_request").in_fork(), false),
        ("the clock in a fork", event("schedule").in_fork(), false),
    ]
}

#[test]
fn github_runs_no_job_for_a_fork_and_every_other_job() {
    for (text, job) in [(GITHUB, "conformance"), (COMPARE, "conformance"), (SHARDS, "suite")] {
        let workflow = Workflow::of(text);
        for name in ["push", "pull_request", "schedule", "workflow_dispatch"] {
            assert!(workflow.0["on"].as_object().unwrap().contains_key(name), "{name}");
        }
        for (what, event, runs) in events() {
            let contexts = json!({"github": event.github, "status": "success"});
            assert_eq!(is_met(workflow.0["jobs"][job]["if"].as_str(), &contexts), runs, "{what}");
        }
    }
}

#[test]
fn gitlab_runs_no_job_for_a_merge_request_from_a_fork_and_every_other_job() {
    let job = crate::gitlab();
    let merge = |source: &'static str| {
        vec![
            ("CI_PIPELINE_SOURCE", "merge_request_event"),
            ("CI_DEFAULT_BRANCH", "main"),
            ("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", source),
            ("CI_MERGE_REQUEST_PROJECT_PATH", "we/server"),
        ]
    };
    let branch = |source: &'static str, name: &'static str| {
        vec![("CI_PIPELINE_SOURCE", source), ("CI_COMMIT_BRANCH", name), ("CI_DEFAULT_BRANCH", "main")]
    };
    for (what, given, runs) in [
        ("a merge request", merge("we/server"), true),
        ("a merge request from a fork", merge("they/server"), false),
        ("a push to the main branch", branch("push", "main"), true),
        ("a schedule", branch("schedule", "main"), true),
        ("somebody", branch("web", "main"), true),
        // Its merge request has a job.
        ("a push to another branch", branch("push", "mine"), false),
    ] {
        assert_eq!(has_job(&job, &variables(&given)), runs, "{what}");
    }
}

#[test]
fn nothing_that_has_to_be_changed_decides_whether_there_is_a_job() {
    for text in [GITHUB, COMPARE, SHARDS, crate::GITLAB] {
        for line in text.lines().filter(|line| line.trim_start().trim_start_matches("- ").starts_with("if: ")) {
            assert!(!line.contains("change"), "a mistyped name must not be a green pipeline without a job: {line}");
        }
    }
}
