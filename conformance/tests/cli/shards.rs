//! Runs in shards, and their merged reports.

use std::{fs, path::Path, process::Output};

use serde_json::{Value, json};

use crate::{
    reports::{json, junit},
    stub::{Stub, assert_ends, program, run},
};

/// Each test has its journals to itself: runs with one id that go on at the same time refuse one another.
const RUN: [&str; 7] = ["--run-id", "sharded1", "--journal", "journals", "--seed", "7", "@group"];

/// The reports `1.json` to `3.json` of the shards of a run against a target that never finds anything.
fn shards(directory: &Path, stub: &Stub) {
    for number in 1..=3 {
        let (shard, file) = (format!("{number}/3"), format!("{number}.json"));
        let args = [&RUN[..], &["--shard", &shard, "--report-json", &file]].concat();
        assert_ends(&run(directory, &stub.target(), &args), 1, &[&format!("run sharded1, seed 7, shard {shard}")]);
    }
}

fn merge(directory: &Path, args: &[&str]) -> Output {
    program(directory).args(["report", "merge"]).args(args).output().expect("the merge starts")
}

/// Changes a report.
fn edit(path: &Path, change: impl Fn(&mut Value)) {
    let mut report = json(path);
    change(&mut report);
    fs::write(path, report.to_string()).expect("a report");
}

/// A target that gives every request the same answer, so that both runs find the same: cases pass, fail and are known to
/// fail, and some are not applicable.
#[test]
fn shards_give_what_one_machine_gives() {
    let content = r#"{"errorCode":"OBJECT_NOT_FOUND","message":"m","objectID":"o"}"#;
    let stub = Stub::new(move |_| {
        let media = "application/vnd.kii.ObjectNotFoundException+json";
        let length = content.len();
        format!("HTTP/1.1 404 Not Found\r\ncontent-type: {media}\r\ncontent-length: {length}\r\n\r\n{content}")
    });
    let directory = tempfile::tempdir().expect("a directory");
    let directory = directory.path();
    let entry = "- case: object.put/created*\n  reason: r\n  link: https://e.com/\n  owner: o\n  expires: 2999-01-01\n";
    fs::write(directory.join("deviations.yaml"), entry).expect("a file");
    let target = format!("without = [\"publication\"]\n{}", stub.target());
    // Answers to requests at the same time come in any order, and how many there are at the same time differs from run to run.
    let skipped = ["--skip", "body.", "--skip", "wins", "--skip", "loses-no-update", "--concurrency", "1"];
    let named = [&RUN[..], &skipped, &["--deviations", "deviations.yaml"]].concat();
    let made = |name: &str, args: &[&str]| {
        let (json, junit) = (format!("{name}.json"), format!("{name}.xml"));
        run(directory, &target, &[&named, args, &["--report-json", &json, "--report-junit", &junit]].concat())
    };
    let whole = made("whole", &[]);
    assert_ends(&whole, 1, &["does not conform", "known deviations: ", "not applicable"]);
    for shard in ["1", "2", "3"] {
        let output = made(shard, &["--shard", &format!("{shard}/3")]);
        assert_ends(&output, 1, &[&format!("run sharded1, seed 7, shard {shard}/3")]);
    }
    let files = ["3.json", "1.json", "2.json", "--report-json", "merged.json", "--report-junit", "merged.xml"];
    let merged = merge(directory, &files);
    assert_ends(&merged, 1, &["3 shards, ", &format!("target {}", stub.url())]);

    // The rest of a run's output is that of libtest.
    let (merged, whole) = (String::from_utf8_lossy(&merged.stdout), String::from_utf8_lossy(&whole.stdout));
    let summary = whole.find(" cases selected\n").and_then(|at| whole[..at].rfind('\n')).expect("a summary");
    assert!(merged.ends_with(&whole[summary..]), "{merged}\n--- is not\n{}", &whole[summary..]);
    let failures = merged.matches("\n---- ").count();
    assert!(failures > 50, "{failures}");
    assert_eq!(failures, whole.matches("\n---- ").count());

    let [whole, merged] = ["whole.json", "merged.json"].map(|name| without_times(json(&directory.join(name))));
    let outcomes = |report: &Value| report["outcomes"].as_array().expect("outcomes").clone();
    for (whole, merged) in outcomes(&whole).iter().zip(&outcomes(&merged)) {
        assert_eq!(whole, merged);
    }
    assert!(whole == merged, "the JSON reports differ beside the outcomes");
    let counts = whole["counts"].as_object().expect("counts");
    assert!(counts.values().filter(|count| **count != 0).count() >= 4, "{counts:?}");
    let [whole, merged] = ["whole.xml", "merged.xml"].map(|name| {
        let mut junit = junit(&directory.join(name));
        junit.time = None;
        for suite in &mut junit.test_suites {
            (suite.time, suite.timestamp) = (None, None);
            suite.test_cases.iter_mut().for_each(|case| case.time = None);
        }
        junit
    });
    assert_eq!(whole, merged);
}

