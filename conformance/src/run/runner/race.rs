//! Requests at the same time: who wins, and that nothing is lost or half done.

mod states;
#[cfg(test)]
mod tests;

use kii_spec::{Api, Change, Level, Operation, OperationId, Scope, State, Statement};

use self::states::{States, Write};
use super::{Progress, Runner};
use crate::{
    cases::{RaceGroup, Role},
    judge::{Checker, Context, Examined, Expected, Judged, Mismatch, MismatchKind, Observation, judge},
    run::{
        cleanup::{CreatedResources, CreatingRequest, SideEffect},
        outcome::{Outcome, SuiteError},
    },
    send::{CaseState, Exchange, PreparedRequest, Response},
    values::Content,
};

/// A race before its start, with everything that the answers will be held against.
struct Race<'a> {
    api: &'a Api,
    checker: &'a Checker,
    scope: &'a Scope,
    about: &'a OperationId,
    subject: Statement,
    before: CaseState,
    requests: Vec<RaceRequest<'a>>,
}

/// One request. Those of one group are alike, but for what they send.
struct RaceRequest<'a> {
    group: &'a RaceGroup,
    operation: &'a Operation,
    /// What the winner gets, if one is to win.
    winner: Option<Expected<'a>>,
    /// What all others get.
    others: Expected<'a>,
    prepared: PreparedRequest,
}

impl<'a> RaceRequest<'a> {
    /// # Errors
    /// When the spec does not say what is expected.
    fn new(
        api: &'a Api,
        scope: &Scope,
        group: &'a RaceGroup,
        operation: &'a Operation,
        before: &CaseState,
        prepared: PreparedRequest,
    ) -> Result<Self, String> {
        let (request, state) = (group.step.point, before.stored.point());
        let expected = |expect| Expected::of(api, operation, scope, expect, request, state);
        let winner = group.winner.as_ref().map(expected).transpose()?;
        Ok(Self { group, operation, winner, others: expected(&group.step.expect)?, prepared })
    }

    fn creating<'b>(&'b self, scope: &'b Scope, before: &'b CaseState) -> CreatingRequest<'b> {
        let Self { group, operation, prepared, .. } = self;
        CreatingRequest { operation, scope, point: group.step.point, prepared, object_id: &before.object_id }
    }
}

/// What the answer to a request is.
struct RaceAnswer<'a> {
    request: &'a RaceRequest<'a>,
    context: Context<'a>,
    seen: Observation<'a>,
    answer: &'a Response,
    /// Whether it is what only the winner gets.
    wins: bool,
    change: Change,
    after: CaseState,
    mismatches: Vec<Mismatch>,
}

/// What a race led to.
struct RaceResult<'a> {
    /// The state as it should be now.
    after: CaseState,
    /// The worst that was found, and with whom.
    wrong: Option<(&'a RaceAnswer<'a>, Vec<Mismatch>)>,
}

