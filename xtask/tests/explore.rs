//! `explore` against the reference server.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::process::{Command, Output};

/// Runs `explore` with these arguments: its exit code and what it prints.
fn explore(args: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("explore").args(args).env_remove("KII_BASE_URL").env_remove("KII_TARGET").env("KII_CACHE_DIR", "");
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
}

#[test]
fn the_reference_server_answers_as_the_state_demands() {
    let (code, printed) = explore(&["--walks", "10", "--seed", "1"]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.contains("10 walks with seed 1: 10 passed"), "{printed}");
}

#[test]
fn a_walk_that_is_not_there_is_an_error() {
    let (code, printed) = explore(&["--walks", "1", "--seed", "1", "--exact", "walk/7@user"]);
    assert_eq!(code, Some(2), "{printed}");
    assert!(printed.contains("no walk of this seed is called walk/7@user"), "{printed}");
}
