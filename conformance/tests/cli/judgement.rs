//! Missing capabilities, known deviations and profiles: flags, files and exit codes.

use std::fs;

use crate::{
    reports::json,
    stub::{Stub, assert_ends, check, printed, run, suite, suite_on_screen},
};
use kii_conformance::Profile;
use tempfile::TempDir;

fn directory() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

/// The target file of a server that does not offer these.
fn without(stub: &Stub, words: &str) -> String {
    format!("without = [{words}]\n{}", stub.target())
}

const ENTRY: &str = "\n  reason: as it is\n  link: https://example.com/1\n  owner: somebody\n  expires: 2999-01-01\n";

#[test]
fn what_is_not_offered_is_not_demanded_and_the_verdict_says_so() {
    let (stub, directory) = (Stub::status("404 Not Found"), directory());
    let args = ["--report-json", "report.json", "--report-junit", "report.xml", "@app", "@group"];
    let output = run(directory.path(), &without(&stub, "\"publication\", \"ranges\", \"scope.group\""), &args);
    assert_ends(&output, 1, &["the target does not offer ranges", "the target does not offer publication"]);
    let report = json(&directory.path().join("report.json"));
    let except = report["verdict"]["except"].as_array().expect("a list");
    assert_eq!(except.len(), 3, "{except:?}");
    let outcomes = report["outcomes"].as_array().expect("outcomes");
    for outcome in outcomes {
        let name = outcome["name"].as_str().expect("a name");
        let needed =
            ["publish.post/", "range", "@group"].iter().any(|part| name.replace("stranger", "").contains(part));
        if outcome["outcome"] == "not applicable" {
            let reason = outcome["reason"].as_str().expect("a reason");
            assert!(reason.starts_with("the target does not offer "), "{outcome:#}");
        } else {
            assert!(!needed, "{name} needs what is not offered");
        }
    }
    let junit = fs::read_to_string(directory.path().join("report.xml")).expect("the report was written");
    assert!(junit.contains("not applicable: the target does not offer ranges"), "{junit}");
}

#[test]
fn a_word_for_nothing_is_no_run() {
    let (stub, directory) = (Stub::status("404 Not Found"), directory());
    let output = run(directory.path(), &without(&stub, "\"range\""), &[]);
    assert_ends(
        &output,
        2,
        &["target.toml:1:12", "`range`", "did you mean `ranges`?", "`publication`", "`scope.group`"],
    );
    assert_ends(&check(directory.path(), &without(&stub, "\"range\""), &[]), 2, &["did you mean `ranges`?"]);
    let output = run(directory.path(), &without(&stub, "3"), &[]);
    assert_ends(&output, 2, &["target.toml:1:12", "expected a list of words", "found integer"]);
    fs::write(directory.path().join("target.toml"), stub.target()).expect("a target file");
    let mut command = suite(directory.path());
    let output = command.args(["--target", "target.toml"]).env("KII_WITHOUT", "ranges, bodie").output();
    assert_ends(&output.expect("the suite starts"), 2, &["environment variable KII_WITHOUT", "did you mean `bodies`?"]);
    assert_eq!(stub.requests(), 0, "a run that cannot be made leaves the target alone");
}

#[test]
fn the_environment_says_what_is_not_offered_in_place_of_the_file() {
    let (stub, directory) = (Stub::status("404 Not Found"), directory());
    fs::write(directory.path().join("target.toml"), without(&stub, "\"bodies\"")).expect("a target file");
    let ends = |words: &str, code, saying: &[&str]| {
        let mut command = suite(directory.path());
        command.args(["--target", "target.toml", "--exact", "object.get/found@app", "publish.post/published@app"]);
        assert_ends(&command.env("KII_WITHOUT", words).output().expect("the suite starts"), code, saying);
    };
    ends("publication", 1, &["1 not applicable", "the target does not offer publication"]);
    ends("", 1, &["2 of 2 cases failed"]);
    ends("scope.app", 2, &["no case applies to this target", "the target does not offer scope.app"]);
}

#[test]
fn an_unknown_profile_is_no_run() {
    let (stub, directory) = (Stub::status("404 Not Found"), directory());
    for wrong in ["all", "full@0"] {
        let output = run(directory.path(), &stub.target(), &["--profile", wrong]);
        assert_ends(&output, 2, &[wrong, "expected full@1, ", "seed@1, ", "name@next"]);
    }
    let output = run(directory.path(), &stub.target(), &["--profile", "seed", "object.put/stale@group"]);
    assert_ends(&output, 2, &["no case is selected", "--profile"]);
}

