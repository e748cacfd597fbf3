//! The templates of all targets, by their path below `templates/`.

use std::collections::BTreeSet;

use include_dir::{Dir, DirEntry, include_dir};
use serde::Serialize;
use tera::{Context, Tera};

use crate::Error;

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The suffix that a template's name has behind that of the file it lays out.
const SUFFIX: &str = ".tera";

/// Every template, parsed.
pub(crate) struct Templates {
    tera: Tera,
    /// The names of those that insert something, without their suffix.
    with_holes: BTreeSet<String>,
}

impl Templates {
    /// The templates of this crate.
    pub(crate) fn embedded() -> Result<Self, Error> {
        let mut templates = Vec::new();
        collect(&TEMPLATES, &mut templates);
        Self::with(templates)
    }

    /// These templates, by their names with the suffix.
    pub(crate) fn with<'a>(templates: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        let mut tera = Tera::default();
        tera.autoescape_on(Vec::<&'static str>::new());
        let templates: Vec<_> = templates.into_iter().collect();
        let with_holes = templates.iter().filter(|(_, text)| text.contains("{{"));
        let with_holes = with_holes.map(|(name, _)| name.trim_end_matches(SUFFIX).to_owned()).collect();
        tera.add_raw_templates(templates)?;
        Ok(Self { tera, with_holes })
    }

    /// Text laid out by a template, which is named without its suffix.
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

    /// Whether a template inserts something.
    pub(crate) fn has_holes(&self, template: &str) -> bool {
        self.with_holes.contains(template)
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Error, TEMPLATES, Templates, collect};

    #[test]
    fn a_string_that_the_view_lacks_is_reported_with_template_and_line() {
        let templates = Templates::with([("sample.rs.tera", "/// Documented.\npub struct {{ title }};\n")]).unwrap();
        let message = templates.text("sample.rs", &BTreeMap::from([("name", "Sample")])).unwrap_err().to_string();
        assert!(message.contains("sample.rs.tera:2"), "{message}");
        assert!(message.contains("title"), "{message}");
    }

    #[test]
    fn a_template_that_cannot_be_parsed_is_reported_with_template_and_line() {
        let Err(Error::Template(error)) = Templates::with([("sample.rs.tera", "fine\n{% for %}")]) else {
            panic!("the template was accepted");
        };
        assert!(error.to_string().contains("sample.rs.tera:2"), "{error}");
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
