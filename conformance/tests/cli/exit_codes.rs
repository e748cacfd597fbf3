//! The exit code says whether a target conforms, and a message says why a run says nothing about one.

use std::net::TcpListener;

use crate::stub::{Stub, assert_ends, check, printed, program, run, suite, suite_on_screen, target};
use tempfile::TempDir;

fn directory() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

#[test]
fn a_target_that_never_finds_anything_does_not_conform() {
    let (stub, directory) = (Stub::status("404 Not Found"), directory());
    let output = run(directory.path(), &stub.target(), &["@app", "--skip", "history="]);
    assert_ends(&output, 1, &["does not conform", "violates", "exit code 1"]);
}

#[test]
fn a_target_that_is_content_with_everything_does_not_conform() {
    let (stub, directory) = (Stub::status("200 OK"), directory());
    let output = run(directory.path(), &stub.target(), &["@user", "--skip", "history="]);
    assert_ends(&output, 1, &["does not conform", "expected", "found", "exit code 1"]);
    assert!(!printed(&output).contains("... ok"), "a case passed that cannot have been checked:\n{}", printed(&output));
}

#[test]
fn a_failure_names_the_command_that_repeats_it_and_only_it() {
    let (stub, directory) = (Stub::status("404 Not Found"), directory());
    let output = run(directory.path(), &stub.target(), &["--test-threads", "1", "@group"]);
    let text = printed(&output);
    let again =
        text.lines().find_map(|line| line.trim().strip_prefix("rerun ")).expect("a failure says how to repeat it");
    let again = again.trim().strip_prefix("kii-conformance run --target target.toml --seed ").expect(again);
    let (seed, name) = again.split_once(" --exact ").expect(again);
    assert!(text.contains(&format!(", seed {seed}\n")), "{seed} is not the seed of:\n{text}");
    let output = run(directory.path(), &stub.target(), &["--seed", seed, "--exact", name.trim_matches('\'')]);
    assert_ends(&output, 1, &["running 1 test", "does not conform: 1 of 1 case failed"]);
}

#[test]
fn a_closed_port_is_no_verdict() {
    let port = TcpListener::bind(("127.0.0.1", 0)).expect("a free port").local_addr().expect("the address").port();
    let url = format!("http://127.0.0.1:{port}");
    let output = run(directory().path(), &target(&url), &[]);
    assert_ends(&output, 2, &[&url, "cannot be reached", "--url", "KII_BASE_URL"]);
}

#[test]
fn a_target_that_stops_answering_is_not_asked_to_the_end() {
    let served = std::sync::atomic::AtomicUsize::new(0);
    let stub = Stub::new(move |_| match served.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        0..=30 => "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned(),
        _ => "this is not HTTP\r\n\r\n".to_owned(),
    });
    let directory = directory();
    let args = ["--test-threads", "1", "--report-json", "report.json", "@group"];
    let output = run(directory.path(), &stub.target(), &args);
    let printed = printed(&output);
    assert_ends(&output, 2, &["could not be trusted: the target stopped responding: 5 cases in a row", "exit code 2"]);

    // The first case without an answer is named with the cause, and what remained was recorded but not sent.
    let report = std::fs::read_to_string(directory.path().join("report.json")).expect("the report was written");
    let report: serde_json::Value = serde_json::from_str(&report).expect("the report is JSON");
    let outcomes = report["outcomes"].as_array().expect("outcomes");
    let errors: Vec<_> = outcomes.iter().filter(|outcome| outcome["outcome"] == "suite error").collect();
    let first = errors[0]["name"].as_str().expect("a name");
    assert!(printed.contains(&format!("the first of them {first}: ")), "{first}: {printed}");
    let unsent = errors.iter().filter(|error| error.to_string().contains("not sent: the target")).count();
    assert!(unsent > 100 && unsent + 5 <= errors.len(), "{unsent} of {} were not sent\n{printed}", errors.len());
    assert!(stub.requests() < 60, "{} requests", stub.requests());
}

#[test]
fn a_target_that_refuses_one_way_of_reading_is_tested() {
    let stub = Stub::new(|head| {
        let body = head.lines().next().is_some_and(|line| line.contains("/body "));
        let status = if body { "401 Unauthorized" } else { "404 Not Found" };
        format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n")
    });
    let output = run(directory().path(), &stub.target(), &["@me", "--skip", "history="]);
    assert_ends(&output, 1, &["does not conform"]);
    assert!(!printed(&output).contains("does not work"), "{}", printed(&output));
}

#[test]
fn a_slow_target_is_given_as_long_as_was_said() {
    let stub = Stub::new(|_| {
        std::thread::sleep(std::time::Duration::from_secs(20));
        String::new()
    });
    let output = run(directory().path(), &stub.target(), &["--timeout", "0.2"]);
    assert_ends(&output, 2, &["does not answer in time", "0.2 s"]);
}

#[test]
fn a_token_that_does_not_work_is_named() {
    let stub = Stub::new(|head| {
        let status = match head.contains("Bearer token-of-the-stranger") {
            true => "403 Forbidden",
            false => "404 Not Found",
        };
        format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n")
    });
    let output = run(directory().path(), &stub.target(), &[]);
    assert_ends(&output, 2, &["principals.stranger.token does not work", "KII_STRANGER_TOKEN", "403"]);
    assert!(!printed(&output).contains("principals.owner"), "{}", printed(&output));
}

