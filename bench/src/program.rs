//! Programs that are run to be measured: this program in another role, and any command.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail};

use crate::{
    Bench,
    usage::{Usage, cpu_of_children},
};

/// This program in a role, as a child process.
pub(crate) struct Child<'a> {
    bench: &'a Bench,
    command: Command,
}

impl<'a> Child<'a> {
    /// A role with its arguments. The process sees no settings of the suite from the environment.
    pub(crate) fn new(bench: &'a Bench, role: &str, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Result<Self> {
        let program = env::current_exe().context("the path of this program is not known")?;
        Ok(Self { bench, command: command(bench, program.as_os_str(), role, args) })
    }

    /// The same under a tracer: a command that runs the command that follows its own arguments.
    pub(crate) fn under(self, tracer: &[&OsStr]) -> Self {
        let mut command = Command::new(tracer.first().copied().unwrap_or_default());
        command.args(tracer.iter().skip(1)).arg(self.command.get_program()).args(self.command.get_args());
        prepare(self.bench, &mut command);
        Self { command, ..self }
    }

    /// Runs it to its end, which must be a success; what it has used.
    pub(crate) fn run(self) -> Result<Usage> {
        self.run_until(|output| output.status.success())
    }

    /// Runs a suite to its end, whether its cases pass or not; what it has used.
    pub(crate) fn run_to_a_verdict(self) -> Result<Usage> {
        self.run_until(|output| matches!(output.status.code(), Some(0 | 1)))
    }

    fn run_until(mut self, is_end: impl FnOnce(&Output) -> bool) -> Result<Usage> {
        let begun = Instant::now();
        let output = self.command.output().context("the child process cannot be started")?;
        let wall = begun.elapsed().as_secs_f64();
        if !is_end(&output) {
            succeeded("what is measured", &output)?;
        }
        let file = usage_file(self.bench.folder.path());
        let text = fs::read_to_string(file).context("the child process has not said what it used")?;
        let usage: Usage = serde_json::from_str(&text).context("the child process has not said what it used")?;
        // A role that counts only a part of its process has measured the time itself.
        Ok(if usage.wall > 0.0 { usage } else { Usage { wall, ..usage } })
    }

    /// The command, for who runs it otherwise.
    pub(crate) fn into_command(self) -> Command {
        self.command
    }
}

fn usage_file(folder: &Path) -> std::path::PathBuf {
    folder.join("usage.json")
}

fn command(bench: &Bench, program: &OsStr, role: &str, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = Command::new(program);
    command.arg(role).arg(usage_file(bench.folder.path())).args(args);
    prepare(bench, &mut command);
    command
}

/// Lets a command run in the folder for temporary files, without settings of the project from the environment.
pub(crate) fn prepare(bench: &Bench, command: &mut Command) {
    command.current_dir(bench.folder.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("KII_") {
            command.env_remove(name);
        }
    }
}

/// Runs a command to its end; its output, and what it and its own children have used. The peak is not known.
pub(crate) fn run(command: &mut Command) -> Result<(Output, Usage)> {
    let name = command.get_program().to_string_lossy().into_owned();
    let (cpu, begun) = (cpu_of_children()?, Instant::now());
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("`{name}` cannot be started"))?;
    let usage = Usage { wall: begun.elapsed().as_secs_f64(), cpu: (cpu_of_children()? - cpu).as_secs_f64(), peak: 0 };
    Ok((output, usage))
}

/// Whether a program says that it did what it should.
///
/// # Errors
/// With the end of what it printed, when it does not.
pub(crate) fn succeeded(what: &str, output: &Output) -> Result<()> {
    if output.status.success() {
        return Ok(());
    }
    let printed = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat();
    let lines: Vec<&str> = printed.lines().collect();
    let end = lines.get(lines.len().saturating_sub(15)..).unwrap_or_default().join("\n");
    bail!("expected {what} to exit with 0, found {}; it printed last:\n{end}", output.status)
}
