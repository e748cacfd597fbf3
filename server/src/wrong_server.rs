//! Wrong servers that people outside this project have found, or made up, without regard to the cases of the suite.
//!
//! Each stands between the client and the reference server, and is wrong in one way, often only under a condition: only for
//! objects that were made in some way, only for one caller, only beyond some size. [`Fault`](crate::Fault) derives from the same
//! spec as the cases; these do not, so what share of them the suite detects says more.

mod asked;
mod memory;
mod world;

mod aftermath;
mod altered;
mod body;
mod condition;
mod confusion;
mod credentials;
mod form;
mod history;
mod identifier;
mod json;
mod lasting;
mod neighbour;
mod permission;
mod publication;
mod race;
mod repetition;
mod sharing;

use std::{
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    extract::Request,
    response::{IntoResponse as _, Response},
};
use http::StatusCode;

use self::{
    asked::{Answered, Asked},
    world::World,
};
use crate::{
    fixture::Fixture,
    server::{Running, Server},
};

/// The answer that is on its way.
type Answer = Pin<Box<dyn Future<Output = Answered> + Send>>;

/// A server that is wrong in one way.
#[derive(Clone, Copy)]
pub struct WrongServer {
    /// Its name.
    pub id: &'static str,
    /// What it does wrong, in one sentence.
    pub summary: &'static str,
    /// The statements of the documents that it violates, by their numbers, or the rules of the spec; if it looks wrong and is
    /// not, `nothing`.
    pub violates: &'static str,
    /// The decision because of which it is not wrong, although it looks so.
    pub allowed_by: Option<&'static str>,
    answer: fn(Arc<World>, Asked) -> Answer,
    /// What it makes of the bytes of requests before it reads them; whether that is wrong.
    reads: fn(&mut [u8]) -> bool,
}

/// How often a server has been wrong.
#[derive(Clone, Debug, Default)]
pub struct Shown(Arc<AtomicUsize>);

impl Shown {
    /// How often it was wrong so far. A suite can see only what was shown to it.
    #[must_use]
    pub fn times(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl WrongServer {
    /// All of them.
    #[must_use]
    pub fn all() -> Vec<Self> {
        [
            condition::SERVERS,
            altered::SERVERS,
            neighbour::SERVERS,
            history::SERVERS,
            race::SERVERS,
            repetition::SERVERS,
            body::SERVERS,
            publication::SERVERS,
            permission::SERVERS,
            identifier::SERVERS,
            json::SERVERS,
            form::SERVERS,
            credentials::SERVERS,
            confusion::SERVERS,
            lasting::SERVERS,
            sharing::SERVERS,
            aftermath::SERVERS,
        ]
        .concat()
    }

    /// Starts such a server; port 0 takes a free one. Returns how often it is wrong, too.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn serve(&self, address: SocketAddr, fixture: Fixture) -> io::Result<(Running, Shown)> {
        let (router, shown) = self.router(fixture);
        let (reads, noted) = (self.reads, shown.clone());
        let reads = move |bytes: &mut [u8]| {
            if reads(bytes) {
                noted.add();
            }
        };
        Ok((Server::serve_reading(address, router, Arc::new(reads)).await?, shown))
    }

    fn router(&self, fixture: Fixture) -> (Router, Shown) {
        let shown = Shown::default();
        let world = Arc::new(World::new(fixture, shown.clone()));
        let answer = self.answer;
        let handle = move |request: Request| {
            let world = Arc::clone(&world);
            // It acts on what it has got even if nobody waits for the answer any more.
            tokio::spawn(
                async move { Response::from(answer(Arc::clone(&world), Asked::read(&world, request).await).await) },
            )
        };
        let failed = |_| StatusCode::INTERNAL_SERVER_ERROR.into_response();
        let answered = async move |request: Request| -> Response { handle(request).await.unwrap_or_else(failed) };
        (Router::new().fallback(answered), shown)
    }
}

/// A server: its name, what it does wrong, what that violates, and how it answers.
macro_rules! wrong {
    ($id:literal, $summary:literal, allowed by $decision:literal, |$world:ident, $asked:ident| $answer:expr) => {
        $crate::wrong_server::WrongServer {
            allowed_by: Some($decision),
            ..wrong!($id, $summary, "nothing", |$world, $asked| $answer)
        }
    };
    ($id:literal, $summary:literal, $violates:literal, |$world:ident, $asked:ident| $answer:expr) => {
        $crate::wrong_server::WrongServer {
            id: $id,
            summary: $summary,
            violates: $violates,
            allowed_by: None,
            reads: |_| false,
            answer: |$world, $asked| Box::pin(async move { $answer }),
        }
    };
}
use wrong;
