//! The flags that identify a run: its ID, its seed, its shard, and the folder of its journal.

use std::{path::PathBuf, sync::Arc};

use clap::Args;

use crate::{
    cases::Shard,
    deployment::Target,
    report::{RunIdentity, quoted},
    run::{Journal, RunContext, journal::default_folder},
    values::{RunId, Seed},
};

/// The flags as they are given.
#[derive(Args, Clone, Debug)]
pub(super) struct IdentityFlags {
    /// ID of the run: 8 lower-case letters or digits [default: random]
    ///
    /// The names of the buckets and objects that the run creates begin with `cf-` and this ID. All shards of one run need the
    /// same ID.
    #[arg(long, value_name = "ID", value_parser = RunId::parse, help_heading = "Run")]
    run_id: Option<RunId>,
    /// Number from which all random names and contents follow [default: random]
    ///
    /// Two runs with the same seed and the same run ID send the same requests. The summary and the reports show the seed.
    #[arg(long, value_name = "NUMBER", value_parser = Seed::parse, help_heading = "Run")]
    seed: Option<Seed>,
    /// Run only shard K of N of the selected cases, for example 1/3
    ///
    /// `kii-conformance report merge` joins the JSON reports of all shards.
    #[arg(long, value_name = "K/N", value_parser = Shard::parse, help_heading = "Run")]
    shard: Option<Shard>,
    #[command(flatten)]
    journal: JournalFlag,
}

/// The flag that names the folder of the journals.
#[derive(Args, Clone, Debug)]
pub(super) struct JournalFlag {
    /// Folder of the journals [default: kii-conformance in the system's folder for temporary files]
    ///
    /// A run writes into its journal what it is about to create on the target. `sweep` reads it.
    #[arg(long, value_name = "FOLDER", help_heading = "Run")]
    journal: Option<PathBuf>,
}

/// What identifies a run.
#[derive(Clone, Debug)]
pub(super) struct RunOptions {
    pub(super) run: RunId,
    pub(super) seed: Seed,
    pub(super) shard: Option<Shard>,
    folder: PathBuf,
    /// The flags that name the target and the journals.
    naming: Vec<String>,
}

impl IdentityFlags {
    /// The run that the flags describe. `naming` are the flags that name its target and journals.
    pub(super) fn into_options(self, naming: Vec<String>) -> RunOptions {
        RunOptions {
            run: self.run_id.unwrap_or_else(RunId::random),
            seed: self.seed.unwrap_or_else(Seed::random),
            shard: self.shard,
            folder: self.journal.folder(),
            naming,
        }
    }
}

impl JournalFlag {
    pub(super) fn folder(self) -> PathBuf {
        self.journal.unwrap_or_else(default_folder)
    }
}

impl RunOptions {
    /// A run with a random ID and seed.
    pub(super) fn random(journal: JournalFlag, naming: Vec<String>) -> Self {
        let (run, seed) = (RunId::random(), Seed::random());
        Self { run, seed, shard: None, folder: journal.folder(), naming }
    }

    /// Which run it is, for its report.
    pub(super) fn of_report(&self) -> RunIdentity {
        RunIdentity { id: self.run.clone(), seed: self.seed, shard: self.shard }
    }

    /// The context of the run against a target, with a journal if `is_written`.
    pub(super) fn run_context(&self, target: &Target, is_written: bool) -> Result<RunContext, String> {
        let journal = match is_written {
            true => Journal::open(self.folder.clone(), &self.run, self.shard, target.base.as_str())?,
            false => Journal::default(),
        };
        Ok(RunContext::new(self.run.clone(), self.seed, Arc::new(journal)))
    }

    /// The command that removes what the run has left behind.
    pub(super) fn sweep(&self) -> String {
        let naming = self.naming.iter().map(|argument| format!(" {}", quoted(argument)));
        format!("kii-conformance sweep --run {}{}", self.run, naming.collect::<String>())
    }
}
