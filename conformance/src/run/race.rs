//! Requests at the same time: who wins, and that nothing is lost or half done.

use kii_spec::{Level, Operation, Scope};

use super::{Progress, Runner};
use crate::{
    case::{Expect, Racer, Role, Step},
    check::{Context, Verdict},
    clean::Traces,
    draft::{Draft, draft},
    exchange::{Exchange, Response},
    mismatch::{Mismatch, MismatchKind},
    outcome::{Outcome, SuiteError},
    world::World,
};

/// A request on its way, and what it may come to.
struct Lane<'a> {
    racer: &'a Racer,
    operation: &'a Operation,
    draft: Draft,
}

impl Runner<'_> {
    /// Sends the requests of all racers at once, and judges what became of them together.
    pub(super) async fn race(
        &self,
        racers: &[Racer],
        mut world: World,
        traces: &mut Traces,
        last: &mut Option<Exchange>,
    ) -> Progress {
        let mut field = Vec::new();
        for racer in racers {
            let Some(operation) = self.api.operations.get(&racer.step.operation) else { continue };
            for _ in 0..racer.times {
                world.serial += 1;
                match draft(self.api, self.target, self.scope, operation, &racer.step, &world) {
                    Ok(draft) => field.push(Lane { racer, operation, draft }),
                    Err(unmade) => return Progress::End(self.unmade(&racer.step, unmade.0, last.take())),
                }
            }
            traces.note(operation, &racer.step, &world, true);
        }
        let mut sent = tokio::task::JoinSet::new();
        for (lane, runner) in field.iter().enumerate() {
            let (client, request) = (self.client.clone(), runner.draft.request.clone());
            sent.spawn(async move { (lane, client.send(request).await) });
        }
        let mut answers: Vec<(usize, Response)> = Vec::new();
        while let Some(joined) = sent.join_next().await {
            match joined {
                Ok((lane, Ok(response))) => answers.push((lane, response)),
                Ok((_, Err(error))) => {
                    let message = format!("one of {} racers got no answer: {error}", field.len());
                    return Progress::End(Outcome::SuiteError(SuiteError { message }));
                }
                Err(error) => {
                    let message = format!("one of {} racers was lost: {error}", field.len());
                    return Progress::End(Outcome::SuiteError(SuiteError { message }));
                }
            }
        }
        self.finish(&field, &world, answers)
    }

    fn finish(&self, field: &[Lane<'_>], world: &World, answers: Vec<(usize, Response)>) -> Progress {
        let mut after = world.clone();
        let mut won = vec![0; field.len()];
        let mut finals = Vec::new();
        for (lane, response) in answers {
            let Some(runner) = field.get(lane) else { continue };
            let winner = runner.racer.winner.as_ref().map(|expect| self.hold(runner, expect, world, &response));
            let wins = winner.as_ref().is_some_and(|verdict| is_due(verdict));
            let verdict = match winner {
                Some(verdict) if wins => verdict,
                Some(_) | None => self.hold(runner, &runner.racer.step.expect, world, &response),
            };
            if wins && let Some(first) = field.iter().position(|other| std::ptr::eq(other.racer, runner.racer)) {
                won[first] += 1;
            }
            if let Some(given) = verdict.response.filter(|given| !given.then.is_none()) {
                after = after.after(given.then, runner.draft.facts.content.as_ref());
            }
            finals.push((lane, verdict.mismatches, response));
        }
        // Who came last is known only when one alone has written.
        after.object_versions.current = None;
        after.body_versions.current = None;
        for (lane, mut mismatches, response) in finals {
            let Some(runner) = field.get(lane) else { continue };
            if runner.operation.is_safe() {
                mismatches = self.torn(runner, world, &after, &response);
            } else {
                mismatches.retain(|mismatch| mismatch.kind == MismatchKind::WrongAnswer);
            }
            let first = field.iter().position(|other| std::ptr::eq(other.racer, runner.racer));
            let winners = first.map_or(0, |first| won[first]);
            if runner.racer.winner.is_some() && winners != 1 {
                mismatches.push(Mismatch {
                    statement: self.subject(),
                    level: Level::Must,
                    expected: format!("one of {} racers to succeed", runner.racer.times),
                    found: format!("{winners} succeeded"),
                    kind: MismatchKind::WrongAnswer,
                });
            }
            if !mismatches.is_empty() {
                for mismatch in &mut mismatches {
                    mismatch.statement = self.subject();
                }
                let exchange = Exchange { request: runner.draft.request.clone(), response };
                return self.judge(Role::Act, after, exchange, mismatches);
            }
        }
        Progress::On(Box::new(after), None)
    }

    /// Holds an answer against what a racer may expect.
    fn hold<'a>(&'a self, runner: &'a Lane<'a>, expect: &Expect, world: &World, response: &Response) -> Verdict<'a> {
        let step = Step { expect: expect.clone(), ..runner.racer.step.clone() };
        let verdict = self.checker.check(&self.context(runner, &step, self.scope, world), response);
        let given = verdict.response.and_then(|given| runner.operation.responses.get(&given.name));
        Verdict { response: given, after: verdict.after, mismatches: verdict.mismatches }
    }

    /// What is wrong with what a reader got, if it is neither what was there before the race nor what was there after it.
    fn torn(&self, runner: &Lane<'_>, before: &World, after: &World, response: &Response) -> Vec<Mismatch> {
        let mut unversioned = before.clone();
        unversioned.body_versions.current = None;
        unversioned.object_versions.current = None;
        let step = &runner.racer.step;
        let held =
            |world: &World| self.checker.check(&self.context(runner, step, self.scope, world), response).mismatches;
        let late = held(after);
        if late.is_empty() { late } else { held(&unversioned) }
    }

    fn context<'a>(&'a self, runner: &'a Lane<'_>, step: &'a Step, scope: &'a Scope, before: &'a World) -> Context<'a> {
        Context {
            api: self.api,
            operation: runner.operation,
            scope,
            step,
            cites: &self.case.covers,
            facts: &runner.draft.facts,
            url: &runner.draft.request.url,
            before,
        }
    }
}

/// Whether an answer is the one that was due, flawed or not.
fn is_due(verdict: &Verdict<'_>) -> bool {
    !verdict.mismatches.iter().any(|mismatch| mismatch.kind == MismatchKind::WrongAnswer)
}