#[test]
fn the_group_is_not_blamed_for_the_token_of_its_member() {
    let refuse = |wrong: &'static str| {
        Stub::new(move |head| {
            let status = if head.contains(wrong) { "401 Unauthorized" } else { "404 Not Found" };
            format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n")
        })
    };
    let output = run(directory().path(), &refuse("token-of-the-owner").target(), &[]);
    assert_ends(&output, 2, &["principals.owner.token does not work"]);
    assert!(!printed(&output).contains("scopes.group.id"), "{}", printed(&output));
    let output = run(directory().path(), &refuse("/groups/").target(), &[]);
    assert_ends(&output, 2, &["scopes.group.id does not work", "KII_GROUP_ID"]);
}

#[test]
fn a_filter_that_matches_nothing_is_no_run() {
    let (stub, directory) = (Stub::status("404 Not Found"), directory());
    let output = run(directory.path(), &stub.target(), &["@app", "no-such-case"]);
    assert_ends(&output, 2, &["no case has `no-such-case` in its name", "--list"]);
    let output = run(directory.path(), &stub.target(), &["--exact", "@app"]);
    assert_ends(&output, 2, &["no case has the name `@app`", "leave out --exact"]);
    let output = run(directory.path(), &stub.target(), &["--skip", "no-such-case"]);
    assert_ends(&output, 2, &["no-such-case"]);
    assert_eq!(stub.requests(), 0, "a run that cannot be made leaves the target alone");
}

#[test]
fn an_empty_selection_is_no_run() {
    let (stub, directory) = (Stub::status("404 Not Found"), directory());
    for args in [&["@app", "--skip", "@"][..], &["--ignored"], &["--bench", "--exact", "no/such@case"]] {
        let output = run(directory.path(), &stub.target(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", printed(&output));
    }
    let output = run(directory.path(), &stub.target(), &["--bench", "@app"]);
    assert_ends(&output, 2, &["only 0 of", "selected cases ran"]);
}

#[test]
fn a_target_that_claims_nothing_is_no_verdict() {
    let stub = Stub::status("404 Not Found");
    let target = format!("base_url = \"{}\"\napp_id = \"app\"\napp_key = \"a key\"\n", stub.url());
    let output = run(directory().path(), &target, &["@group"]);
    assert_ends(&output, 2, &["no case applies to this target", "scopes.group.id", "ignored"]);
}

#[test]
fn an_unknown_flag_is_no_run() {
    let output = suite(directory().path()).arg("--no-such-flag").output().expect("the suite starts");
    assert_ends(&output, 2, &["--no-such-flag", "Usage"]);
}

#[test]
fn a_misspelt_command_is_told_with_the_nearest_and_the_one_that_helps() {
    let ends = |args: &[&str], words: &[&str]| {
        let output = program(directory().path()).args(args).output().expect("the program starts");
        assert_ends(&output, 2, words);
    };
    ends(&["rnu"], &["unrecognized subcommand 'rnu'", "'run'", "try `kii-conformance --help`"]);
    ends(&["target", "nit"], &["'init'", "`kii-conformance target --help`"]);
    ends(&["completions", "bsah"], &["'bash'", "`kii-conformance completions --help`"]);
    ends(&["man", "--foldr", "x"], &["'--folder'", "Example: kii-conformance man\n"]);
}

#[test]
fn without_a_target_the_message_says_how_to_name_one() {
    let output = suite(directory().path()).output().expect("the suite starts");
    assert_ends(&output, 2, &["--target", "--url", "KII_BASE_URL"]);
}

#[test]
fn listing_needs_no_target() {
    let output =
        suite_on_screen(directory().path()).args(["--list", "--format", "terse"]).output().expect("the suite starts");
    assert_ends(&output, 0, &[]);
    let listed = String::from_utf8_lossy(&output.stdout);
    assert!(listed.lines().count() > 100, "{listed}");
    assert!(listed.lines().all(|line| line.ends_with(": test")), "{listed}");

    // What nextest asks next.
    let output = suite_on_screen(directory().path()).args(["--list", "--format", "terse", "--ignored"]).output();
    let output = output.expect("the suite starts");
    assert_ends(&output, 0, &[]);
    assert!(output.stdout.is_empty());
}

#[test]
fn several_filters_select_what_any_of_them_matches() {
    let listed = |args: &[&str]| {
        let output = suite_on_screen(directory().path()).arg("--list").args(args).output().expect("the suite starts");
        assert_ends(&output, 0, &[]);
        String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let both = listed(&["@app", "@me"]);
    assert_eq!(both.len(), listed(&["@app"]).len() + listed(&["@me"]).len());
    let rest = listed(&["--skip", "@app", "--skip", "@me"]);
    assert_eq!(rest.len() + both.len(), listed(&[]).len());
}

#[test]
fn a_target_that_fails_whoever_asks_is_not_usable() {
    let (stub, directory) = (Stub::status("503 Service Unavailable"), tempfile::tempdir().expect("a directory"));
    let output = check(directory.path(), &stub.target(), &[]);
    assert_ends(&output, 2, &["answers every probe with a server error", "503 Service Unavailable", "try again"]);
    assert!(
        !printed(&output).contains("the target admits it"),
        "a server error is taken for access:\n{}",
        printed(&output)
    );
}
