//! What only a case as a whole shows: rules that no single answer can be held against.

use kii_spec::{Api, Checked, DerivedCheck, Rule, Statement};

use crate::{
    cases::{Action, Case, Role},
    judge::Examined,
    run::outcome::Outcome,
};

/// The rules that a case cites and that its answers, taken together, were held against.
///
/// A derived case shows the rules about its request once the answer to that was judged. A hand-written case shows what it
/// cites when it came to its end, or failed for just that; but of a rule that every answer is held against by itself, an answer
/// of one of its operations must have been.
pub(super) fn by_the_whole(api: &Api, case: &Case, outcome: &Outcome, examined: &Examined) -> Examined {
    let is_written = case.covers.iter().all(|statement| statement.rule().is_some());
    let acts = case.stages.iter().flat_map(|stage| &stage.actions).any(|action| match action {
        Action::Call(step) => step.role == Role::Act,
        Action::Fetch(_) | Action::Race(_) | Action::Wait(_) => false,
    });
    let is_shown = |statement: &Statement, rule: &Rule| match &rule.checked {
        Checked::At(_) if !is_written => acts && !examined.is_empty(),
        Checked::At(_) | Checked::Cases => has_shown(outcome, statement),
        Checked::Derived(check) if is_of_single_answers(*check) => {
            is_written && examined.iter().any(|(_, examined)| examined == statement)
        }
        Checked::Derived(_) => is_written && has_shown(outcome, statement),
        Checked::Excluded(_) => false,
    };
    let cited = case.covers.iter().filter(|statement| {
        let rule = statement.rule().and_then(|id| api.rules.get(id));
        rule.is_some_and(|rule| is_shown(statement, rule))
    });
    cited.map(|statement| (case.operation.clone(), statement.clone())).collect()
}

/// Whether a case came to its end, or failed for a statement.
fn has_shown(outcome: &Outcome, statement: &Statement) -> bool {
    match outcome {
        Outcome::Passed | Outcome::Flaky(_) | Outcome::Warned(_) => true,
        Outcome::Failed(finding) | Outcome::KnownDeviation(finding, _) => {
            finding.mismatches.iter().any(|mismatch| mismatch.statement == *statement)
        }
        Outcome::NotScored(outcome) => has_shown(outcome, statement),
        Outcome::NotTestable(_) | Outcome::NotApplicable(_) | Outcome::SuiteError(_) => false,
    }
}

/// Whether every answer is held against a check by itself.
const fn is_of_single_answers(check: DerivedCheck) -> bool {
    match check {
        DerivedCheck::NewVersion
        | DerivedCheck::SameVersion
        | DerivedCheck::VersionForm
        | DerivedCheck::ContentReturns
        | DerivedCheck::BytesReturn
        | DerivedCheck::CreationDateStays
        | DerivedCheck::ModificationDateAdvances
        | DerivedCheck::RefusalLeaksNothing => true,
        DerivedCheck::RefusalChangesNothing
        | DerivedCheck::SuccessTakesEffect
        | DerivedCheck::LocationAnswers
        | DerivedCheck::PublicationServes => false,
    }
}
