//! What a run has checked of everything that the documents demand, computed from its records.

mod criteria;

use std::{
    collections::{BTreeMap, HashMap},
    fmt::{self, Write as _},
};

use kii_spec::{Api, Checked, Condition, InventoryId, OperationId, Part, Statement, StatementKind, Tolerance};
use serde_json::{Value, json};

pub use self::criteria::CoverageLevel;
pub(super) use self::criteria::Criterion;
use crate::run::{Outcome, Record};

/// What a run has checked.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Every statement about every operation, in the spec's order: parts of responses first, then rules.
    pub entries: Vec<CoverageEntry>,
    /// Whether the statements of the documents were checked.
    pub inventory: BTreeMap<InventoryId, CoverageState>,
    /// How much of the API the traffic has exercised, by the criteria of Martin-Lopez et al.
    pub criteria: Vec<Criterion>,
    /// What cases cite that passed without having examined it, each with the names of those cases: they would pass as well if
    /// it were broken.
    pub unexamined: BTreeMap<Statement, Vec<String>>,
}

/// A statement about an operation.
#[derive(Clone, Debug)]
pub struct CoverageEntry {
    /// The statement.
    pub statement: Statement,
    /// What sort of statement it is.
    pub kind: StatementKind,
    /// The operation; `None` for a rule that no case and no statement of the documents ties to one.
    pub operation: Option<OperationId>,
    /// What it demands.
    pub text: String,
    /// Where it comes from.
    pub source: String,
    /// The statements of the documents that it stands for.
    pub inventory: Vec<InventoryId>,
    /// The names of the cases that have checked it.
    pub cases: Vec<String>,
    /// Whether it was checked.
    pub state: CoverageState,
}

/// Whether a statement was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CoverageState {
    /// A case that came to a result has examined it.
    Checked,
    /// Nothing can check it, for this reason.
    Excluded(String),
    /// No case has checked it.
    Unchecked,
}

impl Coverage {
    /// What the records of a run have checked.
    #[must_use]
    pub fn of(api: &Api, records: &[Record]) -> Self {
        let cases = cases(records);
        let mut inventory_ids: HashMap<(&OperationId, &Statement), Vec<InventoryId>> = HashMap::new();
        for (id, statements) in &api.inventory.statements {
            for (operation, statement) in statements {
                inventory_ids.entry((operation, statement)).or_default().push(id.clone());
            }
        }
        let entry = |operation: Option<&OperationId>, statement: Statement, kind, excluded: Option<&String>| {
            let key = operation.map(|operation| (operation, &statement));
            let cases: Vec<String> = key.and_then(|key| cases.get(&key)).cloned().unwrap_or_default();
            let state = match (excluded, cases.is_empty()) {
                (Some(reason), _) => CoverageState::Excluded(reason.clone()),
                (None, true) => CoverageState::Unchecked,
                (None, false) => CoverageState::Checked,
            };
            let inventory = key.and_then(|key| inventory_ids.get(&key)).cloned().unwrap_or_default();
            let (text, source) = (statement.text(api), statement.source(api));
            CoverageEntry { kind, operation: operation.cloned(), text, source, inventory, cases, state, statement }
        };
        let mut entries = Vec::new();
        for operation in api.operations.values() {
            for response in operation.responses.values() {
                // Where any refusal is accepted, nothing is demanded but that there is one.
                let open = |condition: &Condition| condition.tolerance == Tolerance::AnyClientError;
                let open = !response.conditions.is_empty() && response.conditions.iter().all(open);
                let demanded =
                    |statement: &Statement| !open || matches!(statement, Statement::Answer { part: Part::Status, .. });
                let statements = api.statements(operation, response).into_iter().filter(demanded);
                entries.extend(statements.map(|statement| {
                    let kind = kind(&statement);
                    entry(Some(&operation.id), statement, kind, response.unprovokable.as_ref())
                }));
            }
        }
        for rule in api.rules.values() {
            let statement = Statement::Rule(rule.id.clone());
            let excluded = match &rule.checked {
                Checked::Excluded(reason) => Some(reason),
                Checked::Derived(_) | Checked::At(_) | Checked::Cases => None,
            };
            let meant = |operation: &&OperationId| {
                rule.inventory.contains_key(*operation) || cases.contains_key(&(*operation, &statement))
            };
            let operations: Vec<&OperationId> = api.operations.keys().filter(meant).collect();
            match operations.as_slice() {
                [] => entries.push(entry(None, statement, rule.kind, excluded)),
                operations => entries.extend(
                    operations.iter().map(|operation| entry(Some(operation), statement.clone(), rule.kind, excluded)),
                ),
            }
        }
        let inventory = inventory(api, &entries);
        Self {
            criteria: criteria::criteria(api, records, &entries),
            entries,
            inventory,
            unexamined: unexamined(records),
        }
    }

