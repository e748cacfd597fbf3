//! A workflow of GitHub Actions, and what GitHub does with it: conditions, variables, steps, the cache and artifacts.

use std::{fs, path::Path};

use serde_json::{Map, Value, json};

use crate::{
    expression::{fill, is_met},
    machine::{Machine, copy},
};

/// Everything that a job may ask for: the event, the repository, and its variables and secrets.
pub(crate) struct Event {
    pub(crate) github: Value,
    pub(crate) secrets: Value,
    pub(crate) vars: Value,
}

impl Event {
    /// Something happened in the repository itself, on this branch.
    pub(crate) fn new(name: &str, branch: &str, secrets: Value) -> Self {
        let mut github = json!({
            "event_name": name, "repository": "we/server", "ref": format!("refs/heads/{branch}"), "token": "token-of-the-job",
            "workflow": "conformance", "event": {"repository": {"fork": false}},
        });
        if name == "pull_request" {
            github["event"]["pull_request"] = json!({"head": {"repo": {"full_name": "we/server"}}});
        }
        Self { github, secrets, vars: json!({}) }
    }

    pub(crate) fn of_fork(mut self) -> Self {
        self.github["event"]["pull_request"]["head"]["repo"]["full_name"] = "they/server".into();
        self
    }

    pub(crate) fn in_fork(mut self) -> Self {
        self.github["event"]["repository"]["fork"] = true.into();
        self
    }
}

/// A workflow, as it is documented.
pub(crate) struct Workflow(pub(crate) Value);

/// How a job ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// `success`, `failure` or `skipped`.
    pub(crate) result: &'static str,
    pub(crate) outputs: Value,
    /// What its steps printed.
    pub(crate) printed: String,
    /// The exit code of the step that failed.
    pub(crate) code: Option<i32>,
}

impl Workflow {
    pub(crate) fn of(text: &str) -> Self {
        Self(serde_yaml::from_str(text).unwrap())
    }

    /// Runs a job on a new runner. `needs` are the jobs before it, `run` is the number of the run.
    pub(crate) fn job(
        &self,
        name: &str,
        machine: &Machine,
        event: &Event,
        needs: &Value,
        run: u64,
        matrix: &Value,
    ) -> Ended {
        let job = &self.0["jobs"][name];
        let asked = match &job["needs"] {
            Value::String(name) => vec![name.clone()],
            Value::Array(names) => names.iter().map(|name| name.as_str().unwrap().to_owned()).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
        };
        let results: Vec<&Value> = asked.iter().map(|name| &needs[name]["result"]).collect();
        assert!(results.iter().all(|result| result.is_string()), "{name} runs before what it needs");
        let failed = results.iter().find(|result| ***result != "success");
        let contexts = json!({
            "github": event.github, "secrets": event.secrets, "vars": event.vars, "needs": needs, "matrix": matrix,
            "env": self.0["env"], "status": failed.map_or("success", |_| "failure"),
        });
        if !is_met(job["if"].as_str(), &contexts) {
            return Ended { result: "skipped", outputs: json!({}), printed: String::new(), code: None };
        }
        let shown = matrix["shard"].to_string();
        Runner::new(machine, &format!("runner-{run}-{name}-{shown}"), contexts, run).run(job)
    }
}

/// A machine on which one job runs.
struct Runner<'a> {
    machine: &'a Machine,
    name: String,
    contexts: Value,
    run: u64,
    printed: String,
}

impl<'a> Runner<'a> {
    fn new(machine: &'a Machine, name: &str, mut contexts: Value, run: u64) -> Self {
        let folder = machine.path(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        for part in ["work", "temp"] {
            fs::create_dir_all(folder.join(part)).unwrap();
        }
        contexts["runner"] = json!({"os": "Linux", "arch": "X64", "temp": folder.join("temp")});
        contexts["steps"] = json!({});
        contexts["status"] = "success".into();
        Self { machine, name: name.to_owned(), contexts, run, printed: String::new() }
    }

    fn run(mut self, job: &Value) -> Ended {
        let mut code = None;
        for step in job["steps"].as_array().unwrap() {
            if !is_met(step["if"].as_str(), &self.contexts) {
                continue;
            }
            let done = match (step["uses"].as_str(), step["run"].as_str()) {
                (Some(action), None) => self.uses(action, step),
                (None, Some(script)) => self.script(script, step),
                _ => panic!("a step either uses an action or runs a script: {step}"),
            };
            match done {
                Ok(outputs) => {
                    if let Some(id) = step["id"].as_str() {
                        self.contexts["steps"][id]["outputs"] = outputs;
                    }
                }
                Err(failed) => {
                    code = code.or(Some(failed));
                    self.contexts["status"] = "failure".into();
                }
            }
        }
        let outputs: Map<String, Value> = job["outputs"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.clone(), fill(value.as_str().unwrap(), &self.contexts).into()))
            .collect();
        let result = if code.is_none() { "success" } else { "failure" };
        Ended { result, outputs: outputs.into(), printed: self.printed, code }
    }

