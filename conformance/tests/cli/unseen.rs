//! What nobody sees behind a value is named as the cause, and nothing is sent with it.

use std::fs;

use crate::stub::{Stub, assert_ends, printed, program, suite};

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

fn variables(url: &str) -> Vec<(&'static str, String)> {
    let values = [
        ("KII_BASE_URL", url),
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
    let (stub, directory) = (Stub::status("404 Not Found"), tempfile::tempdir().expect("a directory"));
    fs::write(directory.path().join("target.toml"), "").expect("a target file");
    for (place, (unseen, name)) in
        variables(&stub.url()).iter().zip(UNSEEN.iter().cycle()).map(|((name, _), way)| (*name, *way))
    {
        for (before, after, verb) in [("", unseen, "ends with"), (unseen, "", "begins with")] {
            let name = if verb == "begins with" && unseen == "\r\n" { "a carriage return (\\r)" } else { name };
            let mut command = program(directory.path());
            command.args(["target", "check"]);
            for (variable, value) in variables(&stub.url()) {
                let value = if variable == place { format!("{before}{value}{after}") } else { value };
                command.env(variable, value);
            }
            let output = command.output().expect("the suite starts");
            assert_ends(
                &output,
                2,
                &[&format!("environment variable {place}: "), &format!("{verb} {name}"), "remove it"],
            );
            // A path of the target file that is wrong cannot be read either.
            let most = if place == "KII_TARGET" { 2 } else { 1 };
            assert_eq!(printed(&output).matches("\n  ").count(), most, "{}", printed(&output));
        }
    }
    assert_eq!(stub.requests(), 0);
}

#[test]
fn every_unseen_character_is_named_wherever_a_token_is_given() {
    let directory = tempfile::tempdir().expect("a directory");
    for (unseen, name) in UNSEEN {
        let token = serde_json::Value::from(format!("secret-token{unseen}"));
        let target = format!(
            "base_url = \"http://127.0.0.1:9\"\napp_id = \"app\"\napp_key = \"key-of-it\"\n[principals.owner]\nuser_id = \"one\"\ntoken = {token}\n"
        );
        fs::write(directory.path().join("target.toml"), target).expect("a target file");
        let output = suite(directory.path()).args(["--target", "target.toml"]).output().expect("the suite starts");
        assert_ends(&output, 2, &["target.toml:6:9: principals.owner.token ends with", name]);
        assert!(!printed(&output).contains("secret-token"), "{}", printed(&output));
        let output = suite(directory.path()).arg("--url").arg(format!("http://127.0.0.1:9{unseen}")).output();
        assert_ends(&output.expect("the suite starts"), 2, &["--url: base_url ends with", name]);
    }
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
