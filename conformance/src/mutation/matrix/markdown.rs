//! The kill rate as a page of the repository.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
};

use kii_spec::{Api, Checked, Level, Statement};

use super::{Matrix, MatrixEntry};
use crate::mutation::FaultKind;

impl Matrix {
    /// The part of a page that is about these faults, behind its heading.
    #[must_use]
    pub fn markdown(&self, api: &Api) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = self.page(api, &mut text);
        text
    }

    fn page(&self, api: &Api, text: &mut String) -> fmt::Result {
        writeln!(text, "\n**{}**\n", self.total())?;
        self.operations(api, text)?;
        self.servers(text)?;
        self.distortions(text)?;
        self.behaviour(text)?;
        self.rules(api, text)?;
        self.invisible(text)
    }

    fn operations(&self, api: &Api, text: &mut String) -> fmt::Result {
        writeln!(text, "## By operation and kind\n\nKilled of planted.\n")?;
        let kinds: Vec<&str> = FaultKind::ALL.iter().map(|kind| kind.word()).collect();
        writeln!(text, "| operation | {} |\n|---|{}", kinds.join(" | "), "---:|".repeat(kinds.len()))?;
        for (operation, row) in self.table(api) {
            let operation = operation.map_or_else(|| "several".to_owned(), |operation| format!("`{operation}`"));
            let cells = FaultKind::ALL.iter().map(|kind| {
                row.get(kind)
                    .filter(|tally| tally.faults > 0)
                    .map_or_else(String::new, |tally| format!("{} of {}", tally.killed, tally.faults))
            });
            writeln!(text, "| {operation} | {} |", cells.collect::<Vec<_>>().join(" | "))?;
        }
        writeln!(text)
    }

    fn servers(&self, text: &mut String) -> fmt::Result {
        writeln!(text, "## Servers that do not look at requests\n\nNone may pass a case of level *must*.\n")?;
        writeln!(text, "| server | passes | of |\n|---|---:|---:|")?;
        for server in &self.null_servers {
            writeln!(text, "| {} | {} | {} |", server.name, server.passed.len(), server.cases)?;
        }
        writeln!(text)
    }

    /// The faults on the wire, by what they do.
    fn distortions(&self, text: &mut String) -> fmt::Result {
        writeln!(text, "## Faults on the wire\n\nDerived for every operation, scope and documented response.\n")?;
        writeln!(text, "| kind | what is wrong | planted |\n|---|---|---:|")?;
        let mut counts: BTreeMap<(FaultKind, &str), usize> = BTreeMap::new();
        for entry in self.visible().filter(|entry| entry.fault.kind != FaultKind::Behaviour) {
            let (part, change) = entry.fault.id.0.rsplit_once('=').unwrap_or(("", &entry.fault.id.0));
            // Which status or refusal it is says the matrix; what happens to parts is worth telling.
            let change = match entry.fault.kind {
                FaultKind::Status => "another status",
                FaultKind::Refusal => "another documented refusal",
                FaultKind::MediaType | FaultKind::Header | FaultKind::Content | FaultKind::Member => change,
                FaultKind::Behaviour => part,
            };
            *counts.entry((entry.fault.kind, change)).or_default() += 1;
        }
        for ((kind, change), count) in counts {
            writeln!(text, "| {} | {} | {count} |", kind.word(), change.replace('-', " "))?;
        }
        writeln!(text)
    }

    fn behaviour(&self, text: &mut String) -> fmt::Result {
        writeln!(text, "## Faults of behaviour\n\nServers that are wrong in one way each.\n")?;
        writeln!(text, "| fault | what the server does | violates |\n|---|---|---|")?;
        for entry in self.visible().filter(|entry| entry.fault.kind == FaultKind::Behaviour) {
            let violated: Vec<String> = entry.fault.violates.iter().map(|statement| format!("`{statement}`")).collect();
            let survived = if entry.is_killed() { "" } else { " **survived**" };
            writeln!(text, "| `{}`{survived} | {} | {} |", entry.fault.id, entry.fault.summary, violated.join(", "))?;
        }
        writeln!(text)
    }

    fn rules(&self, api: &Api, text: &mut String) -> fmt::Result {
        writeln!(text, "## Rules\n\nHow many faults were planted against each rule of level *must*.\n")?;
        writeln!(text, "| rule | planted |\n|---|---:|")?;
        for rule in api.rules.values().filter(|rule| rule.level == Level::Must) {
            let statement = Statement::Rule(rule.id.clone());
            let injected = self.visible().filter(|entry| entry.fault.violates.contains(&statement)).count();
            match &rule.checked {
                Checked::Excluded(reason) => writeln!(text, "| `{}` | none: {reason} |", rule.id)?,
                Checked::At(_) | Checked::Cases | Checked::Derived(_) => {
                    writeln!(text, "| `{}` | {injected} |", rule.id)?
                }
            }
        }
        writeln!(text)
    }

    fn invisible(&self, text: &mut String) -> fmt::Result {
        writeln!(text, "## Faults that no answer can show")?;
        let equivalents = self.equivalents();
        if equivalents.is_empty() {
            writeln!(text, "\nNone.")?;
        }
        for (reason, entries) in equivalents {
            writeln!(text, "\n{reason}\n")?;
            for entry in entries {
                writeln!(text, "- `{}`", entry.fault.id)?;
            }
        }
        Ok(())
    }

    /// The faults that an answer can show.
    fn visible(&self) -> impl Iterator<Item = &MatrixEntry> {
        self.entries.iter().filter(|entry| entry.equivalent.is_none())
    }
}
