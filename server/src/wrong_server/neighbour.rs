//! Requests that change other objects of the bucket, and buckets that are not as their objects demand.

use http::{Method, StatusCode, header};

use super::{
    WrongServer,
    asked::{Answered, Asked, Place, Who},
    world::World,
    wrong,
};

/// How many bytes of bodies a small bucket holds.
const ROOM: usize = 4 << 20;

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!(
        "conditional-writes-forget-the-object",
        "What succeeds under If-Match (PUT, PATCH, DELETE) is done to every object of the bucket.",
        "R164 R242 R040",
        |world, asked| {
            let neighbours = world.neighbours(&asked);
            let answer = world.forward(asked.clone()).await;
            let is_conditional = asked.place == Place::Object && asked.has(&header::IF_MATCH) && asked.is_write();
            if is_conditional && answer.status.is_success() {
                for path in neighbours {
                    let other = Asked { path, ..asked.clone().without(&header::IF_MATCH) };
                    if world.forward(other).await.status.is_success() {
                        world.wrong();
                    }
                }
            }
            answer
        }
    ),
    wrong!(
        "conditional-deletions-of-all-bodies",
        "DELETE of a body under If-Match takes the bodies of the neighbours along, and their publications.",
        "R464",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            if asked.is(&Method::DELETE, Place::Body) && asked.has(&header::IF_MATCH) && answer.status.is_success() {
                for path in world.neighbours(&asked) {
                    if world.history(&path).body.is_some() {
                        world.wrong();
                        world.remove(&format!("{path}/body")).await;
                    }
                }
            }
            answer
        }
    ),
    wrong!(
        "posts-end-publications",
        "POST of an object ends the publications of the other objects of the bucket.",
        "R508",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            let id = asked.path.rsplit('/').next().unwrap_or_default();
            if asked.place == Place::Published && world.note(&format!("ended {id}")).is_some() {
                world.wrong();
                return Answered::of(StatusCode::NOT_FOUND);
            }
            if asked.is(&Method::POST, Place::Collection) && answer.is(StatusCode::CREATED) {
                for path in world.neighbours(&asked) {
                    for id in world.history(&path).publications {
                        world.set_note(&format!("ended {id}"), "");
                    }
                }
            }
            answer
        }
    ),
    wrong!(
        "emptied-buckets-lose-a-post",
        "When the last object of a bucket has been deleted, the next POST to it is answered with 201 and lost.",
        "R010",
        |world, asked| {
            let is_empty = world.neighbours(&asked).is_empty();
            let name = format!("used {}", asked.bucket());
            let is_used = world.note(&name).is_some();
            let answer = world.forward(asked.clone()).await;
            if answer.is(StatusCode::CREATED) {
                world.set_note(&name, "");
                if asked.place == Place::Collection && is_used && is_empty {
                    world.wrong();
                    for path in world.neighbours(&asked) {
                        world.remove(&path).await;
                    }
                }
            }
            answer
        }
    ),
    wrong!(
        "posts-are-for-the-creator",
        "In app scope, only the user who created the bucket may POST to it while it has objects.",
        "R005",
        |world, asked| {
            let name = format!("creator {}", asked.bucket());
            let who = format!("{:?}", asked.who);
            let is_user = [Who::Owner, Who::Stranger].contains(&asked.who);
            let is_app = !["/users/", "/groups/", "/things/"].iter().any(|scope| asked.path.contains(scope));
            let creator = world.note(&name).filter(|_| !world.neighbours(&asked).is_empty());
            let is_another = creator.is_some_and(|creator| creator != who.as_bytes());
            if is_app && is_user && is_another && asked.is(&Method::POST, Place::Collection) {
                world.wrong();
                return Answered::refusal(StatusCode::UNAUTHORIZED, "UNAUTHORIZED");
            }
            let had_none = world.neighbours(&asked).is_empty();
            let answer = world.forward(asked.clone()).await;
            if answer.is(StatusCode::CREATED) && had_none {
                world.set_note(&name, who);
            }
            answer
        }
    ),
    wrong!(
        "bucket-of-fifty",
        "A bucket has room for 50 objects: the next one takes the place of the oldest.",
        "R010",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            let name = format!("first {}", asked.bucket());
            if answer.is(StatusCode::CREATED) {
                let mut known = world.neighbours(&asked);
                if asked.place == Place::Object {
                    known.push(asked.object());
                }
                let first = world.first_note(&name, known.first().cloned().unwrap_or_default());
                if known.len() > 50 {
                    world.wrong();
                    world.remove(&String::from_utf8_lossy(&first)).await;
                }
            }
            answer
        }
    ),
    wrong!(
        "four-mebibytes-in-a-bucket",
        "A bucket holds 4 MiB of bodies: others lose theirs when an upload goes beyond.",
        "R396",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            if asked.is(&Method::PUT, Place::Body) && answer.status.is_success() {
                drop_bodies(&world, &asked).await;
            }
            answer
        }
    ),
];

/// Removes bodies of the neighbours until there is room for the one that was uploaded.
async fn drop_bodies(world: &World, asked: &Asked) {
    let size = |path: &str| world.history(path).body.map_or(0, |(bytes, _)| bytes.len());
    let others = world.neighbours(asked);
    let mut total = asked.content.len() + others.iter().map(|path| size(path)).sum::<usize>();
    for path in others {
        let own = size(&path);
        if total > ROOM && own > 0 {
            world.wrong();
            world.remove(&format!("{path}/body")).await;
            total -= own;
        }
    }
}
