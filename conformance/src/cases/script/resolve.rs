//! From a hand-written case as written to a case in each scope: every name is looked up in the spec.

mod race;

use std::{collections::HashSet, sync::Arc, time::Duration};

use kii_spec::{
    Api, Checked, Chosen, Level, Operation, Rule, ScopeName, Statement,
    axis::{Axis, AxisKind, CallerId, Point},
    document::{At, Diagnostics, Entries, suggestion},
};
use serde_json::Value;

use super::{
    headers,
    wire::{self, Length},
    write,
};
use crate::cases::{
    case::{Action, Case, CaseId, Expect, Fetch, Role, Sent, Stage, Step, Until},
    place::{Place, Which},
    walk,
};

/// The cases of a file, each in every scope that it is for. What is wrong is added to the diagnostics.
pub(super) fn cases(
    api: &Api,
    diagnostics: &Diagnostics<'_>,
    written: &[wire::Case],
    ids: &mut HashSet<String>,
) -> Vec<Case> {
    for case in written {
        if !ids.insert(case.id.value.clone()) {
            let title = format!("two cases have the id `{}`", case.id.value);
            diagnostics.note(&case.id.span, title, "given before; `--exact` must name one case");
        }
        kept(diagnostics, case);
        waits(diagnostics, case);
    }
    let resolver = Resolver { api, diagnostics, level: Level::Must };
    written.iter().flat_map(|case| resolver.case(case).unwrap_or_default()).collect()
}

/// Reports every `$name` that a step sends and no earlier step has kept.
fn kept(diagnostics: &Diagnostics<'_>, case: &wire::Case) {
    let mut known: Vec<&str> = Vec::new();
    for step in &case.steps {
        for (name, text) in step.headers.iter().flat_map(Entries::iter) {
            if let Some(kept) = text.strip_prefix('$').filter(|kept| !known.contains(kept)) {
                let title = format!("no step before this one keeps `{kept}`");
                diagnostics.note_with(&name.span, title, "sends a kept value", suggestion(kept, known.iter().copied()));
            }
        }
        known.extend(step.keep.iter().flat_map(Entries::iter).map(|(name, _)| name.value.as_str()));
    }
}

/// Reports every pause that nothing ends: no earlier step gives a lifetime to a publication in the same place.
fn waits(diagnostics: &Diagnostics<'_>, case: &wire::Case) {
    let mut ends = false;
    for step in &case.steps {
        let waits_for_end = step.wait.as_ref().filter(|wait| matches!(wait.value, wire::Until::End));
        if let Some(wait) = waits_for_end.filter(|_| !ends) {
            let title = "nothing ends this pause: no step before it publishes anything with a `lifetime`";
            diagnostics.note(&wait.span, title, "add `lifetime: shortest` to a publication of the case's own object");
        }
        ends |= step.lifetime.is_some() && place(step) == Place::default();
    }
}

/// The place that a step is about.
fn place(step: &wire::Step) -> Place {
    place_of(step.bucket.as_ref(), step.object.as_ref())
}

fn place_of(bucket: Option<&At<Which>>, object: Option<&At<Which>>) -> Place {
    let which = |written: Option<&At<Which>>| written.map(|which| which.value).unwrap_or_default();
    Place { bucket: which(bucket), object: which(object), owner: Which::Own }
}

/// The most requests that a step sends one after the other: each waits for the answer to the one before.
const MOST_TIMES: usize = 40;

#[derive(Clone, Copy)]
struct Resolver<'a> {
    api: &'a Api,
    diagnostics: &'a Diagnostics<'a>,
    /// How binding the case is.
    level: Level,
}

