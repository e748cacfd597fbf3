//! Conditional faults: servers that are right until something particular comes together, and wrong then.
//!
//! A conditional fault is a behaviour, which says what is wrong, in one operation, and a trigger, which says about which
//! requests. Behaviours and triggers are tables of their own; the faults are their product, without the pairs that can
//! never meet. A server with such a fault asks the right server and changes what it answers or stores.

mod behaviour;
mod message;
mod occasion;
mod operation;
mod past;
mod scene;
mod trigger;

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::StatusCode;

use self::{
    behaviour::Behaviour,
    message::{Answer, Sent},
    operation::Operation,
    past::Pasts,
    scene::{Outcome, Scene},
    trigger::{Fact, Trigger},
};
use super::{hooks::Hooks, memory::Memory};
use crate::{fixture::Fixture, reference::ReferenceServer};

/// A server that is wrong in one operation, about some requests only.
#[derive(Clone, Copy)]
pub struct ConditionalFault {
    behaviour: &'static Behaviour,
    operation: Operation,
    /// `None`: about all requests.
    trigger: Option<&'static Trigger>,
}

/// How often a faulty server met its trigger, and how often it was wrong then.
#[derive(Clone, Debug, Default)]
pub struct Firings(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    met: AtomicUsize,
    wrong: AtomicUsize,
}

/// Which triggers the requests to a right server have met: the operation, and the trigger's part of an ID.
#[derive(Clone, Default)]
pub struct MetTriggers(Memory<BTreeSet<(Operation, &'static str)>>);

impl ConditionalFault {
    /// Every conditional fault: first the behaviours, about all requests each; then the behaviours with each trigger.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let wrong = || {
            Behaviour::all().flat_map(|behaviour| {
                behaviour.operations.iter().map(move |operation| Self {
                    behaviour,
                    operation: *operation,
                    trigger: None,
                })
            })
        };
        let product = wrong().flat_map(|fault| Trigger::all().map(move |it| Self { trigger: Some(it), ..fault }));
        wrong().chain(product.filter(Self::makes_sense)).collect()
    }

    /// Its name: `object-put-ignores-if-match-when-the-object-was-made-by-post`.
    #[must_use]
    pub fn id(&self) -> String {
        let always = self.unconditional_id();
        match self.trigger {
            Some(trigger) => format!("{always}-when-{}", trigger.id),
            None => always,
        }
    }

    /// The name of the fault with the same behaviour about all requests.
    #[must_use]
    pub fn unconditional_id(&self) -> String {
        format!("{}-{}", self.operation.word(), self.behaviour.id)
    }

    /// The behaviour's part of the name.
    #[must_use]
    pub const fn behaviour(&self) -> &'static str {
        self.behaviour.id
    }

    /// The trigger's part of the name; `None` where it is wrong about all requests.
    #[must_use]
    pub fn trigger(&self) -> Option<&'static str> {
        self.trigger.map(|trigger| trigger.id)
    }

    /// What triggers are about; the first is for faults without one.
    pub const TOPICS: &[&str] = &["always", "caller", "place", "past", "size", "content", "request"];

    /// What the trigger is about.
    #[must_use]
    pub fn topic(&self) -> &'static str {
        self.trigger.map_or("always", Trigger::topic)
    }

    /// The operation that is wrong, by its ID in the spec; `None` where published content is.
    #[must_use]
    pub const fn operation(&self) -> Option<&'static str> {
        self.operation.id()
    }

    /// What this server does wrong, in one sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        let who = self.operation.id().map_or_else(|| "Published content".to_owned(), |id| format!("`{id}`"));
        match self.trigger {
            Some(trigger) => format!("{who} {} when {}.", self.behaviour.words, trigger.words),
            None => format!("{who} {}.", self.behaviour.words),
        }
    }

    /// The statement that this server is made to break, by its ID in the spec.
    #[must_use]
    pub fn violates(&self) -> &'static str {
        (self.behaviour.violates)(self.operation)
    }

    /// Whether requests that met these triggers can have shown it.
    #[must_use]
    pub fn is_met_by(&self, met: &MetTriggers) -> bool {
        match self.trigger {
            Some(trigger) => met.0.with(|met| met.contains(&(self.operation, trigger.id))),
            None => met.0.with(|met| met.iter().any(|(operation, _)| *operation == self.operation)),
        }
    }

    /// Everything that a server with this fault serves, and the counts of its firings.
    pub fn router(self, fixture: Fixture) -> (Router, Firings) {
        let firings = Firings::default();
        let counts = firings.clone();
        let router = around(fixture, move |scene, sent| {
            let counts = counts.clone();
            async move { self.serve(&scene, sent, &counts).await }
        });
        (router, firings)
    }

    /// What this server answers to a request.
    async fn serve(self, scene: &Scene, sent: Sent, firings: &Firings) -> Answer {
        let Some(it) = scene.occasion(sent.clone()) else { return scene.ask(&sent).await };
        scene.begin(&it);
        let is_met = it.operation == self.operation && self.trigger.is_none_or(|trigger| (trigger.is_met)(&it));
        let outcome = match is_met {
            true => (self.behaviour.act)(scene, &it).await,
            false => Outcome::Right(scene.ask(&it.sent).await),
        };
        firings.0.met.fetch_add(usize::from(is_met), Ordering::Relaxed);
        let answer = match outcome {
            Outcome::Wrong(answer) => {
                firings.0.wrong.fetch_add(1, Ordering::Relaxed);
                answer
            }
            Outcome::Right(answer) => answer,
        };
        scene.end(&it, &answer);
        answer
    }

    /// Whether a request can be as the trigger says and as the behaviour needs it, and whether the trigger adds anything.
    fn makes_sense(&self) -> bool {
        let Some(trigger) = self.trigger else { return true };
        let (needs, facts) = (self.behaviour.needs, (trigger.facts)(self.operation));
        let excluded = facts.iter().any(|fact| needs.iter().any(|need| fact.excludes(*need)));
        let condition = |fact: &Fact| matches!(fact, Fact::IfMatch | Fact::IfNoneMatch | Fact::Range);
        let is_implied = facts.iter().any(condition) && facts.iter().all(|fact| needs.contains(fact));
        (trigger.operations)(self.operation) && !excluded && !is_implied
    }
}

