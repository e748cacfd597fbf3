//! The flags that say which run it is: its id, its seed, its part of the cases, and where its journal is.

use std::{path::PathBuf, sync::Arc};

use clap::Args;

use crate::{
    cases::Shard,
    deployment::Target,
    report::quoted,
    run::{Journal, RunContext, journal::default_folder},
    values::{RunId, Seed},
};

/// What people say of it.
#[derive(Args, Clone, Debug)]
pub(super) struct IdentityFlags {
    /// Call the run this: eight lower-case letters and digits, with which the names of all that it creates begin [default:
    /// random]. The shards of one run have the same
    #[arg(long, value_name = "ID", value_parser = RunId::parse, help_heading = "Run")]
    run_id: Option<RunId>,
    /// Derive everything random, but for the run's id, from this number [default: random]
    #[arg(long, value_name = "NUMBER", value_parser = Seed::parse, help_heading = "Run")]
    seed: Option<Seed>,
    /// Run only the K-th of N parts of the selected cases; `report merge` joins the JSON reports of all parts
    #[arg(long, value_name = "K/N", value_parser = Shard::parse, help_heading = "Run")]
    shard: Option<Shard>,
    #[command(flatten)]
    journal: JournalFlag,
}

/// Where journals are.
#[derive(Args, Clone, Debug)]
pub(super) struct JournalFlag {
    /// The folder for the list of what may exist on the target, which `sweep` reads [default: kii-conformance in the
    /// folder for temporary files]
    #[arg(long, value_name = "FOLDER", help_heading = "Run")]
    journal: Option<PathBuf>,
}

/// Which run it is.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) run: RunId,
    pub(super) seed: Seed,
    pub(super) shard: Option<Shard>,
    folder: PathBuf,
    /// The flags that name the target and the journals.
    naming: Vec<String>,
}

impl IdentityFlags {
    /// The run that the flags mean; `naming` are those that name its target and its journal.
    pub(super) fn settle(self, naming: Vec<String>) -> Identity {
        Identity {
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

impl Identity {
    /// A run that nobody has named.
    pub(super) fn random(journal: JournalFlag, naming: Vec<String>) -> Self {
        let (run, seed) = (RunId::random(), Seed::random());
        Self { run, seed, shard: None, folder: journal.folder(), naming }
    }

    /// The run against a target, with a journal or without.
    pub(super) fn run_context(&self, target: &Target, is_written: bool) -> Result<RunContext, String> {
        let journal = match is_written {
            true => Journal::open(self.folder.clone(), &self.run, self.shard, target.base.as_str())?,
            false => Journal::default(),
        };
        Ok(RunContext::new(self.run.clone(), self.seed, Arc::new(journal)))
    }

    /// The command that removes what the run has left.
    pub(super) fn sweep(&self) -> String {
        let naming = self.naming.iter().map(|argument| format!(" {}", quoted(argument)));
        format!("kii-conformance sweep --run {}{}", self.run, naming.collect::<String>())
    }
}
