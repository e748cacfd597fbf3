//! Servers that are right at first: wrong from some number of requests on, after some time, or only for one of several objects.

use std::time::{Duration, Instant};

use http::{Method, StatusCode, header};
use serde_json::Value;

use super::{
    WrongServer,
    asked::{Answered, Place, Who},
    wrong,
};

/// How long nobody asks for an object until it counts as one that rests.
const REST: Duration = Duration::from_millis(900);

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!(
        "sixteen-versions",
        "If-Match may name the version that an object had 16 writes ago: the server counts to 16.",
        "R164 R165",
        |world, asked| {
            let versions = world.of(&asked).object_versions;
            let named = asked.header(&header::IF_MATCH).unwrap_or_default().to_owned();
            let last = versions.len().saturating_sub(1);
            let is_taken = |place: usize| place < last && (last - place).is_multiple_of(16);
            let place = versions.iter().position(|version| *version == named);
            match place.is_some_and(is_taken) && asked.place == Place::Object {
                true => world.wrongly(asked.without(&header::IF_MATCH)).await,
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "repeated-refusal-is-carried-out",
        "A request that is repeated byte by byte after it was refused as stale is carried out.",
        "R164 R242 R040 R400",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            let is_stale = [StatusCode::CONFLICT, StatusCode::PRECONDITION_FAILED].contains(&answer.status);
            let Some(named) = asked.header(&header::IF_MATCH).filter(|_| is_stale && asked.is_write()) else {
                return answer;
            };
            let text = format!("refused {} {} {named} {:?}", asked.method, asked.path, asked.who);
            let is_repeated = world.note(&text).is_some_and(|content| content == asked.content);
            world.set_note(&text, asked.content.clone());
            match is_repeated {
                true => world.wrongly(asked.without(&header::IF_MATCH)).await,
                false => answer,
            }
        }
    ),
    wrong!(
        "same-creation-is-one",
        "POST of the same content to the same bucket twice creates one object: the second answer names the first.",
        "R010",
        |world, asked| {
            if !asked.is(&Method::POST, Place::Collection) {
                return world.forward(asked).await;
            }
            let content = String::from_utf8_lossy(&asked.content).into_owned();
            let name = format!("created {} {:?} {} {content}", asked.path, asked.who, asked.media());
            if let Some((_, first)) = world.cached(&name) {
                world.wrong();
                return first;
            }
            let answer = world.forward(asked).await;
            if answer.is(StatusCode::CREATED) {
                world.cache(&name, Instant::now(), answer.clone());
            }
            answer
        }
    ),
    wrong!(
        "eight-reads-of-a-publication",
        "The address of a publication is served eight times.",
        "R508",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            if asked.place != Place::Published || !answer.status.is_success() {
                return answer;
            }
            // Nobody leaves: it counts.
            match world.enter(&asked.path) {
                9.. => {
                    world.wrong();
                    Answered::of(StatusCode::NOT_FOUND)
                }
                _ => answer,
            }
        }
    ),
    wrong!(
        "ninth-patch-replaces",
        "From the 9th PATCH of an object on, the members that a PATCH does not name are lost.",
        "R239",
        |world, asked| {
            let patches = world.of(&asked).patches;
            let answer = world.forward(asked.clone()).await;
            if !asked.is(&Method::PATCH, Place::Object) || !answer.status.is_success() || patches < 8 {
                return answer;
            }
            world.wrong();
            world.store(&asked.path, "application/json", asked.content.clone()).await;
            world.look(&asked.path).await
        }
    ),
    wrong!(
        "bucket-of-ten",
        "A bucket has room for 10 objects: the next one takes the place of the oldest.",
        "R010",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            if !answer.is(StatusCode::CREATED) || !matches!(asked.place, Place::Object | Place::Collection) {
                return answer;
            }
            let posted = answer.json().and_then(|json| Some(format!("{}/{}", asked.path, json["objectID"].as_str()?)));
            let name = format!("order {}", asked.bucket());
            let known = world.note(&name).unwrap_or_default();
            let mut order: Vec<String> = String::from_utf8_lossy(&known).lines().map(str::to_owned).collect();
            order.push(posted.unwrap_or_else(|| asked.object()));
            if order.len() > 10 {
                world.wrong();
                world.remove(&order.remove(0)).await;
            }
            world.set_note(&name, order.join("\n"));
            answer
        }
    ),
    wrong!(
        "fifth-publication",
        "The 5th publication of a body and later ones are not served.",
        "R508",
        |world, asked| {
            let publisher = world.publisher(&asked).filter(|_| asked.place == Place::Published);
            let number = publisher.and_then(|(_, history)| {
                history.publications.iter().position(|known| asked.path.ends_with(known.as_str()))
            });
            let answer = world.forward(asked).await;
            match number.is_some_and(|number| number >= 4) && answer.status.is_success() {
                true => {
                    world.wrong();
                    Answered::of(StatusCode::GONE)
                }
                false => answer,
            }
        }
    ),
    wrong!(
        "ends-together",
        "When a publication of a body ends, the earlier ones of this body end, too.",
        "R508 R514",
        |world, asked| {
            if asked.place == Place::Published {
                let id = asked.path.rsplit('/').next().unwrap_or_default().to_owned();
                let ended = world.cached(&format!("ends {id}")).is_some_and(|(at, _)| at <= Instant::now());
                let answer = world.forward(asked).await;
                if ended && answer.status.is_success() {
                    world.wrong();
                    return Answered::of(StatusCode::GONE);
                }
                return answer;
            }
            let before = world.of(&asked).publications;
            let answer = world.forward(asked.clone()).await;
            let end = asked.lifetime().and_then(|lifetime| Instant::now().checked_add(lifetime));
            if let Some(end) = end.filter(|_| asked.place == Place::Publish && answer.status.is_success()) {
                for id in before {
                    let name = format!("ends {id}");
                    let end = world.cached(&name).map_or(end, |(known, _)| known.min(end));
                    world.cache(&name, end, Answered::of(StatusCode::GONE));
                }
            }
            answer
        }
    ),
    wrong!(
        "neighbours-publications-end",
        "DELETE of an object ends the publications of the other objects in its bucket.",
        "R508",
        |world, asked| {
            let id = asked.path.rsplit('/').next().unwrap_or_default();
            let is_dead = asked.place == Place::Published && world.note(&format!("ended {id}")).is_some();
            let neighbours = world.neighbours(&asked);
            let answer = world.forward(asked.clone()).await;
            if asked.is(&Method::DELETE, Place::Object) && answer.status.is_success() {
                for id in neighbours.iter().flat_map(|path| world.history(path).publications) {
                    world.set_note(&format!("ended {id}"), "");
                }
            }
            match is_dead && answer.status.is_success() {
                true => {
                    world.wrong();
                    Answered::of(StatusCode::GONE)
                }
                false => answer,
            }
        }
    ),
    wrong!(
        "new-bytes-old-type",
        "After another upload, the address of a publication serves the new bytes with the old media type.",
        "R508 R509",
        |world, asked| {
            let media = world.of(&asked).body.map(|(_, media)| media);
            let mut answer = world.forward(asked.clone()).await;
            if asked.place == Place::Publish && answer.status.is_success() {
                let id = answer.json().and_then(|json| json["publicationID"].as_str().map(str::to_owned));
                world.set_note(&format!("media {}", id.unwrap_or_default()), media.unwrap_or_default());
            }
            let id = asked.path.rsplit('/').next().unwrap_or_default();
            let noted = world.note(&format!("media {id}")).filter(|_| asked.place == Place::Published);
            let noted = noted.map(|noted| String::from_utf8_lossy(&noted).into_owned());
            let now = answer.header(&header::CONTENT_TYPE).unwrap_or_default();
            if let Some(noted) = noted.filter(|noted| answer.status.is_success() && noted != now) {
                world.wrong();
                answer.set(header::CONTENT_TYPE, &noted);
            }
            answer
        }
    ),
    wrong!(
        "second-life-keeps-the-type",
        "An object that is created again after its deletion has the data type of the first.",
        "R009 R108",
        |world, asked| {
            let history = world.of(&asked);
            let is_again = asked.is(&Method::PUT, Place::Object) && !history.exists && history.lives > 0;
            match is_again && history.media != asked.media() && asked.media().starts_with("application/") {
                true => world.wrongly(asked.with_media(&history.media)).await,
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "rest-changes-the-version",
        "An object that nobody has asked for during a second has another version.",
        "version-is-one",
        |world, asked| {
            let (name, now) = (format!("asked {}", asked.object()), Instant::now());
            let is_about = matches!(asked.place, Place::Object | Place::Body);
            let rested = world.cached(&name).is_some_and(|(at, _)| now.duration_since(at) > REST);
            if is_about {
                world.cache(&name, now, Answered::of(StatusCode::OK));
            }
            let history = world.of(&asked);
            if rested && is_about && history.exists && asked.method.is_safe() {
                world.wrong();
                let known = world.look(&asked.object()).await;
                let known: serde_json::Map<String, Value> = serde_json::from_slice(&known.content).unwrap_or_default();
                let own: serde_json::Map<String, Value> =
                    known.into_iter().filter(|(name, _)| !name.starts_with('_')).collect();
                world.store(&asked.object(), &history.media, serde_json::to_vec(&own).unwrap_or_default().into()).await;
            }
            world.forward(asked).await
        }
    ),
    wrong!(
        "creation-date-of-the-bucket",
        "All objects of a bucket have the creation date of the first.",
        "R186",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            let members = answer.json().unwrap_or_default();
            let named =
                ["createdAt", "_created"].into_iter().find_map(|name| Some((name, members.get(name)?.as_i64()?)));
            let Some((name, date)) = named.filter(|_| answer.status.is_success()) else { return answer };
            let first = world.first_note(&format!("created {}", asked.bucket()), date.to_string());
            match String::from_utf8_lossy(&first).parse::<i64>() {
                Ok(first) if first != date => {
                    world.wrong();
                    answer.with_member(name, first)
                }
                Ok(_) | Err(_) => answer,
            }
        }
    ),
    wrong!(
        "same-patch-is-nothing",
        "PATCH with the values that are stored already changes nothing, not even the version.",
        "write-gives-new-version",
        |world, asked| {
            if !asked.is(&Method::PATCH, Place::Object) || asked.has(&header::IF_MATCH) {
                return world.forward(asked).await;
            }
            let before = world.look(&asked.path).await;
            let known = before.json().unwrap_or_default();
            let members = asked.members().unwrap_or_default();
            let is_same = !members.is_empty() && members.iter().all(|(name, value)| known.get(name) == Some(value));
            match is_same && [Who::Owner, Who::Thing].contains(&asked.who) && before.status.is_success() {
                true => {
                    world.wrong();
                    world.look(&asked.path).await
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "caller-of-a-moment",
        "Who asks for an object within 3 milliseconds of its owner is taken for the owner.",
        "R101 R175",
        |world, asked| {
            let (name, now) = (format!("owner {}", asked.object()), Instant::now());
            if [Who::Owner, Who::Thing].contains(&asked.who) {
                world.cache(&name, now, Answered::of(StatusCode::OK));
            }
            let is_near = world.cached(&name).is_some_and(|(at, _)| now.duration_since(at) < Duration::from_millis(3));
            let also = is_near && [Who::Stranger, Who::Anonymous].contains(&asked.who);
            world.unless_refused(asked, also).await
        }
    ),
];
