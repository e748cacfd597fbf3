//! The roles of this program in a child process: what is measured runs there, so that its CPU time and memory are its own.

use std::{
    ffi::OsString,
    fs, iter,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context, Result, anyhow};
use clap::{Args, Subcommand};
use kii_conformance::{Suite, Target, cli, testing};
use kii_spec::Api;

use crate::{
    constants,
    recording::Recording,
    replay,
    usage::{Usage, own_cpu, own_peak},
};

/// Be what is measured
#[derive(Clone, Debug, Subcommand)]
#[command(hide = true)]
pub(crate) enum Role {
    /// The suite, as the program `kii-conformance` runs it
    #[command(hide = true)]
    Suite {
        #[command(flatten)]
        part: Part,
        /// Arguments of `kii-conformance run`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    /// Random walks, as the program `kii-conformance explore` sends them
    #[command(hide = true)]
    Explore {
        #[command(flatten)]
        part: Part,
        /// Arguments of `kii-conformance explore`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    /// The suite with copies of each case, but without the cases that wait for a point in time
    #[command(hide = true)]
    Copies {
        #[command(flatten)]
        part: Part,
        /// How many of each case there are
        copies: usize,
        /// Arguments of `kii-conformance run`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    /// A client that sends recorded requests and checks nothing
    #[command(hide = true)]
    Replay {
        #[command(flatten)]
        part: Part,
        /// The recording
        recording: PathBuf,
        /// Where to send it
        address: SocketAddr,
    },
    /// A server that answers every request about an object with constants
    #[command(hide = true)]
    Constants {
        #[command(flatten)]
        part: Part,
        /// How many bytes an object has
        size: usize,
    },
    /// The loader of the spec
    #[command(hide = true)]
    Load {
        #[command(flatten)]
        part: Part,
        /// The folder of the spec
        spec: PathBuf,
    },
    /// The code generator
    #[command(hide = true)]
    Generate {
        #[command(flatten)]
        part: Part,
        /// The folder of the spec
        spec: PathBuf,
        /// Where to write the code
        output: PathBuf,
    },
}

/// What all roles need.
#[derive(Clone, Debug, Args)]
pub(crate) struct Part {
    /// The file to which the process writes what it has used
    usage: PathBuf,
}

/// How much of a process counts.
enum Extent {
    /// All of it, from its start to its end.
    Whole,
    /// The last part, which took this long and this much CPU time.
    Last(Usage),
}

impl Role {
    /// Plays the role and writes what it has used.
    pub(crate) fn play(self) -> ExitCode {
        let (code, used, file) = match self {
            Self::Suite { part, args } => {
                (cli::main(command_line("run", args), no_target), Ok(Extent::Whole), part.usage)
            }
            Self::Explore { part, args } => {
                (cli::explore::main(command_line("explore", args), no_target), Ok(Extent::Whole), part.usage)
            }
            Self::Copies { part, copies, args } => (suite_of_copies(copies, args), Ok(Extent::Whole), part.usage),
            Self::Replay { part, recording, address } => {
                (ExitCode::SUCCESS, replayed(&recording, address).map(Extent::Last), part.usage)
            }
            Self::Constants { part, size } => {
                (ExitCode::SUCCESS, constants::serve(size).map(|()| Extent::Whole), part.usage)
            }
            Self::Load { part, spec } => (ExitCode::SUCCESS, loaded(&spec).map(Extent::Last), part.usage),
            Self::Generate { part, spec, output } => {
                (ExitCode::SUCCESS, generated(&spec, &output).map(|()| Extent::Whole), part.usage)
            }
        };
        match used.and_then(|extent| write(&file, &extent)) {
            Ok(()) => code,
            Err(error) => {
                eprintln!("error: {error:#}");
                ExitCode::from(crate::UNMEASURED)
            }
        }
    }
}

fn write(file: &Path, extent: &Extent) -> Result<()> {
    let usage = match extent {
        Extent::Whole => Usage { wall: 0.0, cpu: own_cpu()?.as_secs_f64(), peak: own_peak() },
        Extent::Last(usage) => Usage { peak: own_peak(), ..*usage },
    };
    fs::write(file, serde_json::to_string(&usage)?).with_context(|| format!("cannot write {}", file.display()))
}

fn command_line(command: &str, args: Vec<OsString>) -> impl Iterator<Item = OsString> {
    iter::once(format!("kii-conformance {command}").into()).chain(args)
}

/// The target is always named by a flag.
fn no_target() -> Result<Target, String> {
    Err("no target is named".to_owned())
}

fn suite_of_copies(copies: usize, args: Vec<OsString>) -> ExitCode {
    let suite = move |api, depth| {
        let mut suite = Suite::of(api, depth)?;
        suite.cases.retain(|case| !case.waits());
        let originals = suite.cases.clone();
        for number in 1..copies {
            suite.cases.extend(originals.iter().cloned().map(|mut case| {
                // A case of its own, with buckets of its own.
                case.id.0 = format!("{}~{number}", case.id.0);
                case
            }));
        }
        Ok(suite)
    };
    testing::run_suite(suite, command_line("run", args), no_target)
}

fn replayed(recording: &Path, address: SocketAddr) -> Result<Usage> {
    let recording = Recording::read(recording)?;
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    let connections = runtime.block_on(replay::connect(&recording, address))?;
    timed(|| runtime.block_on(replay::replay(recording, connections)))
}

fn loaded(spec: &Path) -> Result<Usage> {
    timed(|| Api::load(spec).map(drop).map_err(|problems| anyhow!("the spec is broken:\n{problems}")))
}

fn generated(spec: &Path, output: &Path) -> Result<()> {
    let api = Api::load(spec).map_err(|problems| anyhow!("the spec is broken:\n{problems}"))?;
    let files = kii_codegen::generate(&api).context("no code can be generated")?;
    kii_codegen::write(output, &files).context("the code cannot be written")?;
    Ok(())
}

/// What some work uses.
fn timed(work: impl FnOnce() -> Result<()>) -> Result<Usage> {
    let (cpu, begun) = (own_cpu()?, Instant::now());
    work()?;
    Ok(Usage { wall: begun.elapsed().as_secs_f64(), cpu: (own_cpu()? - cpu).as_secs_f64(), peak: 0 })
}
