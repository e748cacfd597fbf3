//! What nobody sees behind a value is named as the cause, and nothing is sent with it.

use std::fs;

use kii_conformance::{Environment, Sources, Target};

use crate::stub::{Stub, api, assert_ends, program, suite};

/// What may stand behind a value that was copied or read from a file, and how messages call it.
const UNSEEN: [(&str, &str); 9] = [
    ("\r", "a carriage return (\\r)"),
    ("\n", "a line feed (\\n)"),
    ("\r\n", "a line feed (\\n)"),
    (" ", "a blank"),
    ("\t", "a tab (\\t)"),
    ("\u{a0}", "a no-break space (U+00A0)"),
    ("\u{feff}", "a byte order mark (U+FEFF)"),
    ("\u{200b}", "the invisible character U+200B"),
    ("\u{2028}", "the invisible character U+2028"),
];

fn variables() -> Vec<(&'static str, String)> {
    let values = [
        ("KII_BASE_URL", "http://127.0.0.1:9"),
        ("KII_APP_ID", "app"),
        ("KII_APP_KEY", "key-of-the-application"),
        ("KII_OWNER_USER_ID", "one"),
        ("KII_OWNER_TOKEN", "token-of-one"),
        ("KII_GROUP_ID", "group"),
        ("KII_HEADER_X_GATEWAY", "gateway-key"),
        ("KII_TARGET", "target.toml"),
    ];
    values.map(|(name, value)| (name, value.to_owned())).to_vec()
}

#[test]
fn what_is_unseen_at_the_end_of_a_variable_is_the_only_complaint() {
    let file = tempfile::NamedTempFile::new().expect("a target file");
    let ways = UNSEEN.iter().flat_map(|(unseen, name)| [("", *unseen, *name), (*unseen, "", *name)]);
    for (place, (before, after, name)) in
        variables().iter().flat_map(|(place, _)| ways.clone().map(move |way| (*place, way)))
    {
        let verb = if before.is_empty() { "ends with" } else { "begins with" };
        let name = if before == "\r\n" { "a carriage return (\\r)" } else { name };
        let environment = Environment::new(variables().into_iter().map(|(variable, value)| {
            let value = if variable == place { format!("{before}{value}{after}") } else { value };
            (variable.into(), value.into())
        }));
        let sources = Sources { file: Some(file.path()), environment: &environment, url: None };
        let problems = Target::load(&api(), &sources).expect_err("it is a problem").to_string();
        assert!(problems.contains(&format!("environment variable {place}: ")), "{problems}");
        assert!(problems.contains(&format!("{verb} {name}")) && problems.ends_with("remove it"), "{problems}");
        assert_eq!(problems.matches("\n  ").count(), 1, "{problems}");
        assert!(!problems.contains("token-of-one"), "{problems}");
    }
}

#[test]
fn a_target_with_something_unseen_in_it_gets_no_request() {
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    let file = stub.target().replace("token-of-the-owner", "token-of-the-owner\\r");
    fs::write(directory.path().join("target.toml"), file).expect("a target file");
    let mut command = suite(directory.path());
    command.args(["--target", "target.toml", "--url", &format!("{}\n", stub.url())]);
    let expected = ["principals.owner.token ends with a carriage return", "--url: base_url ends with a line feed"];
    assert_ends(&command.output().expect("the suite starts"), 2, &expected);
    assert_eq!(stub.requests(), 0);
}

#[test]
fn a_password_may_end_with_a_blank_and_with_no_line_end() {
    let directory = tempfile::tempdir().expect("a directory");
    let check = |password: &str| {
        let mut command = program(directory.path());
        command.args(["target", "check", "--url", "http://127.0.0.1:9"]);
        let values =
            [("APP_ID", "a"), ("APP_KEY", "key-of-it"), ("OWNER_USERNAME", "me"), ("OWNER_PASSWORD", password)];
        command.envs(values.map(|(name, value)| (format!("KII_{name}"), value)));
        command.output().expect("the suite starts")
    };
    assert_ends(&check("pass word "), 2, &["cannot be reached"]);
    assert_ends(&check("pass word\r"), 2, &["principals.owner.password ends with a carriage return"]);
}
