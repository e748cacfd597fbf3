//! Which identifiers some code contains.

use std::{collections::HashMap, fmt::Write};

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{
    FieldPat, FieldValue, Item,
    visit::{self, Visit},
};

/// How often each identifier stands in some code.
pub(crate) type Mentions = HashMap<String, usize>;

/// The identifiers in some code.
pub(crate) fn mentions(code: TokenStream) -> Mentions {
    let mut counter = Counter::default();
    counter.count(code);
    counter.mentions
}

/// How often a name stands in some code.
pub(crate) fn occurrences(name: &str, code: TokenStream) -> usize {
    let in_token = |token| match token {
        TokenTree::Ident(other) => usize::from(other == name),
        TokenTree::Group(group) => occurrences(name, group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => 0,
    };
    code.into_iter().map(in_token).sum()
}

/// The identifiers in a file but for those in its imports.
pub(crate) fn outside_imports(file: &syn::File) -> Mentions {
    let mut counter = Counter::default();
    for item in file.items.iter().filter(|item| !matches!(item, Item::Use(_))) {
        counter.visit_item(item);
    }
    counter.mentions
}

#[derive(Default)]
struct Counter {
    mentions: Mentions,
    /// The name in hand: most have been seen before, and need no text of their own.
    name: String,
}

impl Counter {
    fn add(&mut self, name: &Ident) {
        self.name.clear();
        // Writing to a string cannot fail.
        write!(self.name, "{name}").ok();
        match self.mentions.get_mut(&self.name) {
            Some(count) => *count += 1,
            None => drop(self.mentions.insert(self.name.clone(), 1)),
        }
    }

    fn count(&mut self, code: TokenStream) {
        for token in code {
            match token {
                TokenTree::Ident(name) => self.add(&name),
                TokenTree::Group(group) => self.count(group.stream()),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Counter {
    fn visit_ident(&mut self, name: &'ast Ident) {
        self.add(name);
    }

    // `{ name }` stands for `{ name: name }`, but has the name once.
    fn visit_field_value(&mut self, field: &'ast FieldValue) {
        match field.colon_token {
            Some(_) => visit::visit_field_value(self, field),
            None => self.visit_member(&field.member),
        }
    }

    fn visit_field_pat(&mut self, field: &'ast FieldPat) {
        match field.colon_token {
            Some(_) => visit::visit_field_pat(self, field),
            None => self.visit_member(&field.member),
        }
    }

    fn visit_token_stream(&mut self, code: &'ast TokenStream) {
        self.count(code.clone());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{mentions, occurrences, outside_imports};

    /// With a macro, an attribute, a lifetime, an import within a function, and a name in a text and in a comment.
    const CODE: &str = "use a::Imported;\n#[derive(Derived)] struct S<'long>(&'long str);\n\
                        fn f() { use b::Within; m!(Named, \"Text\"); /* Comment */ let f = Named { f }; }";

    #[test]
    fn names_are_counted_wherever_they_stand() {
        let counted: BTreeMap<String, usize> = outside_imports(&syn::parse_file(CODE).unwrap()).into_iter().collect();
        let expected = [
            ("Derived", 1),
            ("Named", 2),
            ("S", 1),
            ("Within", 1),
            ("b", 1),
            ("derive", 1),
            ("f", 3),
            ("long", 2),
            ("m", 1),
            ("str", 1),
        ];
        assert_eq!(counted, expected.map(|(name, count)| (name.to_owned(), count)).into());
    }

    #[test]
    fn one_name_occurs_as_often_as_it_is_counted_among_all() {
        let tokens = || CODE.parse().unwrap();
        let all = mentions(tokens());
        assert_eq!(all["Imported"], 1);
        for (name, count) in all {
            assert_eq!(occurrences(&name, tokens()), count, "{name}");
        }
        assert_eq!(occurrences("Text", tokens()), 0);
    }
}