    /// The statements that no case has checked.
    pub fn unchecked(&self) -> impl Iterator<Item = &CoverageEntry> {
        self.entries.iter().filter(|entry| entry.state == CoverageState::Unchecked)
    }

    /// Whether everything is checked or excluded with a reason, and no case cites what it has not examined.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unexamined.is_empty()
            && self.unchecked().next().is_none()
            && self.inventory.values().all(|state| *state != CoverageState::Unchecked)
    }

    /// Every statement as JSON: `[{id, kind, operation, statement, source, inventory, cases, state}]`.
    #[must_use]
    pub fn json(&self) -> Value {
        let entries = self.entries.iter().map(|entry| {
            let inventory: Vec<String> = entry.inventory.iter().map(ToString::to_string).collect();
            let (state, reason) = match &entry.state {
                CoverageState::Checked => ("checked", None),
                CoverageState::Excluded(reason) => ("excluded", Some(reason)),
                CoverageState::Unchecked => ("unchecked", None),
            };
            json!({
                "id": entry.statement.to_string(),
                "kind": entry.kind.word(),
                "operation": entry.operation.as_ref().map(ToString::to_string),
                "statement": entry.text,
                "source": entry.source,
                "inventory": inventory,
                "cases": entry.cases,
                "state": state,
                "reason": reason,
            })
        });
        Value::Array(entries.collect())
    }
}

/// The names of the cases that came to a result, by the statements that they have examined.
fn cases(records: &[Record]) -> HashMap<(&OperationId, &Statement), Vec<String>> {
    let mut cases: HashMap<_, Vec<String>> = HashMap::new();
    for record in records {
        match record.outcome {
            Outcome::Passed | Outcome::Flaky(_) | Outcome::Warned(_) | Outcome::Failed(_) => {}
            Outcome::NotTestable(_)
            | Outcome::KnownDeviation(..)
            | Outcome::NotScored(_)
            | Outcome::NotApplicable(_)
            | Outcome::SuiteError(_) => continue,
        }
        for (operation, statement) in &record.examined {
            cases.entry((operation, statement)).or_default().push(record.case.name());
        }
    }
    cases
}

/// What cases cite that came to their end without having examined it, each with the names of those cases.
fn unexamined(records: &[Record]) -> BTreeMap<Statement, Vec<String>> {
    let mut unexamined: BTreeMap<Statement, Vec<String>> = BTreeMap::new();
    for record in records {
        let is_at_end = match record.outcome {
            Outcome::Passed | Outcome::Flaky(_) | Outcome::Warned(_) => true,
            Outcome::Failed(_)
            | Outcome::NotTestable(_)
            | Outcome::KnownDeviation(..)
            | Outcome::NotScored(_)
            | Outcome::NotApplicable(_)
            | Outcome::SuiteError(_) => false,
        };
        let examined =
            |statement: &&Statement| record.examined.contains(&(record.case.operation.clone(), (*statement).clone()));
        for statement in record.case.covers.iter().filter(|statement| is_at_end && !examined(statement)) {
            unexamined.entry(statement.clone()).or_default().push(record.case.name());
        }
    }
    unexamined
}

