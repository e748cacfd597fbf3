//! What the bench reads from a JSON report of the suite.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use serde_json::Value;

/// A JSON report of the suite.
pub(crate) struct Report(Value);

impl Report {
    /// Reads a report.
    ///
    /// # Errors
    /// When there is none.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_str(&text).map(Self).with_context(|| format!("{} is not JSON", path.display()))
    }

    /// How many cases came to an end.
    pub(crate) fn cases(&self) -> usize {
        self.0["outcomes"].as_array().map_or(0, Vec::len)
    }

    /// The number of requests in the longest chain in which each request depends on the answer to the one before.
    pub(crate) fn chain(&self) -> Option<u64> {
        self.0.pointer("/requests/longest_chain/requests").and_then(Value::as_u64)
    }

    /// The cases that did not pass, each with why it was repeated, if it was: the run then shows nothing.
    pub(crate) fn unsound(&self) -> Vec<String> {
        let outcomes = self.0["outcomes"].as_array().into_iter().flatten();
        let is_sound =
            |outcome: &Value| matches!(outcome["outcome"].as_str(), Some("passed" | "warned" | "not scored"));
        let unsound = outcomes.filter(|outcome| !is_sound(outcome));
        unsound.map(|outcome| format!("{}: {} {}", outcome["name"], outcome["outcome"], outcome["retries"])).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cases_that_did_not_pass_are_named() {
        let outcome = |name: &str, word: &str| json!({ "name": name, "outcome": word, "retries": ["reset"] });
        let report = json!({ "outcomes": [outcome("a", "passed"), outcome("b", "flaky"), outcome("c", "warned")] });
        let report = Report(report);
        assert_eq!((report.cases(), report.unsound()), (3, vec!["\"b\": \"flaky\" [\"reset\"]".to_owned()]));
    }

    #[test]
    fn the_longest_chain_is_a_number_of_requests() {
        let report = |chain| Report(json!({ "requests": { "longest_chain": chain } }));
        assert_eq!(report(json!({ "case": "a", "requests": 17 })).chain(), Some(17));
        assert_eq!(report(json!(null)).chain(), None);
    }
}
