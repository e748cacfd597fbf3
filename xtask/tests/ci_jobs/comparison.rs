//! The job that is red if a case got worse than in the last green run of the main branch, and only then.

use std::fs;

use serde_json::json;

use crate::{
    CASE, COMPARE,
    github::{Ended, Event, Workflow},
    machine::{Machine, copy},
};

/// Runs the job, and remembers it as GitHub does: `gh` finds it if it was green on the main branch.
fn run(machine: &Machine, event: &str, branch: &str, run: u64) -> Ended {
    let event = Event::new(event, branch, json!({"KII_OWNER_PASSWORD": machine.password()}));
    let ended = Workflow::of(COMPARE).job("conformance", machine, &event, &json!({}), run, &json!({}));
    copy(&machine.path(&format!("artifacts/{run}")), &machine.path(&format!("runs/{run}")));
    if branch == "main" && ended.result == "success" {
        fs::write(machine.path("green"), format!("{run}\n")).unwrap();
    }
    ended
}

#[track_caller]
fn assert_ends(ended: &Ended, code: Option<i32>, saying: &str) {
    assert_eq!(ended.code, code, "{}", ended.printed);
    assert!(ended.printed.contains(saying), "`{saying}` is not in:\n{}", ended.printed);
}

#[test]
fn a_case_that_got_worse_is_red_until_it_is_mended() {
    let machine = Machine::new(CASE);
    assert_ends(&run(&machine, "workflow_dispatch", "main", 1), None, "conforms");
    assert_ends(&run(&machine, "pull_request", "mine", 2), None, "conforms");
    machine.make_wrong(true);
    assert_ends(&run(&machine, "pull_request", "mine", 3), Some(1), "regression");
    // The main branch as well, and again: a red run is nothing to compare with.
    for number in [4, 5] {
        assert_ends(&run(&machine, "push", "main", number), Some(1), "regression");
    }
    machine.make_wrong(false);
    assert_ends(&run(&machine, "push", "main", 6), None, "conforms");
    let calls = machine.calls("gh run list");
    assert_eq!(calls.len(), 5, "{calls:?}");
    for call in calls {
        assert!(call.contains("--workflow conformance --branch main --status success --limit 1"), "{call}");
    }
    let fetched = machine.calls("gh run download");
    assert!(fetched.iter().all(|call| call == "gh run download 1 --name conformance --dir last"), "{fetched:?}");
}

#[test]
fn a_case_that_is_as_wrong_as_before_is_green() {
    let machine = Machine::new(CASE);
    machine.make_wrong(true);
    assert_ends(&run(&machine, "workflow_dispatch", "main", 1), None, "does not conform");
    assert_ends(&run(&machine, "pull_request", "mine", 2), None, "does not conform");
    machine.make_wrong(false);
    assert_ends(&run(&machine, "push", "main", 3), None, "fixed");
    machine.make_wrong(true);
    assert_ends(&run(&machine, "pull_request", "mine", 4), Some(1), "regression");
}

#[test]
fn nothing_to_compare_with_is_no_result() {
    let machine = Machine::new(CASE);
    let hint = "start this workflow by hand on the main branch";
    // On another branch, a start by hand compares as well.
    for (number, event, branch) in [(1, "push", "main"), (2, "pull_request", "mine"), (3, "workflow_dispatch", "mine")]
    {
        assert_ends(&run(&machine, event, branch, number), Some(2), hint);
    }
    assert_ends(&run(&machine, "workflow_dispatch", "main", 4), None, "conforms");
    fs::remove_dir_all(machine.path("runs/4")).unwrap();
    assert_ends(&run(&machine, "pull_request", "mine", 5), Some(2), "no valid artifacts found");
    assert_ends(&run(&machine, "pull_request", "mine", 6), Some(2), hint);
}

#[test]
fn a_run_without_a_result_is_nothing_to_compare_with() {
    let machine = Machine::new(CASE);
    let event = Event::new("workflow_dispatch", "main", json!({}));
    let ended = Workflow::of(COMPARE).job("conformance", &machine, &event, &json!({}), 1, &json!({}));
    assert_ends(&ended, Some(1), "KII_OWNER_PASSWORD");
    assert_eq!(ended.result, "failure", "`gh run list --status success` does not name it");
}

#[test]
fn the_job_may_read_what_it_fetches_and_nothing_more() {
    let permissions = &Workflow::of(COMPARE).0["permissions"];
    assert_eq!(permissions, &json!({"actions": "read", "contents": "read"}));
}
