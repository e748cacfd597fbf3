//! Rust as a flat list of tokens.
//!
//! Rules look at tokens instead of lines, so that they never take a comment or a text for code, and know which code is
//! compiled for tests only.

use std::str::FromStr;

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, LexError, TokenStream, TokenTree};

/// A token, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Its line, counted from 1.
    pub(super) line: usize,
    /// Whether it is part of an item under `#[cfg(test)]`.
    pub(super) in_test: bool,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a token is. Documentation is no token at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier or a keyword.
    Word(String),
    /// The value of a string literal.
    Text(String),
    /// A punctuation mark, or a bracket that opens or closes.
    Mark(char),
    /// Any other literal.
    Literal,
}

impl Token {
    /// Splits a file into tokens.
    ///
    /// # Errors
    /// A text that no Rust compiler would split either.
    pub(super) fn read(text: &str) -> Result<Vec<Self>> {
        let lex = |error: LexError| anyhow!("line {}: {error}", error.span().start().line);
        let mut tokens = Vec::new();
        flatten(TokenStream::from_str(text).map_err(lex)?, false, &mut tokens);
        Ok(tokens)
    }

    /// The identifier or keyword that the token is.
    pub(super) fn word(&self) -> Option<&str> {
        if let Kind::Word(word) = &self.kind { Some(word) } else { None }
    }

    /// The value of the string literal that the token is.
    pub(super) fn text(&self) -> Option<&str> {
        if let Kind::Text(text) = &self.kind { Some(text) } else { None }
    }

    /// Whether it is this punctuation mark or bracket.
    pub(super) fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

fn flatten(stream: TokenStream, in_test: bool, tokens: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    // Set by `#[cfg(test)]`, until the item that it is about has ended.
    let mut item_is_test = false;
    while let Some(tree) = trees.next() {
        if is_mark(&tree, '#') {
            let is_inner = trees.next_if(|next| is_mark(next, '!')).is_some();
            if let Some(TokenTree::Group(attribute)) = trees.peek() {
                let attribute = attribute.stream().to_string().replace(' ', "");
                item_is_test |= !is_inner && attribute == "cfg(test)";
                if attribute.starts_with("doc=") {
                    trees.next();
                    continue;
                }
            }
        }
        let ends_item = match &tree {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(mark) => mark.as_char() == ';',
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        };
        push(tree, in_test || item_is_test, tokens);
        item_is_test &= !ends_item;
    }
}

fn push(tree: TokenTree, in_test: bool, tokens: &mut Vec<Token>) {
    let token = |kind, span: proc_macro2::Span| Token { line: span.start().line, in_test, kind };
    match tree {
        TokenTree::Ident(ident) => tokens.push(token(Kind::Word(ident.to_string()), ident.span())),
        TokenTree::Punct(mark) => tokens.push(token(Kind::Mark(mark.as_char()), mark.span())),
        TokenTree::Literal(literal) => {
            let span = literal.span();
            let text = if let syn::Lit::Str(text) = syn::Lit::new(literal) { Some(text.value()) } else { None };
            tokens.push(token(text.map_or(Kind::Literal, Kind::Text), span));
        }
        TokenTree::Group(group) => {
            let (open, close) = match group.delimiter() {
                Delimiter::Parenthesis => ('(', ')'),
                Delimiter::Brace => ('{', '}'),
                Delimiter::Bracket => ('[', ']'),
                Delimiter::None => (' ', ' '),
            };
            tokens.push(token(Kind::Mark(open), group.span_open()));
            flatten(group.stream(), in_test, tokens);
            tokens.push(token(Kind::Mark(close), group.span_close()));
        }
    }
}

fn is_mark(tree: &TokenTree, mark: char) -> bool {
    matches!(tree, TokenTree::Punct(found) if found.as_char() == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a text, those of tests in brackets.
    fn words(text: &str) -> Vec<String> {
        let tokens = Token::read(text).unwrap();
        let name =
            |token: &Token| token.word().map(|word| if token.in_test { format!("({word})") } else { word.to_owned() });
        tokens.iter().filter_map(name).collect()
    }

    #[test]
    fn comments_and_documentation_are_no_tokens() {
        assert_eq!(words("//! one\n/// two\n// three\nfn four() {} /* five */"), ["fn", "four"]);
    }

    #[test]
    fn an_item_for_tests_ends_with_its_block_or_its_semicolon() {
        let text = "#[cfg(test)] #[inline] mod a { fn b() {} }\nfn c() {}\n#[cfg(test)] use d;\nuse e;";
        let words = words(text).join(" ");
        assert_eq!(words, "(cfg) (test) (inline) (mod) (a) (fn) (b) fn c (cfg) (test) (use) (d) use e");
    }

    #[test]
    fn a_text_is_known_by_its_value_and_its_line() {
        let tokens = Token::read("fn a() {\n    b(\"c\\u{64}\", r#\"e\"#)\n}").unwrap();
        let texts: Vec<_> = tokens.iter().filter_map(|token| Some((token.line, token.text()?))).collect();
        assert_eq!(texts, [(2, "cd"), (2, "e")]);
    }

    #[test]
    fn what_is_not_rust_is_reported_with_its_line() {
        let error = Token::read("fn a() {\n    (\n}").unwrap_err().to_string();
        assert!(error.starts_with("line "), "{error}");
    }
}
