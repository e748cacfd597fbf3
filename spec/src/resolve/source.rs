//! Pages, decisions and rules.

use indexmap::IndexMap;

use super::Desk;
use crate::{
    source::{Authority, Checked, Decision, DecisionId, DerivedCheck, Page, PageId, Rule, RuleId},
    wire,
    yaml::At,
};

pub(super) fn pages(desk: &Desk<'_>, pages: &wire::Sources) -> IndexMap<PageId, Page> {
    let words = [("seed", Authority::Seed), ("reference", Authority::Reference), ("standard", Authority::Standard)];
    let resolve = |(name, page): &(At<String>, wire::Page)| {
        let id = PageId(name.value.clone());
        let authority = desk.sheet.choose("an authority", &page.authority, &words)?;
        let wire::Page { title, url, authority: _, read } = page;
        Some((id.clone(), Page { id, title: title.clone(), url: url.clone(), authority, read: read.clone() }))
    };
    pages.0.iter().filter_map(resolve).collect()
}

pub(super) fn decisions(desk: &Desk<'_>, decisions: &wire::Decisions) -> IndexMap<DecisionId, Decision> {
    let resolve = |(name, decision): &(At<String>, wire::Decision)| {
        let wire::Decision { question, choice, reason, sources } = decision;
        let decision = Decision {
            id: DecisionId(name.value.clone()),
            question: question.clone(),
            choice: choice.clone(),
            reason: reason.clone(),
            sources: sources.iter().filter_map(|source| desk.source(source)).collect(),
        };
        (decision.id.clone(), decision)
    };
    decisions.0.iter().map(resolve).collect()
}

pub(super) fn rules(desk: &Desk<'_>, rules: &wire::Rules) -> IndexMap<RuleId, Rule> {
    rules.iter().filter_map(|rule| self::rule(desk, rule)).map(|rule| (rule.id.clone(), rule)).collect()
}

fn rule(desk: &Desk<'_>, rule: &wire::Rule) -> Option<Rule> {
    let level = desk.level(Some(&rule.level));
    let origin = desk.origin(&rule.id.span, rule.source.as_ref(), rule.decision.as_ref());
    let checked = checked(desk, rule);
    Some(Rule {
        id: RuleId(rule.id.value.clone()),
        level: level?,
        text: rule.text.clone(),
        origin: origin?,
        checked: checked?,
    })
}

fn checked(desk: &Desk<'_>, rule: &wire::Rule) -> Option<Checked> {
    match (&rule.checked, &rule.excluded) {
        (Some(word), None) => {
            let derived = DerivedCheck::ALL.iter().map(|check| (check.word(), Checked::Derived(*check)));
            let words: Vec<_> = derived.chain([("cases", Checked::Cases)]).collect();
            desk.sheet.choose("a way to check a rule", word, &words)
        }
        (None, Some(reason)) => Some(Checked::Excluded(reason.value.clone())),
        (None, None) => {
            desk.sheet.note_with(
                &rule.id.span,
                format!("nothing says how the rule `{}` is checked", rule.id.value),
                "has neither `checked` nor `excluded`",
                "add `checked: cases`, `checked:` with a derived check, or `excluded:` with the reason".to_owned(),
            );
            None
        }
        (Some(_), Some(excluded)) => {
            desk.sheet.note(&excluded.span, "a rule that is checked cannot be excluded", "beside `checked`");
            None
        }
    }
}
