//! A run of the suite in a child process.

use std::{ffi::OsString, fmt::Write as _, path::Path};

use anyhow::{Result, bail};

use crate::{Bench, program::Child, report::Report, usage::Usage};

/// The seed of every run, so that all runs send the same requests.
const SEED: &str = "1";

/// A run of the suite that is still to be made.
#[derive(Clone)]
pub(super) struct SuiteRun<'a> {
    bench: &'a Bench,
    args: Vec<OsString>,
}

impl<'a> SuiteRun<'a> {
    /// A run of all cases, with the defaults of the suite.
    pub(super) fn new(bench: &'a Bench, target_file: &Path) -> Self {
        let journal = bench.folder.path().join("journal");
        let flags = ["--target".as_ref(), target_file.as_os_str(), "--journal".as_ref(), journal.as_os_str()];
        let args = flags.into_iter().chain(["--seed", SEED, "--format", "terse"].map(AsRef::as_ref));
        Self { bench, args: args.map(OsString::from).collect() }
    }

    /// The same with more arguments.
    pub(super) fn with(mut self, args: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// The same with 64 cases at once.
    pub(super) fn with_64_in_flight(self) -> Self {
        self.with(["--test-threads", "64"])
    }

    /// The child process that makes it.
    pub(super) fn child(&self) -> Result<Child<'a>> {
        Child::new(self.bench, "suite", &self.args)
    }

    /// Makes it with so many copies of each case, but without those that wait; what the process used.
    pub(super) fn copies(&self, copies: usize) -> Result<Usage> {
        let copies = OsString::from(copies.to_string());
        Child::new(self.bench, "copies", [copies].iter().chain(&self.args))?.run()
    }

    /// Makes it; what the process used, without the reports.
    pub(super) fn usage(&self) -> Result<Usage> {
        self.child()?.run()
    }

    /// Makes it, whether its cases pass or not; what the process used, and its report.
    pub(super) fn report(&self) -> Result<(Usage, Report)> {
        let file = self.bench.folder.path().join("report.json");
        let run = self.clone().with(["--report-json".as_ref(), file.as_os_str()]);
        Ok((run.child()?.run_to_a_verdict()?, Report::read(&file)?))
    }

    /// The same for a run that is to be sound.
    ///
    /// # Errors
    /// When a case did not pass: against the reference server, all do.
    pub(super) fn reported(&self) -> Result<(Usage, Report)> {
        let (usage, report) = self.report()?;
        let unsound = report.unsound();
        if !unsound.is_empty() {
            let mut list = String::new();
            unsound.iter().take(5).try_for_each(|case| write!(list, "\n    {case}"))?;
            bail!("expected every case to pass, found {} that did not:{list}", unsound.len());
        }
        Ok((usage, report))
    }
}
