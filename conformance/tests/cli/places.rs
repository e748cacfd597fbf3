//! Places that reports go to stay what they are: devices, pipes, links and standard output.

use std::{
    fs::{self, File},
    io::Read as _,
    os::unix::fs::{FileTypeExt as _, symlink},
    path::Path,
    process::{Command, Output, Stdio},
    thread,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::stub::{Stub, assert_ends, suite, suite_with};

const CASE: [&str; 2] = ["--exact", "object.get/object_missing@user"];

fn begin() -> (Stub, TempDir) {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    fs::write(directory.path().join("target.toml"), stub.target()).expect("a target file");
    (stub, directory)
}

fn run_with(directory: &Path, args: &[&str]) -> Output {
    let all = [&["--target", "target.toml"], &CASE[..], args].concat();
    suite_with(directory, &all).output().expect("the suite starts")
}

/// Whether a text is a JSON report and nothing else.
fn is_report(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|report| report["outcomes"].as_array().is_some())
}

#[test]
fn standard_output_has_the_report_alone_and_the_text_is_beside_it() {
    let (_stub, directory) = begin();
    for output in ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        let output = run_with(directory.path(), &["--report-json", output]);
        assert!(is_report(&String::from_utf8_lossy(&output.stdout)), "{}", String::from_utf8_lossy(&output.stdout));
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("test result: FAILED") && text.contains("exit code 1"), "{text}");
        assert_eq!(output.status.code(), Some(1));
    }
    let output = run_with(directory.path(), &["--report-junit", "-"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(quick_junit::Report::deserialize_from_str(&text).is_ok(), "{text}");
    // The same when it is a file.
    let file = File::create(directory.path().join("log")).expect("a file");
    let mut command = suite(directory.path());
    command
        .args(["--target", "target.toml", "--report-json", "/dev/stdout"])
        .args(CASE)
        .stdout(file)
        .stderr(Stdio::null());
    assert_eq!(command.status().expect("the suite starts").code(), Some(1));
    assert!(is_report(&fs::read_to_string(directory.path().join("log")).expect("the log")));
}

#[test]
fn what_cannot_share_a_place_is_refused_before_the_run() {
    let (stub, directory) = begin();
    symlink("r.xml", directory.path().join("link")).expect("a link");
    fs::create_dir_all(directory.path().join("taken/stories.jsonl")).expect("a folder");
    for (args, words) in [
        (vec!["--report-json", "-", "--report-junit", "/dev/stdout"], "standard output is named for two reports"),
        (vec!["--report-json", "r.xml", "--report-junit", "./r.xml"], "is the same file as"),
        (vec!["--report-json", "link", "--report-junit", "r.xml"], "is the same file as"),
        (vec!["--format", "json", "--report-json", "-"], "standard output is for the lines of --format json"),
        (vec!["--report-json", "/proc/r.json"], "/proc/r.json: cannot be written"),
        (vec!["--report-json", "target.toml/r.json"], "target.toml/r.json: cannot be written"),
        (vec!["--report-json", "/dev/fd/77"], "/dev/fd/77: cannot be written"),
        (vec!["--report-json", "missing/"], "cannot be written"),
        (vec!["--logfile", "missing/log"], "--logfile cannot be written"),
        (vec!["--report-dir", "reports", "--report-junit", "reports/report.json"], "is the same file as"),
        (vec!["--report-dir", "taken"], "taken/stories.jsonl: cannot be written: that is a directory"),
        (vec!["--report-dir", "target.toml"], "that is a file; name a folder"),
    ] {
        assert_ends(&run_with(directory.path(), &args), 2, &[words]);
    }
    assert_eq!(stub.requests(), 0, "nothing is sent");
    assert!(!directory.path().join("r.xml").exists());
}

#[test]
fn devices_and_links_stay_and_get_the_reports() {
    let (_stub, directory) = begin();
    let at = |name: &str| directory.path().join(name);
    fs::create_dir(at("reports")).expect("a folder");
    symlink("reports/real.json", at("link.json")).expect("a link");
    symlink("/dev/null", at("null")).expect("a link");
    let output = run_with(directory.path(), &["--report-json", "link.json", "--report-junit", "null"]);
    assert_ends(&output, 1, &["exit code 1"]);
    assert!(is_report(&fs::read_to_string(at("reports/real.json")).expect("the report")));
    for link in ["link.json", "null"] {
        assert!(fs::symlink_metadata(at(link)).expect("the link").is_symlink());
    }
    assert!(fs::metadata("/dev/null").expect("a device").file_type().is_char_device());
    #[cfg(target_os = "linux")]
    {
        let output = run_with(directory.path(), &["--report-json", "/dev/full"]);
        assert_ends(&output, 2, &["/dev/full: cannot be written: No space left on device"]);
        assert!(fs::metadata("/dev/full").expect("a device").file_type().is_char_device());
    }
}

#[test]
fn pipes_get_the_reports() {
    let (_stub, directory) = begin();
    let fifo = directory.path().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
    let reader = thread::spawn({
        let fifo = fifo.clone();
        move || fs::read_to_string(fifo).expect("the pipe can be read")
    });
    assert_ends(&run_with(directory.path(), &["--report-json", "fifo"]), 1, &["exit code 1"]);
    assert!(is_report(&reader.join().expect("it read")));
    assert!(fs::metadata(&fifo).expect("the pipe").file_type().is_fifo());

    // As `--report-json >(cat > got.json)` in a shell.
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    let reads = thread::spawn(move || {
        let mut text = String::new();
        reader.read_to_string(&mut text).expect("the pipe can be read");
        text
    });
    let mut command = Command::new("sh");
    command.current_dir(directory.path()).stdin(writer).env("TMPDIR", env!("CARGO_TARGET_TMPDIR"));
    command.env("KII_CACHE_DIR", "");
    let line = format!(
        "exec '{}' run --target target.toml --exact {} --report-json /dev/fd/63 63>&0 0</dev/null",
        env!("CARGO_BIN_EXE_kii-conformance"),
        CASE[1]
    );
    // Not every shell knows descriptors of two digits.
    let line = line.replace("63", "9");
    assert_ends(&command.args(["-c", &line]).output().expect("a shell"), 1, &["exit code 1"]);
    drop(command);
    assert!(is_report(&reads.join().expect("it read")));
}
