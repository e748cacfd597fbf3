//! A run against a wrong server, its reports in a folder, and the curl commands that show the same wrong answer.

#![expect(clippy::unwrap_used, reason = "a test states what it expects by unwrapping it")]

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Command, Output},
    thread,
};

use kii_server::{Running, Server};

/// The case that finds the fault.
const CASE: &str = "object.put/stale@user";

/// The answer of the reference server, and the wrong one, which is as long.
const RIGHT: &[u8] = b"HTTP/1.1 409 Conflict";
const WRONG: &[u8] = b"HTTP/1.1 412 Conflict";

/// A server in front of another one, which gives a wrong status; its address.
fn wrong_server(behind: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = TcpStream::connect(behind).unwrap();
            let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            thread::spawn(move || pass(from, to, <[u8]>::to_vec));
            thread::spawn(move || pass(server, client, changed));
        }
    });
    address
}

/// Passes bytes on until there are no more.
fn pass(mut from: TcpStream, mut to: TcpStream, change: fn(&[u8]) -> Vec<u8>) {
    let mut bytes = [0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if to.write_all(&change(&bytes[..count])).is_err() {
            break;
        }
    }
    // The other side may be gone.
    drop(to.shutdown(Shutdown::Write));
}

/// An answer with the wrong status. Its first line comes in one piece.
fn changed(bytes: &[u8]) -> Vec<u8> {
    match bytes.strip_prefix(RIGHT) {
        Some(rest) => [WRONG, rest].concat(),
        None => bytes.to_vec(),
    }
}

fn xtask(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KII_")) {
        command.env_remove(name);
    }
    let command = command.args(args).current_dir(folder).env("KII_CACHE_DIR", folder.join("cache"));
    command.env("GITHUB_ACTIONS", "true").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The lines of a script's output that begin an answer.
fn statuses(output: &str) -> Vec<String> {
    let lines = output.lines().filter_map(|line| line.strip_prefix("HTTP/1.1 "));
    let words = lines.filter_map(|line| line.split(' ').next());
    words.filter(|word| word.parse::<u16>().is_ok()).map(str::to_owned).collect()
}

/// The reference server with the fault in front of it, and the folder with its target file.
struct Deployment {
    _runtime: tokio::runtime::Runtime,
    _server: Running,
    folder: tempfile::TempDir,
    target: String,
    url: String,
}

impl Deployment {
    fn start() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (server, target) = runtime.block_on(Server::demo((Ipv4Addr::LOCALHOST, 0).into())).unwrap();
        let behind = target.split("base_url = \"http://").nth(1).and_then(|url| url.split(['/', '"']).next()).unwrap();
        let url = format!("http://{}", wrong_server(behind.parse().unwrap()));
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("target.toml"), &target).unwrap();
        Self { _runtime: runtime, _server: server, folder, target, url }
    }
}

const README: &str = include_str!("../../README.md");

/// The first block of code in the README behind a text.
fn readme_block(after: &str) -> &'static str {
    let rest = README.split_once(after).unwrap().1.split_once("```").unwrap().1;
    rest.split_once('\n').unwrap().1.split_once("```").unwrap().0
}

/// The words of the commands in such a block, without their comments.
fn readme_commands(after: &str) -> Vec<Vec<&'static str>> {
    let lines = readme_block(after).lines().filter(|line| !line.is_empty());
    lines.map(|line| line.split('#').next().unwrap().split_whitespace().collect()).collect()
}

