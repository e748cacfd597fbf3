//! The reference server behind a wrong one, and what the wrong one remembers.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use axum::Router;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use tower::ServiceExt as _;

use super::{
    Shown,
    asked::{Answered, Asked, Place, Received, Who},
    memory::History,
};
use crate::{fixture::Fixture, reference::ReferenceServer};

/// The reference server, and what has happened there.
pub(super) struct World {
    server: Router,
    fixture: Fixture,
    shown: Shown,
    histories: Mutex<HashMap<String, History>>,
    /// Notes of single servers, by names of their own.
    notes: Mutex<HashMap<String, Bytes>>,
    cache: Mutex<HashMap<String, (Instant, Answered)>>,
    locks: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    in_flight: Mutex<HashMap<String, usize>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl World {
    pub(super) fn new(fixture: Fixture, shown: Shown) -> Self {
        let server = ReferenceServer::new(fixture.clone()).router();
        let (histories, notes, cache, locks, in_flight) = Default::default();
        Self { server, fixture, shown, histories, notes, cache, locks, in_flight }
    }

    /// Notes that the server is wrong now.
    pub(super) fn wrong(&self) {
        self.shown.add();
    }

    pub(super) fn who(&self, headers: &HeaderMap) -> Who {
        let Some(credentials) = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()) else {
            return Who::NoOne;
        };
        let (scheme, token) = credentials.split_once(' ').unwrap_or((credentials, ""));
        let Fixture { admin_token, owner, stranger, thing, .. } = &self.fixture;
        match token.trim() {
            _ if scheme.eq_ignore_ascii_case("basic") => Who::Anonymous,
            token if token == admin_token => Who::Admin,
            token if token == owner.token => Who::Owner,
            token if token == stranger.token => Who::Stranger,
            token if token == thing.token => Who::Thing,
            _ => Who::Unknown,
        }
    }

    /// What the reference server answers.
    pub(super) async fn forward(&self, asked: Asked) -> Answered {
        if asked.received.is_broken_off {
            return Answered::of(StatusCode::BAD_REQUEST);
        }
        let Ok(response) = self.server.clone().oneshot(asked.clone().request()).await;
        let answer = Answered::read(response).await;
        if answer.status.is_success() {
            self.remember(&asked, &answer);
        }
        answer
    }

    /// What the reference server answers, which is wrong.
    pub(super) async fn wrongly(&self, asked: Asked) -> Answered {
        self.wrong();
        self.forward(asked).await
    }

    /// The same request with the credentials of whoever may do everything there.
    pub(super) fn permitted(&self, mut asked: Asked) -> Asked {
        let Fixture { owner, thing, .. } = &self.fixture;
        let token = if asked.path.contains("/things/") { &thing.token } else { &owner.token };
        if let Ok(credentials) = HeaderValue::from_str(&format!("Bearer {token}")) {
            asked.headers.insert(header::AUTHORIZATION, credentials);
        }
        asked
    }

    /// What is answered; but where a caller has no rights, what the one would get who has them, if `also` says so.
    pub(super) async fn unless_refused(&self, asked: Asked, also: bool) -> Answered {
        let answer = self.forward(asked.clone()).await;
        match also && answer.is(StatusCode::UNAUTHORIZED) {
            true => self.wrongly(self.permitted(asked)).await,
            false => answer,
        }
    }

    /// Reads at an address, as whoever may do everything there.
    pub(super) async fn look(&self, path: &str) -> Answered {
        let (method, headers, content) = (Method::GET, HeaderMap::new(), Bytes::new());
        let (place, received) = (Place::of(path), Received::default());
        let asked = Asked { method, path: path.to_owned(), place, headers, content, who: Who::Admin, received };
        self.forward(self.permitted(asked)).await
    }

