//! `kii-server export` and `kii-server import`.

use std::{
    io::{self, BufReader, BufWriter},
    path::PathBuf,
    sync::Arc,
};

use anyhow::{Context, Result, ensure};
use clap::Args;
use kii_server::{Exported, Folder, export, import};

use super::terminal;

/// What to write.
#[derive(Args)]
#[command(after_help = "Examples:\n  kii-server export ~/kii-data > backup.jsonl")]
pub(super) struct Export {
    /// Data folder of a server that is not running
    dir: PathBuf,
}

/// Where to put what is read.
#[derive(Args)]
#[command(after_help = "Examples:\n  kii-server import ~/kii-copy < backup.jsonl")]
pub(super) struct Import {
    /// Data folder, in which there must be no data
    dir: PathBuf,
}

impl Export {
    /// Writes all data to standard output.
    pub(super) fn run(self) -> Result<()> {
        let dir = self.dir.display();
        ensure!(self.dir.is_dir(), "there is no folder {dir}; name the one that `serve --data` was given");
        let folder = Folder::open(&self.dir).with_context(|| format!("cannot use the folder {dir}"))?;
        let output = BufWriter::new(io::stdout().lock());
        let Exported { lines, left_out } =
            export(Arc::new(folder), output).with_context(|| format!("cannot export {dir}"))?;
        for sentence in left_out {
            terminal::note(&format!("warning: {sentence}"));
        }
        terminal::note(&format!("exported {lines} lines from {dir}"));
        Ok(())
    }
}

impl Import {
    /// Reads all data from standard input.
    pub(super) fn run(self) -> Result<()> {
        let dir = self.dir.display();
        let folder = Folder::open(&self.dir).with_context(|| format!("cannot use the folder {dir}"))?;
        let input = BufReader::new(io::stdin().lock());
        let lines = import(Arc::new(folder), input).with_context(|| format!("cannot import into {dir}"))?;
        terminal::note(&format!("imported {lines} lines into {dir}"));
        Ok(())
    }
}
