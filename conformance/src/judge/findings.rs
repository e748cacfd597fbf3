//! What judging one answer has found so far: what is wrong, which statements were examined, what could not be
//! evaluated.

use std::collections::BTreeSet;

use kii_spec::{DerivedCheck, Level, OperationId, Part, Response as Documented, Statement};

use crate::{
    cases::Role,
    judge::{
        Context,
        difference::Difference,
        mismatch::{Mismatch, MismatchKind},
    },
};

/// Statements that were held against an answer, each with the operation that it is about.
pub(crate) type Examined = BTreeSet<(OperationId, Statement)>;

/// What judging one answer has found so far.
pub(super) struct Findings<'c> {
    pub(super) context: &'c Context<'c>,
    /// The response that the answer is, or the one that is expected when it is none.
    pub(super) given: &'c Documented,
    pub(super) mismatches: Vec<Mismatch>,
    pub(super) examined: Examined,
    /// Expectations that nothing in the state can be compared with.
    pub(super) unevaluated: Vec<String>,
}

impl<'c> Findings<'c> {
    pub(super) fn new(context: &'c Context<'c>, given: &'c Documented) -> Self {
        Self { context, given, mismatches: Vec::new(), examined: Examined::new(), unevaluated: Vec::new() }
    }

    /// A part of the response.
    pub(super) fn part(&self, part: Part) -> Statement {
        Statement::answer(self.context.operation, self.given, part)
    }

    /// Notes that a part of the response was examined, and returns it.
    pub(super) fn examine(&mut self, part: Part) -> Statement {
        let statement = self.part(part);
        self.examined.insert((self.context.operation.id.clone(), statement.clone()));
        statement
    }

    /// Notes that a derived check was made, and returns the rule that its failure breaks: in a step that verifies
    /// something, what is verified.
    pub(super) fn examine_check(&mut self, check: DerivedCheck) -> Statement {
        let own = self.examine_rule(check);
        self.examine_verified().unwrap_or(own)
    }

    /// Notes that a derived check was made whose failure breaks its own rule, whatever the step verifies.
    pub(super) fn examine_rule(&mut self, check: DerivedCheck) -> Statement {
        match self.context.rule(check) {
            Some(rule) => {
                let about = match self.context.step.role {
                    Role::Verify(_) | Role::Follow => self.context.about,
                    Role::SetUp | Role::Beside | Role::Control | Role::Act | Role::Again => &self.context.operation.id,
                };
                self.examined.insert((about.clone(), rule.clone()));
                rule
            }
            None => self.part(Part::Content),
        }
    }

    /// The rule that the step is there to verify, noted as examined.
    pub(super) fn examine_verified(&mut self) -> Option<Statement> {
        let rule = self.context.verified_rule()?;
        self.examined.insert((self.context.about.clone(), rule.clone()));
        Some(rule)
    }

    /// Well-formed, but not so.
    pub(super) fn untrue(&mut self, statement: Statement, expected: String, found: String, difference: Difference) {
        self.must(MismatchKind::Untrue, statement, expected, found, difference);
    }

    /// Not well-formed.
    pub(super) fn flaw(&mut self, statement: Statement, expected: String, found: String, difference: Difference) {
        self.must(MismatchKind::Flaw, statement, expected, found, difference);
    }

    pub(super) fn must(
        &mut self,
        kind: MismatchKind,
        statement: Statement,
        expected: String,
        found: String,
        difference: Difference,
    ) {
        self.mismatches.push(Mismatch { statement, level: Level::Must, expected, found, kind, difference });
    }

    /// Notes that the state does not say what is expected.
    pub(super) fn cannot_evaluate(&mut self, what: impl Into<String>) {
        self.unevaluated.push(what.into());
    }

    /// Turns what was found into warnings.
    pub(super) fn lower(&mut self) {
        super::lower(&mut self.mismatches);
    }
}
