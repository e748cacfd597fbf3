//! Output that nobody reads, or that goes to a full disk, ends no run.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
    process::{Output, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::{
    reports::{json, junit},
    stub::{Stub, assert_ends, program, suite_with},
};

/// A target that creates and removes things, and counts what it has.
fn keeper() -> (Stub, Arc<AtomicUsize>) {
    let removed = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&removed);
    let stub = Stub::new(move |head| {
        let status = match head.split(' ').next() {
            Some("DELETE") => {
                counter.fetch_add(1, Ordering::SeqCst);
                "204 No Content"
            }
            Some("GET" | "HEAD") => "404 Not Found",
            _ => "201 Created",
        };
        let length = if status.starts_with("204") { "" } else { "content-length: 0\r\n" };
        format!("HTTP/1.1 {status}\r\n{length}\r\n")
    });
    (stub, removed)
}

/// A run whose standard output is this, with both reports.
fn run_into(directory: &Path, stub: &Stub, output: impl Into<Stdio>, args: &[&str]) -> Output {
    fs::write(directory.join("target.toml"), stub.target()).expect("a target file");
    let reports = ["--target", "target.toml", "--report-json", "r.json", "--report-junit", "r.xml"];
    let mut command = suite_with(directory, &[&reports, args].concat());
    let child = command.stdout(output).stderr(Stdio::piped()).spawn().expect("the suite starts");
    child.wait_with_output().expect("it ends")
}

/// The write end of a pipe that nobody reads, after so many bytes.
fn closed_after(bytes: usize) -> (Stdio, std::thread::JoinHandle<()>) {
    let (mut reader, writer) = io::pipe().expect("a pipe");
    let reads = std::thread::spawn(move || {
        if bytes > 0 {
            reader.read_exact(&mut vec![0; bytes]).expect("a beginning");
        }
    });
    (writer.into(), reads)
}

#[test]
fn a_pipe_that_is_closed_changes_neither_reports_nor_clean_up_nor_the_exit_code() {
    for format in ["pretty", "terse", "json"] {
        for bytes in [0, 1, 200] {
            let ((stub, removed), directory) = (keeper(), tempfile::tempdir().expect("a directory"));
            let (output, reads) = closed_after(bytes);
            let output = run_into(directory.path(), &stub, output, &["--format", format, "object.put/created@"]);
            reads.join().expect("it read");
            assert_ends(&output, 1, &["does not conform", "exit code 1"]);
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(!stderr.contains("panicked") && !stderr.contains("warning"), "{stderr}");
            let report = json(&directory.path().join("r.json"));
            assert_eq!(report["outcomes"].as_array().map(Vec::len), report["selected"].as_u64().map(|n| n as usize));
            assert_eq!(report["verdict"]["word"], "does not conform");
            assert!(junit(&directory.path().join("r.xml")).failures > 0);
            assert!(removed.load(Ordering::SeqCst) > 0, "what was created is removed");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_the_text_alone_and_is_told() {
    for format in ["pretty", "terse", "json"] {
        let ((stub, _), directory) = (keeper(), tempfile::tempdir().expect("a directory"));
        let full = File::options().write(true).open("/dev/full").expect("the device");
        let output = run_into(directory.path(), &stub, full, &["--format", format, "object.put/created@"]);
        assert_ends(&output, 1, &["does not conform", "exit code 1"]);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
        assert_eq!(json(&directory.path().join("r.json"))["verdict"]["exit_code"], 1);
        if format != "json" {
            assert_ends(&output, 1, &["a part of the output is lost: No space left on device"]);
        }
    }
}

#[test]
fn what_is_left_on_a_target_is_told_on_the_other_stream() {
    let directory = tempfile::tempdir().expect("a directory");
    let stub = Stub::new(|head| {
        let status = match head.split(' ').next() {
            Some("DELETE") => "500 Internal Server Error",
            Some("GET" | "HEAD") => "404 Not Found",
            _ => "201 Created",
        };
        format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n")
    });
    let (output, reads) = closed_after(0);
    let output = run_into(
        directory.path(),
        &stub,
        output,
        &["--journal", "journals", "--run-id", "leftovr1", "object.put/created@"],
    );
    reads.join().expect("it read");
    assert_ends(&output, 1, &["this removes the rest", "sweep --run leftovr1"]);
}

#[test]
fn every_command_ends_as_it_would_when_nobody_reads() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    fs::write(directory.path().join("target.toml"), stub.target()).expect("a target file");
    let target = ["--target", "target.toml"];
    let commands = [
        ([&["run", "--list"], &target[..]].concat(), 0),
        ([&["target", "check"], &target[..]].concat(), 0),
        ([&["self-test", "object.get/object_missing"], &target[..]].concat(), 2),
        (vec!["target", "init", "new.toml"], 0),
        (vec!["run", "--help"], 0),
    ];
    for (args, code) in commands {
        let (output, reads) = closed_after(0);
        reads.join().expect("it is closed");
        let child = program(directory.path()).args(&args).stdout(output).stderr(Stdio::piped()).spawn();
        let output = child.expect("the suite starts").wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{args:?}");
    }
}
