//! Requests at the same time: who wins, and that nothing is lost or half done.

use kii_spec::{Api, Change, Level, Operation, Scope, Statement};

use super::{Progress, Runner};
use crate::{
    cases::{Expect, RaceGroup, Role, Step},
    judge::{Checker, Context, Judged, Mismatch, MismatchKind},
    run::{
        cleanup::{CreatedResources, CreatingRequest, SideEffect},
        outcome::{Outcome, SuiteError},
    },
    send::{CaseState, Exchange, PreparedRequest, Response, request::draft},
};

#[cfg(test)]
mod tests;

/// A race before its start, with everything that the answers will be held against.
struct Race<'a> {
    api: &'a Api,
    checker: &'a Checker,
    scope: &'a Scope,
    subject: Statement,
    before: CaseState,
    entrants: Vec<RaceRequest<'a>>,
}

/// One request. Those of one racer are alike, but for what they send.
struct RaceRequest<'a> {
    racer: &'a RaceGroup,
    operation: &'a Operation,
    draft: PreparedRequest,
}

impl RaceRequest<'_> {
    fn attempt<'a>(&'a self, scope: &'a Scope, before: &'a CaseState) -> CreatingRequest<'a> {
        let Self { racer, operation, draft } = self;
        CreatingRequest { operation, scope, step: &racer.step, url: &draft.request.url, before }
    }
}

/// What an entrant's answer is.
struct RaceAnswer<'a> {
    entrant: &'a RaceRequest<'a>,
    answer: &'a Response,
    /// Whether it is what only the winner gets.
    wins: bool,
    change: Change,
    after: CaseState,
    mismatches: Vec<Mismatch>,
}

/// What a race led to.
struct RaceResult<'a> {
    /// The world as it should be now.
    after: CaseState,
    /// The worst that was found, and with whom.
    wrong: Option<(&'a RaceAnswer<'a>, Vec<Mismatch>)>,
}

impl Runner<'_> {
    /// Sends the requests of all racers at once, and judges what became of them together.
    pub(super) async fn race(
        &self,
        racers: &[RaceGroup],
        mut world: CaseState,
        traces: &mut CreatedResources<'_>,
        last: &mut Option<Exchange>,
    ) -> Progress {
        let mut entrants = Vec::new();
        for racer in racers {
            let operation = match self.operation(&racer.step) {
                Ok(operation) => operation,
                Err(error) => return Progress::End(Outcome::SuiteError(error)),
            };
            for _ in 0..racer.times {
                world.serial += 1;
                match draft(self.api, &self.session.target, self.scope, operation, &racer.step, &world) {
                    Ok(draft) => entrants.push(RaceRequest { racer, operation, draft }),
                    Err(unmade) => return Progress::End(self.unmade(&racer.step, unmade.0, last.take())),
                }
            }
        }
        let Self { api, scope, .. } = *self;
        let checker = self.session.checker.as_ref();
        for entrant in &entrants {
            traces.announce(&entrant.attempt(scope, &world));
        }
        let answers = match self.start(&entrants).await {
            Ok(answers) => answers,
            Err(outcome) => {
                for entrant in &entrants {
                    traces.note(&entrant.attempt(scope, &world), &world, SideEffect::Unknown);
                }
                return Progress::End(outcome);
            }
        };
        let race = Race { api, checker, scope, subject: self.subject(), before: world, entrants };
        let placings = race.place(&answers);
        for RaceAnswer { entrant, change, after, .. } in &placings {
            let deed = if change.is_none() { SideEffect::Undone } else { SideEffect::Done };
            traces.note(&entrant.attempt(scope, &race.before), after, deed);
        }
        let RaceResult { after, wrong } = race.finish(&placings);
        match wrong {
            None => Progress::On(Box::new(after), None),
            Some((placing, mismatches)) => {
                let (request, response) = (placing.entrant.draft.request.clone(), placing.answer.clone());
                self.judge(Role::Act, after, Exchange { request, response }, mismatches)
            }
        }
    }

    /// Sends everything at once; the answers in the order of their arrival, each with the place of its entrant.
    async fn start(&self, entrants: &[RaceRequest<'_>]) -> Result<Vec<(usize, Response)>, Outcome> {
        let mut sent = tokio::task::JoinSet::new();
        for (place, entrant) in entrants.iter().enumerate() {
            let (client, request) = (self.session.client.clone(), entrant.draft.request.clone());
            sent.spawn(async move { (place, client.send(request).await) });
        }
        let (mut answers, mut wrong) = (Vec::new(), None);
        // All of them are waited for, even when one is lost: what arrives once the clean-up is over would be left behind.
        while let Some(joined) = sent.join_next().await {
            let (place, sent) = match joined {
                Ok(ended) => ended,
                Err(error) => {
                    let message = format!("one of {} requests at the same time broke down: {error}", entrants.len());
                    wrong.get_or_insert(Outcome::SuiteError(SuiteError::new(message)));
                    continue;
                }
            };
            match (sent, entrants.get(place)) {
                (Ok(response), _) => answers.push((place, response)),
                (Err(error), Some(RaceRequest { operation, draft, .. })) => {
                    let what = format!("one of {} requests at the same time,", entrants.len());
                    let lost = self.unanswered(Role::Act, Some(&operation.id), &draft.request, error, &what);
                    wrong.get_or_insert(lost);
                }
                (Err(_), None) => {}
            }
        }
        wrong.map_or(Ok(answers), Err)
    }
}