    /// A file or folder of this runner.
    fn place(&self, name: &str) -> String {
        format!("{}/{name}", self.name)
    }

    fn script(&mut self, script: &str, step: &Value) -> Result<Value, i32> {
        let added = self.machine.text(&self.place("path"));
        // As GitHub starts a script that names no shell.
        let script = fill(script, &self.contexts);
        let work = self.machine.path(&self.place("work"));
        let mut bash = self.machine.bash(&work, &["-e"], &script, &added);
        for variables in [&self.contexts["env"], &step["env"]] {
            for (name, value) in variables.as_object().into_iter().flatten() {
                bash.env(name, fill(value.as_str().unwrap(), &self.contexts));
            }
        }
        for (name, file) in [
            ("GITHUB_OUTPUT", "output"),
            ("GITHUB_PATH", "path"),
            ("GITHUB_STEP_SUMMARY", "summary"),
            ("RUNNER_TEMP", "temp"),
        ] {
            bash.env(name, self.machine.path(&self.place(file)));
        }
        bash.env("GITHUB_WORKFLOW", "conformance").env("GITHUB_RUN_ID", self.run.to_string());
        bash.env("RUNNER_OS", "Linux").env("RUNNER_ARCH", "X64").env("GITHUB_ACTIONS", "true");
        let before = self.machine.text(&self.place("output")).len();
        let output = bash.output().unwrap();
        self.printed +=
            &format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let written = self.machine.text(&self.place("output")).split_off(before);
        let outputs = written.lines().filter_map(|line| line.split_once('='));
        let outputs: Map<String, Value> = outputs.map(|(name, value)| (name.to_owned(), value.into())).collect();
        match output.status.code() {
            Some(0) => Ok(outputs.into()),
            code => Err(code.unwrap_or(-1)),
        }
    }

    /// Does what an action of GitHub does.
    fn uses(&mut self, action: &str, step: &Value) -> Result<Value, i32> {
        let with = |name: &str| fill(step["with"][name].as_str().unwrap_or_default(), &self.contexts);
        let work = self.machine.path(&self.place("work"));
        match action {
            "actions/checkout@v7" => copy(&self.machine.path("repository"), &work),
            "actions/cache/restore@v6" => {
                let kept = self.machine.path("cache").join(cache_entry(&with("key"), &with("path"), &work));
                if kept.exists() {
                    copy(&kept, Path::new(&with("path")));
                    return Ok(json!({"cache-hit": "true"}));
                }
                if step["with"]["fail-on-cache-miss"] == true {
                    self.printed += "Failed to restore cache entry";
                    return Err(1);
                }
            }
            "actions/cache/save@v6" => {
                let kept = self.machine.path("cache").join(cache_entry(&with("key"), &with("path"), &work));
                copy(Path::new(&with("path")), &kept);
            }
            "actions/upload-artifact@v7" => {
                let artifact = self.machine.path("artifacts").join(self.run.to_string()).join(with("name"));
                if artifact.exists() {
                    assert_eq!(step["with"]["overwrite"], true, "an artifact with this name exists: {}", with("name"));
                    fs::remove_dir_all(&artifact).unwrap();
                }
                // What all paths have in common is left out: here, their folder.
                let paths = with("path");
                let files = paths.lines().map(|line| work.join(line)).filter(|path| path.exists());
                for file in files {
                    fs::create_dir_all(&artifact).unwrap();
                    fs::copy(&file, artifact.join(file.file_name().unwrap())).unwrap();
                }
            }
            "actions/download-artifact@v8" => {
                let (pattern, path) = (with("pattern"), with("path"));
                let pattern = pattern.strip_suffix('*').unwrap();
                let all = self.machine.path("artifacts").join(self.run.to_string());
                for artifact in fs::read_dir(all).into_iter().flatten().map(Result::unwrap) {
                    let name = artifact.file_name().into_string().unwrap();
                    if name.starts_with(pattern) {
                        copy(&artifact.path(), &work.join(&path).join(name));
                    }
                }
            }
            action => panic!("{action} is an action that this test does not know"),
        }
        Ok(json!({}))
    }
}

/// An entry of the cache belongs to a key and a path. The path begins with the folder of the runner, which differs here.
fn cache_entry(key: &str, path: &str, work: &Path) -> String {
    let runner = work.parent().unwrap().to_str().unwrap();
    assert!(!key.is_empty() && path.starts_with(runner), "{key}: {path}");
    format!("{key}{}", path.replace(runner, "").replace('/', "-"))
}
