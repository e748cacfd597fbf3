//! What keeps a job from harm: limits of time, of rights, of what is kept, and of jobs at the same time.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::{COMPARE, GITHUB, GITLAB, SHARDS, github::Workflow};

const WORKFLOWS: [(&str, &str); 3] = [("github", GITHUB), ("github-compare", COMPARE), ("github-shards", SHARDS)];
const ACTION: &str = include_str!("../../../action.yml");
const PAGE: &str = include_str!("../../../docs/ci.md");
const MANIFEST: &str = include_str!("../../../Cargo.toml");

fn steps(workflow: &Value) -> impl Iterator<Item = &Value> {
    let jobs = workflow["jobs"].as_object().unwrap().values();
    jobs.flat_map(|job| job["steps"].as_array().unwrap())
}

#[test]
fn github_runs_one_job_at_a_time_and_cancels_none() {
    for (name, text) in WORKFLOWS {
        let concurrency = &Workflow::of(text).0["concurrency"];
        assert!(concurrency["group"].is_string(), "{name}");
        assert_eq!(
            (&concurrency["cancel-in-progress"], &concurrency["queue"]),
            (&json!(false), &json!("max")),
            "{name}"
        );
    }
}

#[test]
fn a_job_of_github_ends_in_time_and_can_write_nothing() {
    for (name, text) in WORKFLOWS {
        let workflow = Workflow::of(text).0;
        assert_eq!(workflow["permissions"]["contents"], "read", "{name}");
        let rights = workflow["permissions"].as_object().unwrap();
        assert!(rights.values().all(|right| right == "read"), "{name}: {rights:?}");
        for (job, text) in workflow["jobs"].as_object().unwrap() {
            assert!(text["timeout-minutes"].as_u64().is_some_and(|minutes| minutes <= 60), "{name}: {job}");
        }
    }
}

#[test]
fn what_github_keeps_is_small_and_has_an_end() {
    for (name, text) in WORKFLOWS {
        let workflow = Workflow::of(text).0;
        let uploads: Vec<&Value> = steps(&workflow)
            .filter(|step| step["uses"].as_str().is_some_and(|action| action.contains("upload")))
            .collect();
        assert!(!uploads.is_empty(), "{name}");
        for upload in uploads {
            assert!(upload["with"]["retention-days"].as_u64().is_some_and(|days| (7..=90).contains(&days)), "{upload}");
            for path in upload["with"]["path"].as_str().unwrap().lines() {
                assert!(["html", "json", "xml", "md"].iter().any(|end| path.ends_with(end)), "{name}: {path}");
            }
        }
    }
}

#[test]
fn the_job_of_gitlab_has_the_same_limits() {
    let job = crate::gitlab();
    assert!(job["resource_group"].is_string(), "one job at a time");
    assert_eq!((&job["interruptible"], &job["timeout"]), (&json!(false), &json!("1h")));
    assert_eq!(job["artifacts"]["expire_in"], "30 days");
    assert_eq!(job["artifacts"]["when"], "always");
}

#[test]
fn what_is_restored_from_the_cache_is_what_was_saved() {
    for (name, text) in WORKFLOWS {
        let workflow = Workflow::of(text).0;
        let of = |kind: &str| -> BTreeSet<(String, String)> {
            let uses =
                steps(&workflow).filter(|step| step["uses"].as_str().is_some_and(|action| action.contains(kind)));
            uses.map(|step| (step["with"]["key"].to_string(), step["with"]["path"].to_string())).collect()
        };
        let (saved, restored) = (of("cache/save@"), of("cache/restore@"));
        assert!(!saved.is_empty() && saved.is_subset(&restored), "{name}: {saved:?} {restored:?}");
    }
}

#[test]
fn every_text_names_the_same_version_of_an_action() {
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for text in WORKFLOWS.iter().map(|(_, text)| *text).chain([ACTION, PAGE]) {
        let uses =
            text.lines().filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix("uses: actions/"));
        for (action, version) in uses.filter_map(|action| action.split_once('@')) {
            versions.entry(action.split('/').next().unwrap()).or_default().insert(version);
        }
    }
    assert!(versions.len() == 4 && versions.values().all(|versions| versions.len() == 1), "{versions:?}");
}

#[test]
fn the_image_of_gitlab_has_the_oldest_rust_that_is_promised() {
    let promised = MANIFEST.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap().trim_matches('"');
    let job = crate::gitlab();
    assert_eq!(job["image"], format!("rust:{promised}"));
    // A program of another image need not run on this one.
    let key = job["cache"]["key"].as_str().unwrap();
    assert!(key.contains(&format!("rust-{promised}-")), "{key}");
}

#[test]
fn the_page_names_every_job() {
    for name in WORKFLOWS.iter().map(|(name, _)| *name).chain(["gitlab"]) {
        assert!(PAGE.contains(&format!("(ci/{name}.yml)")), "{name}.yml is not linked");
    }
    assert!(GITLAB.contains("protected"), "a secret that other branches do not get is a red job");
}
