//! The CI jobs in `docs/ci`: their shell commands run here against the reference server.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{fs, net::Ipv4Addr, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use kii_server::Server;

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

/// Programs of the names that the jobs use: the suite that was built here, and a `cargo` that must not be needed.
fn programs(folder: &Path) {
    let suite = format!("#!/bin/sh\nshift\nexec '{}' conformance --exact {CASE} \"$@\"\n", env!("CARGO_BIN_EXE_xtask"));
    for (path, text) in [
        ("bin/kii-conformance", suite.as_str()),
        (".suite/bin/kii-conformance", suite.as_str()),
        ("bin/cargo", "#!/bin/sh\necho 'the suite is installed already' >&2\nexit 9\n"),
    ] {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn every_command_of_the_jobs_runs() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (_running, target) = runtime.block_on(Server::demo((Ipv4Addr::LOCALHOST, 0).into())).unwrap();
    for (name, job) in
        [("github", include_str!("../../docs/ci/github.yml")), ("gitlab", include_str!("../../docs/ci/gitlab.yml"))]
    {
        let folder = tempfile::tempdir().unwrap();
        programs(folder.path());
        fs::write(folder.path().join("target.toml"), &target).unwrap();
        fs::write(folder.path().join("deviations.yaml"), "[]\n").unwrap();
        let commands = commands(job);
        assert!(commands.len() >= 3, "{name}: {commands:?}");
        let script = format!("set -eu\nPATH=\"$PWD/bin:$PATH\"\n{}\n", commands.join("\n"));
        let output = Command::new("bash")
            .args(["-c", &script])
            .current_dir(folder.path())
            .env("GITHUB_STEP_SUMMARY", folder.path().join("step.md"))
            .env("KII_CACHE_DIR", folder.path().join("cache"))
            .output()
            .unwrap();
        let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{name}: {script}\n{printed}");
        for report in ["report.json", "junit.xml", "report.html", "summary.md"] {
            assert!(folder.path().join("reports").join(report).exists(), "{name}: {report} is missing\n{printed}");
        }
        let summary = fs::read_to_string(folder.path().join("step.md")).unwrap_or_default();
        assert_eq!(name == "github", summary.contains("conforms"), "{summary}");
    }
}
