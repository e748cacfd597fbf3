//! Doc comments. Each names where its item comes from.

use kii_spec::Origin;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::model::Citations;

/// A doc comment, line by line.
#[derive(Clone, Debug)]
pub(crate) struct Docs(Vec<String>);

impl Docs {
    /// A doc comment of these lines.
    pub(crate) fn of<'a>(lines: impl IntoIterator<Item = &'a str>) -> Self {
        Self(lines.into_iter().map(|line| format!(" {}", on_one_line(line))).collect())
    }

    /// What an item is and where it comes from.
    pub(crate) fn of_item(citations: &Citations<'_>, summary: &str, origin: &Origin) -> Self {
        Self::of([summary, "", &citations.cite(origin)])
    }

    /// What a part of an item is and where it comes from; the item itself has the addresses.
    pub(crate) fn of_part(citations: &Citations<'_>, summary: &str, origin: &Origin) -> Self {
        Self::of([summary, "", &citations.cite_briefly(origin)])
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
