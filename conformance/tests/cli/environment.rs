//! Values from the environment of the process, and from an env file, which has lower precedence.

use std::fs;

use crate::stub::{Stub, assert_ends, printed, program, suite};
use tempfile::TempDir;

fn directory(env: &str) -> TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join(".env"), env).expect("a file");
    directory
}

#[test]
fn a_file_in_the_current_folder_gives_a_whole_target() {
    let stub = Stub::status("404 Not Found");
    let env = format!(
        "# the target\nKII_BASE_URL={}\nexport KII_APP_ID=app\nKII_APP_KEY='a $key # of \"ours\"'\n\
         KII_OWNER_USER_ID=one\nKII_OWNER_TOKEN=token-of-one\nOTHER = 'not ours\n",
        stub.url()
    );
    let directory = directory(&env);
    let output = suite(directory.path()).arg("object.head/").output().expect("the suite starts");
    assert_ends(&output, 1, &["does not conform"]);
    assert!(stub.requests() > 0);
    // Another one is as good, and a run names it again.
    fs::rename(directory.path().join(".env"), directory.path().join("other.env")).expect("another name");
    let output = suite(directory.path()).arg("object.head/").output().expect("the suite starts");
    assert_ends(&output, 2, &["no target is named"]);
    let env = env.split("OTHER").next().expect("lines that are ours");
    fs::write(directory.path().join("other.env"), env).expect("a file");
    let output = suite(directory.path()).args(["--env-file", "other.env", "object.head/"]).output();
    assert_ends(&output.expect("the suite starts"), 1, &["run --env-file other.env --seed"]);
}

#[test]
fn the_process_outranks_the_file_and_that_the_target_file() {
    let stub = Stub::new(|head| {
        let status = if head.contains("token-from-the-process") { "404 Not Found" } else { "401 Unauthorized" };
        format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n")
    });
    let directory =
        directory("KII_TARGET=a.toml\nKII_OWNER_TOKEN=token-from-the-file\nKII_STRANGER_TOKEN=token-of-two\n");
    let target = format!(
        "base_url = \"{}\"\napp_id = \"a\"\napp_key = \"b\"\n[principals.owner]\nuser_id = \"o\"\ntoken = \"token-o\"\n\
         [principals.stranger]\nuser_id = \"s\"\ntoken = \"token-s\"\n",
        stub.url()
    );
    fs::write(directory.path().join("a.toml"), target).expect("a target file");
    let mut command = program(directory.path());
    command.args(["target", "check"]).env("KII_OWNER_TOKEN", "token-from-the-process");
    let output = command.output().expect("the suite starts");
    assert_ends(&output, 2, &["app_key does not work", "principals.stranger.token does not work"]);
    assert!(!printed(&output).contains("principals.owner.token"), "{}", printed(&output));
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_its_line_and_without_its_values() {
    let directory = directory(
        "KII_APP_ID=a\nKII_OWNER_TOKNE=secret-one\nKII_APP_KEY=secret two\nKII_APP_ID=b\nKII_OWNER_TOKEN=\n\nKII_GROUP_ID\n",
    );
    let output = suite(directory.path()).args(["--url", "http://127.0.0.1:9"]).output().expect("the suite starts");
    let expected = [
        ".env:2: KII_OWNER_TOKNE: unknown variable",
        ".env:3: expected NAME=VALUE, the value in single quotes",
        ".env:4: KII_APP_ID: is given twice",
        ".env:5: KII_OWNER_TOKEN: principals.owner.token is empty",
        ".env:7: expected NAME=VALUE",
        "app_key is not given",
    ];
    assert_ends(&output, 2, &expected);
    assert!(!printed(&output).contains("secret"), "{}", printed(&output));
    let output = suite(directory.path()).args(["--env-file", "no-such.env"]).output().expect("the suite starts");
    assert_ends(&output, 2, &["no-such.env: cannot be read"]);
}

#[test]
fn a_target_file_to_begin_with_is_written_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let init = || program(directory.path()).args(["target", "init", "my.toml"]).output().expect("the suite starts");
    assert_ends(&init(), 0, &["my.toml is written", "target check --target my.toml"]);
    let path = directory.path().join("my.toml");
    let text = fs::read_to_string(&path).expect("the file");
    assert!(text.contains("[principals.owner]"), "{text}");
    fs::write(&path, "mine").expect("a file");
    assert_ends(&init(), 2, &["my.toml: the file exists already"]);
    assert_eq!(fs::read_to_string(&path).expect("the file"), "mine");

    fs::write(&path, text).expect("a file");
    let output = program(directory.path()).args(["target", "check", "--target", "my.toml"]).output();
    assert_ends(&output.expect("the suite starts"), 2, &["my.toml:11:10: app_id is still `...`"]);
    let output = program(directory.path()).args(["target", "check", "--help"]).output().expect("the suite starts");
    assert_ends(&output, 0, &["--env-file", "KII_OWNER_PASSWORD", "KII_HEADER_X_NAME", "Exit codes"]);
}
