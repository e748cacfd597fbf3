//! Templates, and the formatting of what they lay out.

use std::{
    collections::BTreeSet,
    mem,
    path::{Path, PathBuf},
};

use include_dir::{Dir, DirEntry, include_dir};
use serde::Serialize;
use syn::Item;
use tera::{Context, Tera};

use crate::{Error, GeneratedFile};

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The suffix that a template's name has behind that of the file it lays out.
const SUFFIX: &str = ".tera";

/// What every generated file says first.
pub(crate) const BANNER: &str =
    "Made by `cargo xtask codegen` from spec/. Never edited by hand: change the spec or the templates.";

/// A file as it was laid out.
pub(crate) struct LaidOut {
    pub path: PathBuf,
    pub content: Content,
}

/// What was laid out.
pub(crate) enum Content {
    /// Text that is no code.
    Text(String),
    /// Code, and whether its template has holes: without any it is the same for every spec.
    Code { tree: syn::File, has_holes: bool },
}

impl LaidOut {
    /// The file below `generated/`, formatted if it is code.
    pub(crate) fn file(&mut self) -> GeneratedFile {
        let text = match &mut self.content {
            Content::Text(text) => format!("# {BANNER}\n\n{text}"),
            Content::Code { tree, .. } => format!("// {BANNER}\n\n{}", formatted(tree)),
        };
        GeneratedFile { path: self.path.clone(), text }
    }
}

/// Every template, parsed.
pub(crate) struct Renderer {
    tera: Tera,
    /// The names of those that insert something, without their suffix.
    with_holes: BTreeSet<String>,
}

impl Renderer {
    /// The templates of this crate.
    pub(crate) fn new() -> Result<Self, Error> {
        let mut templates = Vec::new();
        collect(&TEMPLATES, &mut templates);
        Self::with(templates)
    }

    fn with<'a>(templates: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        let mut tera = Tera::default();
        tera.autoescape_on(Vec::<&'static str>::new());
        let templates: Vec<_> = templates.into_iter().collect();
        let with_holes = templates.iter().filter(|(_, text)| text.contains("{{"));
        let with_holes = with_holes.map(|(name, _)| name.trim_end_matches(SUFFIX).to_owned()).collect();
        tera.add_raw_templates(templates)?;
        Ok(Self { tera, with_holes })
    }

    /// Text laid out by a template, to be inserted into another.
    pub(crate) fn text(&self, template: &str, view: &impl Serialize) -> Result<String, Error> {
        Ok(self.tera.render(&format!("{template}{SUFFIX}"), &Context::from_serialize(view)?)?)
    }

    /// The templates whose names begin like this: the rest of each name without its suffix, and the template.
    pub(crate) fn below(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        self.tera.get_template_names().filter_map(move |name| {
            let template = name.strip_suffix(SUFFIX)?;
            Some((template.strip_prefix(prefix)?, template))
        })
    }

    /// A file below `generated/`, parsed if it is code.
    pub(crate) fn lay_out(&self, path: &str, template: &str, view: &impl Serialize) -> Result<LaidOut, Error> {
        let text = self.text(template, view)?;
        let is_rust = Path::new(path).extension().is_some_and(|extension| extension == "rs");
        let content = if is_rust {
            let tree = syn::parse_file(&text).map_err(|error| syntax(path.as_ref(), &text, &error))?;
            Content::Code { tree, has_holes: self.with_holes.contains(template) }
        } else {
            Content::Text(text)
        };
        Ok(LaidOut { path: path.into(), content })
    }
}

/// Every template below a directory, with its name.
fn collect(dir: &Dir<'static>, templates: &mut Vec<(&'static str, &'static str)>) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(dir) => collect(dir, templates),
            DirEntry::File(file) => templates.extend(file.path().to_str().zip(file.contents_utf8())),
        }
    }
}

/// Formatted code, with an empty line between items; modules and imports stay together.
fn formatted(tree: &mut syn::File) -> String {
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

fn syntax(file: &Path, code: &str, error: &syn::Error) -> Error {
    let start = error.span().start();
    Error::Syntax {
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

    use super::{Error, Renderer, TEMPLATES, collect};

    fn failure(template: &str) -> String {
        let renderer = Renderer::with([("sample.rs.tera", template)]).unwrap();
        let laid_out = renderer.lay_out("sample.rs", "sample.rs", &BTreeMap::from([("name", "Sample")]));
        laid_out.map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn a_string_that_the_view_lacks_is_reported_with_template_and_line() {
        let message = failure("/// Documented.\npub struct {{ title }};\n");
        assert!(message.contains("sample.rs.tera:2"), "{message}");
        assert!(message.contains("title"), "{message}");
    }

    #[test]
    fn a_template_that_cannot_be_parsed_is_reported_with_template_and_line() {
        let Err(Error::Template(error)) = Renderer::with([("sample.rs.tera", "fine\n{% for %}")]) else {
            panic!("the template was accepted");
        };
        assert!(error.to_string().contains("sample.rs.tera:2"), "{error}");
    }

    #[test]
    fn code_that_is_not_rust_is_reported_with_its_line() {
        let message = failure("pub struct {{ name }};\npub struct struct;\n");
        assert!(message.contains("sample.rs") && message.contains("2:12"), "{message}");
        assert!(message.contains("pub struct struct;"), "{message}");
    }

    #[test]
    fn a_banner_stands_in_front_of_formatted_code() {
        let renderer = Renderer::with([("sample.rs.tera", "pub struct {{ name }}  ;")]).unwrap();
        let laid_out = renderer.lay_out("sample.rs", "sample.rs", &BTreeMap::from([("name", "Sample")]));
        let file = laid_out.unwrap().file();
        let (banner, code) = file.text.split_once("\n\n").unwrap();
        assert!(banner.contains("cargo xtask codegen"), "{banner}");
        assert_eq!(code, "pub struct Sample;\n");
    }

    /// The texts between an opening and a closing mark.
    fn between<'a>(text: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
        text.split(open).skip(1).map(move |rest| rest.split(close).next().unwrap().trim_matches('-').trim())
    }

    #[test]
    fn templates_only_loop_and_insert() {
        let mut templates = Vec::new();
        collect(&TEMPLATES, &mut templates);
        assert!(templates.len() > 10, "{}", templates.len());
        for (name, text) in templates {
            for hole in between(text, "{{", "}}") {
                assert!(hole.chars().all(|c| c.is_ascii_lowercase() || "._".contains(c)), "{name}: {hole}");
            }
            for tag in between(text, "{%", "%}") {
                let words: Vec<&str> = tag.split(' ').collect();
                assert!(matches!(words.as_slice(), ["endfor"] | ["for", _, "in", _]), "{name}: {tag}");
            }
        }
    }
}
