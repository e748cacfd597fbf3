//! A run against a wrong server, its reports in a folder, and the curl commands that show the same wrong answer.

use std::{fs, process::Command};

use crate::deployment::{Deployment, Fault, text, xtask};

/// The case that finds the fault.
const CASE: &str = "object.put/stale@user";

/// The lines of a script's output that begin an answer.
fn statuses(output: &str) -> Vec<String> {
    let lines = output.lines().filter_map(|line| line.strip_prefix("HTTP/1.1 "));
    let words = lines.filter_map(|line| line.split(' ').next());
    words.filter(|word| word.parse::<u16>().is_ok()).map(str::to_owned).collect()
}

#[test]
fn a_case_that_failed_is_kept_and_curl_shows_the_same_wrong_answer() {
    let deployment = Deployment::start(Fault::Status);
    let (folder, target) = (&deployment.folder, &deployment.target);
    let args = ["conformance", "--target", "target.toml", "--exact", CASE, "--report-dir", "reports/all"];
    let output = xtask(folder.path(), &args).env("GITHUB_ACTIONS", "true").output().unwrap();
    let printed = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{printed}{}", text(&output.stderr));
    let annotation = printed.lines().find(|line| line.starts_with("::error title=F1 ")).unwrap();
    assert!(annotation.contains(&format!("{CASE} violates object.put/stale:status%0A")), "{annotation}");
    for name in ["report.json", "junit.xml", "transcript.har", "summary.md", "stories.jsonl"] {
        let file = fs::read_to_string(folder.path().join("reports/all").join(name)).unwrap();
        assert!(file.contains(CASE), "{name}: {file}");
    }

    // The last run, which is the same.
    let output = deployment.xtask(&["show", "put/stale@user"]);
    let shown = text(&output.stdout);
    for part in
        ["1. set-up (object.put), ", "< 412 ", "due        stale", "found      412", "known      object with version"]
    {
        assert!(shown.contains(part), "`{part}` is not in:\n{shown}");
    }

    // A run that never begins says nothing, so what was found before is still what was found last.
    for nothing in [&["--exact", "no-such-case"][..], &["--target", "nosuch.toml"], &["--url", "http://127.0.0.1:1"]] {
        let args = [&["conformance", "--target", "target.toml"], nothing].concat();
        assert_eq!(deployment.xtask(&args).status.code(), Some(2), "{nothing:?}");
        let shown = deployment.xtask(&["show", "F1"]);
        assert!(text(&shown.stdout).contains("< 412 "), "{nothing:?}: {}", text(&shown.stderr));
    }

    let script = text(&deployment.xtask(&["show", CASE, "--curl", "--report", "reports/all"]).stdout);
    assert!(script.contains("#   export KII_OWNER_TOKEN=..."), "{script}");
    let has = |program: &str| Command::new(program).arg("--version").output().is_ok();
    if !has("bash") || !has("curl") {
        eprintln!("bash or curl is not there, so the script is not run");
        return;
    }
    let token_of = |principal: &str| {
        let rest = target.split(&format!("[principals.{principal}]")).nth(1)?;
        rest.split("token = \"").nth(1)?.split('"').next()
    };
    let (token, other) = (token_of("owner").unwrap(), token_of("admin").unwrap());
    assert!(!script.contains(token) && !script.contains(other), "a secret is in the script");
    let bash = || {
        let mut bash = Command::new("bash");
        // A neighbour may be somebody else's.
        bash.arg("-c").arg(&script).env("KII_ADMIN_TOKEN", other);
        bash
    };
    for _ in 0..2 {
        let output = bash().env("KII_OWNER_TOKEN", token).output().unwrap();
        let (printed, errors) = (text(&output.stdout), text(&output.stderr));
        let expected = statuses(&shown.replace("    < ", "HTTP/1.1 "));
        assert!(expected.contains(&"412".to_owned()), "{expected:?}");
        assert_eq!(statuses(&printed), expected, "{script}\n{printed}\n{errors}");
        assert_eq!(errors, "", "{printed}");
    }
    let output = bash().env_remove("KII_OWNER_TOKEN").output().unwrap();
    assert!(text(&output.stderr).contains("KII_OWNER_TOKEN"), "it names the variable that is missing");
    assert_eq!(text(&output.stdout), "", "and sends nothing");
}
