//! Pages, decisions and rules.

use indexmap::IndexMap;

use super::ResolveContext;
use crate::{
    from_yaml::{Entries, Words},
    operation::OperationId,
    source::{
        Answers, Checked, Decision, DecisionId, DerivedCheck, InventoryId, Occurrence, Page, PageId, Rule, RuleId,
    },
    wire,
    yaml::At,
};

pub(super) fn pages(pages: &wire::Sources) -> IndexMap<PageId, Page> {
    let pages = pages.iter().map(|(name, page)| {
        let id = PageId(name.value.clone());
        let wire::Page { title, url, authority, read } = page;
        (id.clone(), Page { id, title: title.clone(), url: url.clone(), authority: *authority, read: read.clone() })
    });
    pages.collect()
}

pub(super) fn decisions(cx: &ResolveContext<'_>, decisions: &wire::Decisions) -> IndexMap<DecisionId, Decision> {
    let decisions = decisions.iter().map(|(name, decision)| {
        let wire::Decision { question, choice, reason, sources } = decision;
        let decision = Decision {
            id: DecisionId(name.value.clone()),
            question: question.clone(),
            choice: choice.clone(),
            reason: reason.clone(),
            sources: sources.iter().map(|source| cx.source(source)).collect(),
        };
        (decision.id.clone(), decision)
    });
    decisions.collect()
}

pub(super) fn rules(cx: &ResolveContext<'_>, written: &wire::Rules) -> IndexMap<RuleId, Rule> {
    let mut rules: IndexMap<RuleId, Rule> = IndexMap::new();
    for written in written.iter() {
        if rules.contains_key(&RuleId(written.id.value.as_str().into())) {
            let title = format!("the rule `{}` is given twice", written.id.value);
            cx.diagnostics.note(&written.id.span, title, "another rule has this id");
        }
        if let Some(rule) = rule(cx, written) {
            rules.insert(rule.id.clone(), rule);
        }
    }
    check_claims(cx, written);
    rules
}

/// Notes every derived check that is not claimed by exactly one rule: what it finds must break a rule, and no other.
fn check_claims(cx: &ResolveContext<'_>, rules: &wire::Rules) {
    let mut unclaimed = Vec::new();
    for check in DerivedCheck::ALL {
        let claim =
            |rule: &&wire::Rule| rule.checked.as_ref().is_some_and(|checked| checked.value == Checked::Derived(*check));
        let mut claims = rules.iter().filter(claim);
        let Some(first) = claims.next() else {
            unclaimed.push(format!("`{}`", check.word()));
            continue;
        };
        for other in claims {
            let title = format!("the derived check `{}` stands for two rules", check.word());
            cx.diagnostics.note(&other.id.span, title, format!("`{}` has it already", first.id.value));
        }
    }
    // A rule that has a problem may be the one.
    if !unclaimed.is_empty() && cx.diagnostics.is_clean(&cx.diagnostics.file.path) {
        let title = format!("no rule is checked by {}", unclaimed.join(", "));
        let help = match unclaimed.len() {
            1 => "add the rule that this check, which every case makes, stands for",
            _ => "add the rules that these checks, which every case makes, stand for",
        };
        cx.diagnostics.note_with(&(0..0), title, "in this file", help.to_owned());
    }
}

fn rule(cx: &ResolveContext<'_>, rule: &wire::Rule) -> Option<Rule> {
    let origin = cx.origin(&rule.id.span, rule.source.as_ref(), rule.decision.as_ref());
    let checked = checked(cx, rule);
    Some(Rule {
        id: RuleId(rule.id.value.as_str().into()),
        level: rule.level,
        text: rule.text.clone(),
        origin: origin?,
        checked: checked?,
        kind: rule.kind,
        inventory: inventory(cx, rule),
    })
}

fn checked(cx: &ResolveContext<'_>, rule: &wire::Rule) -> Option<Checked> {
    let occurrence = rule.at.as_ref().map(|at| Occurrence {
        at: cx.region(&at.value),
        answers: rule.answers.unwrap_or(Answers::Any),
        operations: rule.of.as_ref().map(|names| names.0.iter().map(|name| operation(cx, name)).collect()),
    });
    if rule.at.is_none() && (rule.answers.is_some() || rule.of.is_some()) {
        let title = "`answers` and `of` say which derived cases are meant, and there is no `at`";
        cx.diagnostics.note(&rule.id.span, title, "has no `at`");
    }
    match (&rule.checked, occurrence, &rule.excluded) {
        (Some(checked), None, None) => Some(checked.value.clone()),
        (None, Some(occurrence), None) => Some(Checked::At(occurrence)),
        (None, None, Some(reason)) => Some(Checked::Excluded(reason.value.clone())),
        (None, None, None) => {
            cx.diagnostics.note_with(
                &rule.id.span,
                format!("nothing says how the rule `{}` is checked", rule.id.value),
                "has none of `checked`, `at` and `excluded`",
                "add `checked: cases`, `checked:` with a derived check, `at:` with the points of derived cases, or \
                 `excluded:` with the reason"
                    .to_owned(),
            );
            None
        }
        (Some(_), Some(_), _) => {
            cx.diagnostics.note(&rule.id.span, "a rule is checked in one way", "has both `checked` and `at`");
            None
        }
        (_, _, Some(excluded)) => {
            cx.diagnostics.note(
                &excluded.span,
                "a rule that is checked cannot be excluded",
                "beside how it is checked",
            );
            None
        }
    }
}

/// The operation with this name; one that is not declared is a problem.
fn operation(cx: &ResolveContext<'_>, name: &At<String>) -> OperationId {
    operation_id(&cx.names.operations.look_up(cx, name))
}

/// The id that a name stands for.
pub(super) fn operation_id(name: &str) -> OperationId {
    let (resource, verb) = name.split_once('.').unwrap_or((name, ""));
    OperationId { resource: resource.into(), verb: verb.into() }
}

fn inventory(cx: &ResolveContext<'_>, rule: &wire::Rule) -> IndexMap<OperationId, Vec<InventoryId>> {
    let entries = rule.inventory.iter().flat_map(Entries::iter);
    entries.map(|(name, ids)| (operation(cx, name), self::ids(ids))).collect()
}

/// The statements of the sources that a list names.
pub(super) fn ids(words: &Words) -> Vec<InventoryId> {
    words.0.iter().map(|id| InventoryId(id.value.clone())).collect()
}
