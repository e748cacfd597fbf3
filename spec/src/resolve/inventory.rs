//! `inventory.yaml`, and the ids that rules name: a response or a rule must make every statement of the sources.

use std::collections::{BTreeMap, HashSet};

use indexmap::IndexMap;

use super::{
    ResolveContext,
    dangling::more,
    distinct::AllPlaces,
    sound::Sound,
    source::{ids, operation_id},
};
use crate::{
    api::Api,
    load::Written,
    operation::{OperationId, ResponseName},
    problem::{Place, Problem},
    source::{Inventory, InventoryId},
    statement::{Part, Statement},
    suggestion::{distance, is_near, suggestion},
    wire,
    yaml::{At, Span},
};

/// A statement with the operation that it is about.
type Said = (OperationId, Statement);

/// What says each statement of the sources.
pub(super) fn inventory(
    cx: &ResolveContext<'_>,
    api: &Api,
    sound: &Sound,
    places: &AllPlaces,
    files: &Written,
    written: &wire::Inventory,
) -> Inventory {
    let mut statements: BTreeMap<InventoryId, Vec<Said>> = BTreeMap::new();
    let known: BTreeMap<String, Said> = answers(api).map(|said| (said.1.to_string(), said)).collect();
    let mut dangling: IndexMap<Missing, Vec<Span>> = IndexMap::new();
    for (name, words) in written.statements.iter() {
        if let Some(operation) = name.value.split_once('/').map(|(operation, _)| operation) {
            // An operation that is not declared is a problem of its own.
            let operation = At { value: operation.to_owned(), span: name.span.clone() };
            cx.names.operations.look_up(cx, &operation);
        }
        let said = known.get(&name.value);
        // Whatever is written there, the ids are not missing.
        ids(words).into_iter().for_each(|id| statements.entry(id).or_default().extend(said.cloned()));
        if said.is_none()
            && let Some(missing) = Missing::of(cx, sound, api, &name.value)
        {
            dangling.entry(missing).or_default().push(name.span.clone());
        }
    }
    let named: HashSet<&str> = written.statements.0.iter().map(|(name, _)| name.value.as_str()).collect();
    let unnamed: Vec<&Said> =
        known.iter().filter(|(name, _)| !named.contains(name.as_str())).map(|(_, it)| it).collect();
    for (missing, spans) in &dangling {
        cx.diagnostics.problems.borrow_mut().extend(missing.problem(cx, spans, &unnamed, places, files, &known));
    }
    for rule in api.rules.values() {
        for (operation, ids) in &rule.inventory {
            for id in ids {
                let said = (operation.clone(), Statement::Rule(rule.id.clone()));
                statements.entry(id.clone()).or_default().push(said);
            }
        }
    }
    // A part that has problems may be the one that says a statement.
    let complete = sound.all && written.statements.0.iter().all(|(_, ids)| ids.is_some());
    check(cx, written, &statements, complete && dangling.is_empty());
    Inventory { statements }
}

/// Every part of every documented response.
fn answers(api: &Api) -> impl Iterator<Item = Said> {
    api.operations.values().flat_map(move |operation| {
        let responses = operation.responses.values();
        let statements = responses.flat_map(move |response| api.statements(operation, response));
        statements.map(move |statement| (operation.id.clone(), statement))
    })
}

/// What does not exist although the inventory names it: everything that has the same cause is one of these.
#[derive(PartialEq, Eq, Hash)]
enum Missing {
    /// A response of an operation.
    Response(OperationId, ResponseName),
    /// A part, in any response.
    Part(String),
    /// The name is not written as that of a part is.
    Malformed(String),
}

impl Missing {
    /// `None` when it cannot be judged, or is noted elsewhere.
    fn of(cx: &ResolveContext<'_>, sound: &Sound, api: &Api, name: &str) -> Option<Self> {
        let Some((operation, rest)) = name.split_once('/') else { return Some(Self::Malformed(name.to_owned())) };
        if !cx.names.operations.contains(operation) {
            return None;
        }
        let id = operation_id(operation);
        if !sound.has(&id) {
            return None;
        }
        let Some((response, part)) = rest.split_once(':') else { return Some(Self::Malformed(name.to_owned())) };
        let response = ResponseName(response.into());
        let known = api.operations.get(&id).is_some_and(|operation| operation.responses.contains_key(&response));
        Some(if known { Self::Part(cause(api, &id, &response, part)) } else { Self::Response(id, response) })
    }

