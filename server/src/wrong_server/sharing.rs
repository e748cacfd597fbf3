//! What has to be each object's own, shared by several: by those with the same name in another scope or bucket, with the same
//! content, or with the beginning of a name.

use bytes::Bytes;
use http::{Method, StatusCode, header};

use super::{
    WrongServer,
    asked::{Answered, Asked, Place},
    memory::History,
    world::World,
    wrong,
};

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!(
        "bodies-without-a-scope",
        "An upload replaces the bodies of the objects with the same ID in the buckets of the same name of other owners, too.",
        "R397 R333 scopes-are-apart",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            if !asked.is(&Method::PUT, Place::Body) || !answer.status.is_success() {
                return answer;
            }
            let own = world.canonical(&asked.object());
            for (path, history) in world.namesakes(&asked) {
                let is_twin = within_scope(&world.canonical(&path)) == within_scope(&own);
                let Some((_, media)) = history.body.filter(|_| is_twin) else { continue };
                world.wrong();
                world.store(&format!("{path}/body"), &media, asked.content.clone()).await;
            }
            answer
        }
    ),
    wrong!(
        "me-knows-its-own-versions",
        "Under `me`, If-Match is compared with the version of the last write under `me`: one under the user's ID goes unnoticed.",
        "R164 R242 R040",
        |world, asked| {
            let is_me = asked.place == Place::Object && asked.path.contains("/users/me/");
            let name = format!("last of me {}", world.canonical(&asked.object()));
            // One at a time, so that requests under `me` are right among themselves.
            let lock = world.lock_of(&name);
            let _turn = lock.lock().await;
            let answer = world.forward(asked.clone()).await;
            let named = asked.header(&header::IF_MATCH).map(str::to_owned).unwrap_or_default();
            let knows = is_me && !named.is_empty() && world.note(&name).is_some_and(|last| last == named.as_bytes());
            let answer = match knows && answer.is(StatusCode::CONFLICT) && !asked.has(&header::IF_NONE_MATCH) {
                true => world.wrongly(asked.clone().without(&header::IF_MATCH)).await,
                false => answer,
            };
            if is_me && asked.is_write() && answer.status.is_success() {
                let version = answer.header(&header::ETAG).map(str::to_owned).unwrap_or_default();
                world.set_note(&name, version);
            }
            answer
        }
    ),
    wrong!(
        "equal-bodies-are-one",
        "Equal bodies of a bucket are stored once, and whoever deletes one deletes all.",
        "R451 R333 objects-are-apart",
        |world, asked| {
            let body = world.of(&asked).body.filter(|(bytes, _)| !bytes.is_empty());
            let answer = world.forward(asked.clone()).await;
            if let Some(body) = body.filter(|_| is_deletion(&asked) && answer.status.is_success()) {
                drop_bodies(&world, &asked, |_, other| *other == body).await;
            }
            answer
        }
    ),
    wrong!(
        "deletion-by-prefix",
        "DELETE of an object deletes the bodies of all objects of the bucket whose ID begins with its ID.",
        "R037 R333 objects-are-apart",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            if asked.is(&Method::DELETE, Place::Object) && answer.status.is_success() {
                let own = asked.object();
                drop_bodies(&world, &asked, |path, _| path.starts_with(&own)).await;
            }
            answer
        }
    ),
    wrong!(
        "publications-without-a-bucket",
        "DELETE of a body ends the publications of the objects with the same ID in other buckets.",
        "R508 R525 buckets-are-apart",
        |world, asked| {
            let ended = |id: &str| format!("ended with a namesake {id}");
            let id = asked.path.rsplit('/').next().unwrap_or_default();
            let is_ended = asked.place == Place::Published && world.note(&ended(id)).is_some();
            let answer = world.forward(asked.clone()).await;
            if is_ended && answer.status.is_success() {
                world.wrong();
                return Answered::of(StatusCode::NOT_FOUND);
            }
            if asked.is(&Method::DELETE, Place::Body) && answer.status.is_success() {
                let all: Vec<(String, History)> = world.namesakes(&asked);
                let publications = all.iter().flat_map(|(_, history)| &history.publications);
                publications.for_each(|id| world.set_note(&ended(id), ""));
            }
            answer
        }
    ),
];

/// The part of the path of an object that does not say whose it is.
fn within_scope(path: &str) -> Option<&str> {
    path.split_once("/buckets/").map(|(_, names)| names)
}

fn is_deletion(asked: &Asked) -> bool {
    asked.method == Method::DELETE && matches!(asked.place, Place::Object | Place::Body)
}

/// Removes the bodies of those neighbours of which `is_meant` says so.
async fn drop_bodies(world: &World, asked: &Asked, is_meant: impl Fn(&str, &(Bytes, String)) -> bool) {
    for path in world.neighbours(asked) {
        if world.history(&path).body.is_some_and(|body| is_meant(&path, &body)) {
            world.wrong();
            world.remove(&format!("{path}/body")).await;
        }
    }
}
