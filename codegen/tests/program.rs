//! The program, when nobody can read what it prints.

#![cfg(all(feature = "cli", target_os = "linux"))]

use std::{fs::File, io, process::Command};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_kii-codegen"))
}

#[test]
fn an_error_has_its_exit_code_although_nobody_reads_it() {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    let status = program().args(["--spec", "nowhere"]).stderr(writer).status().unwrap();
    assert_eq!(status.code(), Some(2));
}

#[test]
fn a_text_that_is_lost_is_an_error_unless_the_reader_wants_no_more() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = program().args(["--dump-view", "--only", "typescript"]).stdout(full).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("standard output cannot be written"), "{message}");

    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    let status = program().args(["--dump-view", "--only", "typescript"]).stdout(writer).status().unwrap();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn a_message_about_arguments_ends_with_the_command_that_explains_them() {
    for (arguments, command) in [(["--only", "rst"], "kii-codegen"), (["diff", "--nothing"], "kii-codegen diff")] {
        let output = program().args(arguments).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.ends_with(&format!("try `{command} --help`.\n")), "{message}");
    }
}
