//! Which identifiers some code contains.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Item;

/// How often each identifier stands in some code.
pub(crate) type Mentions = BTreeMap<String, usize>;

/// The identifiers in some code.
pub(crate) fn mentions(code: TokenStream) -> Mentions {
    let mut mentions = Mentions::new();
    count(code, &mut mentions);
    mentions
}

/// The identifiers in a file but for those in its imports.
pub(crate) fn outside_imports(file: &syn::File) -> Mentions {
    let mut mentions = Mentions::new();
    for item in file.items.iter().filter(|item| !matches!(item, Item::Use(_))) {
        count(item.to_token_stream(), &mut mentions);
    }
    mentions
}

fn count(code: TokenStream, into: &mut Mentions) {
    for token in code {
        match token {
            TokenTree::Ident(name) => *into.entry(name.to_string()).or_default() += 1,
            TokenTree::Group(group) => count(group.stream(), into),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
