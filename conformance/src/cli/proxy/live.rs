//! Judges exchanges while they are made: those that were made at the same time together, once all of them have ended.

use std::collections::BTreeSet;

use super::forwarder::Event;
use crate::{
    report::terminal,
    traffic::{Inspector, RecordedExchange, TrafficReport},
    values::har::Har,
};

/// Judges exchanges while they are made.
pub(super) struct Live<'a> {
    inspector: Inspector<'a>,
    /// How many exchanges have begun and not ended.
    open: usize,
    /// Those that have ended and are not judged yet.
    ended: Vec<RecordedExchange>,
    /// What has been printed.
    known: BTreeSet<String>,
    /// The exchanges as they are written at the end, if they are.
    archive: Option<Har>,
}

impl<'a> Live<'a> {
    /// `keeps`: whether the exchanges are written at the end.
    pub(super) fn new(inspector: Inspector<'a>, keeps: bool) -> Self {
        let archive = keeps.then(Har::new);
        Self { inspector, open: 0, ended: Vec::new(), known: BTreeSet::new(), archive }
    }

    /// Whether exchanges are under way.
    pub(super) const fn has_open_exchanges(&self) -> bool {
        self.open > 0
    }

    pub(super) fn note(&mut self, event: Event) {
        match event {
            Event::Began => self.open += 1,
            Event::Ended(exchange) => {
                self.open = self.open.saturating_sub(1);
                self.ended.push(*exchange);
            }
        }
        if self.open == 0 {
            self.judge();
        }
    }

    /// What was found, and the exchanges.
    pub(super) fn end(mut self) -> (TrafficReport, Option<Har>) {
        self.judge();
        (self.inspector.end(), self.archive)
    }

    fn judge(&mut self) {
        let mut exchanges = std::mem::take(&mut self.ended);
        exchanges.sort_by_key(|exchange| exchange.began);
        self.inspector.inspect_all(&exchanges);
        for finding in self.inspector.news() {
            if self.known.insert(finding.kind()) {
                terminal::notify(finding);
            }
        }
        if let Some(archive) = &mut self.archive {
            archive.log.entries.extend(exchanges.iter().map(|exchange| self.inspector.entry(exchange)));
        }
    }
}
