//! The CI jobs in `docs/ci`, run against the reference server as the services run them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test states what it expects by unwrapping it"
)]

mod comparison;
mod conditions;
mod expression;
mod github;
mod gitlab;
mod limits;
mod machine;
mod shards;

use std::fs;

use serde_json::{Value, json};

use github::{Ended, Event, Workflow};
use gitlab::{Variables, variables};
use machine::Machine;

pub(crate) const GITHUB: &str = include_str!("../../../docs/ci/github.yml");
pub(crate) const COMPARE: &str = include_str!("../../../docs/ci/github-compare.yml");
pub(crate) const SHARDS: &str = include_str!("../../../docs/ci/github-shards.yml");
pub(crate) const GITLAB: &str = include_str!("../../../docs/ci/gitlab.yml");

/// One case stands for all.
pub(crate) const CASE: &str = "--exact object.put/created@user";

/// What a job keeps of a run.
const KEPT: [&str; 4] = ["junit.xml", "report.html", "report.json", "summary.md"];

pub(crate) fn gitlab() -> Value {
    let mut jobs: Value = serde_yaml::from_str(GITLAB).unwrap();
    jobs["conformance"].take()
}

/// The job `conformance` of a workflow, started on the main branch by a push.
fn push(text: &str, machine: &Machine, run: u64) -> Ended {
    let secrets = json!({"KII_OWNER_PASSWORD": machine.password()});
    let event = Event::new("push", "main", secrets);
    Workflow::of(text).job("conformance", machine, &event, &json!({}), run, &json!({}))
}

/// The variables of a project of GitLab with the secret.
fn project(machine: &Machine) -> Variables {
    variables(&[("KII_OWNER_PASSWORD", machine.password())])
}

#[test]
fn the_job_of_github_is_green_in_a_new_repository_and_builds_the_suite_once() {
    let machine = Machine::new(CASE);
    for run in [1, 2] {
        let ended = push(GITHUB, &machine, run);
        assert_eq!(ended.result, "success", "{}", ended.printed);
        let artifact = machine.path(&format!("artifacts/{run}/conformance"));
        let mut kept: Vec<_> = fs::read_dir(artifact).unwrap().map(|file| file.unwrap().file_name()).collect();
        kept.sort();
        assert_eq!(kept, KEPT, "run {run}");
        let summary = machine.text(&format!("runner-{run}-conformance-null/summary"));
        assert!(summary.contains("conforms"), "{summary}");
    }
    let calls = machine.calls("cargo");
    let [call] = calls.as_slice() else { panic!("the suite is built once: {calls:?}") };
    assert!(call.starts_with("cargo install --locked --root "), "{call}");
    assert!(call.ends_with(" --git https://example.com/kii-conformance.git --rev 0000000 kii-conformance"), "{call}");
}