#[test]
fn the_readme_shows_a_red_run_and_commands_that_explain_it() {
    let folder = tempfile::tempdir().unwrap();
    let (command, shown) = readme_block("## A red run").split_once('\n').unwrap();
    let arguments: Vec<&str> = command.strip_prefix("$ cargo xtask ").unwrap().split(' ').collect();
    let output = xtask(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    let mut rest = printed.as_str();
    for line in shown.lines().filter(|line| !line.is_empty() && *line != "...") {
        let at = rest.find(line).unwrap_or_else(|| panic!("`{line}` of the README is not printed:\n{printed}"));
        rest = &rest[at + line.len()..];
    }

    let commands = readme_commands("**My server is red, why?**");
    assert_eq!(commands.len(), 3, "{commands:?}");
    for command in commands {
        let arguments = command.strip_prefix(["cargo", "xtask"].as_slice()).unwrap();
        let output = xtask(folder.path(), arguments);
        let printed = text(&output.stdout);
        assert!(output.status.success(), "{command:?}: {printed}{}", text(&output.stderr));
        assert!(printed.contains("409") && printed.contains("object.put"), "{command:?}: {printed}");
    }
}

#[test]
fn the_readme_tests_a_deployment_with_commands_that_work() {
    let Deployment { folder, target, _runtime, _server, .. } = Deployment::start();
    let file = folder.path().join("target.toml");
    fs::remove_file(&file).unwrap();
    let mut commands = readme_commands("## Test your deployment");
    assert_eq!(commands.remove(0), ["cargo", "install", "--locked", "--path", "conformance"]);
    assert_eq!(commands.len(), 3, "{commands:?}");
    for command in commands {
        let arguments = command.strip_prefix(["kii-conformance"].as_slice()).unwrap();
        // In a checkout, `run` has another name. One case stands for all.
        let arguments = match arguments.strip_prefix(["run"].as_slice()) {
            Some(arguments) => [&["conformance"], arguments, &["--exact", CASE]].concat(),
            None => arguments.to_vec(),
        };
        let output = xtask(folder.path(), &arguments);
        assert!(output.status.success(), "{command:?}: {}{}", text(&output.stdout), text(&output.stderr));
        // The template has to be filled in.
        fs::write(&file, &target).unwrap();
    }
}

#[test]
fn the_readme_has_the_figures_of_today() {
    let folder = tempfile::tempdir().unwrap();
    let cases = text(&xtask(folder.path(), &["conformance", "--list"]).stdout).lines().count();
    let cases = format!("*conforms: {cases} cases passed*");
    assert!(README.contains(&cases), "the README says otherwise: {cases}");
    let page = include_str!("../../WRONG_SERVERS.md");
    let caught = page.lines().find_map(|line| line.strip_prefix("Caught ")?.split(" that").next()).unwrap();
    assert!(
        README.contains(&format!("[WRONG_SERVERS.md](WRONG_SERVERS.md): {caught} |")),
        "it says otherwise: {caught}"
    );
    let page = include_str!("../../KILL_RATE.md");
    let readme = README.replace(',', "");
    for (row, link) in [("| *From inside*", "KILL_RATE.md"), ("| *Composed*", "KILL_RATE.md#conditional-faults")] {
        let cell = page.lines().find(|line| line.starts_with(row)).unwrap().rsplit("| ").next().unwrap();
        let rate: Vec<&str> = cell.trim_start_matches("killed ").split([' ', ',']).take(3).collect();
        let rate = format!("[KILL_RATE.md]({link}): {} ", rate.join(" "));
        assert!(readme.contains(&rate), "the README says otherwise: {rate}");
    }
    let row = page.lines().find(|line| line.starts_with("| *From outside*")).unwrap();
    let rate = row.rsplit("| ").next().unwrap().split(" killed").next().unwrap();
    assert!(README.contains(&format!("[KILL_RATE.md](KILL_RATE.md): {rate} (")), "the README says otherwise: {rate}");
    let page = include_str!("../../FALSE_RED.md");
    let right = page.lines().find_map(|line| line.strip_prefix("**false reds: 0 of ")?.split(' ').next()).unwrap();
    let right = format!("[FALSE_RED.md](FALSE_RED.md): {right} of {right} |");
    assert!(README.contains(&right), "the README says otherwise: {right}");
}

#[test]
fn a_case_that_failed_is_kept_and_curl_shows_the_same_wrong_answer() {
    let Deployment { folder, target, url, _runtime, _server } = Deployment::start();
    let args =
        ["conformance", "--target", "target.toml", "--url", &url, "--exact", CASE, "--report-dir", "reports/all"];
    let output = xtask(folder.path(), &args);
    let printed = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{printed}{}", text(&output.stderr));
    let annotation = printed.lines().find(|line| line.starts_with("::error title=F1 ")).unwrap();
    assert!(annotation.contains(&format!("{CASE} violates object.put/stale:status%0A")), "{annotation}");
    for name in ["report.json", "junit.xml", "transcript.har", "summary.md", "stories.jsonl"] {
        let file = fs::read_to_string(folder.path().join("reports/all").join(name)).unwrap();
        assert!(file.contains(CASE), "{name}: {file}");
    }

    // The last run, which is the same.
    let output = xtask(folder.path(), &["show", "put/stale@user"]);
    let shown = text(&output.stdout);
    for part in
        ["1. set-up (object.put), ", "< 412 ", "due        stale", "found      412", "known      object with version"]
    {
        assert!(shown.contains(part), "`{part}` is not in:\n{shown}");
    }

    // A run that never begins says nothing, so what was found before is still what was found last.
    for nothing in [&["--exact", "no-such-case"][..], &["--target", "nosuch.toml"], &["--url", "http://127.0.0.1:1"]] {
        let args = [&["conformance", "--target", "target.toml"], nothing].concat();
        assert_eq!(xtask(folder.path(), &args).status.code(), Some(2), "{nothing:?}");
        let shown = xtask(folder.path(), &["show", "F1"]);
        assert!(text(&shown.stdout).contains("< 412 "), "{nothing:?}: {}", text(&shown.stderr));
    }

    let script = text(&xtask(folder.path(), &["show", CASE, "--curl", "--report", "reports/all"]).stdout);
    assert!(script.contains("#   export KII_OWNER_TOKEN=..."), "{script}");
    let has = |program: &str| Command::new(program).arg("--version").output().is_ok();
    if !has("bash") || !has("curl") {
        eprintln!("bash or curl is not there, so the script is not run");
        return;
    }
    let token_of = |principal: &str| {
        let rest = target.split(&format!("[principals.{principal}]")).nth(1)?;
        rest.split("token = \"").nth(1)?.split('"').next()
    };
    let (token, other) = (token_of("owner").unwrap(), token_of("admin").unwrap());
    assert!(!script.contains(token) && !script.contains(other), "a secret is in the script");
    let bash = || {
        let mut bash = Command::new("bash");
        // A neighbour may be somebody else's.
        bash.arg("-c").arg(&script).env("KII_ADMIN_TOKEN", other);
        bash
    };
    for _ in 0..2 {
        let output = bash().env("KII_OWNER_TOKEN", token).output().unwrap();
        let (printed, errors) = (text(&output.stdout), text(&output.stderr));
        let expected = statuses(&shown.replace("    < ", "HTTP/1.1 "));
        assert!(expected.contains(&"412".to_owned()), "{expected:?}");
        assert_eq!(statuses(&printed), expected, "{script}\n{printed}\n{errors}");
        assert_eq!(errors, "", "{printed}");
    }
    let output = bash().env_remove("KII_OWNER_TOKEN").output().unwrap();
    assert!(text(&output.stderr).contains("KII_OWNER_TOKEN"), "it names the variable that is missing");
    assert_eq!(text(&output.stdout), "", "and sends nothing");
}
