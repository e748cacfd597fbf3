//! `source:` and `decision:`.

use super::Desk;
use crate::{
    source::{DecisionId, Origin, PageId, Source},
    wire,
    yaml::{At, Span},
};

impl Desk<'_> {
    /// A place on a page.
    pub(super) fn source(&self, source: &wire::Source) -> Option<Source> {
        let page = self.names.pages.look_up(self, &source.page)?;
        Some(Source { page: PageId(page), section: source.section.clone() })
    }

    /// Where a fact comes from, if it says so itself.
    pub(super) fn own_origin(&self, source: Option<&wire::Source>, decision: Option<&At<String>>) -> Option<Origin> {
        if let (Some(source), Some(_)) = (source, decision) {
            let help = "keep the decision; it names the pages that it is about".to_owned();
            let title = "`source` and `decision` exclude each other";
            self.sheet.note_with(&source.page.span, title, "beside `decision`", help);
        }
        let decision = decision.and_then(|decision| self.names.decisions.look_up(self, decision));
        let source = source.and_then(|source| self.source(source));
        decision.map(|id| Origin::Decision(DecisionId(id))).or(source.map(Origin::Page))
    }

    /// Where a fact comes from; `name` is what to point at when it does not say so.
    pub(super) fn origin(
        &self,
        name: &Span,
        source: Option<&wire::Source>,
        decision: Option<&At<String>>,
    ) -> Option<Origin> {
        if source.is_none() && decision.is_none() {
            let help = "add `source: { page: ..., section: ... }` or `decision: ...`".to_owned();
            self.sheet.note_with(name, "nothing says where this comes from", "has no source and no decision", help);
        }
        self.own_origin(source, decision)
    }
}
