//! The job of GitLab: its rules, its variables, its cache and its commands.

use std::{collections::BTreeMap, fs};

use serde_json::Value;

use crate::machine::{Machine, copy};

/// The variables of a pipeline; one that is not defined is missing here.
pub(crate) type Variables = BTreeMap<String, String>;

pub(crate) fn variables(pairs: &[(&str, &str)]) -> Variables {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Whether a pipeline with these variables has the job: the first rule whose condition is met decides.
pub(crate) fn has_job(job: &Value, variables: &Variables) -> bool {
    let rules = job["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| is_met(rule["if"].as_str().unwrap(), variables));
    rule.is_some_and(|rule| rule["when"] != "never")
}

/// A comparison of variables and texts. A variable that is not defined equals nothing but another one.
fn is_met(condition: &str, variables: &Variables) -> bool {
    let value = |word: &str| match (word.strip_prefix('$'), word.strip_prefix('"')) {
        (Some(name), None) => variables.get(name).cloned(),
        (None, Some(text)) => Some(text.strip_suffix('"').unwrap().to_owned()),
        _ => panic!("expected a variable or a text, found {word}"),
    };
    let words: Vec<&str> = condition.split(' ').collect();
    let [one, comparison, other] = words.as_slice() else {
        panic!("a condition that this test does not know: {condition}")
    };
    match *comparison {
        "==" => value(one) == value(other),
        "!=" => value(one) != value(other),
        comparison => panic!("{comparison} in {condition}"),
    }
}

/// How a job ended: its exit code, and what it printed.
pub(crate) fn run(job: &Value, machine: &Machine, pipeline: &Variables) -> (i32, String) {
    let work = machine.path("builds");
    if work.exists() {
        fs::remove_dir_all(&work).unwrap();
    }
    copy(&machine.path("repository"), &work);
    let own = job["variables"].as_object().unwrap();
    let own = own.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()));
    let all: Variables = own.chain(pipeline.clone()).collect();
    let revision = &all["SUITE_REVISION"];
    let key = job["cache"]["key"].as_str().unwrap().replace("$SUITE_REVISION", revision);
    assert!(!key.contains(['/', '$']), "{key}");
    let kept = machine.path("gitlab").join(key);
    let paths: Vec<&str> =
        job["cache"]["paths"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
    for path in paths.iter().filter(|path| kept.join(path).exists()) {
        copy(&kept.join(path), &work.join(path));
    }
    let script: Vec<&str> = job["script"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    let mut bash = machine.bash(&work, &["-eo", "pipefail"], &script.join("\n"), "");
    let output = bash.envs(&all).output().unwrap();
    assert_eq!(job["cache"]["when"], "always", "a red job keeps the suite as well");
    for path in paths.iter().filter(|path| work.join(path).exists()) {
        copy(&work.join(path), &kept.join(path));
    }
    let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), printed)
}