    /// Writes at an address, as whoever may do everything there.
    pub(super) async fn store(&self, path: &str, media: &str, content: Bytes) -> Answered {
        let mut headers = HeaderMap::new();
        headers.extend(HeaderValue::from_str(media).ok().map(|media| (header::CONTENT_TYPE, media)));
        let asked = Asked {
            method: Method::PUT,
            path: path.to_owned(),
            place: Place::of(path),
            headers,
            content,
            who: Who::Admin,
            received: Received::default(),
        };
        self.forward(self.permitted(asked)).await
    }

    pub(super) fn history(&self, object: &str) -> History {
        lock(&self.histories).get(object).cloned().unwrap_or_default()
    }

    /// The history of the object that a request is about.
    pub(super) fn of(&self, asked: &Asked) -> History {
        self.history(&asked.object())
    }

    /// The address and the history of the object that has this publication.
    pub(super) fn publisher(&self, asked: &Asked) -> Option<(String, History)> {
        let id = asked.path.rsplit('/').next()?;
        let histories = lock(&self.histories);
        let found = histories.iter().find(|(_, history)| history.publications.iter().any(|known| known == id))?;
        Some((found.0.clone(), found.1.clone()))
    }

    /// The ID of the owner of a scope, by the word before it in a path.
    pub(super) fn owner_of(&self, scope: &str) -> String {
        let Fixture { owner, thing, group_id, .. } = &self.fixture;
        match scope {
            "groups" => group_id.clone(),
            "things" => thing.id.clone(),
            _ => owner.id.clone(),
        }
    }

    /// Whether an object or a body with the same object ID in another bucket has this version.
    pub(super) fn is_version_of_a_twin(&self, asked: &Asked, version: &str) -> bool {
        let object = asked.object();
        let id = object.rsplit('/').next().unwrap_or_default();
        let last = |versions: &Vec<String>| versions.last().is_some_and(|last| last == version);
        lock(&self.histories).iter().any(|(path, history)| {
            let is_twin = *path != object && path.rsplit('/').next() == Some(id);
            is_twin && (last(&history.object_versions) || last(&history.body_versions))
        })
    }

    /// The other objects of the same ID that exist, in whatever bucket.
    pub(super) fn namesakes(&self, asked: &Asked) -> Vec<(String, History)> {
        let object = asked.object();
        let id = object.rsplit('/').next();
        let histories = lock(&self.histories);
        let namesakes = histories
            .iter()
            .filter(|(path, history)| history.exists && **path != object && path.rsplit('/').next() == id);
        namesakes.map(|(path, history)| (path.clone(), history.clone())).collect()
    }

    /// A path with the user's ID in place of `me`.
    pub(super) fn canonical(&self, path: &str) -> String {
        path.replace("/users/me/", &format!("/users/{}/", self.owner_of("users")))
    }

    /// The addresses of the other objects that are in the bucket of the one that a request is about.
    pub(super) fn neighbours(&self, asked: &Asked) -> Vec<String> {
        let (object, bucket) = (asked.object(), format!("{}/objects/", asked.bucket()));
        let histories = lock(&self.histories);
        let others = histories.iter().filter(|(path, history)| {
            history.exists && **path != object && path.starts_with(&bucket) && !path.contains("/body")
        });
        others.map(|(path, _)| path.clone()).collect()
    }

    /// Removes what is at an address, as whoever may do everything there.
    pub(super) async fn remove(&self, path: &str) {
        let (method, headers, content) = (Method::DELETE, HeaderMap::new(), Bytes::new());
        let (place, received) = (Place::of(path), Received::default());
        let asked = Asked { method, path: path.to_owned(), place, headers, content, who: Who::Admin, received };
        self.forward(self.permitted(asked)).await;
    }

    pub(super) fn note(&self, name: &str) -> Option<Bytes> {
        lock(&self.notes).get(name).cloned()
    }

    pub(super) fn set_note(&self, name: &str, value: impl Into<Bytes>) {
        lock(&self.notes).insert(name.to_owned(), value.into());
    }

    /// The note of this name; the given one if there is none yet.
    pub(super) fn first_note(&self, name: &str, value: impl Into<Bytes>) -> Bytes {
        lock(&self.notes).entry(name.to_owned()).or_insert_with(|| value.into()).clone()
    }

