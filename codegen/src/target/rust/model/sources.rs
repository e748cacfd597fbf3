//! Doc comments. Each names where its item comes from.

use indexmap::IndexMap;
use kii_spec::{Api, Decision, DecisionId, Origin, Page, PageId, Source};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// The pages and decisions that doc comments cite.
pub(crate) struct Sources<'a> {
    pages: &'a IndexMap<PageId, Page>,
    decisions: &'a IndexMap<DecisionId, Decision>,
}

/// A doc comment, line by line.
#[derive(Clone, Debug)]
pub(crate) struct Docs(Vec<String>);

impl<'a> Sources<'a> {
    pub(crate) fn of(api: &'a Api) -> Self {
        Self { pages: &api.pages, decisions: &api.decisions }
    }

    /// What an item is and where it comes from.
    pub(crate) fn docs(&self, summary: &str, origin: &Origin) -> Docs {
        Docs::of([summary, "", &self.cite(origin)])
    }

    /// What a part of an item is and where it comes from; the item itself has the addresses.
    pub(crate) fn part_docs(&self, summary: &str, origin: &Origin) -> Docs {
        let source = match origin {
            Origin::Page(source) => format!("Source: {}.", self.place(source)),
            Origin::Decision(id) => format!("Source: decision {id}."),
        };
        Docs::of([summary, "", &source])
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

    /// A place on a page.
    fn place(&self, source: &Source) -> String {
        let title = self.pages.get(&source.page).map_or(source.page.0.as_str(), |page| &page.title);
        format!("{title}, \"{}\"", source.section)
    }
}

impl Docs {
    /// A doc comment of these lines.
    pub(crate) fn of<'a>(lines: impl IntoIterator<Item = &'a str>) -> Self {
        Self(lines.into_iter().map(|line| format!(" {}", on_one_line(line))).collect())
    }
}

impl ToTokens for Docs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let lines = &self.0;
        tokens.extend(quote!(#(#[doc = #lines])*));
    }
}

/// Text on one line of a comment, with nothing in it that rustdoc would take for a link (addresses in angle brackets stay),
/// and no control character: rustc refuses those that change the direction of text.
pub(crate) fn on_one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('[', "\\[").replace(']', "\\]");
    let written =
        |letter: char| if is_control(letter) { letter.escape_unicode().collect() } else { letter.to_string() };
    line.chars().map(written).collect()
}

fn is_control(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::Docs;

    #[test]
    fn a_comment_keeps_each_line_on_one_line_and_makes_no_links() {
        let docs = Docs::of(["One\n  [or two] words.", "", "End."]);
        let file = syn::parse2(quote!(#docs struct Sample;)).unwrap();
        let code = prettyplease::unparse(&file);
        assert_eq!(code, "/// One \\[or two\\] words.\n///\n/// End.\nstruct Sample;\n");
    }

    #[test]
    fn a_comment_shows_control_characters_instead_of_obeying_them() {
        let Docs(lines) = Docs::of(["a\u{202e}b\u{7}c"]);
        assert_eq!(lines, [" a\\u{202e}b\\u{7}c"]);
    }
}