fn without_times(mut report: Value) -> Value {
    report["started_at"] = Value::Null;
    report["time_ms"] = Value::Null;
    report["outcomes"]
        .as_array_mut()
        .expect("outcomes")
        .iter_mut()
        .for_each(|outcome| outcome["time_ms"] = Value::Null);
    report
}

#[test]
fn a_shard_that_its_failures_ended_early_counts_as_it_is() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let directory = directory.path();
    for (shard, limit) in [("1/2", &["--max-fail", "1", "--concurrency", "1"][..]), ("2/2", &[])] {
        let file = format!("{}.json", &shard[..1]);
        let same = ["--run-id", "sharded2", "--seed", "7", "--report-json", &file, "--shard", shard, "object.get/"];
        assert_ends(&run(directory, &stub.target(), &[&same, limit].concat()), 1, &["does not conform"]);
    }
    let merged = merge(directory, &["1.json", "2.json", "--report-json", "merged.json"]);
    assert_ends(&merged, 1, &["does not conform"]);
    let merged = json(&directory.join("merged.json"));
    let run = merged["outcomes"].as_array().expect("outcomes").len();
    let selected = usize::try_from(merged["selected"].as_u64().expect("a number")).expect("a number");
    assert!(merged["ended_early"] == true && run < selected, "{run} of {selected}");
}

#[test]
fn what_is_not_the_whole_of_one_run_is_refused() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let directory = directory.path();
    shards(directory, &stub);
    assert_ends(&merge(directory, &["1.json", "3.json"]), 2, &["all 3 shards, found 2", "none of 2/3"]);
    assert_ends(&merge(directory, &["1.json", "3.json", "3.json"]), 2, &["each shard once, found 3/3"]);
    assert_ends(&merge(directory, &["1.json", "2.json", "gone.json"]), 2, &["gone.json: expected a report", "found: "]);
    fs::write(directory.join("half.json"), "{ \"schema_version\": 7, ").expect("a file");
    assert_ends(&merge(directory, &["1.json", "2.json", "half.json"]), 2, &["half.json: expected a report", "EOF"]);
    assert_ends(&merge(directory, &[]), 2, &["<FILE>"]);

    let refused = |name: &str, change: &dyn Fn(&mut Value), saying: &[&str]| {
        fs::copy(directory.join("3.json"), directory.join(name)).expect("a report");
        let mut report = json(&directory.join(name));
        change(&mut report);
        fs::write(directory.join(name), report.to_string()).expect("a report");
        assert_ends(&merge(directory, &["1.json", "2.json", name]), 2, saying);
    };
    refused("old.json", &|report| report["schema_version"] = json!(6), &["old.json: ", "schema_version 7, found 6"]);
    refused(
        "other.json",
        &|report| report["suite"]["version"] = json!("9.9.9"),
        &["other.json: ", "9.9.9", "same version"],
    );
    refused(
        "run.json",
        &|report| report["run"]["id"] = json!("another1"),
        &["expected the run sharded1", "found another1"],
    );
    refused("seed.json", &|report| report["run"]["seed"] = json!(8), &["expected the seed 7", "found 8"]);
    refused(
        "profile.json",
        &|report| report["verdict"]["profile"]["name"] = json!("seed"),
        &["expected the profile full@", "found seed@", "--profile"],
    );
    refused(
        "filter.json",
        &|report| report["selection"]["filters"] = json!(["@me"]),
        &["the selection of @group", "found of @me"],
    );
    refused(
        "whole.json",
        &|report| report["run"]["shard"] = Value::Null,
        &["whole.json: ", "found that of a whole run"],
    );
    refused("typo.json", &|report| report["verdicts"] = json!(1), &["typo.json: ", "unknown field `verdicts`"]);
    let take = |report: &mut Value| drop(report["outcomes"].as_array_mut().expect("outcomes").pop());
    refused("few.json", &take, &["few.json: expected the outcomes of"]);
    let twice = |report: &mut Value| report["outcomes"][1] = report["outcomes"][0].clone();
    refused("twice.json", &twice, &["twice.json: expected each case once"]);
    let pass = |report: &mut Value| report["outcomes"][0]["outcome"] = json!("passed");
    refused("pass.json", &pass, &["pass.json: expected `counts` to be those of the outcomes"]);
    let better = |report: &mut Value| report["outcomes"][0]["outcome"] = json!("perfect");
    refused("better.json", &better, &["better.json: ", "found: unknown variant `perfect`, expected one of `passed`"]);
    let unknown = |report: &mut Value| {
        let word = report["outcomes"][0]["outcome"].as_str().expect("a word").replace(' ', "_");
        report["outcomes"][0]["outcome"] = json!("suite error");
        report["counts"][&word] = json!(report["counts"][&word].as_u64().expect("a number") - 1);
        report["counts"]["suite_errors"] = json!(1);
    };
    refused(
        "unknown.json",
        &unknown,
        &["unknown.json: expected exit_code 2, as 1 case ended without a result, found 1"],
    );
    let forget = |report: &mut Value| {
        let gone = report["outcomes"].as_array_mut().expect("outcomes").pop().expect("an outcome");
        let word = gone["outcome"].as_str().expect("a word").replace(' ', "_");
        report["counts"][&word] = json!(report["counts"][&word].as_u64().expect("a number") - 1);
        report["selected"] = json!(report["selected"].as_u64().expect("a number") - 1);
    };
    refused("forgotten.json", &forget, &["forgotten.json: expected an outcome of", "which was selected, found none"]);
    let stray = |report: &mut Value| report["outcomes"][0]["name"] = json!("no/such@case");
    refused("stray.json", &stray, &["stray.json: expected cases of shard 3/3", "no/such@case"]);
}