#[test]
fn the_job_of_gitlab_is_green_in_a_new_project_and_builds_the_suite_once() {
    let (machine, job) = (Machine::new(CASE), gitlab());
    for _ in [1, 2] {
        let (code, printed) = gitlab::run(&job, &machine, &project(&machine));
        assert_eq!(code, 0, "{printed}");
        let kept: Vec<&str> =
            job["artifacts"]["paths"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
        assert_eq!(kept.len(), KEPT.len());
        for path in kept.into_iter().chain(job["artifacts"]["reports"]["junit"].as_str()) {
            assert!(machine.path("builds").join(path).exists(), "{path} is missing\n{printed}");
            assert!(KEPT.iter().any(|name| path == format!("reports/{name}")), "{path}");
        }
    }
    assert_eq!(machine.calls("cargo").len(), 1, "{:?}", machine.calls("cargo"));
}

#[test]
fn a_red_job_is_red_and_keeps_the_suite() {
    let machine = Machine::new(CASE);
    machine.make_wrong(true);
    for run in [1, 2] {
        let ended = push(GITHUB, &machine, run);
        assert_eq!((ended.result, ended.code), ("failure", Some(1)), "{}", ended.printed);
        assert!(machine.path(&format!("artifacts/{run}/conformance/report.html")).exists(), "{}", ended.printed);
    }
    assert_eq!(machine.calls("cargo").len(), 1, "{:?}", machine.calls("cargo"));
    for _ in [1, 2] {
        let (code, printed) = gitlab::run(&gitlab(), &machine, &project(&machine));
        assert_eq!(code, 1, "{printed}");
    }
    assert_eq!(machine.calls("cargo").len(), 2, "{:?}", machine.calls("cargo"));
}

#[test]
fn another_version_of_the_suite_on_the_runner_is_not_used() {
    let machine = Machine::new(CASE);
    machine.write_program(&machine.path("bin/kii-conformance"), "#!/bin/sh\necho of another revision\nexit 9\n");
    for text in [GITHUB, COMPARE] {
        // The second workflow finds the program of the first in the cache, and not the other version.
        let ended = push(text, &machine, if text == GITHUB { 1 } else { 2 });
        assert!(!ended.printed.contains("of another revision"), "{}", ended.printed);
        assert!(ended.printed.contains("conforms"), "{}", ended.printed);
    }
    let (code, printed) = gitlab::run(&gitlab(), &machine, &project(&machine));
    assert_eq!(code, 0, "{printed}");
    let cached: Vec<_> = fs::read_dir(machine.path("cache")).unwrap().map(Result::unwrap).collect();
    let [entry] = cached.as_slice() else { panic!("{cached:?}") };
    let program = fs::read_to_string(entry.path().join("bin/kii-conformance")).unwrap();
    assert_eq!(program, machine.text("suite"));
}

#[test]
fn a_secret_that_does_not_exist_is_no_result() {
    let machine = Machine::new(CASE);
    // `test` makes 1 of the exit code 2 in the job that compares.
    for (run, text, code) in [(1, GITHUB, 2), (2, COMPARE, 1)] {
        let event = Event::new("push", "main", json!({}));
        let ended = Workflow::of(text).job("conformance", &machine, &event, &json!({}), run, &json!({}));
        assert_eq!((ended.result, ended.code), ("failure", Some(code)), "{}", ended.printed);
        assert!(ended.printed.contains("environment variable KII_OWNER_PASSWORD"), "{}", ended.printed);
    }
    let (code, printed) = gitlab::run(&gitlab(), &machine, &variables(&[]));
    assert_eq!(code, 2, "{printed}");
    assert!(printed.contains("KII_OWNER_PASSWORD"), "{printed}");
}

#[test]
fn a_principal_of_which_nothing_is_left_is_no_result() {
    let machine = Machine::new(CASE);
    let stranger = GITHUB.replace("REQUIRE: owner #", "REQUIRE: owner,stranger #");
    let ended = push(&stranger, &machine, 1);
    assert_eq!((ended.result, ended.code), ("failure", Some(2)), "{}", ended.printed);
    assert!(ended.printed.contains("`stranger`: expected credentials"), "{}", ended.printed);

    // GitLab does not define a variable that is lost; without a user name in the file, nothing asks for it.
    machine.edit("target.toml", |text| {
        text.lines().filter(|line| !line.starts_with("username")).collect::<Vec<_>>().join("\n")
    });
    let (code, printed) = gitlab::run(&gitlab(), &machine, &variables(&[]));
    assert_eq!(code, 2, "{printed}");
    assert!(printed.contains("`owner`: expected credentials"), "{printed}");
}

#[test]
fn the_address_can_be_a_variable_and_a_variable_that_does_not_exist_is_no_result() {
    let machine = Machine::new(CASE);
    machine.edit("target.toml", |text| {
        text.lines().filter(|line| !line.starts_with("base_url")).collect::<Vec<_>>().join("\n")
    });
    let given = GITHUB.replace("# KII_BASE_URL:", "KII_BASE_URL:");
    assert_ne!(given, GITHUB);
    let mut event = Event::new("push", "main", json!({"KII_OWNER_PASSWORD": machine.password()}));
    for (run, vars, code) in [(1, json!({"KII_BASE_URL": machine.url()}), None), (2, json!({}), Some(2))] {
        event.vars = vars;
        let ended = Workflow::of(&given).job("conformance", &machine, &event, &json!({}), run, &json!({}));
        assert_eq!(ended.code, code, "{}", ended.printed);
    }
}

#[test]
fn a_program_in_the_cache_belongs_to_a_system_and_a_revision() {
    let machine = Machine::new(CASE);
    let other = GITHUB.replace("\"0000000\"", "\"1111111\"");
    for (run, text) in [(1, GITHUB), (2, other.as_str())] {
        assert_eq!(push(text, &machine, run).result, "success");
    }
    assert_eq!(machine.calls("cargo").len(), 2, "{:?}", machine.calls("cargo"));
    let names: Vec<String> = fs::read_dir(machine.path("cache"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for name in names {
        let system = name.strip_prefix("kii-conformance-Linux-X64-").unwrap_or_else(|| panic!("{name}"));
        assert!(system.split('-').next().is_some_and(|image| !image.is_empty()), "the image is missing: {name}");
    }
}