impl Runner<'_> {
    /// Sends the requests of all groups at the same time, and judges their answers together.
    pub(super) async fn race(
        &self,
        groups: &[RaceGroup],
        mut state: CaseState,
        created: &mut CreatedResources<'_>,
        last: &mut Option<Exchange>,
    ) -> Progress {
        let Self { api, scope, session, .. } = *self;
        let mut requests = Vec::new();
        for group in groups {
            let operation = match self.operation(&group.step) {
                Ok(operation) => operation,
                Err(error) => return Progress::End(Outcome::SuiteError(error)),
            };
            for _ in 0..group.times {
                state.serial += 1;
                let prepared = match self.prepare(scope, operation, &group.step, &state, last.as_ref()).await {
                    Ok(prepared) => prepared,
                    Err(outcome) => return Progress::End(outcome),
                };
                match RaceRequest::new(api, scope, group, operation, &state, prepared) {
                    Ok(request) => requests.push(request),
                    Err(why) => return Progress::End(self.cannot_judge(why)),
                }
            }
        }
        for request in &requests {
            created.announce(&request.creating(scope, &state));
        }
        self.count(Role::Act, requests.len());
        self.link(1);
        let answers = match self.start(&requests, &state).await {
            Ok(answers) => answers,
            Err(outcome) => {
                for request in &requests {
                    created.note(&request.creating(scope, &state), &state.object_id, SideEffect::Unknown);
                }
                return Progress::End(outcome);
            }
        };
        let (checker, about, subject) = (session.checker.as_ref(), &self.case.operation, self.subject());
        let race = Race { api, checker, scope, about, subject, before: state, requests };
        let read = race.read(&answers);
        for RaceAnswer { request, change, after, .. } in &read {
            let effect = if change.is_none() { SideEffect::Undone } else { SideEffect::Done };
            created.note(&request.creating(scope, &race.before), &after.object_id, effect);
        }
        let RaceResult { after, wrong } = match race.finish(&read) {
            Ok(result) => result,
            Err(why) => return Progress::End(self.cannot_judge(why)),
        };
        let examined = Examined::from([(race.about.clone(), race.subject.clone())]);
        match wrong {
            None => {
                self.examined(examined);
                Progress::Continue(Box::new(after), None)
            }
            Some((answer, mismatches)) => {
                let (request, response) = (answer.request.prepared.request.clone(), answer.answer.clone());
                let judged = Judged { mismatches, examined, unevaluated: Vec::new() };
                self.conclude(Role::Act, after, &Exchange { request, response }, judged)
            }
        }
    }

    /// Sends everything at once; the answers in the order in which they are received, each with the place of its request.
    async fn start(&self, requests: &[RaceRequest<'_>], before: &CaseState) -> Result<Vec<(usize, Response)>, Outcome> {
        let bodies = || {
            let sent = requests.iter().filter_map(|request| request.prepared.known.content.as_ref());
            before.stored.body.iter().chain(sent).map(|content| &content.bytes)
        };
        let mut sent = tokio::task::JoinSet::new();
        let client = self.session.client.for_race(requests.len()).await;
        for (place, request) in requests.iter().enumerate() {
            let (client, request) = (client.clone(), request.prepared.request.clone());
            sent.spawn(async move { (place, client.send(request).await) });
        }
        let (mut answers, mut wrong) = (Vec::new(), None);
        // All of them are waited for, even when one is lost: what arrives once the clean-up is over would be left
        // behind.
        while let Some(joined) = sent.join_next().await {
            let (place, sent) = match joined {
                Ok(ended) => ended,
                Err(error) => {
                    let message = format!("one of {} requests at the same time broke down: {error}", requests.len());
                    wrong.get_or_insert(Outcome::SuiteError(SuiteError::new(message)));
                    continue;
                }
            };
            let request = requests.get(place);
            let sent = self.served(request.map(|request| &request.operation.id), sent);
            match (sent, request) {
                (Ok(response), Some(RaceRequest { prepared, group, .. })) => {
                    match self.check_token(prepared, self.scope, &group.step, &response) {
                        Ok(()) => answers.push((place, response.sharing(bodies()))),
                        Err(outcome) => _ = wrong.get_or_insert(outcome),
                    }
                }
                (Err(error), Some(RaceRequest { operation, prepared, .. })) => {
                    let what = format!("one of {} requests at the same time,", requests.len());
                    let lost = self.unanswered(Role::Act, Some(&operation.id), &prepared.request, error, &what);
                    wrong.get_or_insert(lost);
                }
                (Ok(_) | Err(_), None) => {}
            }
        }
        wrong.map_or(Ok(answers), Err)
    }
}