/// What sort of statement a part of a response is.
const fn kind(statement: &Statement) -> StatementKind {
    match statement {
        Statement::Answer { part: Part::Status | Part::MediaType | Part::Content, .. } | Statement::Rule(_) => {
            StatementKind::Response
        }
        Statement::Answer { part: Part::Header(_), .. } => StatementKind::Header,
        Statement::Answer { part: Part::Member(_), .. } => StatementKind::Member,
    }
}

/// The coverage of the statements of the documents: checked when all entries for them are.
fn inventory(api: &Api, entries: &[CoverageEntry]) -> BTreeMap<InventoryId, CoverageState> {
    let mut states: HashMap<&InventoryId, Vec<&CoverageState>> = HashMap::new();
    for entry in entries {
        for id in &entry.inventory {
            states.entry(id).or_default().push(&entry.state);
        }
    }
    let all = api.inventory.statements.keys();
    all.map(|id| {
        let states = states.remove(id).unwrap_or_default();
        let excluded = states.iter().find(|state| matches!(state, CoverageState::Excluded(_)));
        let state = match (states.is_empty() || states.contains(&&CoverageState::Unchecked), excluded) {
            (true, _) => CoverageState::Unchecked,
            (false, Some(excluded)) => (*excluded).clone(),
            (false, None) => CoverageState::Checked,
        };
        (id.clone(), state)
    })
    .collect()
}

/// The summary: by operation and kind, what is excluded and why, what is unchecked, and the level that is reached.
impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "statements checked / all, by operation and kind")?;
        let mut table: BTreeMap<String, BTreeMap<StatementKind, (usize, usize)>> = BTreeMap::new();
        for entry in &self.entries {
            let operation = entry.operation.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string);
            let cell = table.entry(operation).or_default().entry(entry.kind).or_default();
            cell.0 += usize::from(entry.state == CoverageState::Checked);
            cell.1 += 1;
        }
        for (operation, kinds) in &table {
            write!(f, "  {operation:<16}")?;
            for (kind, (checked, all)) in kinds {
                write!(f, "  {} {checked}/{all}", kind.word())?;
            }
            writeln!(f)?;
        }
        writeln!(f, "\nexercised by the traffic (Martin-Lopez et al., 2019)")?;
        for criterion in &self.criteria {
            writeln!(f, "  {criterion}")?;
        }
        writeln!(f, "  {}", CoverageLevel::of(&self.criteria))?;
        let mut excluded: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (id, state) in &self.inventory {
            if let CoverageState::Excluded(reason) = state {
                excluded.entry(reason).or_default().push(id.to_string());
            }
        }
        for (reason, ids) in &excluded {
            writeln!(f, "\nexcluded: {}\n  {reason}", ids.join(", "))?;
        }
        for entry in self.unchecked() {
            let operation = entry.operation.as_ref().map_or_else(String::new, |operation| format!(" ({operation})"));
            writeln!(f, "\nunchecked: {}{operation}\n  {}\n  add a case that covers it", entry.statement, entry.text)?;
        }
        for (statement, cases) in &self.unexamined {
            writeln!(
                f,
                "\ncited but not examined: {statement}\n  {}\n  these cases would pass if it were broken: do not cite it, or let \
                 a step of theirs show it",
                cases.join(", ")
            )?;
        }
        let count = |wanted: fn(&CoverageState) -> bool| self.inventory.values().filter(|state| wanted(state)).count();
        let checked = count(|state| *state == CoverageState::Checked);
        let excluded = count(|state| matches!(state, CoverageState::Excluded(_)));
        let unchecked = count(|state| *state == CoverageState::Unchecked);
        let mut line = String::new();
        write!(line, "{} of {} statements: ", checked + excluded, self.inventory.len())?;
        write!(line, "{checked} checked, {excluded} excluded (reasons listed), {unchecked} unchecked")?;
        writeln!(f, "\n{line}")
    }
}
