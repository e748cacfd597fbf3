//! A server in a process of its own, so that its memory is its own and it can be killed.

use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use serde_json::Value;

use crate::{Bench, program, usage::peak_of};

/// What stands before the URL in the line with which a server says that it has started.
pub(crate) const LISTENING: &str = "listening on ";

/// The program `kii-server`, built for release.
pub(crate) struct ServerProgram {
    path: PathBuf,
}

/// A server that runs until this is dropped.
pub(crate) struct ServerProcess {
    child: Child,
    /// Open as long as the process runs, as it may write to it.
    _stderr: BufReader<ChildStderr>,
    address: SocketAddr,
}

impl ServerProgram {
    /// Builds the program.
    ///
    /// # Errors
    /// When that fails.
    pub(crate) fn build(bench: &Bench) -> Result<Self> {
        // Without `--package`, dependencies have the features that this program was built with.
        let features = ["--features", "kii-server/cli", "--message-format", "json"];
        let (built, _) =
            program::run(bench.cargo().args(["build", "--release", "--bin", "kii-server"]).args(features))?;
        program::succeeded("the build of `kii-server`", &built)?;
        let path = executable(&String::from_utf8_lossy(&built.stdout));
        Ok(Self { path: path.context("expected the path of `kii-server` in the messages of Cargo, found none")? })
    }

    /// Starts it with principals that it makes up; the target file is written for them. Its data is in a folder, or in memory.
    ///
    /// # Errors
    /// When it does not start.
    pub(crate) fn serve(&self, bench: &Bench, data: Option<&Path>, target_file: &Path) -> Result<ServerProcess> {
        let mut command = Command::new(&self.path);
        program::prepare(bench, &mut command);
        command.args(["serve", "--address", "127.0.0.1:0"]);
        if let Some(data) = data {
            command.arg("--data").arg(data);
        }
        let target = File::create(target_file).with_context(|| format!("cannot write {}", target_file.display()))?;
        command.stdout(target);
        ServerProcess::start(command)
    }
}

impl ServerProcess {
    /// Runs a command until it says that it is listening.
    ///
    /// # Errors
    /// When it ends before.
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        let mut child = command.stderr(Stdio::piped()).spawn().context("the server cannot be started")?;
        let mut stderr = BufReader::new(child.stderr.take().context("the server has no standard error")?);
        let mut printed = String::new();
        loop {
            let before = printed.len();
            if stderr.read_line(&mut printed).context("the server's messages cannot be read")? == 0 {
                // It is of no use any more, and may have ended already.
                drop((child.kill(), child.wait()));
                bail!("expected the server to start, found that it ended; it printed:\n{printed}");
            }
            if let Some(address) = printed.get(before..).and_then(address) {
                return Ok(Self { child, _stderr: stderr, address });
            }
        }
    }

    /// Where it listens.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The most memory that it has had at a time, in bytes; 0 if the system does not tell.
    pub(crate) fn peak(&self) -> u64 {
        peak_of(self.child.id())
    }

    /// Asks it to stop, and waits until it has.
    ///
    /// # Errors
    /// When it does not end as it should.
    pub(crate) fn stop(mut self) -> Result<()> {
        let id = i32::try_from(self.child.id()).context("the server has no ID that can be signalled")?;
        kill(Pid::from_raw(id), Signal::SIGTERM).context("the server cannot be stopped")?;
        let status = self.child.wait().context("the server cannot be stopped")?;
        ensure!(status.success(), "expected the server to exit with 0, found {status}");
        Ok(())
    }

    /// Kills it, as a crash would end it.
    ///
    /// # Errors
    /// When that is not possible.
    pub(crate) fn kill(mut self) -> Result<()> {
        self.child.kill().context("the server cannot be killed")?;
        self.child.wait().context("the server cannot be killed")?;
        Ok(())
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // One that has ended already cannot be killed.
        drop((self.child.kill(), self.child.wait()));
    }
}

/// The address in a line such as `The reference server is listening on http://127.0.0.1:8080; Ctrl-C stops it.`
fn address(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once(LISTENING)?;
    rest.strip_prefix("http://")?.split(';').next()?.parse().ok()
}

/// The path of the program, from Cargo's messages.
fn executable(messages: &str) -> Option<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut paths = messages.filter(|message| message["target"]["name"] == "kii-server");
    paths.find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_does_not_start_is_an_error_with_what_it_printed() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo no port is free >&2"]);
        let error = ServerProcess::start(command).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains("no port is free"), "{error}");
    }

    #[test]
    fn the_address_is_in_the_line_that_says_so_and_in_no_other() {
        let line = "The reference server is listening on http://127.0.0.1:4567; Ctrl-C stops it.\n";
        assert_eq!(address(line), "127.0.0.1:4567".parse().ok());
        assert_eq!(address("The folder is http://127.0.0.1:4567;\n"), None);
    }

    #[test]
    fn the_program_is_the_artifact_that_can_be_executed() {
        let message = |name: &str, executable: &str| {
            format!("{{\"target\":{{\"name\":\"{name}\"}},\"executable\":{executable}}}\n")
        };
        let messages = [message("xtask", "\"/t/xtask\""), message("kii-server", "null")].concat();
        assert_eq!(executable(&messages), None);
        assert_eq!(executable(&(messages + &message("kii-server", "\"/t/s\""))), Some("/t/s".into()));
    }
}