impl<'a> Resolver<'a> {
    fn case(&self, written: &wire::Case) -> Option<Vec<Case>> {
        let operation = self.operation_of(written);
        let rules: Vec<Option<&Rule>> = written.covers.0.iter().map(|id| self.rule(id)).collect();
        let level = rules.iter().flatten().map(|rule| rule.level).min().unwrap_or(Level::Must);
        let bound = Self { level, ..*self };
        let steps: Vec<Option<Action>> = written.steps.iter().flat_map(|step| bound.actions(written, step)).collect();
        let scopes = self.scopes(written);
        if written.covers.0.is_empty() {
            self.diagnostics.note(
                &written.id.span,
                "the case covers no rule",
                "add `covers` with the ids of the rules it checks",
            );
        }
        if written.steps.is_empty() {
            self.diagnostics.note(&written.id.span, "the case has no steps", "add `steps` with at least one request");
        }
        let operation = operation?;
        let rules: Vec<&Rule> = rules.into_iter().collect::<Option<_>>()?;
        let steps: Vec<Action> = steps.into_iter().collect::<Option<_>>()?;
        self.one_other_owner(written);
        let other = written.steps.iter().find_map(|step| step.scope.as_ref());
        let stages: Arc<[Stage]> = [Stage { actions: steps }].into();
        let placed = |scope: &ScopeName| match other {
            Some(other) => stages.iter().map(|stage| self.placed(stage, scope, &other.value)).collect(),
            None => Arc::clone(&stages),
        };
        let covers: Arc<[Statement]> = rules.iter().map(|rule| Statement::Rule(rule.id.clone())).collect();
        let cases = scopes?.into_iter().map(|scope| Case {
            id: CaseId(written.id.value.clone()),
            operation: operation.id.clone(),
            level,
            covers: Arc::clone(&covers),
            stages: placed(&scope),
            scope,
        });
        let cases: Vec<Case> = cases.collect();
        self.digest(written, cases.first()?);
        Some(cases)
    }

    /// A stage as it is in a scope: steps in a scope of another owner are about another place.
    fn placed(&self, stage: &Stage, own: &ScopeName, other: &str) -> Stage {
        let owner = |scope: &str| {
            let mut all = self.api.service.scopes.values();
            all.find(|one| one.name.0 == scope).map(|scope| &scope.object_scope_type)
        };
        let is_other = owner(other) != owner(&own.0);
        let mut actions = stage.actions.clone();
        for action in &mut actions {
            let place = match action {
                Action::Call(step) | Action::BreakOff(step) if step.scope.is_some() => &mut step.sent.place,
                Action::Fetch(fetch) if fetch.place.owner == Which::Other => &mut fetch.place,
                Action::Call(_) | Action::BreakOff(_) | Action::Fetch(_) | Action::Wait(_) | Action::Race(_) => {
                    continue;
                }
            };
            place.owner = if is_other { Which::Other } else { Which::Own };
        }
        Stage { actions }
    }

    /// Reports a step in a third scope: a case knows the states of two.
    fn one_other_owner(&self, case: &wire::Case) {
        let mut named = case.steps.iter().filter_map(|step| step.scope.as_ref());
        let Some(first) = named.next() else { return };
        if let Some(other) = named.find(|scope| scope.value != first.value) {
            let title = format!("a case is about its own scope and one other, which is `{}` here", first.value);
            self.diagnostics.note(&other.span, title, "a third scope; write another case");
        }
    }

