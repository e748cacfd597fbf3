//! Requests at the same time that lose each other's effects.

use std::{sync::Arc, time::Duration};

use http::{Method, StatusCode, header};
use tokio::time::sleep;

use super::{
    WrongServer,
    asked::{Answered, Asked, Place},
    world::World,
    wrong,
};

/// How long the server looks away.
const GAP: Duration = Duration::from_millis(20);

/// The same for a server that hardly does.
const SHORT: Duration = Duration::from_millis(1);

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!(
        "upload-writes-the-row",
        "An upload writes the whole row: an update of the object during it is lost.",
        "R237 R396",
        |world, asked| {
            if !asked.is(&Method::PUT, Place::Body) {
                return world.forward(asked).await;
            }
            let object = asked.object();
            let before = (world.look(&object).await, world.of(&asked));
            sleep(GAP).await;
            let (after, history) = (world.look(&object).await, world.of(&asked));
            let is_same_life = before.1.lives == history.lives && history.exists;
            if is_same_life
                && before.0.status.is_success()
                && before.0.content != after.content
                && before.1.writes < history.writes
            {
                world.wrong();
                world.store(&object, "application/json", stored(&before.0.content)).await;
            }
            world.forward(asked).await
        }
    ),
    wrong!(
        "update-writes-the-row",
        "An update of an object writes the whole row: an upload during it is lost.",
        "R236",
        |world, asked| update_writes_the_row(world, asked, GAP).await
    ),
    wrong!(
        "upload-brings-back",
        "An upload that is under way while the object is deleted brings the object back.",
        "R037",
        |world, asked| {
            if !asked.is(&Method::PUT, Place::Body) {
                return world.forward(asked).await;
            }
            let before = world.of(&asked);
            sleep(GAP).await;
            let answer = world.forward(asked.clone()).await;
            if !before.exists || !answer.is(StatusCode::NOT_FOUND) {
                return answer;
            }
            world.wrong();
            world.store(&asked.object(), "application/json", before.content).await;
            world.forward(asked.without(&header::IF_MATCH)).await
        }
    ),
    wrong!(
        "conditional-put-meets-plain-put",
        "PUT with If-Match is checked before and written after: a plain PUT between is lost.",
        "R164",
        |world, asked| {
            if !asked.is(&Method::PUT, Place::Object) || !asked.has(&header::IF_MATCH) {
                return world.forward(asked).await;
            }
            let lock = world.lock_of(&asked.path);
            let _held = lock.lock().await;
            let current = world.look(&asked.path).await;
            if current.header(&header::ETAG) != asked.header(&header::IF_MATCH) {
                return world.forward(asked).await;
            }
            sleep(GAP).await;
            world.wrongly(asked.without(&header::IF_MATCH)).await
        }
    ),
    wrong!(
        "conditional-upload-meets-plain-upload",
        "An upload with If-Match is checked before and written after: a plain upload between is lost.",
        "R400",
        |world, asked| {
            if !asked.is(&Method::PUT, Place::Body) || !asked.has(&header::IF_MATCH) {
                return world.forward(asked).await;
            }
            let lock = world.lock_of(&asked.path);
            let _held = lock.lock().await;
            let current = world.look(&asked.path).await;
            if current.header(&header::ETAG) != asked.header(&header::IF_MATCH) {
                return world.forward(asked).await;
            }
            sleep(GAP).await;
            world.wrongly(asked.without(&header::IF_MATCH)).await
        }
    ),
    wrong!(
        "creation-meets-put",
        "A creation with If-None-Match that meets a plain PUT: both answer 201.",
        "R169",
        |world, asked| {
            if !asked.is(&Method::PUT, Place::Object) || !asked.has(&header::IF_NONE_MATCH) || world.of(&asked).exists {
                return world.forward(asked).await;
            }
            let lock = world.lock_of(&asked.path);
            let _held = lock.lock().await;
            if world.of(&asked).exists {
                return world.forward(asked).await;
            }
            sleep(GAP).await;
            let mut answer = world.forward(asked.clone().without(&header::IF_NONE_MATCH)).await;
            if answer.is(StatusCode::OK) {
                world.wrong();
                answer.status = StatusCode::CREATED;
                answer.set(header::LOCATION, &asked.path);
            }
            answer
        }
    ),
    wrong!(
        "ninth-update-is-lost",
        "Of more than 8 updates of one object at once, those behind the 8th are answered and lost.",
        "no-update-is-lost",
        |world, asked| ninth_update_is_lost(world, asked, GAP).await
    ),
    wrong!(
        "patches-race",
        "PATCH reads the object, and writes it some time later as a whole: what others write between is lost.",
        "no-update-is-lost",
        |world, asked| patches_race(world, asked, GAP).await
    ),
    wrong!(
        "update-writes-the-row-soon",
        "An update of an object writes the whole row a millisecond after it has read it: an upload between is lost.",
        "R236",
        |world, asked| update_writes_the_row(world, asked, SHORT).await
    ),
    wrong!(
        "ninth-update-is-lost-soon",
        "The same of more than 8 updates of one object at once, within a millisecond.",
        "no-update-is-lost",
        |world, asked| ninth_update_is_lost(world, asked, SHORT).await
    ),
    wrong!(
        "patches-race-soon",
        "PATCH reads the object, and writes it a millisecond later as a whole: what others write between is lost.",
        "no-update-is-lost",
        |world, asked| patches_race(world, asked, SHORT).await
    ),
    wrong!(
        "put-keeps-what-was-there",
        "PUT reads the members of the object, and writes them with its own a millisecond later, if there was a PATCH between.",
        "R177",
        |world, asked| {
            let is_put = asked.is(&Method::PUT, Place::Object) && world.of(&asked).exists;
            if !is_put || asked.has(&header::IF_MATCH) {
                return world.forward(asked).await;
            }
            let before = world.look(&asked.path).await;
            sleep(SHORT).await;
            let between = world.look(&asked.path).await;
            let is_changed = before.status.is_success() && before.content != between.content;
            match is_changed && world.of(&asked).exists {
                true => {
                    let known = stored(&before.content);
                    let known: serde_json::Map<String, serde_json::Value> =
                        serde_json::from_slice(&known).unwrap_or_default();
                    world.wrongly(asked.stored_as(|members| known.into_iter().chain(members).collect())).await
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "bucket-is-one-document",
        "A write of an object writes the whole bucket: another object in it that is created or changed meanwhile is lost.",
        "R010 R160",
        |world, asked| {
            let is_write = asked.is_write() && matches!(asked.place, Place::Object | Place::Collection);
            if !is_write {
                return world.forward(asked).await;
            }
            let mut before = Vec::new();
            for path in world.neighbours(&asked) {
                let content = world.look(&path).await.content;
                before.push((path, content));
            }
            sleep(GAP).await;
            let answer = world.forward(asked.clone()).await;
            let created = answer.json().and_then(|json| Some(format!("{}/{}", asked.path, json["objectID"].as_str()?)));
            for path in world.neighbours(&asked).into_iter().filter(|path| Some(path) != created.as_ref()) {
                match before.iter().find(|(known, _)| *known == path) {
                    None => {
                        world.wrong();
                        world.remove(&path).await;
                    }
                    Some((_, content)) if *content != world.look(&path).await.content => {
                        world.wrong();
                        let media = world.history(&path).media;
                        world.store(&path, &media, stored(content)).await;
                    }
                    Some(_) => {}
                }
            }
            answer
        }
    ),
    wrong!(
        "posted-in-one-moment",
        "Objects that are created by POST in a bucket within 5 milliseconds get the same ID.",
        "R003",
        |world, asked| {
            if !asked.is(&Method::POST, Place::Collection) {
                return world.forward(asked).await;
            }
            let name = format!("posted {}", asked.bucket());
            let lock = world.lock_of(&name);
            let _held = lock.lock().await;
            let answer = world.forward(asked.clone()).await;
            let now = std::time::Instant::now();
            let last = world.cached(&name).filter(|(at, _)| now.duration_since(*at) < Duration::from_millis(5));
            let id = last.and_then(|(_, first)| first.json()?["objectID"].as_str().map(str::to_owned));
            match id.filter(|_| answer.is(StatusCode::CREATED)) {
                Some(id) => {
                    world.wrong();
                    let path = format!("{}/{id}", asked.path.trim_end_matches('/'));
                    let written = world.store(&path, asked.media(), asked.content.clone()).await;
                    let mut answer = answer.with_member("objectID", id);
                    answer.set(header::ETAG, written.header(&header::ETAG).unwrap_or_default());
                    answer.set(header::LOCATION, &path);
                    answer
                }
                None => {
                    world.cache(&name, now, answer.clone());
                    answer
                }
            }
        }
    ),
];

/// An update reads the whole row, and writes it after a while: an upload between is lost.
async fn update_writes_the_row(world: Arc<World>, asked: Asked, gap: Duration) -> Answered {
    let is_update = [Method::PUT, Method::PATCH].contains(&asked.method) && asked.place == Place::Object;
    let before = world.of(&asked);
    if !is_update || !before.exists {
        return world.forward(asked).await;
    }
    sleep(gap).await;
    let answer = world.forward(asked.clone()).await;
    let history = world.of(&asked);
    if let (Some((bytes, media)), true) = (before.body, answer.status.is_success())
        && history.body.as_ref().is_some_and(|(now, _)| *now != bytes)
    {
        world.wrong();
        world.store(&format!("{}/body", asked.object()), &media, bytes).await;
    }
    answer
}

/// Of several updates at once, those behind the 8th are lost.
async fn ninth_update_is_lost(world: Arc<World>, asked: Asked, gap: Duration) -> Answered {
    let is_update = [Method::PUT, Method::PATCH].contains(&asked.method) && asked.place == Place::Object;
    if !is_update {
        return world.forward(asked).await;
    }
    let count = world.enter(&asked.path);
    sleep(gap).await;
    let lock = world.lock_of(&asked.path);
    let held = lock.lock().await;
    let (before, media) = (world.look(&asked.path).await, world.of(&asked).media);
    let answer = world.forward(asked.clone()).await;
    if count > 8 && answer.is(StatusCode::OK) && before.status.is_success() {
        world.wrong();
        world.store(&asked.path, &media, stored(&before.content)).await;
    }
    drop(held);
    world.leave(&asked.path);
    answer
}

/// A partial update reads the object, and writes all of it after a while.
async fn patches_race(world: Arc<World>, asked: Asked, gap: Duration) -> Answered {
    if !asked.is(&Method::PATCH, Place::Object) || asked.has(&header::IF_MATCH) {
        return world.forward(asked).await;
    }
    let before = world.look(&asked.path).await;
    sleep(gap).await;
    let between = world.look(&asked.path).await;
    let lives = world.of(&asked).exists;
    if before.status.is_success() && lives && before.content != between.content {
        world.wrong();
        world.store(&asked.path, "application/json", stored(&before.content)).await;
    }
    world.forward(asked).await
}

/// An object as it is read, without the server's own members.
fn stored(content: &[u8]) -> bytes::Bytes {
    let members: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(content).unwrap_or_default();
    let own = members.into_iter().filter(|(name, _)| !name.starts_with('_'));
    serde_json::to_vec(&own.collect::<serde_json::Map<_, _>>()).unwrap_or_default().into()
}
