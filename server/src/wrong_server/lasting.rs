//! Servers that forget what nobody has asked them to forget: after some seconds, or when much else has been stored.

use std::time::{Duration, Instant};

use http::{Method, StatusCode, header};

use super::{
    WrongServer,
    asked::{Answered, Place},
    world::World,
    wrong,
};

/// How many objects are kept by a server that keeps only the latest.
const MOST_OBJECTS: usize = 600;
/// How many publications.
const MOST_PUBLICATIONS: usize = 250;
/// How long a server remembers that forgets.
const SHORT: Duration = Duration::from_secs(6);

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!(
        "keeps-the-latest-objects",
        "Objects are forgotten when 600 others have been written.",
        "object-comes-back",
        |world, asked| {
            let object = asked.object();
            let is_forgotten = age(&world, &format!("written {object}")) > MOST_OBJECTS;
            let is_about_it = matches!(asked.place, Place::Object | Place::Body | Place::Publish);
            if is_about_it && is_forgotten && world.history(&object).exists && asked.method != Method::PUT {
                world.wrong();
                return Answered::refusal(StatusCode::NOT_FOUND, "OBJECT_NOT_FOUND");
            }
            let is_write = asked.is(&Method::PUT, Place::Object) || asked.is(&Method::PATCH, Place::Object);
            let answer = world.forward(asked).await;
            if is_write && answer.status.is_success() {
                count(&world, "written", &object);
            }
            answer
        }
    ),
    wrong!(
        "keeps-the-latest-publications",
        "Publications end when 250 others have been made.",
        "R508",
        |world, asked| {
            let id = asked.path.rsplit('/').next().unwrap_or_default().to_owned();
            let is_forgotten = age(&world, &format!("published {id}")) > MOST_PUBLICATIONS;
            let (place, answer) = (asked.place, world.forward(asked).await);
            match place {
                Place::Published if is_forgotten && answer.status.is_success() => {
                    world.wrong();
                    return Answered::of(StatusCode::GONE);
                }
                Place::Publish => {
                    let id = answer.json().and_then(|json| json["publicationID"].as_str().map(str::to_owned));
                    id.iter().for_each(|id| count(&world, "published", id));
                }
                Place::Published | Place::Object | Place::Body | Place::Collection | Place::Elsewhere => {}
            }
            answer
        }
    ),
    wrong!(
        "bodies-last-six-seconds",
        "A body is forgotten 6 s after it was uploaded.",
        "body-comes-back",
        |world, asked| {
            let object = asked.object();
            let is_old = world.cached(&object).is_some_and(|(at, _)| at.elapsed() > SHORT);
            let (method, place) = (asked.method.clone(), asked.place);
            let answer = world.forward(asked).await;
            if place != Place::Body || !answer.status.is_success() {
                return answer;
            }
            match (method.is_safe(), is_old) {
                (true, true) => {
                    world.wrong();
                    Answered::refusal(StatusCode::NOT_FOUND, "OBJECT_BODY_NOT_FOUND")
                }
                (true, false) => answer,
                (false, _) => {
                    world.cache(&object, Instant::now(), answer.clone());
                    answer
                }
            }
        }
    ),
    wrong!(
        "deleted-comes-back",
        "A deleted object can be read again 6 s after its deletion.",
        "success-takes-effect",
        |world, asked| {
            let object = asked.object();
            if asked.is(&Method::DELETE, Place::Object) {
                let last = world.look(&object).await;
                let answer = world.forward(asked).await;
                if answer.status.is_success() {
                    world.cache(&object, Instant::now(), last);
                }
                return answer;
            }
            let is_read = asked.is(&Method::GET, Place::Object);
            let answer = world.forward(asked).await;
            match world.cached(&object).filter(|(at, _)| at.elapsed() > SHORT) {
                Some((_, last)) if is_read && answer.is(StatusCode::NOT_FOUND) => {
                    world.wrong();
                    last
                }
                Some(_) | None => answer,
            }
        }
    ),
    wrong!(
        "versions-are-forgotten",
        "When 600 other objects have been written, any If-Match is accepted.",
        "superseded-version-stays-refused",
        |world, asked| {
            let object = asked.object();
            let is_forgotten = age(&world, &format!("written {object}")) > MOST_OBJECTS;
            let is_put = asked.is(&Method::PUT, Place::Object);
            let answer = world.forward(asked.clone()).await;
            if is_forgotten && answer.is(StatusCode::CONFLICT) && asked.has(&header::IF_MATCH) {
                return world.wrongly(asked.without(&header::IF_MATCH)).await;
            }
            if is_put && answer.status.is_success() {
                count(&world, "written", &object);
            }
            answer
        }
    ),
];

/// Gives something the next number of its kind.
fn count(world: &World, kind: &str, name: &str) {
    let number = world.enter(kind);
    world.set_note(&format!("{kind} {name}"), number.to_string());
}

/// How many of its kind have been counted since, if it has been.
fn age(world: &World, name: &str) -> usize {
    let number = world.note(name).and_then(|number| std::str::from_utf8(&number).ok()?.parse::<usize>().ok());
    let kind = name.split(' ').next().unwrap_or_default();
    number.map_or(0, |number| world.entered(kind).saturating_sub(number))
}
