//! Files of Rust packages: laid out by templates, parsed, and formatted.

use std::{
    mem,
    path::{Path, PathBuf},
};

use serde::Serialize;
use syn::Item;

use super::code::Code;
use crate::{
    Error, GeneratedFile,
    banner::Banner,
    templates::{SUFFIX, Templates},
};

/// A file as it was laid out.
pub(super) struct LaidOut {
    pub(super) path: PathBuf,
    pub(super) content: Content,
}

/// What was laid out.
pub(super) enum Content {
    /// Text that is no code.
    Text(String),
    /// Code.
    Code(Code),
}

impl LaidOut {
    /// A file below `generated/`, parsed if it is code.
    pub(super) fn by(templates: &Templates, path: &str, template: &str, view: &impl Serialize) -> Result<Self, Error> {
        let text = templates.text(template, view)?;
        let is_rust = Path::new(path).extension().is_some_and(|extension| extension == "rs");
        let content = if is_rust {
            let tree = syn::parse_file(&text).map_err(|error| syntax(path.as_ref(), template, &text, &error))?;
            Content::Code(Code::of(tree, templates.has_holes(template)))
        } else {
            Content::Text(text)
        };
        Ok(Self { path: path.into(), content })
    }

    /// The file, formatted if it is code.
    pub(super) fn file(&mut self) -> GeneratedFile {
        let text = match &mut self.content {
            Content::Text(text) => match self.path.extension().is_some_and(|extension| extension == "md") {
                true => Banner::Markup.above(text),
                false => Banner::Hash.above(text),
            },
            Content::Code(code) => Banner::Slashes.above(&formatted(&mut code.tree)),
        };
        GeneratedFile { path: self.path.clone(), text }
    }
}

/// Formatted code, with an empty line between items; modules and imports stay together.
pub(super) fn formatted(tree: &mut syn::File) -> String {
    let items = mem::take(&mut tree.items);
    let mut text = prettyplease::unparse(tree);
    let attributes = mem::take(&mut tree.attrs);
    let mut done = Vec::new();
    for item in items {
        let kind = mem::discriminant(&item);
        let grouped = matches!(item, Item::Use(_) | Item::Mod(_)) && done.last().map(mem::discriminant) == Some(kind);
        text.push_str(if grouped { "" } else { "\n" });
        tree.items = vec![item];
        text.push_str(&prettyplease::unparse(tree));
        done.append(&mut tree.items);
    }
    (tree.items, tree.attrs) = (done, attributes);
    text.trim_start().to_owned()
}

fn syntax(file: &Path, template: &str, code: &str, error: &syn::Error) -> Error {
    let start = error.span().start();
    Error::Syntax {
        template: format!("{template}{SUFFIX}"),
        file: file.to_owned(),
        message: error.to_string(),
        line: start.line,
        column: start.column + 1,
        excerpt: code.lines().nth(start.line.saturating_sub(1)).unwrap_or_default().trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Error, LaidOut, Templates};

    fn laid_out(template: &str) -> Result<LaidOut, Error> {
        let templates = Templates::with([("sample.rs.tera", template)]).unwrap();
        LaidOut::by(&templates, "sample.rs", "sample.rs", &BTreeMap::from([("name", "Sample")]))
    }

    #[test]
    fn code_that_is_not_rust_is_reported_with_its_line() {
        let Err(error) = laid_out("pub struct {{ name }};\npub struct struct;\n") else {
            panic!("the code was accepted")
        };
        let message = error.to_string();
        assert!(message.contains("the template sample.rs.tera") && message.contains("2:12"), "{message}");
        assert!(message.contains("pub struct struct;"), "{message}");
    }

    #[test]
    fn a_banner_stands_in_front_of_formatted_code() {
        let file = laid_out("pub struct {{ name }}  ;").unwrap().file();
        let (banner, code) = file.text.split_once("\n\n").unwrap();
        assert!(banner.contains("cargo xtask codegen"), "{banner}");
        assert_eq!(code, "pub struct Sample;\n");
    }
}
