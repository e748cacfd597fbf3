//! Errors in a target file are all reported, with their positions and without secrets.

use std::io::Write as _;

use kii_conformance::{Environment, Sources, Target};

use crate::stub::api;

const GOOD: &str = r#"
base_url = "http://127.0.0.1:8080"
app_id = "app"
app_key = "key-of-the-app"
[principals.owner]
user_id = "one"
token = "token-of-one"
"#;

fn problems(text: &str) -> String {
    Target::from_toml(&api(), text, "target.toml").expect_err("the target has mistakes").to_string()
}

/// A target from a file with this text, these variables and this flag.
fn load(text: &str, variables: &[(&str, &str)], url: Option<&str>) -> Result<Target, String> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("text in a file");
    let environment = Environment::new(variables.iter().map(|(name, value)| (name.into(), value.into())));
    let sources = Sources { file: Some(file.path()), environment: &environment, url };
    Target::load(&api(), &sources).map_err(|error| error.to_string())
}

#[test]
fn all_problems_are_reported_at_once_with_their_places() {
    let text = r#"base_url = "ftp://127.0.0.1"
app_id = 7
colour = "red"
[principals.owner]
user = "one"
token = "two words"
[scopes]
group = "g"
[principals.nobody]
token = "secret-of-nobody"
"#;
    let problems = problems(text);
    for expected in [
        "target.toml:1:12: base_url: expected http:// or https://, found ftp:",
        "target.toml:2:10: app_id: expected a string, found integer",
        "target.toml:3:1: unknown key `colour`; allowed here: base_url, app_id, app_key, proxy, tls, principals, scopes, headers",
        "target.toml:5:1: unknown key `principals.owner.user`; allowed here: user_id, token, username, password",
        "target.toml:6:9: principals.owner.token: a token has no spaces",
        "target.toml:8:9: scopes.group: expected a table, found string",
        "unknown key `principals.nobody`; allowed here: admin, owner, stranger, thing",
        "app_key is not given; write it in the target file (--target FILE) or set KII_APP_KEY",
        "principals.owner.user_id is not given",
    ] {
        assert!(problems.contains(expected), "`{expected}` is not in:\n{problems}");
    }
    assert!(!problems.contains("two words") && !problems.contains("secret-of-nobody"), "{problems}");
}

#[test]
fn a_syntax_error_does_not_quote_the_line() {
    let problems = problems("app_key = \"never-closed-secret\ntoken");
    assert!(problems.contains("target.toml:1:"), "{problems}");
    assert!(!problems.contains("never-closed-secret"), "{problems}");
}

#[test]
fn a_key_that_is_given_twice_is_a_problem() {
    let problems = problems(&GOOD.replace("app_id", "app_id = \"other\"\napp_id"));
    assert!(problems.contains("target.toml:4:1: duplicate key"), "{problems}");
}

#[test]
fn the_flag_outranks_the_environment_and_that_the_file() {
    let target = load(GOOD, &[], None).expect("the file is good");
    assert_eq!((target.base.as_str(), target.app_id.as_str()), ("http://127.0.0.1:8080/", "app"));
    let variables = [("KII_BASE_URL", "http://variable.test"), ("KII_APP_ID", "other")];
    let target = load(GOOD, &variables, None).expect("the variables are good");
    assert_eq!((target.base.as_str(), target.app_id.as_str()), ("http://variable.test/", "other"));
    let target = load(GOOD, &variables, Some("https://flag.test/path")).expect("the flag is good");
    assert_eq!((target.base.as_str(), target.app_id.as_str()), ("https://flag.test/path", "other"));
}

#[test]
fn an_empty_variable_is_a_problem_and_not_a_missing_principal() {
    let problem = load(GOOD, &[("KII_OWNER_TOKEN", "")], None).expect_err("the variable is empty");
    assert!(problem.contains("environment variable KII_OWNER_TOKEN: principals.owner.token is empty"), "{problem}");
}

#[test]
fn the_thing_with_the_token_is_the_one_whose_scope_is_tested() {
    let text =
        format!("{GOOD}[principals.thing]\nthing_id = \"a\"\ntoken = \"token-of-a\"\n[scopes.thing]\nid = \"b\"\n");
    let problems = problems(&text);
    assert!(
        problems.contains("scopes.thing.id: expected `a`, as principals.thing.thing_id says, found `b`"),
        "{problems}"
    );
}

#[test]
fn a_url_with_a_password_is_refused_and_not_repeated() {
    let problems = problems(&GOOD.replace("127.0.0.1", "me:pass-word@127.0.0.1"));
    assert!(problems.contains("base_url: a base URL has no user or password"), "{problems}");
    assert!(!problems.contains("pass-word"), "{problems}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let environment = Environment::default();
    let sources = Sources { file: Some("no/such/target.toml".as_ref()), environment: &environment, url: None };
    let problem = Target::load(&api(), &sources).expect_err("there is no such file").to_string();
    assert!(problem.contains("no/such/target.toml: cannot be read"), "{problem}");
}

#[test]
fn debug_output_has_no_secrets() {
    let shown = format!("{:?}", Target::from_toml(&api(), GOOD, "target.toml").expect("the file is good"));
    assert!(shown.contains("127.0.0.1"), "{shown}");
    assert!(!shown.contains("key-of-the-app") && !shown.contains("token-of-one"), "{shown}");
}
