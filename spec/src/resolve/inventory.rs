//! `inventory.yaml` and the ids that rules stand for: every statement of the sources must be said by something.

use std::collections::{BTreeMap, HashMap};

use super::{ResolveContext, source::ids};
use crate::{
    api::Api,
    problem::suggestion,
    source::{Inventory, InventoryId},
    statement::Statement,
    wire,
};

/// What says each statement of the sources.
pub(super) fn inventory(cx: &ResolveContext<'_>, api: &Api, written: &wire::Inventory) -> Inventory {
    let mut statements: BTreeMap<InventoryId, Vec<_>> = BTreeMap::new();
    let known: HashMap<String, (_, Statement)> = answers(api).collect();
    for (name, words) in written.statements.iter() {
        match known.get(&name.value) {
            Some((operation, statement)) => {
                for id in ids(words) {
                    statements.entry(id).or_default().push((*operation, statement));
                }
            }
            None => {
                let title = format!("`{}` is not a part of a documented response", name.value);
                let help = suggestion(&name.value, known.keys().map(String::as_str));
                let help = help.split(" Allowed: ").next().filter(|help| help.starts_with("did")).map(str::to_owned);
                let help =
                    help.unwrap_or_else(|| "a part is written as in `object.put/stale:member.message`".to_owned());
                cx.diagnostics.note_with(&name.span, title, "names nothing", help);
            }
        }
    }
    let mut statements: BTreeMap<_, Vec<_>> = statements
        .into_iter()
        .map(|(id, said)| {
            (id, said.into_iter().map(|(operation, said): (&_, &_)| (operation.clone(), said.clone())).collect())
        })
        .collect();
    for rule in api.rules.values() {
        for (operation, ids) in &rule.inventory {
            for id in ids {
                let said = (operation.clone(), Statement::Rule(rule.id.clone()));
                let entry: &mut Vec<_> = statements.entry(id.clone()).or_default();
                entry.push(said);
            }
        }
    }
    check(cx, written, &statements);
    Inventory { statements }
}

/// Every part of every documented response, by its id.
fn answers(api: &Api) -> impl Iterator<Item = (String, (&crate::operation::OperationId, Statement))> {
    api.operations.values().flat_map(move |operation| {
        let responses = operation.responses.values();
        let statements = responses.flat_map(move |response| api.statements(operation, response));
        statements.map(move |statement| (statement.to_string(), (&operation.id, statement)))
    })
}

/// Notes every statement that nothing says, and every id that is none.
fn check<T>(cx: &ResolveContext<'_>, written: &wire::Inventory, said: &BTreeMap<InventoryId, T>) {
    let all: Vec<InventoryId> = (1..=written.count.value).map(|number| InventoryId(format!("R{number:03}"))).collect();
    let missing: Vec<&str> = all.iter().filter(|id| !said.contains_key(id)).map(|id| id.0.as_str()).collect();
    if !missing.is_empty() {
        let title = format!("nothing stands for {}", missing.join(", "));
        let help = "add each to `statements`, or to the `inventory` of a rule".to_owned();
        cx.diagnostics.note_with(&written.count.span, title, "so many are counted", help);
    }
    let unknown: Vec<&str> = said.keys().filter(|id| !all.contains(id)).map(|id| id.0.as_str()).collect();
    if !unknown.is_empty() {
        let title = format!("{} is not counted", unknown.join(", "));
        cx.diagnostics.note(&written.count.span, title, "ids go from R001 to this number");
    }
}
