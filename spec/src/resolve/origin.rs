//! `source:` and `decision:`.

use super::ResolveContext;
use crate::{
    source::{DecisionId, Origin, PageId, Source},
    wire,
    yaml::{At, Span},
};

impl ResolveContext<'_> {
    /// A place on a page.
    pub(super) fn source(&self, source: &wire::Source) -> Source {
        Source { page: PageId(self.names.pages.look_up(self, &source.page)), section: source.section.clone() }
    }

    /// Where a fact comes from, if it says so itself.
    pub(super) fn own_origin(&self, source: Option<&wire::Source>, decision: Option<&At<String>>) -> Option<Origin> {
        let page = source.map(|source| Origin::Page(self.source(source)));
        let Some(decision) = decision else {
            return page;
        };
        if let Some(source) = source {
            let title = "`source` and `decision` exclude each other";
            let help = "keep the decision: it names the pages that it is about".to_owned();
            self.diagnostics.note_with(&source.page.span, title, "beside `decision`", help);
        }
        Some(Origin::Decision(DecisionId(self.names.decisions.look_up(self, decision))))
    }

    /// Where a fact comes from; `name` is what to point at when it does not say so.
    pub(super) fn origin(
        &self,
        name: &Span,
        source: Option<&wire::Source>,
        decision: Option<&At<String>>,
    ) -> Option<Origin> {
        let own = self.own_origin(source, decision);
        if own.is_none() {
            let help = "add `source: { page: ..., section: ... }` or `decision: ...`".to_owned();
            self.diagnostics.note_with(
                name,
                "nothing says where this comes from",
                "has no source and no decision",
                help,
            );
        }
        own
    }
}
