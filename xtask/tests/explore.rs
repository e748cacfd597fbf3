//! `explore` against the reference server, right and wrong.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{
    fs,
    net::Ipv4Addr,
    process::{Command, Output},
};

use kii_server::{Fault, Fixture, Server};
use tokio::runtime::Runtime;

/// Runs `explore` with these arguments: its exit code and what it prints.
fn explore(args: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("explore").args(args).env_remove("KII_BASE_URL").env_remove("KII_TARGET");
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
fn a_fault_is_found_and_shrunk() {
    let (folder, runtime) = (tempfile::tempdir().unwrap(), Runtime::new().unwrap());
    let fixture = Fixture::demo();
    let fault = Fault::all().into_iter().find(|fault| fault.id == "object-head-finds-nothing").unwrap();
    let router = fault.router(fixture.clone());
    let running = runtime.block_on(Server::serve((Ipv4Addr::LOCALHOST, 0).into(), router)).unwrap();
    let target = folder.path().join("target.toml");
    fs::write(&target, fixture.target_toml(&running.base_url())).unwrap();
    let (code, printed) = explore(&["--walks", "10", "--seed", "1", "--target", target.to_str().unwrap()]);
    assert_eq!(code, Some(1), "{printed}");
    let kept = printed.split_once("\n- id: walk/").unwrap().1;
    let steps = kept.lines().take_while(|line| !line.is_empty()).filter(|line| line.starts_with("    - ")).count();
    assert_eq!(steps, 2, "created and looked at: {printed}");
    // The command that is printed sends this walk and no other.
    assert!(printed.contains(" --steps 30 --seed 1 --exact walk/"), "{printed}");
}

#[test]
fn a_walk_that_is_not_there_is_an_error() {
    let (code, printed) = explore(&["--walks", "1", "--seed", "1", "--exact", "walk/7@user"]);
    assert_eq!(code, Some(2), "{printed}");
    assert!(printed.contains("no walk of this seed is called walk/7@user"), "{printed}");
}
