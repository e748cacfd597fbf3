//! A target whose principals have yet to log in is as good as one with tokens.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    process::Command,
    time::{Duration, SystemTime},
};

use kii_server::{Clock, Fixture, ReferenceServer, Running, Server};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The reference server, and a folder with a `target.toml` for it that holds logins in place of tokens.
struct Place {
    fixture: Fixture,
    server: Running,
    folder: TempDir,
    _runtime: Runtime,
}

impl Place {
    fn new() -> Self {
        let fixture = Fixture::demo();
        Self::with(fixture.clone(), &ReferenceServer::new(fixture))
    }

    fn with(fixture: Fixture, server: &ReferenceServer) -> Self {
        let runtime = Runtime::new().unwrap();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = runtime.block_on(Server::serve(address, server.router())).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("target.toml"), fixture.login_toml(&server.base_url())).unwrap();
        Self { fixture, server, folder, _runtime: runtime }
    }

    /// Changes the target file.
    fn edit(&self, edit: impl FnOnce(String) -> String) {
        let path = self.folder.path().join("target.toml");
        fs::write(&path, edit(fs::read_to_string(&path).unwrap())).unwrap();
    }

    /// What a command prints, once it has ended with this exit code.
    fn ends_with(&self, args: &[&str], variables: &[(&str, &str)], code: i32) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(args).args(["--target", "target.toml"]).current_dir(self.folder.path());
        command
            .env_remove("KII_BASE_URL")
            .env_remove("KII_TARGET")
            .env("KII_CACHE_DIR", "")
            .envs(variables.iter().copied());
        let output = command.output().unwrap();
        let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let printed = format!("{stdout}{stderr}");
        assert_eq!(output.status.code(), Some(code), "{args:?}\n{printed}");
        let logins = [&self.fixture.owner, &self.fixture.stranger, &self.fixture.thing].map(|account| &account.login);
        for login in logins.into_iter().chain([&self.fixture.admin_login]) {
            assert!(!printed.contains(&login.secret), "{printed}");
        }
        printed
    }
}

#[test]
fn every_principal_can_log_in_and_need_not_give_its_id() {
    let place = Place::new();
    let printed = place.ends_with(&["conformance", "--format", "terse", "object.get/"], &[], 0);
    assert!(printed.contains("conforms") && !printed.contains("not applicable"), "{printed}");
}

/// The waiting case takes longer than half of a token's life, after which the suite renews it. The clock of the server stands
/// still, so that a slow machine cannot make them expire.
#[test]
fn tokens_that_end_within_the_run_are_renewed() {
    let (fixture, now) = (Fixture::demo(), SystemTime::now());
    let clock = Clock::new(move || now);
    let server = ReferenceServer::with_clock(fixture.clone(), clock).with_token_lifetime(Duration::from_secs(2));
    let place = Place::with(fixture, &server);
    let printed = place.ends_with(&["conformance", "--format", "terse", "publish.post/without-an-end-stays"], &[], 0);
    assert!(printed.contains("conforms"), "{printed}");
    // Four principals have logged in, and at least the owner once more.
    assert!(server.logins_so_far() > 4, "{} logins\n{printed}", server.logins_so_far());
    assert_eq!(server.objects(), 0, "the new token is used for removals, too");
}

#[test]
fn tokens_that_outlive_the_run_are_not_renewed() {
    let fixture = Fixture::demo();
    let server = ReferenceServer::new(fixture.clone()).with_token_lifetime(Duration::from_secs(3600));
    let place = Place::with(fixture, &server);
    let printed = place.ends_with(&["conformance", "--format", "terse", "object.get/"], &[], 0);
    assert_eq!(server.logins_so_far(), 4, "an hour is enough\n{printed}");
}

#[test]
fn a_login_that_fails_is_told_before_any_case_runs() {
    let place = Place::new();
    let printed = place.ends_with(&["conformance"], &[("KII_OWNER_PASSWORD", "not-this-one")], 2);
    let base = place.server.base_url();
    let app_id = &place.fixture.app_id;
    for part in [
        "principals.owner.username cannot log in",
        &format!("POST {base}/api/apps/{app_id}/oauth2/token got 400 Bad Request (invalid_grant)"),
        "correct principals.owner.username and principals.owner.password",
        "KII_OWNER_USERNAME and KII_OWNER_PASSWORD",
    ] {
        assert!(printed.contains(part), "`{part}` is not in:\n{printed}");
    }
    assert!(!printed.contains("not-this-one") && !printed.contains("running"), "{printed}");
}

#[test]
fn an_id_that_is_not_the_one_that_logs_in_is_told() {
    let place = Place::new();
    let printed = place.ends_with(&["conformance"], &[("KII_STRANGER_USER_ID", "somebody")], 2);
    let expected = format!("principals.stranger.user_id: expected `{}`", place.fixture.stranger.id);
    assert!(printed.contains(&expected) && printed.contains("found `somebody`"), "{printed}");
}

#[test]
fn a_check_shows_who_can_look_around_where() {
    let place = Place::new();
    let printed = place.ends_with(&["target", "check"], &[], 0);
    let row = |scope: &str| {
        let found = printed.lines().find(|line| line.trim_start().starts_with(scope));
        found.unwrap_or_else(|| panic!("{scope} is not in:\n{printed}")).split_whitespace().skip(1).collect::<Vec<_>>()
    };
    let heading = printed.lines().nth(1).unwrap().split_whitespace().collect::<Vec<_>>();
    assert_eq!(heading, ["permitted", "administrator", "stranger", "thing", "anonymous"]);
    assert_eq!(row("app "), ["reads", "reads", "reads", "-", "reads"]);
    assert_eq!(row("user "), ["reads", "reads", "refused", "refused", "refused"]);
    assert_eq!(row("thing "), ["reads", "reads", "refused", "-", "refused"]);
    assert!(printed.contains("can be used"), "{printed}");
}

#[test]
fn a_check_tells_what_is_not_given_and_what_is_wrong() {
    let place = Place::new();
    place.edit(|text| text.split("[scopes.group]").next().unwrap().to_owned());
    let printed = place.ends_with(&["target", "check"], &[], 0);
    assert!(printed.contains("group  not given") && printed.contains("does not give scopes.group.id"), "{printed}");

    place.edit(|text| text.replace(&place.fixture.stranger.login.secret, "another-one"));
    let printed = place.ends_with(&["target", "check"], &[], 2);
    assert!(printed.contains("WRONG") && printed.contains("principals.stranger.username cannot log in"), "{printed}");
    assert!(!printed.contains("another-one") && !printed.contains("can be used"), "{printed}");
}