impl Firings {
    /// How many requests met the trigger.
    #[must_use]
    pub fn met(&self) -> usize {
        self.0.met.load(Ordering::Relaxed)
    }

    /// In how many of them something was wrong.
    #[must_use]
    pub fn wrong(&self) -> usize {
        self.0.wrong.load(Ordering::Relaxed)
    }
}

impl MetTriggers {
    /// Everything that a right server serves that takes note of the triggers that its requests meet.
    pub fn router(&self, fixture: Fixture) -> Router {
        let met = self.clone();
        around(fixture, move |scene, sent| {
            let met = met.clone();
            async move { met.serve(&scene, sent).await }
        })
    }

    async fn serve(&self, scene: &Scene, sent: Sent) -> Answer {
        let Some(it) = scene.occasion(sent.clone()) else { return scene.ask(&sent).await };
        scene.begin(&it);
        let triggers = Trigger::all().filter(|trigger| (trigger.operations)(it.operation) && (trigger.is_met)(&it));
        self.0.with(|met| met.extend(triggers.map(|trigger| (it.operation, trigger.id))));
        let answer = scene.ask(&it.sent).await;
        scene.end(&it, &answer);
        answer
    }

    /// What has been met since the last time.
    #[must_use]
    pub fn take(&self) -> Self {
        let taken = Self::default();
        taken.0.with(|taken| *taken = self.0.with(std::mem::take));
        taken
    }
}

/// A server in front of which `serve` stands.
fn around<F>(fixture: Fixture, serve: impl Fn(Scene, Sent) -> F + Clone + Send + Sync + 'static) -> Router
where
    F: Future<Output = Answer> + Send + 'static,
{
    let (server, pasts) = (ReferenceServer::new(fixture.clone()), Memory::<Pasts>::default());
    let inner = server.clone();
    let hooks = Hooks::default().exchange(move |request: Request, next: Next| {
        let scene = Scene { server: inner.clone(), fixture: fixture.clone(), pasts: pasts.clone(), next };
        let serve = serve.clone();
        async move {
            match Sent::read(request).await {
                Ok(sent) => Response::from(serve(scene, sent).await),
                // What has not arrived as a whole is no request.
                Err(_) => StatusCode::BAD_REQUEST.into_response(),
            }
        }
    });
    hooks.router(server)
}

#[cfg(test)]
mod tests;
