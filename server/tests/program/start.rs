//! How the program starts, and when it refuses to.

use std::{fs, process::Stdio};

use crate::process::{Initialised, ServerProcess, failure, program, run};

#[test]
fn init_writes_what_serve_reads_and_never_overwrites() {
    let place = Initialised::new();
    let before = [place.path("server.toml"), place.path("target.toml")].map(|path| fs::read(path).unwrap());
    let error = failure(&["init", place.folder.path().to_str().unwrap()]);
    assert!(error.contains("server.toml is there already"), "{error}");
    fs::remove_file(place.path("server.toml")).unwrap();
    let error = failure(&["init", place.folder.path().to_str().unwrap()]);
    assert!(error.contains("target.toml is there already"), "{error}");
    assert!(!fs::exists(place.path("server.toml")).unwrap(), "nothing is written then");
    assert_eq!(fs::read(place.path("target.toml")).unwrap(), before[1]);

    let folder = tempfile::tempdir().unwrap();
    let output = run(&["init", folder.path().join("new").to_str().unwrap()]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("kii-server serve --config") && said.contains("kii-conformance run --target"), "{said}");
}

#[test]
fn only_the_owner_can_read_what_init_writes() {
    use std::os::unix::fs::PermissionsExt;

    let place = Initialised::new();
    for name in ["server.toml", "target.toml"] {
        let mode = fs::metadata(place.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}: {mode:o}");
    }
}

#[test]
fn a_server_with_a_configuration_prints_no_target_file() {
    let place = Initialised::new();
    let mut command = program();
    command.args(["serve", "--config", &place.path("server.toml")]).stdout(Stdio::piped());
    let server = ServerProcess::spawn(&mut command);
    assert_eq!(server.get(&place.object(), &place.text("principals.admin.token")).status, 404);
}

#[test]
fn flags_override_the_environment_which_overrides_the_file() {
    let place = Initialised::new();
    place.append("\n[limits]\nmax_body = 1\n");
    let put = |server: &ServerProcess, content: &str| {
        let token = format!("Bearer {}", place.text("principals.admin.token"));
        server.send("PUT", &place.object(), &[("Authorization", &token), ("Content-Type", "application/json")], "{}");
        server.send("PUT", &format!("{}/body", place.object()), &[("Authorization", &token)], content).status
    };
    let start = |env: &[(&str, &str)], args: &[&str]| {
        let mut command = program();
        command.args(["serve", "--config", &place.path("server.toml")]).args(args).envs(env.iter().copied());
        ServerProcess::spawn(&mut command)
    };
    let file = start(&[], &[]);
    assert_eq!((put(&file, "1"), put(&file, "12")), (200, 413));
    drop(file);
    let environment = start(&[("KII_SERVER_MAX_BODY", "2")], &[]);
    assert_eq!((put(&environment, "12"), put(&environment, "123")), (200, 413));
    drop(environment);
    let flag = start(&[("KII_SERVER_MAX_BODY", "2")], &["--max-body", "3"]);
    assert_eq!((put(&flag, "123"), put(&flag, "1234")), (200, 413));
}

#[test]
fn a_wrong_configuration_is_refused_with_all_that_is_wrong() {
    let place = Initialised::new();
    place.append("\n[limit]\nmax_body = 1\n\n[cors]\norigins = [\"kii.test\"]\n");
    let error = failure(&["serve", "--config", &place.path("server.toml")]);
    for part in ["unknown key `limit`", "did you mean `limits`?", "is no origin", "found 2 problems", "server.toml:"] {
        assert!(error.contains(part), "`{part}` is not in\n{error}");
    }
    let error = failure(&["serve", "--config", &place.path("none.toml")]);
    assert!(error.contains("none.toml cannot be read") && error.contains("kii-server init"), "{error}");
}

#[test]
fn credentials_that_were_made_up_are_served_to_this_machine_alone() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
        let error = failure(&["serve", "--address", address]);
        assert!(error.contains("can be reached from other machines") && error.contains("kii-server init"), "{error}");
    }
}

#[test]
fn the_address_that_is_printed_can_be_used() {
    let place = Initialised::new();
    let server = place.start(&["--address", "0.0.0.0:0"]);
    assert!(server.base_url.starts_with("http://127.0.0.1:"), "{}", server.base_url);
    assert_eq!(server.get("/healthz", "").status, 200);
}

#[test]
fn the_data_of_a_configuration_needs_it() {
    let place = Initialised::new();
    drop(place.start(&[]));
    let error = failure(&["serve", "--address", "127.0.0.1:0", "--data", &place.path("data")]);
    assert!(error.contains("--config FILE"), "{error}");
}

#[test]
fn half_of_a_certificate_is_refused() {
    let error = failure(&["serve", "--address", "127.0.0.1:0", "--tls-cert", "certificate.pem"]);
    assert!(error.contains("give --tls-key FILE as well"), "{error}");
}

#[test]
fn a_message_about_arguments_ends_with_the_command_that_explains_them() {
    let message = failure(&["serve", "--adress", "127.0.0.1:0"]);
    assert!(message.contains("'--address'") && message.ends_with("try `kii-server serve --help`.\n"), "{message}");
    let message = failure(&["srevve"]);
    assert!(message.contains("'serve'") && message.ends_with("try `kii-server --help`.\n"), "{message}");
}
