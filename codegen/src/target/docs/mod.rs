//! The target `docs`: the reference documentation, as one page that needs nothing else.

mod evidence;
mod html;
mod rule;
mod view;

use kii_spec::Api;
use serde_json::Value;

use super::shown;
use crate::{Error, GeneratedFile, templates::Templates};

pub use self::evidence::{Checks, Evidence};

/// The folder of the page.
pub(super) const FOLDER: &str = "docs";

/// What the template gets.
pub(super) fn views(api: &Api) -> Result<Value, Error> {
    shown(&view::page(api, &Evidence::new()))
}

/// The page.
///
/// # Errors
///
/// When the template is broken.
pub(super) fn files(api: &Api, templates: &Templates) -> Result<Vec<GeneratedFile>, Error> {
    let text = text(api, templates, &Evidence::new())?;
    Ok(vec![GeneratedFile { path: [FOLDER, "index.html"].iter().collect(), text }])
}

/// The reference documentation, in which each statement says what checks it.
///
/// # Errors
///
/// When the template is broken.
pub fn reference(api: &Api, evidence: &Evidence) -> Result<String, Error> {
    text(api, &Templates::embedded()?, evidence)
}

fn text(api: &Api, templates: &Templates, evidence: &Evidence) -> Result<String, Error> {
    templates.text("docs/index.html", &view::page(api, evidence))
}
