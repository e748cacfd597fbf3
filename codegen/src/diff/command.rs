//! The command `kii-codegen diff`.

use std::{fmt::Write as _, fs, path::PathBuf};

use clap::{Args, ValueEnum};
use kii_spec::Problems;

use super::{Change, Kind, accepted, diff, version};

/// What the exit codes mean, and examples.
pub(crate) const HELP: &str = "\
Exit codes:
  0  nothing has changed that breaks servers or clients, or all of it is accepted
  1  something breaks servers or clients
  2  a spec cannot be read, or the file of accepted breaks is not as it has to be

Examples:
  kii-codegen diff old/spec/api spec/api             # two folders
  kii-codegen diff v1.0 spec/api                     # spec/api at a revision, and as it is now
  kii-codegen diff main:spec/api HEAD:spec/api --format markdown
  kii-codegen diff v1.0 spec/api --accept accepted-breaks.yaml";

/// Compare two specs, and say what changes for servers and for clients
#[derive(Args, Clone, Debug)]
#[command(after_help = HELP)]
pub struct DiffArguments {
    /// The older spec: a folder, or a revision of this git repository, alone or as REVISION:FOLDER
    old: String,
    /// The newer spec
    new: String,
    /// How to print the changes
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Breaks that are accepted: a YAML list of `change` (kind and place, as printed) and `reason`
    #[arg(long, value_name = "FILE")]
    accept: Option<PathBuf>,
}

/// How the changes are printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// A line for each change
    Text,
    /// Every change, for programs
    Json,
    /// A table
    Markdown,
}

/// Why two specs could not be compared.
#[derive(Debug, thiserror::Error)]
pub enum DiffError {
    /// A spec is wrong, or the file of accepted breaks.
    #[error("{0}")]
    Spec(#[from] Problems),
    /// A version is neither a folder nor in the git repository.
    #[error(
        "error: `{version}` is no folder, and git does not have it: {why}\nexpected the folder of a spec, or a revision of \
         the repository in the current folder, alone or as REVISION:FOLDER"
    )]
    Version {
        /// What was given.
        version: String,
        /// What git says.
        why: String,
    },
    /// The file of accepted breaks cannot be read.
    #[error("error: cannot read {}: {source}", path.display())]
    Accepted {
        /// Where it should be.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// What came of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What to print.
    pub text: String,
    /// What to print elsewhere: problems that do not stand in the way.
    pub notes: String,
    /// Whether somebody breaks.
    pub breaks: bool,
}

impl DiffArguments {
    /// Compares, and prints.
    ///
    /// # Errors
    /// When a spec or the file of accepted breaks cannot be read, or is wrong.
    pub fn run(&self) -> Result<Compared, DiffError> {
        let (old, old_problems) = version::load(&self.old)?;
        let (new, new_problems) = version::load(&self.new)?;
        let changes = diff(&old, &new);
        let breaks: Vec<&Change> = match &self.accept {
            Some(path) => {
                let text =
                    fs::read_to_string(path).map_err(|source| DiffError::Accepted { path: path.clone(), source })?;
                accepted::unaccepted(&path.display().to_string(), &text, &changes)?
            }
            None => changes.iter().filter(|change| change.breaks_somebody()).collect(),
        };
        let mut notes = String::new();
        for (version, problems) in [(&self.old, old_problems), (&self.new, new_problems)] {
            if let Some(problems) = problems {
                // Writing to a string cannot fail.
                let _ = writeln!(
                    notes,
                    "{problems}\nnote: {version} is compared nevertheless: servers and clients do not read this"
                );
            }
        }
        let text = match self.format {
            Format::Text => text(&changes, &breaks),
            Format::Json => json(&changes, &breaks),
            Format::Markdown => markdown(&changes, &breaks),
        };
        Ok(Compared { text, notes, breaks: !breaks.is_empty() })
    }
}

/// Whom a change breaks, and whether that is accepted.
fn verdict(change: &Change, breaks: &[&Change]) -> String {
    let whom = change.kind.breaks();
    match (change.breaks_somebody(), breaks.contains(&change)) {
        (false, _) => "breaks nobody".to_owned(),
        (true, true) => format!("breaks {whom}"),
        (true, false) => format!("breaks {whom}, which is accepted"),
    }
}

/// How many changes break whom.
fn sum(changes: &[Change], breaks: &[&Change]) -> String {
    let count = |is: fn(Kind) -> bool| breaks.iter().filter(|change| is(change.kind)).count();
    format!(
        "changes: {}, that break servers: {}, that break clients: {}",
        changes.len(),
        count(|kind| kind.breaks().servers()),
        count(|kind| kind.breaks().clients())
    )
}

fn text(changes: &[Change], breaks: &[&Change]) -> String {
    let lines =
        changes.iter().map(|change| format!("{change}\n    {} ({})\n", change.kind.summary(), verdict(change, breaks)));
    format!("{}{}\n", lines.collect::<String>(), sum(changes, breaks))
}

fn json(changes: &[Change], breaks: &[&Change]) -> String {
    let changes = changes.iter().map(|change| {
        let mut written = serde_json::json!(change);
        written["is_accepted"] = (change.breaks_somebody() && !breaks.contains(&change)).into();
        written
    });
    format!("{:#}\n", serde_json::json!({ "changes": changes.collect::<Vec<_>>(), "breaks": !breaks.is_empty() }))
}

fn markdown(changes: &[Change], breaks: &[&Change]) -> String {
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
    let code = |text: &Option<String>| match text {
        // Code within code would end it.
        Some(text) if text.contains('`') => format!("`` {} ``", cell(text)),
        Some(text) => format!("`{}`", cell(text)),
        None => String::new(),
    };
    let mut table =
        format!("{}.\n\n| change | place | before | now | |\n|---|---|---|---|---|\n", sum(changes, breaks));
    for change in changes {
        let Change { kind, place, old, new } = change;
        let row = [format!("`{kind}`"), format!("`{}`", cell(place)), code(old), code(new), verdict(change, breaks)];
        table.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    table
}
