//! The whole program against hostile servers: its exit code, its words, and its end.

use std::{
    path::Path,
    process::{Command, Output},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use crate::raw_server::{Act, RawServer, answer};

/// By when a run must have ended, on a machine that is busy with other tests. Each of them would take much longer if a
/// single bound were missing.
const BOUND: Duration = Duration::from_secs(60);

/// `kii-conformance run` with these arguments against a server, which must end in time.
pub(crate) fn suite(directory: &Path, server: &RawServer, args: &[&str]) -> Output {
    let target = format!(
        "base_url = \"{}\"\napp_id = \"app\"\napp_key = \"key\"\n[principals.owner]\nuser_id = \"a\"\ntoken = \"token\"\n",
        server.url()
    );
    std::fs::write(directory.join("target.toml"), target).expect("a target file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_kii-conformance"));
    command.current_dir(directory).args(["run", "--format", "pretty", "--target", "target.toml"]).args(args);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KII_")) {
        command.env_remove(name);
    }
    command.env("KII_CACHE_DIR", "");
    let begun = Instant::now();
    let output = command.output().expect("the suite starts");
    assert!(begun.elapsed() < BOUND, "it took {:?}\n{}", begun.elapsed(), printed(&output));
    output
}

/// Everything that a run has printed.
pub(crate) fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The cases whose failures are printed.
pub(crate) fn named(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.strip_prefix("---- ")?.strip_suffix(" ----"))
}

/// A refusal with nothing in it, by which a target shows that it is there.
fn refusal() -> Act {
    Act::Send(answer("404 Not Found\r\ncontent-length: 0", ""))
}

#[test]
fn a_target_that_says_nothing_is_no_verdict() {
    let directory = tempfile::tempdir().expect("a directory");
    for (server, words) in [
        (RawServer::new(|_| vec![Act::Hang]), "does not answer in time: no complete answer within 1 s"),
        (RawServer::new(|_| vec![Act::Reset]), "closes the connection"),
        (RawServer::sending("SSH-2.0-OpenSSH_9.6\r\n\r\n"), "SSH-2.0-OpenSSH_9.6"),
        (RawServer::sending(answer("200 OK\r\ncontent-length: 9", "")), "0 of 9 bytes"),
    ] {
        let output = suite(directory.path(), &server, &["--timeout", "1"]);
        let text = printed(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains(words), "`{words}` is not in:\n{text}");
    }
}

#[test]
fn one_operation_that_crashes_does_not_end_the_run() {
    // Every PUT kills the connection; everything else is answered.
    let directory = tempfile::tempdir().expect("a directory");
    let server = RawServer::new(|head| {
        vec![if head.starts_with("PUT") {
            Act::Reset
        } else {
            Act::Send(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_vec())
        }]
    });
    let output = suite(directory.path(), &server, &["--retries", "0", "@app"]);
    let text = printed(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("ended without a result") && text.contains("reset"), "{text}");
    assert!(!text.contains("stopped responding"), "{text}");
    assert!(text.contains("violates"), "what was answered is judged all the same:\n{text}");
}

#[test]
fn an_operation_that_lets_the_time_go_by_is_not_waited_for_in_every_case() {
    let directory = tempfile::tempdir().expect("a directory");
    let hung = std::sync::Arc::new(AtomicUsize::new(0));
    let counter = std::sync::Arc::clone(&hung);
    let server = RawServer::new(move |head| match head.starts_with("PUT") {
        true => {
            counter.fetch_add(1, Ordering::SeqCst);
            vec![Act::Hang]
        }
        false => vec![refusal()],
    });
    let output = suite(directory.path(), &server, &["--timeout", "1", "--test-threads", "2", "@app"]);
    let text = printed(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(!text.contains("stopped responding"), "the target answers whatever else is asked:\n{text}");
    assert!(text.contains("had timed out in 5 cases in a row"), "{text}");
    assert!(text.contains("violates"), "what was answered is judged all the same:\n{text}");
    let hung = hung.load(Ordering::SeqCst);
    assert!(hung < 60, "{hung} requests were left hanging");
}

#[test]
fn removals_that_let_the_time_go_by_are_not_waited_for_in_every_case() {
    let directory = tempfile::tempdir().expect("a directory");
    let hung = std::sync::Arc::new(AtomicUsize::new(0));
    let counter = std::sync::Arc::clone(&hung);
    let server = RawServer::new(move |head| match head.split(' ').next() {
        Some("PUT") => vec![Act::Send(answer("201 Created\r\ncontent-length: 2", "{}"))],
        Some("DELETE") => {
            counter.fetch_add(1, Ordering::SeqCst);
            vec![Act::Hang]
        }
        _ => vec![refusal()],
    });
    let args = ["--timeout", "1", "--test-threads", "2", "object.get/found", "object.head/found"];
    let output = suite(directory.path(), &server, &args);
    let text = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("was not sent, as 5 in a row got no answer"), "{text}");
    let hung = hung.load(Ordering::SeqCst);
    assert!(hung < 15, "{hung} removals were left hanging");
}

#[test]
fn content_that_is_cut_off_fails_the_target() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = RawServer::new(|head| match head.contains("/objects/cf-") && head.starts_with("PUT") {
        true => vec![Act::Send(answer("201 Created\r\ncontent-length: 100", "{")), Act::Close],
        false => vec![refusal()],
    });
    let output = suite(directory.path(), &server, &["object.put/created@app"]);
    let text = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("1 of 100 bytes of its content"), "{text}");
    assert!(text.contains("< HTTP/1.1 201 Created"), "what had arrived is shown:\n{text}");
}

#[test]
fn a_case_that_takes_too_long_says_so() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = RawServer::new(|_| {
        std::thread::sleep(Duration::from_millis(200));
        vec![refusal()]
    });
    let output = suite(directory.path(), &server, &["--case-timeout", "0.1", "object.put/created@app"]);
    let text = printed(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("the case took longer than 0.1 s; --case-timeout sets the limit"), "{text}");
}
