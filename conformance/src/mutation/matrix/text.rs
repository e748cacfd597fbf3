//! The kill matrix for people at a terminal.

use std::fmt::{self, Write as _};

use kii_spec::Api;

use super::{ConstantServer, Matrix, MatrixEntry, Tally};
use crate::mutation::{FaultKind, MutantStatus};

/// How many of the cases that missed a fault are printed.
const SHOWN: usize = 3;

impl Matrix {
    /// The survivors with what was sent and received, the table, and a last line that sums it up.
    #[must_use]
    pub fn text(&self, api: &Api) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(api, &mut text);
        text
    }

    fn write(&self, api: &Api, text: &mut String) -> fmt::Result {
        for entry in self.survivors() {
            survivor(entry, text)?;
        }
        for entry in self.exposed() {
            let reason = entry.equivalent.as_deref().unwrap_or_default();
            writeln!(text, "EXPOSED {}\n  said to be invisible: {reason}\n  take it off the list\n", entry.fault.id)?;
        }
        self.rows(api, text)?;
        for ConstantServer { name, passed, cases } in &self.null_servers {
            writeln!(text, "null server, {name}: passes {} of {cases} cases of level must", passed.len())?;
            passed.iter().take(SHOWN).try_for_each(|case| writeln!(text, "  {case}"))?;
        }
        for rule in self.unnamed(api) {
            writeln!(text, "rule {rule} is named by no kill")?;
        }
        for (reason, entries) in self.untested() {
            writeln!(text, "could not be tested ({}): {reason}", entries.len())?;
            entries.iter().take(SHOWN).try_for_each(|entry| writeln!(text, "  {}", entry.fault.id))?;
        }
        for (reason, entries) in self.equivalents() {
            writeln!(text, "equivalent ({}): {reason}", entries.len())?;
            entries.iter().try_for_each(|entry| writeln!(text, "  {}", entry.fault.id))?;
        }
        writeln!(text, "{}", self.total())
    }

    fn rows(&self, api: &Api, text: &mut String) -> fmt::Result {
        write!(text, "{:17}", "killed / injected")?;
        for kind in FaultKind::ALL {
            write!(text, " {:>11}", kind.word())?;
        }
        writeln!(text)?;
        for (operation, row) in self.table(api) {
            let operation = operation.map_or_else(|| "several".to_owned(), |operation| operation.to_string());
            write!(text, "{operation:17}")?;
            for kind in FaultKind::ALL {
                let cell = row
                    .get(kind)
                    .filter(|tally| tally.faults > 0)
                    .map_or_else(String::new, |tally| format!("{}/{}", tally.killed, tally.faults));
                write!(text, " {cell:>11}")?;
            }
            writeln!(text)?;
        }
        writeln!(text)
    }
}

fn survivor(entry: &MatrixEntry, text: &mut String) -> fmt::Result {
    writeln!(text, "SURVIVED {}\n  {}", entry.fault.id, entry.fault.summary)?;
    let violated: Vec<String> = entry.fault.violates.iter().map(ToString::to_string).collect();
    writeln!(text, "  violates {}", violated.join(" or "))?;
    let MutantStatus::Survived { attempts, transcript } = &entry.status else { return Ok(()) };
    if attempts.is_empty() {
        writeln!(
            text,
            "  no case that could detect it cites these statements; add one to the spec or to conformance/cases"
        )?;
    }
    for attempt in attempts.iter().take(SHOWN) {
        writeln!(text, "  {}: {}", attempt.case, attempt.outcome)?;
    }
    match attempts.len().saturating_sub(SHOWN) {
        0 => {}
        more => writeln!(text, "  ... and {more} more cases that did not fail for it")?,
    }
    if let (Some(attempt), false) = (attempts.first(), transcript.is_empty()) {
        writeln!(text, "  sent and received by {}:", attempt.case)?;
        let lines = transcript.concat();
        lines.lines().try_for_each(|line| writeln!(text, "    {line}"))?;
    }
    writeln!(text)
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { killed, faults, equivalent, untested } = self;
        write!(f, "killed {killed} of {faults} ({equivalent} equivalent, listed)")?;
        match untested {
            0 => Ok(()),
            untested => write!(f, "; {untested} could not be tested here"),
        }
    }
}
