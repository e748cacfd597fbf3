//! Runs that a signal ends early, and what they leave behind.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use tempfile::TempDir;

use crate::stub::{SECRETS, Stub, assert_ends, printed, program, run, suite, target};

/// A run in progress, in a folder with its target file, what it prints, and its journals.
struct Unfinished {
    child: Child,
    folder: TempDir,
}

impl Unfinished {
    fn begin(target: &str, args: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a directory");
        fs::write(folder.path().join("target.toml"), target).expect("a target file");
        let output = |name: &str| fs::File::create(folder.path().join(name)).expect("a file");
        let mut command = suite(folder.path());
        command.args(["--target", "target.toml", "--journal", "journals"]).args(args);
        let command = command.stdin(Stdio::null()).stdout(output("stdout")).stderr(output("stderr"));
        Self { child: command.spawn().expect("the suite starts"), folder }
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(sent.expect("kill").success());
    }

    fn wait_for(&self, words: &str) {
        while !self.read("stderr").contains(words) {
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }

    fn end(&mut self) -> Option<i32> {
        self.child.wait().expect("it ends").code()
    }
}

/// A target that never answers requests after the first so many, and something to wait for the first of those.
fn hanging_after(answered: usize) -> (Stub, Arc<(Mutex<usize>, Condvar)>) {
    let seen = Arc::new((Mutex::new(0), Condvar::new()));
    let counter = Arc::clone(&seen);
    let stub = Stub::new(move |_| {
        let mut count = counter.0.lock().expect("nobody panics");
        *count += 1;
        let hangs = *count > answered;
        counter.1.notify_all();
        drop(count);
        if hangs {
            loop {
                thread::park();
            }
        }
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned()
    });
    (stub, seen)
}

#[test]
fn a_second_signal_ends_a_run_at_once() {
    let (stub, seen) = hanging_after(20);
    let args = ["--timeout", "3600", "--report-json", "report.json"];
    let mut run = Unfinished::begin(&stub.target(), &args);
    let count = seen.0.lock().expect("nobody panics");
    drop(seen.1.wait_while(count, |count| *count <= 20).expect("nobody panics"));
    run.signal("-INT");
    run.wait_for("interrupted by SIGINT");
    // What is in progress would get an hour.
    assert!(run.child.try_wait().expect("its state").is_none());
    run.signal("-TERM");
    assert_eq!(run.end(), Some(2));
    assert!(!run.folder.path().join("report.json").exists());
}

#[test]
fn before_the_first_case_a_signal_is_no_fault_of_the_target() {
    let (stub, seen) = hanging_after(0);
    let mut run = Unfinished::begin(&stub.target(), &["--timeout", "1"]);
    let count = seen.0.lock().expect("nobody panics");
    drop(seen.1.wait_while(count, |count| *count == 0).expect("nobody panics"));
    run.signal("-TERM");
    assert_eq!(run.end(), Some(2));
    assert!(run.read("stderr").contains("error: interrupted by SIGTERM"), "{}", run.read("stderr"));
}

/// A target that creates everything, and removes things only while the flag is set.
fn hoarder() -> (Stub, Arc<AtomicBool>) {
    let removes = Arc::new(AtomicBool::new(false));
    let gives = Arc::clone(&removes);
    let stub = Stub::new(move |head| {
        let status = match head.starts_with("DELETE ") {
            true if gives.load(Ordering::SeqCst) => "204 No Content",
            true => "500 Internal Server Error",
            false if head.starts_with("GET ") || head.starts_with("HEAD ") => "404 Not Found",
            false => "201 Created",
        };
        format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n")
    });
    (stub, removes)
}

/// `sweep` with the target file and the journals of a directory.
fn sweep(directory: &Path, id: &str) -> std::process::Output {
    let args = ["sweep", "--run", id, "--target", "target.toml", "--journal", "journals"];
    program(directory).args(args).output().expect("the sweep starts")
}

#[test]
fn what_a_run_could_not_remove_is_listed_and_swept_later() {
    let ((stub, removes), directory) = (hoarder(), tempfile::tempdir().expect("a directory"));
    let args = ["--journal", "journals", "--run-id", "hoarded1", "object.put/later-writes-take-effect@"];
    let output = run(directory.path(), &stub.target(), &args);
    let command = "kii-conformance sweep --run hoarded1 --target target.toml --journal journals";
    assert_ends(&output, 1, &["left behind", "object.delete answered 500", command]);
    let journal = fs::read_to_string(directory.path().join("journals/hoarded1.jsonl")).expect("a journal");
    for secret in SECRETS {
        assert!(!journal.contains(secret), "{secret} is in the journal");
    }
    let left = printed(&output).lines().filter(|line| line.contains("answered 500")).count();

    assert_ends(&sweep(directory.path(), "hoarded1"), 2, &["answered 500", "hoarded1.jsonl still lists them"]);
    assert_ends(&sweep(directory.path(), "hoarded9"), 2, &["no journal of a run hoarded9", "those of hoarded1"]);
    fs::write(directory.path().join("target.toml"), target("http://127.0.0.1:9")).expect("a target file");
    assert_ends(&sweep(directory.path(), "hoarded1"), 2, &["was against", "name the target of that run"]);

    removes.store(true, Ordering::SeqCst);
    fs::write(directory.path().join("target.toml"), stub.target()).expect("a target file");
    let before = stub.requests();
    assert_ends(&sweep(directory.path(), "hoarded1"), 0, &[&format!("{left} place"), "nothing is left"]);
    assert_eq!(stub.requests() - before, left, "it asks for nothing that the journal does not list");
    assert_ends(&sweep(directory.path(), "hoarded1"), 2, &["the folder has none at all"]);
}

#[test]
fn a_removal_that_removes_nothing_is_not_believed() {
    let (created, directory) = (AtomicBool::new(false), tempfile::tempdir().expect("a directory"));
    let stub = Stub::new(move |head| {
        let is_read = head.starts_with("GET ") || head.starts_with("HEAD ");
        let status = match is_read {
            true if created.load(Ordering::SeqCst) => "200 OK",
            true => "404 Not Found",
            false if head.starts_with("DELETE ") => "204 No Content",
            false => {
                created.store(true, Ordering::SeqCst);
                "201 Created"
            }
        };
        format!("HTTP/1.1 {status}\r\n{}\r\n", if status.starts_with("204") { "" } else { "content-length: 0\r\n" })
    });
    let args = ["--exact", "object.put/later-writes-take-effect@user"];
    let output = run(directory.path(), &stub.target(), &args);
    assert_ends(
        &output,
        1,
        &["left behind", "object.delete was answered with a success, and object.get still finds the object"],
    );
}

#[test]
fn a_journal_that_somebody_has_changed_removes_nothing_of_anybody_else() {
    let ((stub, removes), directory) = (hoarder(), tempfile::tempdir().expect("a directory"));
    removes.store(true, Ordering::SeqCst);
    fs::write(directory.path().join("target.toml"), stub.target()).expect("a target file");
    let journals = directory.path().join("journals");
    fs::create_dir(&journals).expect("a folder");
    let mut lines = vec![format!(r#"{{"run":{{"run":"changed1","target":"{}/"}}}}"#, stub.url())];
    let foreign = ["buckets/b/objects/o", "buckets/cf-changed2-x/objects/o", "buckets/cf-changed1-x/../b/objects/o"];
    let own = ["buckets/cf-changed1-x/objects/o"];
    lines.extend(foreign.iter().chain(&own).map(|path| {
        format!(r#"{{"may_exist":{{"scope":"user","path":"/api/apps/app/users/owner-id/{path}","kind":"object"}}}}"#)
    }));
    fs::write(journals.join("changed1.jsonl"), lines.join("\n") + "\n").expect("a journal");
    let swept = sweep(directory.path(), "changed1");
    assert_ends(&swept, 2, &["1 place of run changed1 removed", "nothing in it is named after the run"]);
    assert_eq!(stub.requests(), 1, "{}", printed(&swept));
}

#[test]
fn a_run_that_goes_on_is_not_swept() {
    let (stub, seen) = hanging_after(20);
    let args = ["--timeout", "3600", "--run-id", "goingon1"];
    let mut run = Unfinished::begin(&stub.target(), &args);
    let count = seen.0.lock().expect("nobody panics");
    drop(seen.1.wait_while(count, |count| *count <= 20).expect("nobody panics"));
    assert_ends(&sweep(run.folder.path(), "goingon1"), 2, &["a run with this id is in progress", "SIGINT"]);
    let again = ["--target", "target.toml", "--journal", "journals", "--run-id", "goingon1", "object.get/found@user"];
    let second = suite(run.folder.path()).args(again).output().expect("the suite starts");
    assert_ends(&second, 2, &["a run with this id is in progress"]);
    run.signal("-INT");
    run.wait_for("interrupted by SIGINT");
    run.signal("-INT");
    assert_eq!(run.end(), Some(2));
}

#[test]
fn an_object_whose_id_no_answer_has_named_is_told_of() {
    let ((stub, removes), directory) = (hoarder(), tempfile::tempdir().expect("a directory"));
    removes.store(true, Ordering::SeqCst);
    let args = ["--journal", "journals", "--run-id", "unnamed1", "--exact", "collection.post/created@user"];
    let output = run(directory.path(), &stub.target(), &args);
    assert_ends(
        &output,
        1,
        &["left behind", "created an object whose ID its answer does not name", "sweep --run unnamed1"],
    );
    assert_ends(&sweep(directory.path(), "unnamed1"), 2, &["whose ID nobody knows", "delete this file as well"]);
}

#[test]
fn a_journal_that_cannot_be_written_is_told_once_and_stops_nothing() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    fs::write(directory.path().join("file"), "").expect("a file");
    let output = run(directory.path(), &stub.target(), &["--journal", "file", "object.put/created@"]);
    assert_ends(&output, 1, &["warning: file/", "the journal cannot be written", "--journal names another folder"]);
    assert_eq!(printed(&output).matches("the journal cannot be written").count(), 1);
}