#[test]
fn a_profile_chooses_its_cases_and_is_named() {
    let directory = directory();
    let listed = |profile: &str| {
        let output = suite_on_screen(directory.path())
            .args(["--list", "--profile", profile])
            .output()
            .expect("the suite starts");
        assert_ends(&output, 0, &[]);
        String::from_utf8_lossy(&output.stdout).lines().count()
    };
    assert!(listed("seed@1") > 100 && listed("seed@1") * 4 < listed("full"), "{}", listed("seed@1"));
    let stub = Stub::status("404 Not Found");
    let args = ["--profile", "seed", "--report-json", "report.json", "@me"];
    let newest = Profile::find("seed").expect("a profile");
    assert_ends(&run(directory.path(), &stub.target(), &args), 1, &[&format!("profile {newest}, which scores ")]);
    let report = json(&directory.path().join("report.json"));
    let profile = &report["verdict"]["profile"];
    assert_eq!((&profile["name"], &profile["version"]), (&"seed".into(), &newest.version().into()));

    let args = ["--profile", "seed@next", "--report-json", "report.json", "@me"];
    assert_ends(&run(directory.path(), &stub.target(), &args), 1, &["profile seed@next, which scores "]);
    let report = json(&directory.path().join("report.json"));
    assert_eq!(report["verdict"]["profile"]["version"], serde_json::Value::Null);
    assert_eq!(report["counts"]["not_scored"], 0);
}

#[test]
fn failures_that_are_known_do_not_fail_a_run() {
    let (stub, directory) = (Stub::status("404 Not Found"), directory());
    let entry = format!("- case: \"object.*@app\"{ENTRY}");
    fs::write(directory.path().join("deviations.yaml"), entry).expect("a file");
    let args = ["--deviations", "deviations.yaml", "--report-json", "report.json", "--report-junit", "report.xml"];
    let output = run(directory.path(), &stub.target(), &[&args[..], &["object.get/found"]].concat());
    assert_ends(
        &output,
        1,
        &["known deviation", "known deviations: ", "deviations.yaml:1: as it is <https://example.com/1>"],
    );

    let output = run(directory.path(), &stub.target(), &[&args[..], &["--exact", "object.get/found@app"]].concat());
    assert_ends(&output, 0, &["conforms with 1 known deviation: 0 cases passed"]);
    assert!(!printed(&output).contains("violated: "), "{}", printed(&output));
    let report = json(&directory.path().join("report.json"));
    assert_eq!(report["counts"]["known_deviations"], 1);
    assert_eq!(report["outcomes"][0]["outcome"], "known deviation");
    assert!(report["outcomes"][0]["reason"].as_str().is_some_and(|reason| reason.contains("somebody, until 2999")));
    let junit = fs::read_to_string(directory.path().join("report.xml")).expect("the report was written");
    let junit = quick_junit::Report::deserialize_from_str(&junit).expect("the report is JUnit");
    let skipped: usize = junit.test_suites.iter().map(|suite| suite.skipped).sum();
    assert_eq!((junit.tests, skipped, junit.failures), (1, 1, 0));
}

#[test]
fn deviations_that_cannot_be_used_are_no_run() {
    let (stub, directory) = (Stub::status("404 Not Found"), directory());
    let entry = format!("- case: object.get/fond{ENTRY}").replace("2999", "2001");
    fs::write(directory.path().join("deviations.yaml"), entry).expect("a file");
    let output = run(directory.path(), &stub.target(), &["--deviations", "deviations.yaml"]);
    assert_ends(&output, 2, &["deviations.yaml:1:9", "did you mean `object.get/found`?"]);
    let entry = format!("- case: object.get/found{ENTRY}").replace("2999", "2001");
    fs::write(directory.path().join("deviations.yaml"), entry).expect("a file");
    let output = run(directory.path(), &stub.target(), &["--deviations", "deviations.yaml"]);
    assert_ends(&output, 2, &["deviations.yaml:5:12", "has expired"]);
    let output = run(directory.path(), &stub.target(), &["--deviations", "no.yaml"]);
    assert_ends(&output, 2, &["no.yaml: expected a file of known deviations", "`--write-deviations no.yaml`"]);
    assert_eq!(stub.requests(), 0, "a run that cannot be made leaves the target alone");
}

#[test]
fn what_was_broken_is_written_and_explains_the_next_run() {
    let (stub, directory) = (Stub::status("404 Not Found"), directory());
    let path = directory.path().join("deviations.yaml");
    let output =
        run(directory.path(), &stub.target(), &["--write-deviations", "deviations.yaml", "object.get/found@app"]);
    assert_ends(&output, 1, &["deviations.yaml: ", "fill in what is `...`"]);
    let written = fs::read_to_string(&path).expect("the file was written");
    let output = run(directory.path(), &stub.target(), &["--deviations", "deviations.yaml", "object.get/found@app"]);
    assert_ends(&output, 2, &["is still `...`"]);

    let filled = written.replace("reason: '...'", "reason: known").replace("'...'", "https://example.com/1");
    fs::write(&path, &filled).expect("the file");
    let args = ["--deviations", "deviations.yaml", "--write-deviations", "deviations.yaml", "object.get/found@app"];
    let output = run(directory.path(), &stub.target(), &args);
    assert_ends(&output, 0, &["conforms with", "nothing to add"]);
    assert_eq!(fs::read_to_string(&path).expect("the file"), filled, "what was there is kept");
    let output = run(directory.path(), &stub.target(), &["--write-deviations", "missing/deviations.yaml"]);
    assert_ends(&output, 2, &["there is no directory missing"]);
}