impl Race<'_> {
    /// Reads every answer once, and finds out whether it is the winner's or what the others get.
    fn read<'a>(&'a self, answers: &'a [(usize, Response)]) -> Vec<RaceAnswer<'a>> {
        let read = answers.iter().filter_map(|(place, answer)| {
            let request = self.requests.get(*place)?;
            let either = match &request.winner {
                Some(winner) => request.others.or_rather(winner),
                None => request.others.clone(),
            };
            let seen = self.checker.observe(&self.context(request, either), answer);
            let judged = |expected: &Expected<'a>| {
                let context = self.context(request, expected.clone());
                let mismatches = judge(&context, &seen, &self.before.stored).mismatches;
                (context, mismatches)
            };
            let is_winners = |(_, mismatches): &(_, Vec<Mismatch>)| {
                mismatches.iter().all(|wrong| wrong.kind != MismatchKind::WrongAnswer)
            };
            let won = request.winner.as_ref().map(judged).filter(is_winners);
            let wins = won.is_some();
            let (context, mismatches) = won.unwrap_or_else(|| judged(&request.others));
            let change = seen.response.map_or_else(Change::default, |given| given.then);
            let after = seen.applied_to(&context, &self.before);
            Some(RaceAnswer { request, context, seen, answer, wins, change, after, mismatches })
        });
        read.collect()
    }

    fn context<'a>(&'a self, request: &'a RaceRequest<'a>, expected: Expected<'a>) -> Context<'a> {
        Context {
            api: self.api,
            operation: request.operation,
            scope: self.scope,
            step: &request.group.step,
            expected,
            about: self.about,
            cites: std::slice::from_ref(&self.subject),
            known: &request.prepared.known,
            url: &request.prepared.request.url,
        }
    }

    /// # Errors
    /// When a reader's answer cannot be judged.
    fn finish<'a>(&self, answers: &'a [RaceAnswer<'a>]) -> Result<RaceResult<'a>, String> {
        let writes: Vec<Write<'_>> = answers
            .iter()
            .filter(|answer| !answer.change.is_none())
            .map(|RaceAnswer { context, seen, .. }| Write { context, seen })
            .collect();
        let mut states = States::new(&self.before.stored, &writes);
        let mut wrong: Vec<(&RaceAnswer<'_>, Vec<Mismatch>)> = Vec::new();
        for answer in answers {
            let mismatches = match answer.request.operation.is_safe() {
                true => Self::wrong_reading(answer, &mut states)?,
                // How the answers are flawed is for the cases that are about them.
                false => answer.mismatches.iter().filter(|mismatch| !mismatch.kind.is_due()).cloned().collect(),
            };
            wrong.push((answer, mismatches));
        }
        wrong.extend(self.wrong_winners(answers));
        for (_, mismatches) in &mut wrong {
            for mismatch in mismatches {
                mismatch.statement = self.subject.clone();
            }
        }
        // A failure counts for more than a warning, whoever came first.
        let worst = |(_, mismatches): &(_, Vec<Mismatch>)| mismatches.iter().map(|mismatch| mismatch.level).min();
        wrong.retain(|wrong| worst(wrong).is_some());
        Ok(RaceResult { after: self.after(answers), wrong: wrong.into_iter().min_by_key(worst) })
    }

    /// The state afterwards. If more than one has changed it, nobody knows whose version and dates are the last; their
    /// contents are taken in the order of the answers, so they had better not depend on it.
    fn after(&self, answers: &[RaceAnswer<'_>]) -> CaseState {
        let writes: Vec<&RaceAnswer<'_>> = answers.iter().filter(|answer| !answer.change.is_none()).collect();
        match writes.as_slice() {
            [] => self.before.clone(),
            [only] => only.after.clone(),
            several => {
                let mut after = several.iter().fold(self.before.clone(), |state, answer| {
                    state.after(answer.change, answer.request.prepared.known.content.as_ref())
                });
                after.stored.object_versions.current = None;
                after.stored.body_versions.current = None;
                after
            }
        }
    }

    /// What is wrong with the answer to a reader, who must have seen one of the states that some of the writes have
    /// left, and no mixture: the least that is wrong in any of them.
    ///
    /// # Errors
    /// When there are more states than can be tried, or the answer cannot be held against one.
    fn wrong_reading(answer: &RaceAnswer<'_>, states: &mut States<'_>) -> Result<Vec<Mismatch>, String> {
        let (mut least, mut unevaluated): (Option<Vec<Mismatch>>, Vec<String>) = (None, Vec::new());
        let mut suits = |state: &State<Content>| {
            let judged = judge(&answer.context, &answer.seen, state);
            if !judged.unevaluated.is_empty() {
                // Whoever expects any success of a reader of what is not there.
                unevaluated = judged.unevaluated;
                return None;
            }
            if least.as_ref().is_none_or(|least| judged.mismatches.len() < least.len()) {
                least = Some(judged.mismatches);
            }
            least.as_ref().is_some_and(Vec::is_empty).then_some(())
        };
        states.find(&mut suits)?;
        least.ok_or_else(|| {
            format!("an answer to {} at the same time: {}", answer.context.operation.id, unevaluated.join("; "))
        })
    }

    /// The groups of which not exactly one request has won: with the answer of one winner too many, or of one who
    /// should have won.
    fn wrong_winners<'a>(&self, answers: &'a [RaceAnswer<'a>]) -> Vec<(&'a RaceAnswer<'a>, Vec<Mismatch>)> {
        let mut groups: Vec<&RaceGroup> = Vec::new();
        for RaceRequest { group, .. } in &self.requests {
            if group.winner.is_some() && !groups.iter().any(|known| std::ptr::eq(*known, *group)) {
                groups.push(group);
            }
        }
        let wrong = groups.into_iter().filter_map(|group| {
            let of_group = || answers.iter().filter(|answer| std::ptr::eq(answer.request.group, group));
            let winners = of_group().filter(|answer| answer.wins).count();
            let shown = of_group().rfind(|answer| answer.wins).or_else(|| of_group().next())?;
            let mismatch = Mismatch {
                statement: self.subject.clone(),
                level: Level::Must,
                expected: format!("one of {} requests to succeed", group.times),
                found: format!("{winners} succeeded"),
                kind: MismatchKind::WrongAnswer,
            };
            (winners != 1).then(|| (shown, vec![mismatch]))
        });
        wrong.collect()
    }
}