    /// The problem, at what is probably misspelt: at the declaration, if the inventory names another thing repeatedly.
    fn problem(
        &self,
        cx: &ResolveContext<'_>,
        spans: &[Span],
        unnamed: &[&Said],
        places: &AllPlaces,
        files: &Written,
        known: &BTreeMap<String, Said>,
    ) -> Option<Problem> {
        let first = cx.diagnostics.place(spans.first()?);
        let name = first.file.text.get(first.span.clone()).unwrap_or_default().to_owned();
        let label = format!("names nothing{}", more(spans.len() - 1));
        let (title, meant) = match self {
            Self::Malformed(name) => {
                let title = format!("`{name}` is not a part of a documented response");
                let help = "a part is written as in `object.put/stale:member.message`";
                return Some(Problem::new(first, title, label).help(help));
            }
            Self::Response(operation, response) => {
                let title = format!("`{response}` is not a response of {operation}");
                let meant = response_meant(operation, response, unnamed, places);
                (title, meant)
            }
            Self::Part(part) => {
                let title = format!("`{name}` is not a part of a documented response");
                (title, part_meant(part, unnamed, files))
            }
        };
        let problem = match meant {
            Some((meant, place)) if spans.len() > 1 => Problem::new(
                place,
                format!("inventory.yaml does not name `{meant}`, and {title}"),
                "was this misspelt?",
            )
            .related(first, label)
            .help(format!("did you mean `{}`?", self.word())),
            Some((meant, place)) => Problem::new(first, title, label)
                .related(place, "inventory.yaml does not name this")
                .help(format!("did you mean `{meant}`?")),
            None => {
                let help = suggestion(&name, known.keys().map(String::as_str));
                let help = help.split(" Allowed: ").next().filter(|help| help.starts_with("did")).map(str::to_owned);
                let help = help.unwrap_or_else(|| "declare it, or remove what names it".to_owned());
                let response = self.response(&name, places);
                let problem = Problem::new(first, title, label).help(help);
                response.into_iter().fold(problem, |problem, place| problem.related(place, "the response"))
            }
        };
        Some(problem)
    }

    /// Where the response is written of which a part is missing.
    fn response(&self, name: &str, places: &AllPlaces) -> Option<Place> {
        let (operation, rest) = name.split_once('/')?;
        let (response, _) = rest.split_once(':')?;
        let places = places.get(&operation_id(operation))?.get(&ResponseName(response.into()))?;
        Some(places.name.clone())
    }

    fn word(&self) -> &str {
        match self {
            Self::Response(_, name) => &name.0,
            Self::Part(part) => part.rsplit('.').next().unwrap_or_default(),
            Self::Malformed(name) => name,
        }
    }
}

/// The part that does not exist, or the member that holds it when that does not exist either.
fn cause(api: &Api, operation: &OperationId, response: &ResponseName, part: &str) -> String {
    let described = api.operations.get(operation);
    let response = described.and_then(|operation| Some((operation, operation.responses.get(response)?)));
    let parts: Vec<_> = response.map(|(operation, response)| api.statements(operation, response)).unwrap_or_default();
    let is_known = |part: &str| {
        parts.iter().any(|known| matches!(known, Statement::Answer { part: known, .. } if known.to_string() == part))
    };
    // The first dot ends `header` or `member`.
    let holders = part.match_indices('.').skip(1).map(|(dot, _)| &part[..dot]);
    let missing = holders.into_iter().find(|holder| part.starts_with("member.") && !is_known(holder));
    missing.unwrap_or(part).to_owned()
}

/// The response of the operation that the inventory does not name and that has a similar name.
fn response_meant(
    operation: &OperationId,
    name: &ResponseName,
    unnamed: &[&Said],
    places: &AllPlaces,
) -> Option<(String, Place)> {
    let responses = unnamed.iter().filter_map(|(_, statement)| match statement {
        Statement::Answer { operation: of, response, part: Part::Status } if of == operation => Some(response),
        Statement::Answer { .. } | Statement::Rule(_) => None,
    });
    let near = responses.filter(|response| is_near(&response.0, &name.0));
    let meant = near.min_by_key(|response| distance(&response.0, &name.0))?;
    Some((meant.0.as_ref().to_owned(), places.get(operation)?.get(meant)?.name.clone()))
}

/// The header or member that the inventory does not name and that has a similar name.
fn part_meant(part: &str, unnamed: &[&Said], files: &Written) -> Option<(String, Place)> {
    let (kind, path) = part.split_once('.')?;
    let last = path.rsplit('.').next()?;
    let names = unnamed.iter().filter_map(|(_, statement)| match statement {
        Statement::Answer { part: Part::Header(name), .. } => (kind == "header").then_some(&**name),
        Statement::Answer { part: Part::Member(path), .. } => {
            path.last().filter(|_| kind == "member").map(String::as_str)
        }
        Statement::Answer { part: Part::Status | Part::MediaType | Part::Content, .. } | Statement::Rule(_) => None,
    });
    let near = names.filter(|name| *name != last && is_near(name, last));
    let meant = near.min_by_key(|name| distance(name, last))?;
    let place = files.declarations().find(|(name, _)| name.value == *meant).map(|(_, place)| place)?;
    Some((meant.to_owned(), place))
}

/// Notes every statement that nothing says, if that can be known, and every id that is none.
fn check(cx: &ResolveContext<'_>, written: &wire::Inventory, said: &BTreeMap<InventoryId, Vec<Said>>, complete: bool) {
    let all: Vec<InventoryId> = (1..=written.count.value).map(|number| InventoryId(format!("R{number:03}"))).collect();
    let missing: Vec<&str> = all.iter().filter(|id| !said.contains_key(id)).map(|id| id.0.as_str()).collect();
    if complete && !missing.is_empty() {
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
