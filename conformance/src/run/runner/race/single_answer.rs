//! An answer that is wrong in every order: it is due in none of the states of its race.

use kii_spec::Level;

use super::history::{Call, Shared};
use crate::{
    cases::Expect,
    judge::{Checker, Expected, Mismatch, MismatchKind, judge},
};

/// What is wrong with the answer to a call, if it is another one than those that are due in these states. Of a refusal, the
/// refusals that are due are expected, so that a client that lost is not asked why it did not win.
pub(super) fn wrong_answer(checker: &Checker, call: &Call<'_>, states: &[Shared]) -> Option<Mismatch> {
    let response = &call.answer.as_ref()?.response;
    let due = states.iter().flat_map(|state| call.points(&state.stored).into_iter().map(move |point| (point, state)));
    let due = due.filter_map(|(point, state)| {
        Expected::of(call.api, call.operation, call.scope, &Expect::Due, point, state.stored.point()).ok()
    });
    let expected = Expected::any_of(due, response.status.is_client_error())?;
    let context = call.context(expected);
    let seen = checker.observe(&context, response);
    let judged = judge(&context, &seen, &states.first()?.stored);
    let is_wrong = |mismatch: &Mismatch| mismatch.level == Level::Must && mismatch.kind == MismatchKind::WrongAnswer;
    judged.mismatches.into_iter().find(is_wrong)
}
