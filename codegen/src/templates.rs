//! The templates of all targets, by their path below `templates/`.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use include_dir::{Dir, DirEntry, include_dir};
use kii_spec::{is_near, nearest};
use serde::Serialize;
use tera::{Context, Tera};

use crate::Error;

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The suffix that a template's name has behind that of the file it lays out.
pub(crate) const SUFFIX: &str = ".tera";

/// Every template, parsed.
pub(crate) struct Templates {
    tera: Tera,
    /// The names of those that insert something, without their suffix.
    with_holes: BTreeSet<String>,
    /// The directory that may have the templates.
    own: Option<PathBuf>,
}

impl Templates {
    /// The templates of this crate.
    pub(crate) fn embedded() -> Result<Self, Error> {
        let mut templates = Vec::new();
        collect(&TEMPLATES, &mut templates);
        Self::with(templates)
    }

    /// The templates of this crate, but those below a directory in place of those of the same names.
    pub(crate) fn overridden(dir: &Path) -> Result<Self, Error> {
        let mut templates = Vec::new();
        collect(&TEMPLATES, &mut templates);
        let mut overriding = Vec::new();
        read(dir, dir, &mut overriding)?;
        let names = || templates.iter().map(|(name, _)| *name);
        let unknown = overriding.iter().filter(|(name, _)| names().all(|known| known != name));
        let unknown: Vec<String> = unknown.map(|(name, _)| misnamed(name, names())).collect();
        if !unknown.is_empty() {
            return Err(Error::TemplateNames { dir: dir.to_owned(), unknown });
        }
        let is_kept = |(name, _): &&(&str, &str)| overriding.iter().all(|(other, _)| other != name);
        let kept = templates.iter().filter(is_kept).copied();
        let all = kept.chain(overriding.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        Self::of(all.collect(), Some(dir.to_owned()))
    }

    /// These templates, by their names with the suffix.
    pub(crate) fn with<'a>(templates: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        Self::of(templates.into_iter().collect(), None)
    }

    fn of(templates: Vec<(&str, &str)>, own: Option<PathBuf>) -> Result<Self, Error> {
        let mut tera = Tera::default();
        tera.autoescape_on(Vec::<&'static str>::new());
        let with_holes = templates.iter().filter(|(_, text)| text.contains("{{"));
        let with_holes = with_holes.map(|(name, _)| name.trim_end_matches(SUFFIX).to_owned()).collect();
        if let Err(first) = tera.add_raw_templates(templates.iter().copied()) {
            // Together, only the first that is broken is named.
            let alone = templates.into_iter().map(|one| Tera::default().add_raw_templates([one]));
            Error::all(alone.map(|result| result.map_err(|source| failure(own.as_deref(), source))))?;
            return Err(failure(own.as_deref(), first));
        }
        Ok(Self { tera, with_holes, own })
    }

    /// Text laid out by a template, which is named without its suffix.
    pub(crate) fn text(&self, template: &str, view: &impl Serialize) -> Result<String, Error> {
        let context = Context::from_serialize(view)?;
        let text = self.tera.render(&format!("{template}{SUFFIX}"), &context);
        text.map_err(|source| failure(self.own.as_deref(), source))
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

/// What is wrong with a template, and the directory that may have it.
fn failure(own: Option<&Path>, source: tera::Error) -> Error {
    match own {
        Some(dir) => Error::OwnTemplate { dir: dir.to_owned(), source },
        None => Error::Template(source),
    }
}

/// Reads every file below a directory, with its path below `root` as its name.
fn read(root: &Path, dir: &Path, templates: &mut Vec<(String, String)>) -> Result<(), Error> {
    for entry in fs::read_dir(dir).map_err(Error::io(dir))? {
        let path = entry.map_err(Error::io(dir))?.path();
        if path.is_dir() {
            read(root, &path, templates)?;
        } else {
            let below = path.strip_prefix(root).unwrap_or(&path);
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            templates.push((parts.join("/"), fs::read_to_string(&path).map_err(Error::io(&path))?));
        }
    }
    Ok(())
}

/// What to say about a file that takes no template's place.
fn misnamed(name: &str, known: impl Iterator<Item = &'static str>) -> String {
    match nearest(name, known, 1).first() {
        Some(near) if is_near(name, near) => format!("{name} (is it to be {near}?)"),
        Some(_) | None => name.to_owned(),
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

    #[test]
    fn every_template_that_cannot_be_parsed_is_reported() {
        let broken = [("one.rs.tera", "{% for %}"), ("two.rs.tera", "fine"), ("three.rs.tera", "{{ }")];
        let Err(error) = Templates::with(broken) else { panic!("the templates were accepted") };
        let message = error.to_string();
        assert!(message.contains("one.rs.tera:1") && message.contains("three.rs.tera:1"), "{message}");
        assert!(!message.contains("two.rs.tera"), "{message}");
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
