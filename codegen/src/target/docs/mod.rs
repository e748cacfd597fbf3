//! The target `docs`: the reference documentation, as one page that needs nothing else.

mod html;
mod view;

use kii_spec::Api;
use serde_json::Value;

use super::shown;
use crate::{Error, GeneratedFile, templates::Templates};

/// The folder of the page.
pub(super) const FOLDER: &str = "docs";

/// What the template gets.
pub(super) fn views(api: &Api) -> Result<Value, Error> {
    shown(&view::page(api))
}

/// The page.
///
/// # Errors
///
/// When the template is broken.
pub(super) fn files(api: &Api, templates: &Templates) -> Result<Vec<GeneratedFile>, Error> {
    let text = templates.text("docs/index.html", &view::page(api))?;
    Ok(vec![GeneratedFile { path: [FOLDER, "index.html"].iter().collect(), text }])
}
