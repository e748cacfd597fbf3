//! The part of `KILL_RATE.md` about conditional faults.

use std::{collections::BTreeMap, fmt::Write as _};

use kii_server::ConditionalFault;

use super::{PUBLISHED, Survivors, faults};

/// How many faults were killed, not reached, and injected.
#[derive(Clone, Copy, Default)]
struct Count {
    killed: usize,
    warned: usize,
    unreached: usize,
    injected: usize,
}

impl Count {
    fn add(&mut self, word: Option<&str>) {
        self.injected += 1;
        self.killed += usize::from(word.is_none());
        self.warned += usize::from(word == Some("warned"));
        self.unreached += usize::from(word == Some("not-reached"));
    }

    fn cell(self) -> String {
        let Self { killed, injected, .. } = self;
        if injected == 0 { String::new() } else { format!("{killed} of {injected}") }
    }
}

impl Survivors {
    /// The rate, in words that can stand in a table.
    pub(crate) fn rate(&self) -> String {
        let mut total = Count::default();
        faults(&[], PUBLISHED).iter().for_each(|fault| total.add(self.word(fault)));
        let Count { killed, warned, unreached, injected } = total;
        format!(
            "{killed} of {injected}, a sample of one in {PUBLISHED} ({unreached} of the others were not reached, {warned} only \
             warned about)"
        )
    }

    /// The section: behaviours by the topic of their triggers, and the triggers.
    pub(crate) fn markdown(&self) -> String {
        let (mut behaviours, mut triggers) = (BTreeMap::<_, BTreeMap<_, Count>>::new(), BTreeMap::<_, Count>::new());
        for fault in faults(&[], PUBLISHED) {
            let word = self.word(&fault);
            behaviours.entry(fault.behaviour()).or_default().entry(fault.topic()).or_default().add(word);
            if let Some(trigger) = fault.trigger() {
                triggers.entry(trigger).or_default().add(word);
            }
        }
        let topics = ConditionalFault::TOPICS;
        let mut text = String::from(
            "## Conditional faults\n\nKilled of injected, by behaviour and by what the trigger is about, in the sample.\n\n",
        );
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| behaviour | {} |\n|---|{}", topics.join(" | "), "---:|".repeat(topics.len()));
        for (behaviour, row) in behaviours {
            let cells: Vec<String> =
                topics.iter().map(|topic| row.get(topic).copied().unwrap_or_default().cell()).collect();
            let _ = writeln!(text, "| `{behaviour}` | {} |", cells.join(" | "));
        }
        text.push_str("\n| trigger | killed | not reached | only warned about |\n|---|---:|---:|---:|\n");
        for (trigger, count) in triggers {
            let _ = writeln!(text, "| `{trigger}` | {} | {} | {} |", count.cell(), count.unreached, count.warned);
        }
        text.push('\n');
        text
    }
}
