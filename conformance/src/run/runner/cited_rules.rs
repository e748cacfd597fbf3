//! The rules that a case examines as a whole, because no single answer can be held against them.

use kii_spec::{Api, Checked, DerivedCheck, Rule, Statement};

use crate::{
    cases::{Action, Case, Role},
    judge::Examined,
    run::outcome::Outcome,
};

/// The cited rules that a case has examined as a whole.
///
/// A derived case examines the rules about its request as soon as the answer to that is judged. A hand-written case
/// examines the rules that it cites if it comes to its end, or if it fails for one of them. A check that is made of
/// single answers does not count unless it was made of one.
pub(super) fn examined(api: &Api, case: &Case, outcome: &Outcome, examined: &Examined) -> Examined {
    let is_written = case.covers.iter().all(|statement| statement.rule().is_some());
    let acts = case.stages.iter().flat_map(|stage| &stage.actions).any(|action| match action {
        Action::Call(step) => step.role == Role::Act,
        Action::BreakOff(_) | Action::Fetch(_) | Action::Race(_) | Action::Wait(_) => false,
    });
    let is_examined = |statement: &Statement, rule: &Rule| match &rule.checked {
        Checked::At(_) if !is_written => acts && !examined.is_empty(),
        Checked::At(_) | Checked::Cases => came_to_the_point(outcome, statement),
        Checked::Derived(check) if is_of_single_answers(*check) => {
            is_written && examined.iter().any(|(_, examined)| examined == statement)
        }
        Checked::Derived(_) => is_written && came_to_the_point(outcome, statement),
        Checked::Excluded(_) => false,
    };
    let cited = case.covers.iter().filter(|statement| {
        let rule = statement.rule().and_then(|id| api.rules.get(id));
        rule.is_some_and(|rule| is_examined(statement, rule))
    });
    cited.map(|statement| (case.operation.clone(), statement.clone())).collect()
}

/// Whether a case came to its end, or failed for this statement.
fn came_to_the_point(outcome: &Outcome, statement: &Statement) -> bool {
    match outcome {
        Outcome::Passed | Outcome::Flaky(_) | Outcome::Warned(_) => true,
        Outcome::Failed(finding) | Outcome::KnownDeviation(finding, _) => {
            finding.mismatches.iter().any(|mismatch| mismatch.statement == *statement)
        }
        Outcome::NotScored(outcome) => came_to_the_point(outcome, statement),
        Outcome::NotTestable(_) | Outcome::NotApplicable(_) | Outcome::SuiteError(_) => false,
    }
}

/// Whether a check is made of single answers.
const fn is_of_single_answers(check: DerivedCheck) -> bool {
    match check {
        DerivedCheck::NewVersion
        | DerivedCheck::SameVersion
        | DerivedCheck::VersionForm
        | DerivedCheck::ContentReturns
        | DerivedCheck::BytesReturn
        | DerivedCheck::CreationDateStays
        | DerivedCheck::ModificationDateAdvances
        | DerivedCheck::RefusalLeaksNothing
        | DerivedCheck::ChallengeNamed
        | DerivedCheck::SingleLines
        | DerivedCheck::OneFraming
        | DerivedCheck::TrueCoding => true,
        DerivedCheck::RefusalChangesNothing
        | DerivedCheck::SuccessTakesEffect
        | DerivedCheck::LocationAnswers
        | DerivedCheck::PublicationServes
        | DerivedCheck::OneAtATime
        | DerivedCheck::AnswersFollow => false,
    }
}
