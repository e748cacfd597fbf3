//! The flags that decide when failures end a run, what its target has to give, and whether warnings fail it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::{report::names_that_failed, run::FailureLimit};

/// When failures end a run, what its target has to give, and whether warnings fail it.
#[derive(Args, Clone, Debug)]
pub(super) struct GateFlags {
    /// Begin no more cases after the first failure; the exit code is 1
    #[arg(long, conflicts_with = "max_fail", help_heading = "Run")]
    fail_fast: bool,
    /// Begin no more cases after this many failures; the exit code is 1
    ///
    /// Cases that have begun run to their end, so there may be more failures.
    #[arg(long, value_name = "NUMBER", value_parser = limit, help_heading = "Run")]
    max_fail: Option<usize>,
    /// Run only the cases that failed, or had no result, in the run that wrote this JSON report
    ///
    /// Filters leave out some of these.
    #[arg(long, value_name = "REPORT", help_heading = "Run")]
    rerun: Option<PathBuf>,
    /// Principals and scopes that the target has to give, for example owner,stranger,scope.group; the exit code is 2 otherwise
    ///
    /// Without this flag, the cases that need a missing principal or scope are not applicable, and the target can conform
    /// without them. The names are those of the target file; a scope is written as scope.NAME, as under `without`.
    #[arg(long, value_name = "NAMES", value_delimiter = ',', help_heading = "Target")]
    pub(super) require: Vec<String>,
    /// Whether warnings fail the run: with `deny`, a run with warnings has exit code 1
    ///
    /// A warning says that the target does not do what it should; a failure, that it does not do what it must.
    #[arg(long, value_name = "POLICY", value_enum, default_value_t, help_heading = "Profile and known deviations")]
    pub(super) warnings: Warnings,
}

/// Whether warnings fail a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Warnings {
    /// They do not.
    #[default]
    Allow,
    /// They do.
    Deny,
}

impl GateFlags {
    /// After how many failures the run ends early.
    pub(super) fn limit(&self) -> FailureLimit {
        FailureLimit::new(if self.fail_fast { Some(1) } else { self.max_fail })
    }

    /// The cases to which another run restricts this one.
    ///
    /// # Errors
    /// When the report cannot be read, or nothing failed there.
    pub(super) fn restriction(&self) -> Result<Option<Vec<String>>, String> {
        let Some(path) = &self.rerun else { return Ok(None) };
        let names = names_that_failed(path)?;
        match names.is_empty() {
            true => Err(format!(
                "{}: expected a report of a run in which a case failed, found none; there is nothing to run again",
                path.display()
            )),
            false => Ok(Some(names)),
        }
    }
}

/// A number of failures.
fn limit(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(limit @ 1..) => Ok(limit),
        Ok(_) | Err(_) => Err("expected a whole number from 1".to_owned()),
    }
}
