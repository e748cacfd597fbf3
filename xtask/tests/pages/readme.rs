//! README.md: the red run that it shows, the commands that explain it, those that test a deployment, and its figures.

use std::fs;

use crate::{
    deployment::{Deployment, Fault, text, xtask},
    output,
};

/// A case that stands for all.
const CASE: &str = "object.put/stale@user";

const README: &str = include_str!("../../../README.md");

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
    let run = |arguments: &[&str]| xtask(folder.path(), arguments).output().unwrap();
    let (command, shown) = readme_block("## A red run").split_once('\n').unwrap();
    let arguments: Vec<&str> = command.strip_prefix("$ cargo xtask ").unwrap().split(' ').collect();
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let shown: Vec<String> = shown.lines().map(str::to_owned).collect();
    output::compare(&shown, &text(&output.stdout)).unwrap_or_else(|difference| panic!("README.md: {difference}"));

    let commands = readme_commands("**My server is red, why?**");
    assert_eq!(commands.len(), 3, "{commands:?}");
    for command in commands {
        let arguments = command.strip_prefix(["cargo", "xtask"].as_slice()).unwrap();
        let output = run(arguments);
        let printed = text(&output.stdout);
        assert!(output.status.success(), "{command:?}: {printed}{}", text(&output.stderr));
        assert!(printed.contains("409") && printed.contains("object.put"), "{command:?}: {printed}");
    }
}

#[test]
fn the_readme_tests_a_deployment_with_commands_that_work() {
    let deployment = Deployment::start(Fault::None);
    let file = deployment.folder.path().join("target.toml");
    fs::remove_file(&file).unwrap();
    let mut commands = readme_commands("## Test your deployment");
    assert_eq!(commands.remove(0), ["cargo", "install", "--locked", "--path", "conformance"]);
    assert_eq!(commands.len(), 3, "{commands:?}");
    for command in commands {
        let arguments = command.strip_prefix(["kii-conformance"].as_slice()).unwrap();
        // In a checkout, `run` has another name.
        let arguments = match arguments.strip_prefix(["run"].as_slice()) {
            Some(arguments) => [&["conformance"], arguments, &["--exact", CASE]].concat(),
            None => arguments.to_vec(),
        };
        let output = deployment.xtask(&arguments);
        assert!(output.status.success(), "{command:?}: {}{}", text(&output.stdout), text(&output.stderr));
        // The template has to be filled in.
        fs::write(&file, &deployment.target).unwrap();
    }
}

#[test]
fn the_readme_has_the_figures_of_today() {
    let folder = tempfile::tempdir().unwrap();
    let cases = text(&xtask(folder.path(), &["conformance", "--list"]).output().unwrap().stdout).lines().count();
    let cases = format!("*conforms: {cases} cases passed*");
    assert!(README.contains(&cases), "the README says otherwise: {cases}");
    let page = include_str!("../../../WRONG_SERVERS.md");
    let caught = page.lines().find_map(|line| line.strip_prefix("Caught ")?.split(" that").next()).unwrap();
    assert!(
        README.contains(&format!("[WRONG_SERVERS.md](WRONG_SERVERS.md): {caught} |")),
        "it says otherwise: {caught}"
    );
    let page = include_str!("../../../KILL_RATE.md");
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
    let page = include_str!("../../../FALSE_RED.md");
    let right = page.lines().find_map(|line| line.strip_prefix("**false reds: 0 of ")?.split(' ').next()).unwrap();
    let right = format!("[FALSE_RED.md](FALSE_RED.md): {right} of {right} |");
    assert!(README.contains(&right), "the README says otherwise: {right}");
}