#[test]
fn one_shard_that_cannot_be_trusted_is_enough() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let directory = directory.path();
    shards(directory, &stub);
    edit(&directory.join("2.json"), |report| {
        let verdict =
            [("word", json!("untrusted")), ("exit_code", json!(2)), ("reason", json!("interrupted by SIGINT"))];
        verdict.into_iter().for_each(|(name, value)| report["verdict"][name] = value);
    });
    let args = ["1.json", "2.json", "3.json", "--report-junit", "merged.xml"];
    assert_ends(&merge(directory, &args), 2, &["shard 2/3 (2.json): interrupted by SIGINT", "exit code 2"]);
    assert_eq!(junit(&directory.join("merged.xml")).errors, 1);
    edit(&directory.join("2.json"), |report| report["verdict"]["reason"] = Value::Null);
    assert_ends(&merge(directory, &args), 2, &["shard 2/3 (2.json): its report does not say why"]);
}

#[test]
fn a_shard_in_which_nothing_is_scored_is_no_obstacle() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let directory = directory.path();
    shards(directory, &stub);
    edit(&directory.join("2.json"), |report| {
        let outcomes = report["outcomes"].as_array_mut().expect("outcomes");
        outcomes.iter_mut().for_each(|outcome| outcome["outcome"] = json!("not scored"));
        let all = outcomes.len();
        report["counts"].as_object_mut().expect("counts").values_mut().for_each(|count| *count = json!(0));
        report["counts"]["not_scored"] = json!(all);
        // What a run says in which every case is newer than the profile.
        let reason = "every case that ran is newer than the profile; `--profile full@next` scores new cases as well";
        let verdict = [("word", json!("untrusted")), ("exit_code", json!(2)), ("reason", json!(reason))];
        verdict.into_iter().for_each(|(name, value)| report["verdict"][name] = value);
    });
    assert_ends(&merge(directory, &["1.json", "2.json", "3.json"]), 1, &["does not conform", "not scored"]);
}

#[test]
fn a_shard_without_a_case_is_no_run_and_one_without_an_applicable_case_is_no_obstacle() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let directory = directory.path();
    let one = ["--exact", "object.put/created@user"];
    let ran = |shard: &str| run(directory, &stub.target(), &[&one[..], &["--shard", shard]].concat());
    let outputs = ["1/2", "2/2"].map(ran);
    let codes = outputs.each_ref().map(|output| output.status.code());
    assert!(codes == [Some(1), Some(2)] || codes == [Some(2), Some(1)], "{codes:?}");
    let empty = outputs.iter().find(|output| output.status.code() == Some(2)).expect("an empty shard");
    assert_ends(empty, 2, &["has none of the 1 selected cases", "fewer shards"]);
    assert_ends(&run(directory, &stub.target(), &["--shard", "4/3"]), 2, &["--shard", "K/N"]);

    // One case that applies, and one that does not, in different shards.
    let target = stub.target().replace("[scopes.group]\nid = \"group-id\"\n", "");
    let listed = |args: &[&str]| -> Vec<String> {
        let output = run(directory, &target, &[&["--list"], args].concat());
        String::from_utf8_lossy(&output.stdout).lines().map(|line| line.trim_end_matches(": test").to_owned()).collect()
    };
    let (mine, theirs) =
        (listed(&["--shard", "1/2", "@user"])[0].clone(), listed(&["--shard", "2/2", "@group"])[0].clone());
    for shard in ["1/2", "2/2"] {
        let file = format!("{}.json", &shard[..1]);
        let args = [
            "--run-id",
            "sharded2",
            "--seed",
            "7",
            "--exact",
            &mine,
            &theirs,
            "--shard",
            shard,
            "--report-json",
            &file,
        ];
        assert_eq!(run(directory, &target, &args).status.code(), Some(if shard == "1/2" { 1 } else { 2 }));
    }
    assert_ends(&merge(directory, &["1.json", "2.json"]), 1, &["1 of 1 case failed", "1 not applicable"]);
}
