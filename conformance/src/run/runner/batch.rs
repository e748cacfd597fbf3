//! Requests that do not depend on each other's answers. They are sent at the same time; their answers are judged one
//! after the other, as if they had been sent so.
//!
//! Only reads are sent together: what the case is about happens alone, or in a race. A request joins a batch if it has
//! the same purpose, reads something else, and names nothing that an answer to another request of the batch may say.

use futures_util::future::join_all;

use super::{
    Progress, Runner, StageRun,
    call::{CallAnswer, ReadyCall},
    fetch::{FetchAnswer, ReadyFetch},
    is_superseded, is_unaddressed,
};
use crate::{
    cases::{Action, Role, Step},
    run::outcome::Outcome,
    send::{CaseState, names_version},
};

/// The request of an action, ready to be sent.
enum Ready<'a> {
    Call(Box<ReadyCall<'a>>),
    Fetch(Box<ReadyFetch<'a>>),
}

/// What became of it.
enum Answer {
    Call(Box<CallAnswer>),
    Fetch(Box<FetchAnswer>),
}

impl<'a> Runner<'a> {
    /// Sends the request of the first action, and at the same time those of the actions behind it that do not depend on its
    /// answer. Returns how many actions are done.
    pub(super) async fn batch(
        &self,
        actions: &'a [Action],
        state: CaseState,
        stage: &mut StageRun<'_, '_>,
    ) -> (usize, Progress) {
        let (ready, mut state) = match self.prepare_batch(actions, state, stage).await {
            Ok(prepared) => prepared,
            Err(outcome) => return (0, Progress::End(outcome)),
        };
        let count = ready.len();
        for request in &ready {
            if let Ready::Call(call) = request {
                Self::announce_call(call, &state.object_id, stage.created);
            }
        }
        // All answers are waited for, even when one is lost.
        let answers = join_all(ready.iter().map(|request| self.send_ready(request))).await;
        self.link(answers.iter().map(Answer::links).max().unwrap_or_default());
        for ((action, request), answer) in actions.iter().zip(ready).zip(answers) {
            state = stage.places.switch_to(action.place(), state);
            let progress = match (request, answer) {
                (Ready::Call(call), Answer::Call(answer)) => {
                    self.judge_call(*call, *answer, state, stage.created, &mut stage.last)
                }
                (Ready::Fetch(fetch), Answer::Fetch(answer)) => self.judge_fetch(*fetch, *answer, state),
                (Ready::Call(_), Answer::Fetch(_)) | (Ready::Fetch(_), Answer::Call(_)) => {
                    Progress::End(self.cannot_judge("an answer belongs to another request".to_owned()))
                }
            };
            match progress {
                Progress::Continue(after, finding) => {
                    state = *after;
                    stage.warnings.extend(finding);
                }
                end @ Progress::End(_) => return (count, end),
            }
        }
        (count, Progress::Continue(Box::new(state), None))
    }

    /// The requests of the first action and of those that join it, and the state of the place of the last of them.
    ///
    /// # Errors
    /// The outcome of the case, when the first request cannot be made. One that cannot be made from this state waits for the
    /// answers to those before it.
    async fn prepare_batch(
        &self,
        actions: &'a [Action],
        mut state: CaseState,
        stage: &mut StageRun<'_, '_>,
    ) -> Result<(Vec<Ready<'a>>, CaseState), Outcome> {
        let mut ready: Vec<Ready<'a>> = Vec::new();
        for (place, action) in actions.iter().enumerate() {
            let before = actions.get(..place).unwrap_or_default();
            if place > 0 && !self.joins(before, action) {
                break;
            }
            state = stage.places.switch_to(action.place(), state);
            if place > 0 && (is_unaddressed(action, &state) || is_superseded(action, &state)) {
                break;
            }
            state.serial += 1;
            match self.prepare_action(action, &state, stage).await {
                Ok(Some(request)) => ready.push(request),
                Err(outcome) if place == 0 => return Err(outcome),
                Ok(None) | Err(_) => {
                    state.serial -= 1;
                    break;
                }
            }
        }
        Ok((ready, state))
    }

    async fn prepare_action(
        &self,
        action: &'a Action,
        state: &CaseState,
        stage: &StageRun<'_, '_>,
    ) -> Result<Option<Ready<'a>>, Outcome> {
        match action {
            Action::Call(step) => {
                let call = self.prepare_call(step, state, stage.last.as_ref()).await?;
                Ok(Some(Ready::Call(Box::new(call))))
            }
            Action::Fetch(fetch) => {
                let fetch = self.prepare_fetch(fetch, state, stage.last.as_ref()).await?;
                Ok(Some(Ready::Fetch(Box::new(fetch))))
            }
            Action::BreakOff(_) | Action::Wait(_) | Action::Race(_) => Ok(None),
        }
    }

    async fn send_ready(&self, request: &Ready<'_>) -> Answer {
        match request {
            Ready::Call(call) => Answer::Call(Box::new(self.send_call(call).await)),
            Ready::Fetch(fetch) => Answer::Fetch(Box::new(self.send_fetch(fetch).await)),
        }
    }

    /// Whether the request of an action can be sent at the same time as those of the actions before it.
    fn joins(&self, batch: &[Action], next: &Action) -> bool {
        let (Some(first), Some(role)) = (batch.first().and_then(Action::role), next.role()) else { return false };
        let has_one_purpose = first == role || (is_after_act(first) && is_after_act(role));
        has_one_purpose
            && batch.iter().chain([next]).all(|action| self.is_read(action))
            && !self.does_without(next)
            && match next {
                Action::Call(step) => {
                    let mut before = batch.iter().filter_map(step_of);
                    !names_version(self.api, step)
                        && before.all(|before| !is_same_request(before, step) && !names_kept(step, before))
                }
                // Which address a publication has does not depend on whether another is served.
                Action::Fetch(fetch) => {
                    !batch.iter().any(|before| matches!(before, Action::Fetch(same) if same == fetch))
                }
                Action::BreakOff(_) | Action::Wait(_) | Action::Race(_) => false,
            }
    }

    fn is_read(&self, action: &Action) -> bool {
        match action {
            Action::Call(step) => self.operation(step).is_ok_and(kii_spec::Operation::is_safe),
            Action::Fetch(_) => true,
            Action::BreakOff(_) | Action::Wait(_) | Action::Race(_) => false,
        }
    }
}

impl Answer {
    /// How many requests had to be sent one after the other.
    const fn links(&self) -> usize {
        match self {
            Self::Call(_) => 1,
            Self::Fetch(answer) => answer.times,
        }
    }
}

const fn is_after_act(role: Role) -> bool {
    match role {
        Role::Verify(_) | Role::Follow => true,
        Role::SetUp | Role::Beside | Role::Control | Role::Act | Role::Again => false,
    }
}

fn step_of(action: &Action) -> Option<&Step> {
    match action {
        Action::Call(step) => Some(step),
        Action::BreakOff(_) | Action::Fetch(_) | Action::Wait(_) | Action::Race(_) => None,
    }
}

/// Whether two steps ask for the same: the second is there to be sent after the first.
fn is_same_request(one: &Step, other: &Step) -> bool {
    (&one.operation, &one.scope, one.point, &one.sent) == (&other.operation, &other.scope, other.point, &other.sent)
}

/// Whether a step sends what the answer to another is to give.
fn names_kept(step: &Step, before: &Step) -> bool {
    let names = step.sent.headers.values().filter_map(|value| value.strip_prefix('$'));
    { names }.any(|name| before.keep.contains_key(name))
}
