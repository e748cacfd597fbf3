//! The commands as people run them: what they print, and their exit codes.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{
    fs::File,
    io::{BufRead, BufReader},
    process::{Child, Command, Output, Stdio},
};

use tempfile::TempDir;

/// The command with these arguments, without a target from the environment.
fn xtask(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(args).env_remove("KII_BASE_URL").env_remove("KII_TARGET").env("KII_CACHE_DIR", "");
    command
}

/// What the command prints on both streams, once it has ended with this exit code.
fn ends_with(mut command: Command, code: i32) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let printed = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert_eq!(status.code(), Some(code), "{command:?}\n{printed}");
    printed
}

/// `cargo xtask serve > target.toml`, until it is dropped.
struct Served {
    server: Child,
    folder: TempDir,
}

impl Served {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut serve = xtask(&["serve", "--address", "127.0.0.1:0"]);
        serve.stdout(File::create(folder.path().join("target.toml")).unwrap());
        let mut server = serve.stderr(Stdio::piped()).spawn().unwrap();
        // The target file is complete when the server says that it is listening; before, cargo says that it builds it.
        let lines = BufReader::new(server.stderr.take().unwrap()).lines();
        let listening = lines.map_while(Result::ok).find(|line| line.contains("listening"));
        assert!(listening.is_some_and(|line| line.contains("127.0.0.1:")), "the server does not start");
        Self { server, folder }
    }

    fn conformance(&self, args: &[&str]) -> Command {
        let mut command = xtask(&["conformance", "--target", "target.toml"]);
        command.args(args).current_dir(self.folder.path());
        command
    }

    fn stop(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have been stopped before.
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

#[test]
fn the_reference_server_conforms() {
    // CI runs all cases with the same command.
    let printed = ends_with(xtask(&["conformance", "--format", "terse", "object.get/"]), 0);
    assert!(printed.contains("conforms"), "{printed}");
}

#[test]
fn a_server_is_tested_with_the_target_file_that_it_prints() {
    let mut served = Served::start();
    let printed = ends_with(served.conformance(&["object.head/"]), 0);
    assert!(printed.contains("conforms"), "{printed}");
    served.stop();
    let printed = ends_with(served.conformance(&["object.head/"]), 2);
    assert!(printed.contains("cannot be reached"), "{printed}");
}

#[test]
fn a_token_that_the_server_does_not_know_ends_the_run() {
    let served = Served::start();
    let mut command = served.conformance(&["@user"]);
    command.env("KII_OWNER_TOKEN", "never-issued");
    ends_with(command, 2);
}

#[test]
fn arguments_of_the_suite_reach_it() {
    let printed = ends_with(xtask(&["conformance", "--help"]), 0);
    assert!(printed.contains("cargo xtask conformance [OPTIONS] [FILTER]"), "{printed}");
    let printed = ends_with(xtask(&["conformance", "--list", "--exact", "object.put/stale@group"]), 0);
    assert_eq!(printed, "object.put/stale@group: test\n");
    let printed = ends_with(xtask(&["conformance", "no-such-case"]), 2);
    assert!(printed.contains("no-such-case"), "{printed}");
}

#[test]
fn a_checkout_has_the_commands_of_the_suite() {
    for command in ["target", "show", "explain", "list", "report", "check", "proxy", "explore", "sweep", "self-test"] {
        let printed = ends_with(xtask(&[command, "--help"]), 0);
        assert!(printed.contains(&format!("\n  cargo xtask {command} ")), "{command} shows an example: {printed}");
    }
    let printed = ends_with(xtask(&["explain"]), 2);
    assert!(
        printed.ends_with(
            "Example: cargo xtask explain object.put/stale\n`cargo xtask explain --help` explains every argument.\n"
        ),
        "{printed}"
    );
}

#[test]
fn what_is_no_command_exits_with_2() {
    ends_with(xtask(&[]), 2);
    ends_with(xtask(&["polish"]), 2);
    ends_with(xtask(&["serve", "--address", "nowhere"]), 2);
    let printed = ends_with(xtask(&["serve", "--cors-origin", "app.example"]), 2);
    assert!(printed.contains("http://localhost:3000"), "the message has an example: {printed}");
}
