//! `action.yml`: its steps run here one after the other, as GitHub runs them, against the reference server.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{
    collections::BTreeMap,
    fs,
    net::Ipv4Addr,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use kii_server::{Running, Server};

const ACTION: &str = include_str!("../../action.yml");

/// One case stands for all.
const CASE: &str = "object.put/created@user";

/// The commands of the steps, in their order, each with its variables as they are written.
fn steps() -> Vec<(String, Vec<(String, String)>)> {
    let mut steps = Vec::new();
    let mut variables = Vec::new();
    for line in ACTION.split_once("  steps:\n").unwrap().1.lines() {
        let line = line.trim_start().trim_start_matches("- ");
        match line.split_once(": ") {
            Some(("run", command)) => {
                let command = command.trim_matches('\'').to_owned();
                steps.push((command, std::mem::take(&mut variables)));
            }
            Some((name, value)) if name.chars().all(|c| c.is_ascii_uppercase() || c == '_') => {
                variables.push((name.to_owned(), value.to_owned()));
            }
            Some(_) | None => {}
        }
    }
    steps
}

/// The defaults of the inputs.
fn inputs() -> BTreeMap<String, String> {
    let inputs = ACTION.split_once("inputs:\n").unwrap().1.split_once("outputs:").unwrap().0;
    let mut name = "";
    let mut defaults = BTreeMap::new();
    for line in inputs.lines() {
        match line.trim().split_once(':') {
            Some((key, "")) => name = key,
            Some(("default", value)) => _ = defaults.insert(name.to_owned(), value.trim().trim_matches('"').to_owned()),
            Some(_) | None => {}
        }
    }
    defaults
}

/// A job on a runner: the folder of its checkout, and the reference server as the deployment.
struct Job {
    _runtime: tokio::runtime::Runtime,
    _server: Running,
    folder: tempfile::TempDir,
}

