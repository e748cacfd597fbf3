//! `kii-conformance sweep`: removes what a run has left on its target, as far as the run's journal names it.

use std::{
    ffi::OsString,
    fmt::Write as _,
    io::{self, Write as _},
    process::ExitCode,
    sync::Arc,
};

use clap::{CommandFactory as _, FromArgMatches as _, Parser};

use super::{
    INCONCLUSIVE,
    flags::{self, TargetFlags},
    give_up,
    identity::JournalFlag,
    target::unnamed,
};
use crate::{
    cases::Suite,
    run::{JournalFile, RunContext, Session, cleanup::remove_entry, login},
    send::Client,
    values::{RunId, Seed},
};

const CODES: &str = "Exit codes:\n  0  nothing is left\n  2  something is, or it could not be found out";

/// Remove what a run has left on its target, and nothing else
///
/// A run lists what it creates before it creates it. Where it could not remove everything, or was killed, the list is still
/// there.
#[derive(Parser)]
struct Flags {
    /// The run's id, as its summary and reports name it
    #[arg(long, value_name = "ID", value_parser = RunId::parse)]
    run: RunId,
    #[command(flatten)]
    journal: JournalFlag,
    #[command(flatten)]
    target: TargetFlags,
}

/// Carries out `sweep`; the first argument is the command as people type it.
///
/// Exit codes: 0, nothing is left of the run; 2, something is, or it could not be found out.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let mut args = args.into_iter();
    let name = args.next().map_or_else(|| "kii-conformance sweep".into(), |name| name.to_string_lossy().into_owned());
    let matches = Flags::command()
        .no_binary_name(true)
        .bin_name(&name)
        .after_help(format!("{}\n\n{CODES}", flags::environment()))
        .try_get_matches_from(args);
    match matches.and_then(|matches| Flags::from_arg_matches(&matches)) {
        Ok(flags) => match conduct(flags) {
            Ok(told) => {
                // It is removed, whoever reads this.
                let _ = io::stdout().write_all(told.as_bytes());
                ExitCode::SUCCESS
            }
            Err(error) => give_up(error),
        },
        Err(error) => {
            // Where the terminal is gone, nobody is left to be told.
            let _ = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(INCONCLUSIVE))
        }
    }
}

/// Removes what is left of a run; what was removed, or else what could not be.
fn conduct(flags: Flags) -> Result<String, String> {
    let Flags { run, journal, target } = flags;
    let books = JournalFile::find(&journal.folder(), &run)?;
    let suite = Suite::load()?;
    let found = target.find(&suite.api, || Err(unnamed()))?;
    if let Some(JournalFile { path, target: theirs, .. }) = books.iter().find(|book| book.target != found.base.as_str())
    {
        return Err(format!(
            "{}: run {run} was against {theirs}, and the target is {}; name the one that the run was against",
            path.display(),
            found.base
        ));
    }
    books.iter().try_for_each(JournalFile::is_free)?;
    if books.iter().all(|book| book.entries.is_empty()) {
        let told = format!("run {run} has left nothing on {}\n", found.base);
        return books.into_iter().try_for_each(JournalFile::remove).map(|()| told);
    }
    let client = Client::new(target.timeout, &found.connection);
    let client = client.map_err(|error| format!("requests cannot be sent: {error}"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("requests cannot be sent: {error}"))?;
    let (found, denied) =
        runtime.block_on(login::log_in(&suite.api, &client, &found)).map_err(|why| found.redact(&why))?;
    if !denied.is_empty() {
        return Err(found.redact(&login::told(&denied)));
    }
    // The journals are those of the run that is swept, so this one has none.
    let run_context = RunContext::new(run.clone(), Seed::random(), Arc::default());
    let session = Session::new(Arc::new(suite), client, Arc::new(found), run_context);
    let found = &session.target;
    let mut swept = Swept::default();
    for book in books {
        runtime.block_on(swept.take(&session, book));
    }
    match swept.left.is_empty() {
        true => Ok(format!("{} of run {run}: all of it is removed from {}\n", swept.counted(), found.base)),
        false => Err(found.redact(&swept.told(&run))),
    }
}

/// What has become of the entries of journals.
#[derive(Default)]
struct Swept {
    removed: usize,
    /// What is still there, with the journal that lists it.
    left: Vec<(String, String)>,
}

impl Swept {
    /// Removes what a journal lists, and the journal when nothing is left.
    async fn take(&mut self, session: &Session, mut book: JournalFile) {
        let path = book.path.display().to_string();
        for entry in book.entries.clone() {
            let removed = remove_entry(session, &entry).await;
            match removed.and_then(|()| book.strike(&entry.path)) {
                Ok(()) => self.removed += 1,
                Err(why) => self.left.push((path.clone(), why)),
            }
        }
        if book.entries.is_empty()
            && let Err(why) = book.remove()
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

    fn told(&self, run: &RunId) -> String {
        let mut text = format!("{} of run {run} emptied; still there, or not known to be gone:", self.counted());
        for (_, why) in &self.left {
            let _ = write!(text, "\n  {why}");
        }
        let mut paths: Vec<&String> = self.left.iter().map(|(path, _)| path).collect();
        paths.dedup();
        for path in paths {
            let _ = write!(text, "\n{path} still lists it; when you have removed it yourself, remove that file, too");
        }
        text
    }
}
