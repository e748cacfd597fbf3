//! What a configuration means, and what is said of a wrong one.

use kii_server::{AccountName, NameKind, Principal};

use super::*;

const HASH: &str = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

fn read(text: &str) -> Result<Config, ConfigError> {
    Config::read(&text.replace("{hash}", HASH), Path::new("folder/server.toml"))
}

/// What is said of a configuration with an application and these lines.
fn problems(text: &str) -> Vec<String> {
    match read(text) {
        Err(ConfigError::Wrong(problems)) => problems,
        Err(error) => panic!("{error}"),
        Ok(_) => Vec::new(),
    }
}

const WHOLE: &str = r#"
address = "127.0.0.1:9000"
data = "data"

[limits]
max_body = 1000
idle_timeout = "1m"

[[apps]]
id = "app-1"
key = "key-1"

[[apps.admins]]
client_id = "client-1"
client_secret_hash = "{hash}"

[[apps.users]]
id = "user-1"
login_name = "alice"
email = "me@kii.test"
password_hash = "{hash}"

[[apps.things]]
id = "thing-1"
vendor_thing_id = "lamp"

[[apps.groups]]
id = "group-1"
members = ["user-1"]

[[apps]]
id = "app-2"
key = "key-2"
"#;

#[test]
fn a_configuration_has_options_and_applications() {
    let Config { options, applications } = read(WHOLE).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(options.address, Some("127.0.0.1:9000".parse().unwrap()));
    assert_eq!(options.data.as_deref(), Some(Path::new("folder/data")), "a path begins at the folder of the file");
    assert_eq!(options.max_body, Some(1000));
    let [first, second] = applications.as_slice() else { panic!("{applications:?}") };
    assert_eq!((first.id.as_str(), second.id.as_str()), ("app-1", "app-2"));
    let principals: Vec<_> = first.identities.iter().map(|identity| identity.principal.clone()).collect();
    assert_eq!(
        principals,
        [
            Principal::Administrator { client_id: "client-1".to_owned() },
            Principal::User("user-1".to_owned()),
            Principal::Thing("thing-1".to_owned()),
        ]
    );
    let names = [(NameKind::LoginName, "alice"), (NameKind::Email, "me@kii.test")];
    assert_eq!(first.identities[1].names, names.map(|(kind, text)| AccountName::of_kind(kind, text.to_owned())));
    assert_eq!(first.groups[0].members, ["user-1"]);
}

#[test]
fn all_problems_are_reported_at_once_each_with_its_place_and_what_would_be_right() {
    let text = r#"adress = "127.0.0.1:9000"

[limits]
idle_timeout = "soon"
max_body = "many"

[log]
format = "jsn"

[[apps]]
id = "app-1"
key = "key-1"

[[apps.users]]
id = "user-1"
password_hash = "open sesame"

[[apps.groups]]
id = "group-1"
members = ["user-2"]
"#;
    let problems = problems(text);
    for (index, (place, parts)) in [
        ("folder/server.toml:1:1", &["unknown key `adress`", "did you mean `address`?"][..]),
        ("folder/server.toml:4:16", &["this is no idle_timeout", "soon", "such as 30s"]),
        ("folder/server.toml:5:12", &["`max_body` is a number", "found string"]),
        ("folder/server.toml:8:10", &["this is no format", "did you mean `json`?"]),
        ("folder/server.toml:14:1", &["a password without a name", "add `login_name`, `email` or `phone`"]),
        ("folder/server.toml:16:17", &["this is no password_hash", "kii-server hash-password"]),
        ("folder/server.toml:20:12", &["no user `user-2`", "did you mean `user-1`?"]),
    ]
    .iter()
    .enumerate()
    {
        let problem = problems.get(index).unwrap_or_else(|| panic!("no problem at {place}: {problems:#?}"));
        for part in std::iter::once(place).chain(*parts) {
            assert!(problem.contains(part), "`{part}` is not in\n{problem}");
        }
    }
    assert_eq!(problems.len(), 7, "{problems:#?}");
}

