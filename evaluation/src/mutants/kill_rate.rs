//! The parts of `KILL_RATE.md`: what its rates are worth, the conditional faults, and the faults derived from the spec.

use anyhow::{Context, Result};

use super::{Survivors, source::SourceRecord};
use crate::page::Page;

/// Where the result is published.
const PAGE: Page = Page { name: "KILL_RATE.md", command: "cargo xtask mutants --write" };

/// The table of the rates, which the suite shows in its reports. A package of the suite does not have the page.
const RATES: Page = Page { name: "conformance/kill-rates.md", command: PAGE.command };

/// The line with which the table begins.
const HEADING: &str = "| source of the faults | what the rate is worth | killed |";

/// What the page says of all rates, with a place for each.
const PREFACE: &str = include_str!("preface.md");

/// The heading at which the part begins that the derived faults make.
const DERIVED: &str = "## Faults derived from the spec\n";

/// The whole page.
fn page(survivors: &Survivors, derived: &str) -> Result<String> {
    let rate = derived.lines().find_map(|line| line.strip_prefix("**")?.strip_suffix("**")).unwrap_or("not measured");
    let preface = PREFACE.replace("{derived}", rate).replace("{conditional}", &survivors.rate());
    let preface = preface.replace("{source}", SourceRecord::load()?.rate());
    Ok(format!("{preface}\n{}{DERIVED}{derived}", survivors.markdown()))
}

/// The table of the rates in the page.
fn table(page: &str) -> Result<String> {
    let start = page.find(HEADING).with_context(|| format!("the page has no table that begins with `{HEADING}`"))?;
    let lines = page[start..].lines().take_while(|line| line.starts_with('|'));
    Ok(lines.map(|line| format!("{line}\n")).collect())
}

/// Writes the page. Without a part for the derived faults, that stays as it is.
pub(super) fn write(survivors: &Survivors, derived: Option<&str>) -> Result<()> {
    let derived = match derived {
        Some(derived) => derived.to_owned(),
        None => PAGE.text()?.split_once(DERIVED).map(|(_, derived)| derived.to_owned()).unwrap_or_default(),
    };
    let page = page(survivors, &derived)?;
    PAGE.write(&page)?;
    RATES.write(&table(&page)?)
}

/// Whether the page is what it should be; what would change goes to standard error.
pub(super) fn check(survivors: &Survivors, derived: &str) -> Result<bool> {
    let page = page(survivors, derived)?;
    Ok(PAGE.check(&page)? & RATES.check(&table(&page)?)?)
}
