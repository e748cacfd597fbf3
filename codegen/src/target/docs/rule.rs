//! Rules, as the page lists them.

use kii_spec::{Api, Level, Statement, StatementKind};
use serde::Serialize;

use super::{
    evidence::{self, Evidence, EvidenceView},
    html::{code, escaped, origin, prose},
    view::Row,
};

/// A rule, and what checks it.
#[derive(Serialize)]
pub(super) struct RuleView {
    rule: Row,
    evidence: Vec<EvidenceView>,
}

/// Every rule but those that the operations say already.
pub(super) fn rules(api: &Api, evidence: &Evidence) -> Vec<RuleView> {
    let rules = api.rules.values().filter(|rule| rule.kind != StatementKind::Route);
    let rows = rules.map(|rule| {
        let level = match rule.level {
            Level::Must => "",
            Level::Should => " <em>(should)</em>",
            Level::May => " <em>(may)</em>",
        };
        let row = Row {
            anchor: escaped(&format!("rule-{}", rule.id)),
            name: code(&rule.id.to_string()),
            text: format!("{}{level}", prose(&rule.text)),
            origin: origin(api, &rule.origin),
        };
        RuleView { rule: row, evidence: evidence::view(api, evidence, &[Statement::Rule(rule.id.clone())]) }
    });
    rows.collect()
}