    /// The operation that a case is about: the part of its ID before the slash, or the first one of a walk.
    fn operation_of(&self, case: &wire::Case) -> Option<&'a Operation> {
        let id = &case.id;
        let first = case.steps.iter().find_map(|step| step.operation.as_ref());
        if let Some(first) = first.filter(|_| id.value.starts_with(walk::PREFIX)) {
            return self.operation(first);
        }
        let name = id.value.split('/').next().unwrap_or_default().to_owned();
        if !id.value.contains('/') {
            let help = format!("an id is an operation, a slash and what is checked: `{name}/old-version-is-refused`");
            self.diagnostics.note_with(
                &id.span,
                format!("`{}` is not the id of a case", id.value),
                "expected a slash",
                help,
            );
            return None;
        }
        self.operation(&At { value: name, span: id.span.clone() })
    }

    /// Reports a digest that belongs to other steps.
    fn digest(&self, written: &wire::Case, case: &Case) {
        let Some(given) = &written.digest else { return };
        let digest = write::digest(self.api, case);
        if given.value != digest {
            let title = format!("the steps of {} are not those of this digest", case.id);
            let help =
                format!("a released walk never changes; for another walk, give another ID and the digest {digest}");
            self.diagnostics.note_with(&given.span, title, "does not match", help);
        }
    }

    fn operation(&self, name: &At<String>) -> Option<&'a Operation> {
        let operations: Vec<(String, &Operation)> =
            self.api.operations.values().map(|operation| (operation.id.to_string(), operation)).collect();
        let allowed: Vec<(&str, &Operation)> =
            operations.iter().map(|(name, operation)| (name.as_str(), *operation)).collect();
        self.diagnostics.choose("an operation of the spec", name, &allowed)
    }

    fn rule(&self, id: &At<String>) -> Option<&'a Rule> {
        let rules = self.api.rules.values().filter(|rule| !matches!(rule.checked, Checked::Excluded(_)));
        let allowed: Vec<(&str, &Rule)> = rules.map(|rule| (&*rule.id.0, rule)).collect();
        self.diagnostics.choose("a rule that is checked", id, &allowed)
    }

    fn scopes(&self, written: &wire::Case) -> Option<Vec<ScopeName>> {
        match &written.scopes {
            None => Some(self.api.service.scopes.keys().cloned().collect()),
            Some(words) => words.0.iter().map(|word| self.scope(word)).collect(),
        }
    }

    fn scope(&self, word: &At<String>) -> Option<ScopeName> {
        let all = self.api.service.scopes.keys();
        let allowed: Vec<(&str, ScopeName)> = all.map(|scope| (scope.0.as_str(), scope.clone())).collect();
        self.diagnostics.choose("a scope of the spec", word, &allowed)
    }

    /// What a step stands for, as often as it says.
    fn actions(&self, case: &wire::Case, written: &wire::Step) -> Vec<Option<Action>> {
        let action = self.action(case, written);
        let Some(At { value: times, span }) = &written.times else { return vec![action] };
        if !(2..=MOST_TIMES).contains(times) || (written.operation.is_none() && written.fetch.is_none()) {
            let title = format!("`times` is how often a request is sent, from 2 to {MOST_TIMES}");
            self.diagnostics.note(span, title, "not for this step; repeat the step, or leave `times` out");
            return vec![None];
        }
        vec![action; *times]
    }

    fn action(&self, case: &wire::Case, written: &wire::Step) -> Option<Action> {
        let wire::Step { operation, race, clients, fetch, wait, .. } = written;
        match (operation, race, clients, fetch, wait) {
            (Some(_), None, None, None, None) => self.call(written).map(|step| Action::Call(Box::new(step))),
            (None, Some(race), None, None, None) => self.race(race).map(Action::Race),
            (None, None, Some(clients), None, None) => self.clients(clients).map(Action::Race),
            (None, None, None, Some(fetch), None) => {
                let publication = written.publication.as_ref().map(|number| number.value);
                let owner = if written.scope.is_some() { Which::Other } else { Which::Own };
                let (role, place, expect) = (Role::Act, Place { owner, ..place(written) }, fetch.value);
                let caller = match &written.caller {
                    Some(caller) => Some(self.caller(caller)?),
                    None => None,
                };
                Some(Action::Fetch(Fetch { role, place, publication, caller, expect }))
            }
            (None, None, None, None, Some(wait)) => Some(Action::Wait(match wait.value {
                wire::Until::End | wire::Until::Second => Until::Moment,
                wire::Until::OtherCases => Until::OtherCases,
            })),
            (operation, race, clients, fetch, wait) => {
                let spans = [
                    operation.as_ref().map(|at| &at.span),
                    race.as_ref().map(|at| &at.span),
                    clients.as_ref().map(|at| &at.span),
                    fetch.as_ref().map(|at| &at.span),
                    wait.as_ref().map(|at| &at.span),
                ];
                let span = spans.into_iter().flatten().next().unwrap_or(&case.id.span);
                let title = "a step is exactly one of `do`, `race`, `clients`, `fetch` and `wait`";
                self.diagnostics.note(span, title, "beside another, or none of them in a step of this case");
                None
            }
        }
    }

    /// Somebody by name.
    fn caller(&self, name: &At<String>) -> Option<CallerId> {
        let settings = self.api.axes.settings(Axis::CALLER);
        let setting = self.diagnostics.choose("a caller", name, &settings)?;
        Some(Point::default().with(setting).caller())
    }

    fn call(&self, written: &wire::Step) -> Option<Step> {
        let operation = self.operation(written.operation.as_ref()?)?;
        let scope = written.scope.as_ref().map(|scope| self.scope(scope));
        let point = self.point(operation, written.with.as_ref());
        // What is due to headers that no axis describes, nothing says.
        let usual = if written.headers.is_some() { Expect::AnySuccess } else { Expect::Due };
        let expect = self.expect(operation, written.expect.as_ref(), usual);
        let lifetime = written
            .lifetime
            .as_ref()
            .zip(point.as_ref())
            .map(|(length, (point, _))| self.lifetime(operation, *point, length));
        let (sent, kept) = (
            headers::sent(self.diagnostics, written.headers.as_ref()),
            headers::kept(self.diagnostics, written.keep.as_ref()),
        );
        let (point, representatives) = point?;
        Some(Step {
            role: Role::Act,
            operation: operation.id.clone(),
            scope: match scope {
                Some(scope) => Some(scope?),
                None => None,
            },
            point,
            sent: Sent {
                representatives,
                json: written.json.clone().map(Value::Object),
                headers: sent?,
                lifetime: match lifetime {
                    Some(lifetime) => Some(lifetime?),
                    None => None,
                },
                place: place(written),
                owner: None,
            },
            expect: expect?,
            keep: kept?,
            see: written.see.clone().unwrap_or_default(),
        })
    }

    /// The lifetime that a request asks for, which must name one.
    fn lifetime(&self, operation: &Operation, point: Point, length: &At<Length>) -> Option<Duration> {
        let At { value: length, span } = length;
        let shortest = self.api.shortest_lifetime(operation, point);
        let more = match length {
            Length::Shortest => Duration::ZERO,
            Length::Longer => Duration::from_secs(1),
        };
        if shortest.is_none() {
            let title = format!("this request to {} names no lifetime", operation.id);
            self.diagnostics.note(
                span,
                title,
                "add the axis to `with` that makes it name one, or leave `lifetime` out",
            );
        }
        shortest.map(|shortest| shortest + more)
    }

    /// How a request differs from a usual one: `axis: value`, or `axis: value/representative`.
    fn point(&self, operation: &Operation, with: Option<&Entries<At<String>>>) -> Option<(Point, Chosen)> {
        let axes = &self.api.axes;
        let request = operation.axes.iter().filter(|axis| axis.kind() == AxisKind::Request);
        let request: Vec<(&str, Axis)> = request.map(|axis| (axes.name(*axis), *axis)).collect();
        let (mut point, mut representatives) = (Some(Point::default()), Chosen::new());
        for (axis, word) in with.into_iter().flat_map(Entries::iter) {
            let kind = format!("something that a request of {} can vary", operation.id);
            let (value, representative) = match word.value.split_once('/') {
                Some((value, representative)) => (value, Some(representative)),
                None => (word.value.as_str(), None),
            };
            let at = |text: &str| At { value: text.to_owned(), span: word.span.clone() };
            let setting = self.diagnostics.choose(&kind, axis, &request).and_then(|axis| {
                let kind = format!("a value of `{}`", axes.name(axis));
                self.diagnostics.choose(&kind, &at(value), &axes.settings(axis))
            });
            let Some(setting) = setting else {
                point = None;
                continue;
            };
            if let Some(name) = representative {
                let known: Vec<_> = axes.representatives(setting).iter().map(|one| (&*one.name, ())).collect();
                let kind = format!("a representative of `{}`", axes.text(setting));
                match self.diagnostics.choose(&kind, &at(name), &known) {
                    Some(()) => drop(representatives.insert(setting.axis(), name.to_owned())),
                    None => point = None,
                }
            }
            point = point.map(|point| point.with(setting));
        }
        Some((point?, representatives))
    }

    /// A response by name, with what its first condition tolerates, and no more binding than the case; without a name, what
    /// is `usual`.
    fn expect(&self, operation: &Operation, name: Option<&At<String>>, usual: Expect) -> Option<Expect> {
        let Some(name) = name else { return Some(usual) };
        let responses = operation.responses.values();
        let allowed: Vec<_> = responses.map(|response| (&*response.name.0, response)).collect();
        let response = self.diagnostics.choose(&format!("a response of {}", operation.id), name, &allowed)?;
        let Some(condition) = response.conditions.first() else {
            let title = format!("nothing provokes `{}` of {}", name.value, operation.id);
            self.diagnostics.note(&name.span, title, "cannot be due");
            return None;
        };
        Some(Expect::Response {
            name: response.name.clone(),
            tolerance: condition.tolerance.clone(),
            level: condition.level.max(self.level),
        })
    }
}
