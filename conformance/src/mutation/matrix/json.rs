//! The kill matrix for programs.

use kii_spec::{Api, Level};
use serde_json::{Value, json};

use super::{Matrix, Tally};
use crate::mutation::{MutantStatus, UndetectedCase};

impl Matrix {
    /// Every fault with its status, and the totals.
    #[must_use]
    pub fn json(&self, api: &Api) -> Value {
        let Tally { killed, faults, equivalent, untested } = self.total();
        let entries = self.entries.iter().map(|entry| {
            let fault = &entry.fault;
            let status = match &entry.status {
                MutantStatus::Killed { case, statement } => json!({ "killed_by": case, "statement": statement.to_string() }),
                MutantStatus::Untested(obstacle) => json!({ "untested": obstacle }),
                MutantStatus::Survived { attempts, transcript } => {
                    let undetected = |UndetectedCase { case, outcome, .. }: &UndetectedCase| json!({ "case": case, "outcome": outcome });
                    json!({
                        "attempts": attempts.iter().map(undetected).collect::<Vec<_>>(),
                        "transcript": transcript,
                    })
                }
            };
            json!({
                "id": fault.id.to_string(),
                "kind": fault.kind.word(),
                "operation": fault.operation.as_ref().map(ToString::to_string),
                "scope": fault.scope.as_ref().map(ToString::to_string),
                "summary": fault.summary,
                "violates": fault.violates.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "level": match fault.level {
                    Level::Must => "must",
                    Level::Should | Level::May => "should",
                },
                "killed": matches!(entry.status, MutantStatus::Killed { .. }),
                "fate": status,
                "equivalent": entry.equivalent,
            })
        });
        let servers = self.null_servers.iter();
        json!({
            "killed": killed,
            "faults": faults,
            "equivalent": equivalent,
            "untested": untested,
            "complete": self.is_complete(api),
            "null_servers": servers.map(|server| json!({
                "name": server.name,
                "cases": server.cases,
                "passed": server.passed,
            })).collect::<Vec<_>>(),
            "rules_without_kill": self.unnamed(api).iter().map(ToString::to_string).collect::<Vec<_>>(),
            "entries": entries.collect::<Vec<_>>(),
        })
    }
}
