//! The workflow that runs the suite on several machines at once.

use std::fs;

use serde_json::{Value, json};

use crate::{
    SHARDS,
    github::{Ended, Event, Workflow},
    machine::Machine,
};

/// Enough cases for three shards.
const CASES: &str = "object.put/created@ object.get/found@";

/// What the jobs of a run ended with: the suite, its shards, and the verdict.
struct Run {
    suite: Ended,
    shards: Vec<Ended>,
    verdict: Ended,
}

fn event(machine: &Machine) -> Event {
    Event::new("push", "main", json!({"KII_OWNER_PASSWORD": machine.password()}))
}

/// Runs all jobs as GitHub does; `lose` is a shard whose artifact is lost.
fn run(machine: &Machine, event: &Event, number: u64, lose: Option<u64>) -> Run {
    let workflow = Workflow::of(SHARDS);
    let result = |ended: &Ended| json!({"result": ended.result, "outputs": ended.outputs});
    let suite = workflow.job("suite", machine, event, &json!({}), number, &json!({}));
    let mut needs = json!({"suite": result(&suite)});
    let matrix = &workflow.0["jobs"]["shard"]["strategy"]["matrix"]["shard"];
    let shards: Vec<Ended> = matrix
        .as_array()
        .unwrap()
        .iter()
        .map(|shard| workflow.job("shard", machine, event, &needs, number, &json!({"shard": shard})))
        .collect();
    if let Some(shard) = lose {
        fs::remove_dir_all(machine.path(&format!("artifacts/{number}/conformance-shard-{shard}"))).unwrap();
    }
    // The result of a matrix is that of the worst of its jobs.
    let worst =
        ["failure", "skipped", "success"].into_iter().find(|result| shards.iter().any(|shard| shard.result == *result));
    needs["shard"] = json!({"result": worst});
    let verdict = workflow.job("verdict", machine, event, &needs, number, &json!({}));
    Run { suite, shards, verdict }
}

#[test]
fn the_shards_of_a_right_server_have_one_green_verdict() {
    let machine = Machine::new(CASES);
    let ended = run(&machine, &event(&machine), 1, None);
    assert_eq!(ended.suite.result, "success", "{}", ended.suite.printed);
    for shard in &ended.shards {
        assert_eq!(shard.result, "success", "{}", shard.printed);
    }
    assert_eq!(ended.verdict.result, "success", "{}", ended.verdict.printed);
    let read = |path: &str| -> Value { serde_json::from_str(&machine.text(path)).unwrap() };
    let count = |path: &str| read(path)["outcomes"].as_array().unwrap().len();
    let whole = count("artifacts/1/conformance/report.json");
    let parts: usize = (1..=3).map(|shard| count(&format!("artifacts/1/conformance-shard-{shard}/report.json"))).sum();
    assert!(whole > 5 && whole == parts, "{whole} cases of {parts}");
    assert!(machine.path("artifacts/1/conformance/junit.xml").exists());
    let summary = machine.text("runner-1-verdict-null/summary");
    assert!(summary.contains("conforms"), "{summary}");
    assert_eq!(machine.calls("cargo").len(), 1, "every job uses the program of the first");
}

#[test]
fn one_wrong_shard_is_a_red_verdict() {
    let machine = Machine::new(CASES);
    machine.make_wrong(true);
    let ended = run(&machine, &event(&machine), 1, None);
    assert!(ended.shards.iter().any(|shard| shard.code == Some(1)));
    assert_eq!(ended.verdict.code, Some(1), "{}", ended.verdict.printed);
}

#[test]
fn a_shard_that_is_missing_is_no_result() {
    let machine = Machine::new(CASES);
    let ended = run(&machine, &event(&machine), 1, Some(2));
    assert_eq!(ended.verdict.code, Some(2), "{}", ended.verdict.printed);
    // So is a run in which there is no secret.
    let ended = run(&machine, &Event::new("push", "main", json!({})), 2, None);
    assert_eq!(ended.verdict.code, Some(2), "{}", ended.verdict.printed);
}

#[test]
fn a_suite_that_cannot_be_built_is_a_red_verdict() {
    let machine = Machine::new(CASES);
    machine.write_program(&machine.path("bin/cargo"), "#!/bin/sh\nexit 101\n");
    let ended = run(&machine, &event(&machine), 1, None);
    assert_eq!(ended.suite.code, Some(101), "{}", ended.suite.printed);
    assert!(ended.shards.iter().all(|shard| shard.result == "skipped"));
    assert_eq!(ended.verdict.result, "failure", "a job that is left out would not be red");
}

#[test]
fn a_fork_has_none_of_the_jobs() {
    let machine = Machine::new(CASES);
    let ended = run(&machine, &event(&machine).in_fork(), 1, None);
    assert!(ended.shards.iter().chain([&ended.suite, &ended.verdict]).all(|job| job.result == "skipped"));
}

#[test]
fn jobs_that_are_started_again_belong_to_the_same_run() {
    let machine = Machine::new(CASES);
    let workflow = Workflow::of(SHARDS);
    let event = event(&machine);
    let first = run(&machine, &event, 1, None);
    let id = first.suite.outputs["run"].as_str().unwrap();
    assert!(id.len() == 8 && id.chars().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase()), "{id}");
    let needs = json!({"suite": {"result": "success", "outputs": first.suite.outputs}, "shard": {"result": "success"}});
    let again = workflow.job("shard", &machine, &event, &needs, 1, &json!({"shard": 2}));
    assert_eq!(again.result, "success", "{}", again.printed);
    let verdict = workflow.job("verdict", &machine, &event, &needs, 1, &json!({}));
    assert_eq!(verdict.result, "success", "{}", verdict.printed);
    let second = run(&machine, &event, 2, None);
    assert_ne!(second.suite.outputs["run"], first.suite.outputs["run"], "names of another run are other names");
}

#[test]
fn there_are_as_many_shards_as_are_merged() {
    let shard = &Workflow::of(SHARDS).0["jobs"]["shard"];
    let matrix = &shard["strategy"]["matrix"]["shard"];
    let count = matrix.as_array().unwrap().len().to_string();
    let test = shard["steps"].as_array().unwrap().iter().find(|step| step["env"]["SHARDS"].is_string()).unwrap();
    assert_eq!(test["env"]["SHARDS"], count);
    assert_eq!(shard["strategy"]["fail-fast"], false, "a red shard must not end the others");
}
