//! The report as one page for a browser: a file that needs nothing beside it and sends no request.
//!
//! A template lays out what everybody reads, and a script lists the cases from the data in the page. The page runs no other
//! script than its own: its Content-Security-Policy names the hashes of script and style.

mod address;
mod cases;
mod catalogue;
mod coverage;
mod difference;
mod exchange;
mod groups;
mod json_layout;
mod kill_rate;
mod matrix;
mod page;
mod script_data;
mod shape;
mod tables;
#[cfg(test)]
mod tests;

use std::{fmt::Display, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use kii_spec::Api;
use ring::digest;
use serde_json::Value;
use tera::{Context, Tera};

use self::{
    cases::{NoStories, SpooledStories, StorySource},
    catalogue::Catalogue,
    page::Page,
    tables::Tables,
};
use super::{
    file::{self, ReportError},
    model::Report,
    spool::Stories,
};

/// Tera escapes what it inserts into a template of this ending.
const TEMPLATE: &str = "page.html";

const LAYOUT: &str = include_str!("../../templates/report/page.html");

const STYLE: &str = include_str!("../../templates/report/page.css");

/// The scripts, in the order in which each uses the ones before it.
const SCRIPT: &str = concat!(
    "\"use strict\";\n",
    include_str!("../../templates/report/script/dom.js"),
    include_str!("../../templates/report/script/cases.js"),
    include_str!("../../templates/report/script/exchange.js"),
    include_str!("../../templates/report/script/page.js"),
);

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
enum HtmlError {
    /// The template and what it inserts do not fit.
    #[error(transparent)]
    Template(#[from] tera::Error),
    /// Something has no form in JSON.
    #[error(transparent)]
    Data(#[from] serde_json::Error),
    /// The stories cannot be read.
    #[error("{0}")]
    Stories(String),
}

impl Report {
    /// Writes the page about the run, with the exchanges of its cases if there are stories.
    ///
    /// # Errors
    /// When the stories cannot be read, or the file cannot be written.
    pub(crate) fn write_html(&self, path: &Path, stories: Option<&Stories>) -> Result<(), ReportError> {
        let unrepresentable = |message: &dyn Display| ReportError::unrepresentable(path, "HTML", message);
        let api = Api::embedded().map_err(|problems| unrepresentable(&problems))?;
        let page = match stories {
            Some(stories) => stories
                .search()
                .map_err(HtmlError::Stories)
                .and_then(|search| to_string(self, &api, &SpooledStories::of(&search))),
            None => to_string(self, &api, &NoStories),
        };
        Ok(file::write(path, page.map_err(|error| unrepresentable(&error))?.as_bytes())?)
    }
}

/// The page about a run.
///
/// # Errors
/// When the stories cannot be read. When the template does not fit, which is a fault of the suite.
fn to_string(report: &Report, api: &Api, stories: &impl StorySource) -> Result<String, HtmlError> {
    let catalogue = Catalogue::new(api);
    let groups = groups::of(report);
    let page = Page::of(report, &catalogue, &groups);
    // Read back, every text of it is visible.
    let page: Value = serde_json::from_str(&script_data::to_string(&page)?)?;
    let mut context = Context::from_serialize(&page)?;
    context.insert("policy", &policy());
    context.insert("style", STYLE);
    context.insert("script", SCRIPT);
    context.insert("data", &cases::data(report, &groups, stories, Tables::new(&catalogue))?);
    let mut tera = Tera::default();
    tera.add_raw_template(TEMPLATE, LAYOUT)?;
    Ok(tera.render(TEMPLATE, &context)?)
}

/// Nothing is loaded, and nothing runs but the script and the style of the page.
fn policy() -> String {
    let hash = |text: &str| BASE64.encode(digest::digest(&digest::SHA256, text.as_bytes()));
    let (script, style) = (hash(SCRIPT), hash(STYLE));
    format!(
        "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
    )
}
