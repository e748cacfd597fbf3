//! From a hand-written case as written to a case in each scope: every name is looked up in the spec.

use indexmap::IndexMap;
use kii_spec::{
    Api, Checked, Level, Operation, Rule, ScopeName,
    axis::{Axis, AxisKind, Point},
    document::{At, Entries, Sheet},
};

use super::wire;
use crate::{
    case::{Case, CaseId, Expect, Role, Sent, Stage, Step},
    statement::Statement,
};

/// The cases of a file, each in every scope that it is for. What is wrong is noted on the sheet.
pub(super) fn cases(api: &Api, sheet: &Sheet<'_>, written: &[wire::Case]) -> Vec<Case> {
    written.iter().flat_map(|case| Resolver { api, sheet }.case(case).unwrap_or_default()).collect()
}

#[derive(Clone, Copy)]
struct Resolver<'a> {
    api: &'a Api,
    sheet: &'a Sheet<'a>,
}

impl<'a> Resolver<'a> {
    fn case(&self, written: &wire::Case) -> Option<Vec<Case>> {
        let operation = self.operation_of(&written.id);
        let rules: Vec<Option<&Rule>> = written.covers.0.iter().map(|id| self.rule(id)).collect();
        let steps: Vec<Option<Step>> = written.steps.iter().map(|step| self.step(step)).collect();
        let scopes = self.scopes(written);
        if written.covers.0.is_empty() {
            self.sheet.note(
                &written.id.span,
                "the case covers no rule",
                "add `covers` with the ids of the rules it checks",
            );
        }
        if written.steps.is_empty() {
            self.sheet.note(&written.id.span, "the case has no steps", "add `steps` with at least one request");
        }
        let operation = operation?;
        let rules: Vec<&Rule> = rules.into_iter().collect::<Option<_>>()?;
        let steps: Vec<Step> = steps.into_iter().collect::<Option<_>>()?;
        let level = rules.iter().map(|rule| rule.level).min().unwrap_or(Level::Must);
        let cases = scopes?.into_iter().map(|scope| Case {
            id: CaseId(written.id.value.clone()),
            scope,
            operation: operation.id.clone(),
            level,
            covers: rules.iter().map(|rule| Statement::Rule(rule.id.clone())).collect(),
            stages: vec![Stage { steps: steps.clone() }],
        });
        Some(cases.collect())
    }

    /// The operation that a case is about: what stands before the slash of its id.
    fn operation_of(&self, id: &At<String>) -> Option<&'a Operation> {
        let name = id.value.split('/').next().unwrap_or_default().to_owned();
        if !id.value.contains('/') {
            let help = format!("an id is an operation, a slash and what is checked: `{name}/old-version-is-refused`");
            self.sheet.note_with(&id.span, format!("`{}` is not the id of a case", id.value), "expected a slash", help);
            return None;
        }
        self.operation(&At { value: name, span: id.span.clone() })
    }

    fn operation(&self, name: &At<String>) -> Option<&'a Operation> {
        let operations: Vec<(String, &Operation)> =
            self.api.operations.values().map(|operation| (operation.id.to_string(), operation)).collect();
        let allowed: Vec<(&str, &Operation)> =
            operations.iter().map(|(name, operation)| (name.as_str(), *operation)).collect();
        self.sheet.choose("an operation of the spec", name, &allowed)
    }

    fn rule(&self, id: &At<String>) -> Option<&'a Rule> {
        let rules = self.api.rules.values().filter(|rule| !matches!(rule.checked, Checked::Excluded(_)));
        let allowed: Vec<(&str, &Rule)> = rules.map(|rule| (rule.id.0.as_str(), rule)).collect();
        self.sheet.choose("a rule that is checked", id, &allowed)
    }

    fn scopes(&self, written: &wire::Case) -> Option<Vec<ScopeName>> {
        let all = self.api.service.scopes.keys();
        let allowed: Vec<(&str, ScopeName)> = all.clone().map(|scope| (scope.0.as_str(), scope.clone())).collect();
        match &written.scopes {
            None => Some(all.cloned().collect()),
            Some(words) => {
                words.0.iter().map(|word| self.sheet.choose("a scope of the spec", word, &allowed)).collect()
            }
        }
    }

    fn step(&self, written: &wire::Step) -> Option<Step> {
        let operation = self.operation(&written.operation)?;
        let point = self.point(operation, written.with.as_ref());
        let expect = match &written.expect {
            None => Some(Expect::AnySuccess),
            Some(name) => self.expect(operation, name),
        };
        Some(Step {
            role: Role::Act,
            operation: operation.id.clone(),
            point: point?,
            sent: Sent {
                json: written.json.clone().map(serde_json::Value::Object),
                headers: texts(written.headers.as_ref()),
            },
            expect: expect?,
            keep: texts(written.keep.as_ref()),
            see: written.see.clone().unwrap_or_default(),
        })
    }

    fn point(&self, operation: &Operation, with: Option<&Entries<At<String>>>) -> Option<Point> {
        let request = |axis: &&Axis| axis.kind() == AxisKind::Request && operation.has_axis(**axis);
        let axes: Vec<(&str, Axis)> = Axis::ALL.iter().filter(request).map(|axis| (axis.word(), *axis)).collect();
        let mut point = Some(Point::default());
        for (axis, word) in with.into_iter().flat_map(Entries::iter) {
            let kind = format!("something that a request of {} can vary", operation.id);
            let setting = self.sheet.choose(&kind, axis, &axes).and_then(|axis| {
                let settings = axis.settings();
                let allowed: Vec<_> = settings.iter().map(|setting| (setting.word(), *setting)).collect();
                self.sheet.choose(&format!("a value of `{}`", axis.word()), word, &allowed)
            });
            point = point.and_then(|point| Some(point.with(setting?)));
        }
        point
    }

    /// A response by name, with what its first occasion tolerates.
    fn expect(&self, operation: &Operation, name: &At<String>) -> Option<Expect> {
        let responses = operation.responses.values();
        let allowed: Vec<_> = responses.map(|response| (response.name.0.as_str(), response)).collect();
        let response = self.sheet.choose(&format!("a response of {}", operation.id), name, &allowed)?;
        let occasion = response.occasions.first()?;
        Some(Expect::Response {
            name: response.name.clone(),
            tolerance: occasion.tolerance.clone(),
            level: occasion.level,
        })
    }
}

fn texts(entries: Option<&Entries<String>>) -> IndexMap<String, String> {
    let entries = entries.into_iter().flat_map(Entries::iter);
    entries.map(|(name, text)| (name.value.clone(), text.clone())).collect()
}