    /// An answer of this name, and when it was given.
    pub(super) fn cached(&self, name: &str) -> Option<(Instant, Answered)> {
        lock(&self.cache).get(name).cloned()
    }

    pub(super) fn cache(&self, name: &str, at: Instant, answer: Answered) {
        lock(&self.cache).insert(name.to_owned(), (at, answer));
    }

    /// Whether credentials begin as those of somebody who has rights.
    pub(super) fn is_like_a_token(&self, credentials: &str, length: usize) -> bool {
        let Fixture { admin_token, owner, thing, .. } = &self.fixture;
        let token = credentials.split_once(' ').map_or("", |(_, token)| token);
        let is_like = |known: &String| token.len() >= length && known.get(..length) == token.get(..length);
        [admin_token, &owner.token, &thing.token].into_iter().any(is_like)
    }

    /// A lock of this name.
    pub(super) fn lock_of(&self, name: &str) -> Arc<tokio::sync::Mutex<()>> {
        Arc::clone(lock(&self.locks).entry(name.to_owned()).or_default())
    }

    /// How many requests of this name are under way, with one that begins now.
    pub(super) fn enter(&self, name: &str) -> usize {
        let mut in_flight = lock(&self.in_flight);
        let count = in_flight.entry(name.to_owned()).or_default();
        *count += 1;
        *count
    }

    /// How many of this name have been counted.
    pub(super) fn entered(&self, name: &str) -> usize {
        lock(&self.in_flight).get(name).copied().unwrap_or_default()
    }

    pub(super) fn leave(&self, name: &str) {
        if let Some(count) = lock(&self.in_flight).get_mut(name) {
            *count = count.saturating_sub(1);
        }
    }

    fn remember(&self, asked: &Asked, answer: &Answered) {
        let mut histories = lock(&self.histories);
        let json = || answer.json().unwrap_or_default();
        let posted = asked.is(&Method::POST, Place::Collection);
        let object = match (posted, json()["objectID"].as_str()) {
            (true, Some(id)) => format!("{}/{id}", asked.path.trim_end_matches('/')),
            (true, None) | (false, _) => asked.object(),
        };
        let history = histories.entry(object).or_default();
        let version = || answer.header(&header::ETAG).unwrap_or_default().to_owned();
        match (asked.method.as_str(), asked.place) {
            ("POST", Place::Collection) | ("PUT", Place::Object) if answer.is(StatusCode::CREATED) => {
                let created = json()["createdAt"].as_i64();
                *history = History {
                    exists: true,
                    posted,
                    lives: history.lives + 1,
                    creator: Some(asked.who),
                    first_created: history.first_created.or(created),
                    media: asked.media().to_owned(),
                    content: asked.content.clone(),
                    writes: 0,
                    patches: 0,
                    body: None,
                    object_versions: vec![version()],
                    body_versions: Vec::new(),
                    ..history.clone()
                };
            }
            ("PUT", Place::Object) => {
                history.writes += 1;
                history.content = asked.content.clone();
                history.object_versions.push(version());
            }
            ("PATCH", Place::Object) => {
                history.writes += 1;
                history.patches += 1;
                history.object_versions.push(version());
            }
            ("DELETE", Place::Object) => {
                history.exists = false;
                history.body = None;
                let versions = std::mem::take(&mut history.body_versions);
                history.past_body_versions.extend(versions);
            }
            ("PUT", Place::Body) => {
                history.body = Some((asked.content.clone(), asked.media().to_owned()));
                history.first_body.get_or_insert_with(|| asked.content.clone());
                history.body_versions.push(version());
            }
            ("DELETE", Place::Body) => {
                history.body = None;
                history.bodies_deleted += 1;
                let versions = std::mem::take(&mut history.body_versions);
                history.past_body_versions.extend(versions);
            }
            ("POST", Place::Publish) => {
                history.publications.extend(json()["publicationID"].as_str().map(str::to_owned));
            }
            _ => {}
        }
    }
}
