//! Where things come from, in words for documentation.

use indexmap::IndexMap;
use kii_spec::{Api, Decision, DecisionId, Origin, Page, PageId, Source};

/// The pages and decisions that documentation cites.
pub(crate) struct Citations<'a> {
    pages: &'a IndexMap<PageId, Page>,
    decisions: &'a IndexMap<DecisionId, Decision>,
}

impl<'a> Citations<'a> {
    pub(crate) fn of(api: &'a Api) -> Self {
        Self { pages: &api.pages, decisions: &api.decisions }
    }

    /// Where something comes from, one sentence.
    pub(crate) fn cite(&self, origin: &Origin) -> String {
        match origin {
            Origin::Page(source) => match self.pages.get(&source.page) {
                Some(page) => format!("Source: {}, <{}>.", self.place(source), page.url),
                None => format!("Source: {}.", self.place(source)),
            },
            Origin::Decision(id) => match self.decisions.get(id) {
                Some(decision) => format!("Source: decision {id}: {}", decision.choice),
                None => format!("Source: decision {id}."),
            },
        }
    }

    /// Where a part of an item comes from; the item itself has the addresses.
    pub(crate) fn cite_briefly(&self, origin: &Origin) -> String {
        match origin {
            Origin::Page(source) => format!("Source: {}.", self.place(source)),
            Origin::Decision(id) => format!("Source: decision {id}."),
        }
    }

    /// A place on a page.
    fn place(&self, source: &Source) -> String {
        let title = self.pages.get(&source.page).map_or(source.page.0.as_str(), |page| &page.title);
        format!("{title}, \"{}\"", source.section)
    }
}