#[test]
fn what_may_be_a_secret_is_never_shown() {
    let app = "[[apps]]\nid = \"app-1\"\nkey = \"key-1\"\n";
    for (line, secret) in [
        ("[[apps.users]]\nid = \"u\"\nlogin_name = \"alice\"\npassword_hash = \"open sesame\"\n", "sesame"),
        ("[[apps.users]]\nid = \"u\"\npassword = \"open sesame\"\n", "sesame"),
        ("[[apps.users]]\nid = \"u\"\npassword = 12345\n", "12345"),
        ("[[apps.users]]\nid = \"u\"\ntoken_hashes = [\"open sesame\"]\n", "sesame"),
        ("[[apps.users]]\nid = \"u\"\ntoken = [\"öpen\", \"sesame\"]\n", "sesame"),
        ("[[apps.users]]\nid = \"u\"\npassword_hash = \"open sesame\n", "sesame"),
        ("users = [{ id = \"u\", password = \"open sesame\", nickname = \"n\" }]\n", "sesame"),
    ] {
        let problems = problems(&format!("{app}{line}"));
        assert!(!problems.is_empty(), "{line}");
        let shown = problems.join("\n");
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn nobody_has_the_id_the_name_or_the_token_of_another() {
    let hash = format!("sha256:{}", "a".repeat(64));
    let admin =
        |client_id: &str| format!("[[apps.admins]]\nclient_id = \"{client_id}\"\nclient_secret_hash = \"{{hash}}\"\n");
    let app = |id: &str| format!("[[apps]]\nid = \"{id}\"\nkey = \"k\"\n");
    let user = |rest: &str| format!("[[apps.users]]\n{rest}\n");
    let tokens = format!("token_hashes = [\"{hash}\"]");
    for (what, text) in [
        ("ID of an application or a client", app("a") + &app("a")),
        ("ID of an application or a client", app("a") + &admin("a")),
        ("ID of an application or a client", app("a") + &admin("c") + &app("b") + &admin("c")),
        ("ID of a user", app("a") + &user("id = \"u\"") + &user("id = \"u\"")),
        ("name of an account", app("a") + &user("id = \"u\"\nemail = \"e\"") + &user("id = \"v\"\nemail = \"e\"")),
        (
            "hash of a token",
            app("a") + &user(&format!("id = \"u\"\n{tokens}")) + &app("b") + &user(&format!("id = \"u\"\n{tokens}")),
        ),
    ] {
        let problems = problems(&text);
        assert_eq!(problems.len(), 1, "{problems:#?}");
        assert!(problems[0].contains(&format!("this {what} is given twice")), "{}", problems[0]);
    }
    let same_in_two = app("a") + &user("id = \"u\"\nemail = \"e\"") + &app("b") + &user("id = \"u\"\nemail = \"e\"");
    assert_eq!(problems(&same_in_two), [""; 0], "two applications are apart");
}

#[test]
fn a_login_name_is_one_that_somebody_can_sign_up_with() {
    let app = "[[apps]]\nid = \"app-1\"\nkey = \"key-1\"\n";
    let user = |id: &str, names: &str| format!("[[apps.users]]\nid = \"{id}\"\n{names}\n");
    for name in ["al", "a@kii.test", "EMAIL:alice", "al ice", "+819012345678"] {
        let problems = problems(&format!("{app}{}", user("u", &format!("login_name = \"{name}\""))));
        assert_eq!(problems.len(), 1, "{name}: {problems:#?}");
        for part in ["server.toml:6:14", "this is no login_name", "3 to 64 of the characters"] {
            assert!(problems[0].contains(part), "`{part}` is not in\n{}", problems[0]);
        }
    }
    let (login, phone) = ("login_name = \"09012345678\"", "phone = \"09012345678\"");
    for (one, other) in [(login, phone), (phone, login)] {
        let problems = problems(&format!("{app}{}{}", user("u", one), user("v", other)));
        assert_eq!(problems.len(), 1, "{problems:#?}");
        assert!(problems[0].contains("another user logs in with the same text"), "{}", problems[0]);
    }
    assert_eq!(problems(&format!("{app}{}", user("u", &format!("{login}\n{phone}")))), [""; 0], "it is the same user");
}

#[test]
fn a_configuration_without_an_application_is_wrong() {
    let problems = problems("address = \"127.0.0.1:0\"\n");
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(problems[0].contains("there is no application"), "{}", problems[0]);
}
