//! The tests of the project, and everything that CI runs.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use serde_json::Value;

use super::Measured;
use crate::{
    Bench,
    figure::{Figure, Unit},
    program,
};

/// How many of the slowest tests are listed.
const LISTED: usize = 10;

/// A program with tests, and the folder in which Cargo runs it.
#[derive(Debug, PartialEq, Eq)]
struct TestProgram {
    name: String,
    path: PathBuf,
    folder: PathBuf,
}

/// How long a test takes alone.
#[derive(Debug)]
struct Timed {
    name: String,
    wall: f64,
    cpu: f64,
}

pub(super) fn measure(bench: &Bench) -> Result<Measured> {
    let (built, _) = program::run(bench.cargo().args(["test", "--workspace", "--no-run", "--message-format", "json"]))?;
    program::succeeded("the build of the tests", &built)?;
    let (output, whole) = program::run(bench.cargo().args(["test", "--workspace", "--no-fail-fast"]))?;
    program::succeeded("`cargo test --workspace`", &output)?;
    let programs = programs(&String::from_utf8_lossy(&built.stdout));
    let mut tests = Vec::new();
    for program in &programs {
        tests.extend(timed(bench, program)?);
    }
    let count = tests.len();
    tests.sort_by(|one, other| other.wall.total_cmp(&one.wall));
    tests.truncate(LISTED);
    let (ci, ci_usage) = program::run(Command::new("bash").arg(".ci/core").current_dir(&bench.root))?;
    program::succeeded("`.ci/core`", &ci)?;
    let lines: String =
        tests.iter().map(|test| format!("    {:6.2} s  {:6.2} CPU s  {}\n", test.wall, test.cpu, test.name)).collect();
    Ok(Measured {
        figures: vec![
            Figure::new(
                "tests.wall",
                whole.wall,
                Unit::Seconds,
                format!("`cargo test --workspace`, {count} tests, without the build"),
            ),
            Figure::new("tests.cpu", whole.cpu, Unit::CpuSeconds, "its CPU time"),
            Figure::new("tests.ci_wall", ci_usage.wall, Unit::Seconds, "`.ci/core` after the build of the tests"),
            Figure::new("tests.ci_cpu", ci_usage.cpu, Unit::CpuSeconds, "its CPU time"),
        ],
        notes: vec![format!("tests: the {LISTED} slowest, each run alone:\n\n{lines}")],
    })
}

/// The programs with tests, from Cargo's messages.
fn programs(messages: &str) -> Vec<TestProgram> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let program = |message: Value| {
        let path = PathBuf::from(message["executable"].as_str()?);
        let folder = Path::new(message["manifest_path"].as_str()?).parent()?.to_owned();
        let package = folder.file_name()?.to_string_lossy().into_owned();
        let name = format!("{package}/{}", message["target"]["name"].as_str()?);
        (message["profile"]["test"] == true).then_some(TestProgram { name, path, folder })
    };
    messages.filter_map(program).collect()
}

/// How long each test of a program takes. Tests that are ignored, and programs without the usual test harness, are left out.
fn timed(bench: &Bench, program: &TestProgram) -> Result<Vec<Timed>> {
    let command = |args: &[&str]| {
        let mut command = Command::new(&program.path);
        // Cargo sets these as well, and some tests read them.
        command.current_dir(&program.folder).env("CARGO_MANIFEST_DIR", &program.folder).args(args);
        command.env("CARGO", bench.cargo().get_program());
        command
    };
    let (listed, _) = program::run(&mut command(&["--list", "--format", "terse"]))?;
    let (ignored, _) = program::run(&mut command(&["--list", "--format", "terse", "--ignored"]))?;
    let ignored = names(&String::from_utf8_lossy(&ignored.stdout));
    let mut tests = Vec::new();
    for name in names(&String::from_utf8_lossy(&listed.stdout)) {
        if ignored.contains(&name) {
            continue;
        }
        let (output, usage) = program::run(&mut command(&["--exact", &name]))?;
        program::succeeded("a test that has passed before", &output).with_context(|| name.clone())?;
        tests.push(Timed { name: format!("{} {name}", program.name), wall: usage.wall, cpu: usage.cpu });
    }
    Ok(tests)
}

/// The names in what `--list --format terse` prints.
fn names(listed: &str) -> Vec<String> {
    listed.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect()
}

#[cfg(test)]
mod own {
    use super::*;

    #[test]
    fn only_programs_with_tests_are_run_and_in_their_folders() {
        let message = |executable: &str, test: bool| {
            format!(
                "{{\"executable\":{executable},\"manifest_path\":\"/r/spec/Cargo.toml\",\"target\":{{\"name\":\"kii_spec\"}},\
                 \"profile\":{{\"test\":{test}}}}}\n"
            )
        };
        let messages = [message("\"/t/a\"", true), message("null", true), message("\"/t/b\"", false)].concat();
        let (name, path, folder) = ("spec/kii_spec".to_owned(), "/t/a".into(), "/r/spec".into());
        assert_eq!(programs(&messages), [TestProgram { name, path, folder }]);
    }

    #[test]
    fn benchmarks_are_no_tests() {
        assert_eq!(names("a::b: test\nc: benchmark\n\nd: test\n"), ["a::b", "d"]);
    }
}
