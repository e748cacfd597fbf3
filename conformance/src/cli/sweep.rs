//! `kii-conformance sweep`: removes from the target what the journal of a run lists.

use std::{ffi::OsString, fmt::Write as _, process::ExitCode, sync::Arc};

use clap::{Command, Parser};

use super::{
    bounds::RETRIES,
    command_line, exit_inconclusive,
    flags::{self, TargetFlags},
    identity::JournalFlag,
    target::unnamed,
};
use crate::{
    cases::Suite,
    report::terminal::Terminal,
    run::{JournalFile, RunContext, Session, cleanup::remove_entry, login},
    send::Client,
    values::{RunId, Seed},
};

const CODES: &str = "Exit codes:\n  0  nothing of the run is left on the target\n  2  something is left, or the command could not find out";

/// Remove what a run has left on its target, and nothing else
///
/// A run writes into its journal what it is about to create. The journal stays if the run was killed or could not remove
/// everything. This command removes what the journal lists; run it on the same machine and name the same target.
#[derive(Parser)]
pub(super) struct Flags {
    /// ID of the run; its summary and its reports show it
    #[arg(long, value_name = "ID", value_parser = RunId::parse)]
    run: RunId,
    #[command(flatten)]
    journal: JournalFlag,
    #[command(flatten)]
    target: TargetFlags,
}

/// The command with what its help says at the end.
pub(super) fn lay_out(command: Command) -> Command {
    command.after_help(format!("{}\n\n{CODES}", flags::environment()))
}

/// Runs `sweep`. The first argument is the command itself, for example `kii-conformance sweep`.
///
/// Exit codes: 0, nothing of the run is left on the target; 2, something is left, or it could not find out.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    match command_line::parse(args, lay_out) {
        Ok(flags) => match sweep(flags) {
            Ok(message) => {
                Terminal::output().print(message);
                ExitCode::SUCCESS
            }
            Err(error) => exit_inconclusive(error),
        },
        Err(code) => code,
    }
}

/// Removes what is left of a run. Returns a message about what was removed, or an error about what was not.
fn sweep(flags: Flags) -> Result<String, String> {
    let Flags { run, journal, target } = flags;
    let journals = JournalFile::find(&journal.folder(), &run)?;
    let suite = Suite::load()?;
    let found = target.find(&suite.api, || Err(unnamed()))?;
    if let Some(JournalFile { path, target: theirs, .. }) =
        journals.iter().find(|journal| journal.target != found.base.as_str())
    {
        return Err(format!(
            "{}: run {run} was against {theirs}, but the target is {}; name the target of that run",
            path.display(),
            found.base
        ));
    }
    journals.iter().try_for_each(JournalFile::ensure_not_in_use)?;
    if journals.iter().all(|journal| journal.entries.is_empty()) {
        let message = format!("run {run} has left nothing on {}\n", found.base);
        return journals.into_iter().try_for_each(JournalFile::delete).map(|()| message);
    }
    let client = Client::new(target.timeout, &found.connection);
    let client = client.map_err(|error| format!("requests cannot be sent: {error}"))?.with_retries(RETRIES);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("requests cannot be sent: {error}"))?;
    let (found, failures) =
        runtime.block_on(login::log_in(&suite.api, &client, &found)).map_err(|why| found.redact(&why))?;
    if !failures.is_empty() {
        return Err(found.redact(&login::message(&failures)));
    }
    // This command creates nothing, so it needs no journal of its own.
    let run_context = RunContext::new(run.clone(), Seed::random(), Arc::default());
    let session = Session::new(Arc::new(suite), client, Arc::new(found), run_context);
    let found = &session.target;
    let mut swept = Swept::default();
    for journal in journals {
        runtime.block_on(swept.remove_all(&session, journal));
    }
    match swept.left.is_empty() {
        true => Ok(format!("{} of run {run} removed from {}; nothing is left\n", swept.counted(), found.base)),
        false => Err(found.redact(&swept.message(&run))),
    }
}

/// The result of removing the entries of journals.
#[derive(Default)]
struct Swept {
    removed: usize,
    /// The journals with entries that could not be removed, and why.
    left: Vec<(String, String)>,
}

impl Swept {
    /// Removes what a journal lists, and then the journal if nothing is left.
    async fn remove_all(&mut self, session: &Session, mut journal: JournalFile) {
        let path = journal.path.display().to_string();
        for entry in journal.entries.clone() {
            let removed = remove_entry(session, &entry).await;
            match removed.and_then(|()| journal.remove_entry(&entry.path)) {
                Ok(()) => self.removed += 1,
                Err(why) => self.left.push((path.clone(), why)),
            }
        }
        if journal.entries.is_empty()
            && let Err(why) = journal.delete()
        {
            self.left.push((path, why));
        }
    }

    fn counted(&self) -> String {
        match self.removed {
            1 => "1 place".to_owned(),
            removed => format!("{removed} places"),
        }
    }

    fn message(&self, run: &RunId) -> String {
        let mut text = format!("{} of run {run} removed; these are left, or may be left:", self.counted());
        for (_, why) in &self.left {
            let _ = write!(text, "\n  {why}");
        }
        let mut paths: Vec<&String> = self.left.iter().map(|(path, _)| path).collect();
        paths.dedup();
        for path in paths {
            let _ = write!(text, "\n{path} still lists them; if you remove them by hand, delete this file as well");
        }
        text
    }
}