impl Job {
    fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (server, target) = runtime.block_on(Server::demo((Ipv4Addr::LOCALHOST, 0).into())).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("target.toml"), target).unwrap();
        // In place of a build of minutes: a `cargo` that installs the suite that was built here, and notes that it was called.
        let suite = format!("#!/bin/sh\nshift\nexec '{}' conformance \"$@\"\n", env!("CARGO_BIN_EXE_xtask"));
        let place = folder.path().display();
        let cargo = format!(
            "#!/bin/sh\necho \"$*\" >>'{place}/calls'\nmkdir -p \"$6/bin\"\ncp '{place}/suite' \"$6/bin/kii-conformance\"\n"
        );
        for (name, text) in [("suite", suite), ("cargo", cargo)] {
            let program = folder.path().join(name);
            fs::write(&program, text).unwrap();
            fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { _runtime: runtime, _server: server, folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Runs the steps with these inputs until one fails; what the last one printed.
    fn run(&self, given: &[(&str, &str)]) -> Output {
        let mut inputs = inputs();
        inputs.extend(given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let mut last = None;
        for (command, variables) in steps() {
            let mut bash = Command::new("bash");
            // As GitHub starts it.
            bash.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", &command]).current_dir(&self.folder);
            let added = self.text("path").lines().map(|line| format!("{line}:")).collect::<String>();
            let path = format!("{added}{}:{}", self.folder.path().display(), std::env::var("PATH").unwrap());
            bash.env("PATH", path).env("RUNNER_TEMP", self.path("temp"));
            bash.env("GITHUB_ACTION_PATH", Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap());
            for (name, file) in
                [("GITHUB_OUTPUT", "output"), ("GITHUB_PATH", "path"), ("GITHUB_STEP_SUMMARY", "summary")]
            {
                bash.env(name, self.path(file));
            }
            bash.env("KII_CACHE_DIR", "").env("GITHUB_ACTIONS", "true");
            for (name, value) in variables {
                let input = value.strip_prefix("${{ inputs.").and_then(|value| value.strip_suffix(" }}"));
                bash.env(name, &inputs[input.unwrap_or_else(|| panic!("{value} is no input"))]);
            }
            let output = bash.output().unwrap();
            let has_failed = !output.status.success();
            last = Some(output);
            if has_failed {
                break;
            }
        }
        last.unwrap()
    }
}

fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_right_server_is_green_and_its_summary_is_on_the_page() {
    let job = Job::new();
    let arguments = format!("--exact '{CASE}' --seed 1");
    let output = job.run(&[("arguments", &arguments)]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    assert!(job.text("summary").contains("conforms"), "{}", job.text("summary"));
    assert!(job.path("conformance-reports/report.html").exists());
    let written = job.text("output");
    assert!(written.contains("exit-code=0\n"), "{written}");
    let sources = written.lines().find_map(|line| line.strip_prefix("sources=")).unwrap();
    assert_eq!(sources.len(), 64, "the digest of the sources: {sources}");

    let image = written.lines().find_map(|line| line.strip_prefix("image=")).unwrap();
    assert!(!image.is_empty() && !image.contains(' '), "the system: {image}");
    assert_eq!(inputs()["profile"], "full@1", "an update of the suite changes no verdict");

    // The cache has the program now.
    job.run(&[("arguments", &arguments)]);
    assert_eq!(job.text("calls").lines().count(), 1, "{}", job.text("calls"));
}

#[test]
fn the_exit_code_is_that_of_the_suite() {
    let job = Job::new();
    fs::write(job.path("deviations.yaml"), "[]\n").unwrap();
    let given = [("arguments", "no-such-case"), ("deviations", "deviations.yaml"), ("report-dir", "a folder")];
    let output = job.run(&given);
    assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
    assert!(printed(&output).contains("no-such-case"), "{}", printed(&output));
    assert!(job.text("output").contains("exit-code=2\n"), "{}", job.text("output"));
}

#[test]
fn a_principal_that_is_required_and_missing_is_no_result() {
    let job = Job::new();
    let target = job.text("target.toml");
    let (before, table) = target.split_once("[principals.stranger]").unwrap();
    let (_, after) = table.split_once("\n[").unwrap();
    fs::write(job.path("target.toml"), format!("{before}[{after}")).unwrap();
    let output = job.run(&[("require", "owner,stranger"), ("arguments", &format!("--exact '{CASE}'"))]);
    assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
    assert!(printed(&output).contains("`stranger`: expected credentials"), "{}", printed(&output));
}

#[test]
fn a_red_job_keeps_the_suite_in_the_cache() {
    let parts = ["uses: actions/cache/restore@", "/action/install\"", "uses: actions/cache/save@", "/action/run\""];
    let places = parts.map(|part| ACTION.find(part).unwrap_or_else(|| panic!("{part} is missing")));
    assert!(places.is_sorted(), "{places:?}");
    assert!(!ACTION.contains("uses: actions/cache@"), "it saves nothing in a red job");
    for key in ["path: ", "key: "] {
        let lines: Vec<&str> = ACTION.lines().filter(|line| line.trim_start().starts_with(key)).collect();
        assert!(lines.len() == 2 && lines[0] == lines[1], "what is saved is what is restored: {lines:?}");
        let parts = ["runner.os", "runner.arch", "outputs.image", "outputs.sources"];
        assert!(key == "path: " || parts.iter().all(|part| lines[0].contains(part)), "{lines:?}");
    }
}

#[test]
fn every_input_reaches_a_step_and_is_described() {
    let inputs: Vec<String> = inputs().into_keys().collect();
    let steps = steps();
    let used = steps.iter().flat_map(|(_, variables)| variables);
    let mut used: Vec<String> =
        used.map(|(_, value)| value.trim_start_matches("${{ inputs.").trim_end_matches(" }}").to_owned()).collect();
    used.sort();
    assert_eq!(used, inputs);
    assert_eq!(steps.len(), 3);
    assert!(inputs.contains(&"target".to_owned()), "{inputs:?}");
}
