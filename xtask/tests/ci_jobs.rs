//! The CI jobs in `docs/ci`: their shell commands run here against the reference server.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{
    env, fs,
    net::Ipv4Addr,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use kii_server::{Running, Server};

/// The jobs by name; for each, the arguments with which it installs the suite.
const JOBS: &[(&str, &str, &str)] = &[
    (
        "github",
        include_str!("../../docs/ci/github.yml"),
        "install --locked --git https://example.com/kii-conformance.git --rev 0000000 kii-conformance",
    ),
    (
        "gitlab",
        include_str!("../../docs/ci/gitlab.yml"),
        "install --locked --root .suite --git https://example.com/kii-conformance.git --rev 0000000 kii-conformance",
    ),
];

/// One case stands for all.
const CASE: &str = "object.put/created@user";

/// The shell commands of a job: of each line `run: ...`, and of each entry of `script:`.
fn commands(job: &str) -> Vec<&str> {
    let mut is_script = false;
    let mut commands = Vec::new();
    for line in job.lines() {
        let trimmed = line.trim_start();
        if let Some(command) = trimmed.strip_prefix("run: ") {
            commands.push(command);
        }
        match trimmed.strip_prefix("- ") {
            Some(command) if is_script => commands.push(command),
            Some(_) | None => is_script = trimmed == "script:",
        }
    }
    commands
}

/// What a job gives a variable, without quotes and without the comment behind it.
fn variable<'a>(job: &'a str, name: &str) -> &'a str {
    let value = job.lines().find_map(|line| line.trim_start().strip_prefix(name)?.strip_prefix(": ")).unwrap();
    value.split(" #").next().unwrap().trim_matches('"')
}

/// Where a text begins in a job, which has it once.
fn place(job: &str, text: &str) -> usize {
    assert_eq!(job.matches(text).count(), 1, "{text} in {job}");
    job.find(text).unwrap()
}

/// A runner with a checkout, without the suite, and with a `cargo` that notes its arguments and installs the suite that was
/// built here; and the reference server as the deployment.
struct Runner {
    _runtime: tokio::runtime::Runtime,
    _server: Running,
    folder: tempfile::TempDir,
}

impl Runner {
    fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (server, target) = runtime.block_on(Server::demo((Ipv4Addr::LOCALHOST, 0).into())).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().display();
        let suite =
            format!("#!/bin/sh\nshift\nexec '{}' conformance --exact {CASE} \"$@\"\n", env!("CARGO_BIN_EXE_xtask"));
        let cargo = format!(
            "#!/bin/sh\n\
             echo \"$*\" >>'{place}/calls'\n\
             root='{place}'\n\
             while [ $# -gt 1 ]; do\n\
             if [ \"$1\" = --root ]; then root=$2; fi\n\
             shift\n\
             done\n\
             mkdir -p \"$root/bin\"\n\
             cp '{place}/suite' \"$root/bin/kii-conformance\"\n"
        );
        fs::create_dir(folder.path().join("bin")).unwrap();
        for (name, text) in [("suite", suite), ("bin/cargo", cargo)] {
            let program = folder.path().join(name);
            fs::write(&program, text).unwrap();
            fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
        }
        fs::write(folder.path().join("target.toml"), target).unwrap();
        fs::write(folder.path().join("deviations.yaml"), "[]\n").unwrap();
        Self { _runtime: runtime, _server: server, folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Runs the commands of a job until one fails, with further variables.
    fn run(&self, job: &str, variables: &[(&str, &str)]) -> Output {
        let commands = commands(job);
        assert!(commands.len() >= 3, "{commands:?}");
        // Whoever works on the suite may have installed it.
        let path = env::var_os("PATH").unwrap();
        let folders = env::split_paths(&path).filter(|folder| !folder.join("kii-conformance").exists());
        let path = env::join_paths([self.path("bin")].into_iter().chain(folders)).unwrap();
        let mut bash = Command::new("bash");
        bash.args(["-c", &format!("set -eu\n{}\n", commands.join("\n"))]).current_dir(&self.folder).env("PATH", path);
        for name in ["SUITE_GIT", "SUITE_REVISION"] {
            bash.env(name, variable(job, name));
        }
        bash.env("GITHUB_STEP_SUMMARY", self.path("step.md")).env("KII_CACHE_DIR", self.path("cache"));
        bash.envs(variables.iter().copied()).output().unwrap()
    }
}

fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn every_command_of_the_jobs_runs_and_the_suite_is_installed_once() {
    for (name, job, install) in JOBS {
        let runner = Runner::new();
        for cache in ["empty", "full"] {
            let output = runner.run(job, &[]);
            let printed = printed(&output);
            assert!(output.status.success(), "{name}, with the cache {cache}: {printed}");
            for report in ["report.json", "junit.xml", "report.html", "summary.md"] {
                let report = Path::new("reports").join(report);
                assert!(
                    runner.folder.path().join(&report).exists(),
                    "{name}: {} is missing\n{printed}",
                    report.display()
                );
            }
            assert_eq!(runner.text("calls"), format!("{install}\n"), "{name}, with the cache {cache}");
            fs::remove_dir_all(runner.path("reports")).unwrap();
        }
        let summary = runner.text("step.md");
        assert_eq!(*name == "github", summary.contains("conforms"), "{summary}");
    }
}

#[test]
fn a_secret_that_does_not_exist_is_no_result() {
    for (name, job, _) in JOBS {
        let runner = Runner::new();
        // As GitHub hands it over.
        let output = runner.run(job, &[("KII_OWNER_PASSWORD", "")]);
        let printed = printed(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {printed}");
        assert!(printed.contains("KII_OWNER_PASSWORD"), "{name}: {printed}");
    }
}

#[test]
fn a_fork_which_has_no_secrets_runs_no_job() {
    let conditions = ["github.event.pull_request.head.repo.full_name == github.repository", "$CI_PROJECT_PATH == "];
    for ((_, job, _), condition) in JOBS.iter().zip(conditions) {
        let line = job.lines().find(|line| line.contains(condition)).unwrap();
        assert!(line.trim_start().trim_start_matches("- ").starts_with("if: "), "{line}");
        assert!(place(job, condition) < place(job, "kii-conformance run"), "{job}");
    }
}

#[test]
fn a_red_job_keeps_the_suite_in_the_cache() {
    let (_, github, _) = JOBS[0];
    let restore = place(github, "uses: actions/cache/restore@");
    let install = place(github, "cargo install");
    let save = place(github, "uses: actions/cache/save@");
    assert!(restore < install && install < save && save < place(github, "kii-conformance run"), "{github}");
    assert!(!github.contains("uses: actions/cache@"), "it saves nothing in a red job");
    for line in ["path: ~/.cargo/bin/kii-conformance\n", "key: kii-conformance-${{ env.SUITE_REVISION }}\n"] {
        assert_eq!(github.matches(line).count(), 2, "{line}");
    }

    let (_, gitlab, _) = JOBS[1];
    let cache = gitlab.split_once("  cache:\n").unwrap().1.split_once("  script:\n").unwrap().0;
    assert!(cache.contains("when: always"), "{cache}");
}