impl Race<'_> {
    /// Finds out what each answer is: the winner's, or else what the others get.
    fn place<'a>(&'a self, answers: &'a [(usize, Response)]) -> Vec<RaceAnswer<'a>> {
        let placings = answers.iter().filter_map(|(place, answer)| {
            let entrant = self.entrants.get(*place)?;
            let won = entrant.racer.winner.as_ref().map(|expect| self.hold(entrant, expect, &self.before, answer));
            let won =
                won.filter(|placing| placing.mismatches.iter().all(|wrong| wrong.kind != MismatchKind::WrongAnswer));
            Some(match won {
                Some(placing) => RaceAnswer { wins: true, ..placing },
                None => self.hold(entrant, &entrant.racer.step.expect, &self.before, answer),
            })
        });
        placings.collect()
    }

    fn finish<'a>(&self, placings: &'a [RaceAnswer<'a>]) -> RaceResult<'a> {
        let after = self.after(placings);
        let mut wrong: Vec<(&RaceAnswer<'_>, Vec<Mismatch>)> = Vec::new();
        for placing in placings {
            wrong.push((placing, self.wrong(placing, placings, &after)));
        }
        wrong.extend(self.wrong_winners(placings));
        for (_, mismatches) in &mut wrong {
            for mismatch in mismatches {
                mismatch.statement = self.subject.clone();
            }
        }
        // A failure counts for more than a warning, whoever came first.
        let worst = |(_, mismatches): &(_, Vec<Mismatch>)| mismatches.iter().map(|mismatch| mismatch.level).min();
        wrong.retain(|wrong| worst(wrong).is_some());
        RaceResult { after, wrong: wrong.into_iter().min_by_key(worst) }
    }

    /// The world afterwards. If more than one has changed it, nobody knows whose version and dates are the last; their
    /// contents are taken in the order of the answers, so they had better not depend on it.
    fn after(&self, placings: &[RaceAnswer<'_>]) -> CaseState {
        let changes: Vec<&RaceAnswer<'_>> = placings.iter().filter(|placing| !placing.change.is_none()).collect();
        match changes.as_slice() {
            [] => self.before.clone(),
            [only] => only.after.clone(),
            several => {
                let mut after = several.iter().fold(self.before.clone(), |world, placing| {
                    world.after(placing.change, placing.entrant.draft.facts.content.as_ref())
                });
                after.stored.object_versions.current = None;
                after.stored.body_versions.current = None;
                after
            }
        }
    }

    /// What is wrong with one answer, whatever the others got. A reader must have seen the world as it was before the race,
    /// as one of the others has left it, or as it is in the end, and no mixture.
    fn wrong(&self, placing: &RaceAnswer<'_>, placings: &[RaceAnswer<'_>], end: &CaseState) -> Vec<Mismatch> {
        if !placing.entrant.operation.is_safe() {
            // How the answers are flawed is for the cases that are about them.
            let wrong = placing.mismatches.iter().filter(|mismatch| !mismatch.kind.is_due());
            return wrong.cloned().collect();
        }
        let left = placings.iter().filter(|other| !other.change.is_none()).map(|other| &other.after);
        let seen = [&self.before].into_iter().chain(left).chain([end]).map(|world| {
            self.hold(placing.entrant, &placing.entrant.racer.step.expect, world, placing.answer).mismatches
        });
        seen.min_by_key(Vec::len).unwrap_or_default()
    }

    /// The racers of whom not exactly one has won: with the answer of one winner too many, or of one who should have won.
    fn wrong_winners<'a>(&self, placings: &'a [RaceAnswer<'a>]) -> Vec<(&'a RaceAnswer<'a>, Vec<Mismatch>)> {
        let mut racers: Vec<&RaceGroup> = Vec::new();
        for RaceRequest { racer, .. } in &self.entrants {
            if racer.winner.is_some() && !racers.iter().any(|known| std::ptr::eq(*known, *racer)) {
                racers.push(racer);
            }
        }
        let wrong = racers.into_iter().filter_map(|racer| {
            let of_racer = || placings.iter().filter(|placing| std::ptr::eq(placing.entrant.racer, racer));
            let winners = of_racer().filter(|placing| placing.wins).count();
            let shown = of_racer().rfind(|placing| placing.wins).or_else(|| of_racer().next())?;
            let mismatch = Mismatch {
                statement: self.subject.clone(),
                level: Level::Must,
                expected: format!("one of {} requests to succeed", racer.times),
                found: format!("{winners} succeeded"),
                kind: MismatchKind::WrongAnswer,
            };
            (winners != 1).then(|| (shown, vec![mismatch]))
        });
        wrong.collect()
    }

    /// Holds an answer against an expectation in a world.
    fn hold<'a>(
        &'a self,
        entrant: &'a RaceRequest<'a>,
        expect: &Expect,
        world: &CaseState,
        answer: &'a Response,
    ) -> RaceAnswer<'a> {
        let step = Step { expect: expect.clone(), ..entrant.racer.step.clone() };
        let context = Context {
            api: self.api,
            operation: entrant.operation,
            scope: self.scope,
            step: &step,
            cites: std::slice::from_ref(&self.subject),
            facts: &entrant.draft.facts,
            url: &entrant.draft.request.url,
            before: world,
        };
        let Judged { response, after, mismatches } = self.checker.check(&context, answer);
        let change = response.map_or_else(Change::default, |given| given.then);
        RaceAnswer { entrant, answer, wins: false, change, after, mismatches }
    }
}
