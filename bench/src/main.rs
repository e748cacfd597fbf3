//! The benchmark, run as `cargo xtask bench`: how fast the suite, the generator, the server and the build are, and how fast they
//! should be.
//!
//! It needs nothing but this repository. Servers, proxies and stubs run in this process; what is measured runs in a child
//! process, which is this program again in another [`role`], so that its CPU time and memory are its own. It judges no
//! target and is no test: figures depend on the machine.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command prints to its terminal")]

mod commit;
mod constants;
mod deployment;
mod enlarged_spec;
mod figure;
mod figures;
mod hurl;
mod load;
mod machine;
mod profile;
mod program;
mod proxy;
mod recording;
mod replay;
mod report;
mod results;
mod role;
mod server_process;
mod statistics;
mod stub;
mod table;
mod traffic;
mod usage;
// The same for all packages that have commands.
#[cfg(test)]
#[path = "../../xtask/tests/pages/commands.rs"]
mod commands_on_pages;

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};
use kii_spec::command_line;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use self::{figures::Group, results::Results, role::Role};

/// The exit code when a figure misses its target.
const MISSED: u8 = 1;
/// The exit code when something could not be measured.
const UNMEASURED: u8 = 2;

/// Measure the suite, the code generator, the reference server and the build, and compare the figures with their targets
///
/// Run it on a machine that does nothing else: other programs make every time longer.
#[derive(Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench", after_help = AFTER_HELP)]
#[command(args_conflicts_with_subcommands = true)]
struct Arguments {
    /// Format of the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Measure only this group of figures; can be given more than once
    #[arg(long, value_enum, value_name = "NAME")]
    only: Vec<Group>,
    /// Measure also the groups that take minutes: repeat, mutants, tests, build, server, endurance, crash
    #[arg(long, conflicts_with = "only")]
    all: bool,
    /// Measure each figure this many times, from 1 to 100, and show the median; groups that take minutes are measured once
    #[arg(long, default_value = "3", value_parser = clap::value_parser!(u8).range(1..=100))]
    runs: u8,
    /// Also write the results to bench/results
    #[arg(long)]
    write: bool,
    #[command(subcommand)]
    role: Option<Role>,
}

const AFTER_HELP: &str = "\
Examples:
  cargo xtask bench                               # all groups that take no minutes
  cargo xtask bench --only limit --only latency   # two groups
  cargo xtask bench --only server --write         # also writes bench/results

Exit codes:
  0  everything was measured, and every target is met
  1  a target is missed
  2  something could not be measured";

/// The format of the result.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A table.
    Text,
    /// Every figure, for programs.
    Json,
}

/// What all measurements share.
struct Bench {
    /// Where servers and proxies run.
    runtime: Runtime,
    /// How many times each figure is measured.
    runs: usize,
    /// The root of this checkout.
    root: PathBuf,
    /// A folder for temporary files.
    folder: TempDir,
}

impl Bench {
    /// Cargo, in this checkout.
    fn cargo(&self) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root);
        cargo
    }
}

fn main() -> ExitCode {
    let arguments: Arguments = command_line::parse();
    if let Some(role) = arguments.role {
        return role.play();
    }
    measure(&arguments).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(UNMEASURED)
    })
}

fn measure(arguments: &Arguments) -> Result<ExitCode> {
    let bench = Bench {
        runtime: Runtime::new().context("cannot start the runtime")?,
        runs: usize::from(arguments.runs),
        root: Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned),
        folder: tempfile::tempdir().context("cannot make a folder for temporary files")?,
    };
    let mut results = Results::begun(&bench.root, bench.runs);
    for group in selected(arguments) {
        eprintln!("measuring {}: {}", group.word(), group.summary());
        match group.measure(&bench) {
            Ok(measured) => results.add(measured),
            Err(error) => results.fail(&group.word(), format!("{error:#}")),
        }
    }
    match arguments.format {
        Format::Text => print!("{results}"),
        Format::Json => println!("{}", results.json()?),
    }
    if arguments.write {
        for path in results.write(&bench.root.join("bench/results"))? {
            eprintln!("wrote {}", path.display());
        }
    }
    Ok(if results.has_failed() {
        ExitCode::from(UNMEASURED)
    } else if results.misses_a_target() {
        ExitCode::from(MISSED)
    } else {
        ExitCode::SUCCESS
    })
}

/// The groups to measure, in their usual order.
fn selected(arguments: &Arguments) -> Vec<Group> {
    let is_meant = |group: &Group| match arguments.only.as_slice() {
        [] => arguments.all || !group.takes_minutes(),
        only => only.contains(group),
    };
    Group::value_variants().iter().copied().filter(is_meant).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_command_on_the_pages_and_in_the_help_is_one() {
        let program = clap::Command::new("cargo xtask").subcommand(Arguments::command().name("bench"));
        let count = commands_on_pages::check("cargo xtask", &program, |name| name == "bench");
        assert!(count > 1, "only {count} commands were found");
        let help = Arguments::command().render_help().to_string();
        let examples: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("  cargo xtask ")).collect();
        assert!(!examples.is_empty(), "{help}");
        for example in examples {
            let words = example.split('#').next().unwrap().split_whitespace();
            assert!(Arguments::try_parse_from(words).is_ok(), "{example}");
        }
    }

    fn groups(line: &str) -> Vec<Group> {
        selected(&Arguments::parse_from(line.split(' ')))
    }

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_help_names_what_takes_minutes() {
        let command = Arguments::command();
        let flag = command.get_arguments().find(|argument| argument.get_id() == "all").unwrap();
        let help = flag.get_help().unwrap().to_string();
        let (_, named) = help.split_once("minutes: ").unwrap();
        let slow = Group::value_variants().iter().filter(|group| group.takes_minutes()).map(|group| group.word());
        assert_eq!(named.split(", ").collect::<Vec<_>>(), slow.collect::<Vec<_>>());
    }

    #[test]
    fn what_takes_minutes_is_measured_only_on_request() {
        assert!(!groups("bench").contains(&Group::Build));
        assert!(groups("bench --all").contains(&Group::Build));
        assert_eq!(groups("bench --only build --only limit"), [Group::Limit, Group::Build]);
    }
}
