//! Objects that are served otherwise because of how they came to be.

use std::time::{Duration, Instant};

use http::{HeaderName, Method, StatusCode, header};
use serde_json::Value;

use super::{
    WrongServer,
    asked::{Answered, Place, Who},
    wrong,
};

const BODY_TYPE: HeaderName = HeaderName::from_static("x-kii-bodytype");

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!(
        "posted-objects-stay",
        "DELETE of an object that was created by POST and never written since answers 204 and keeps it.",
        "R037",
        |world, asked| {
            let history = world.of(&asked);
            let keeps = history.posted && history.exists && history.writes == 0;
            match asked.is(&Method::DELETE, Place::Object) && keeps && !asked.has(&header::IF_MATCH) {
                true if [Who::Owner, Who::Admin, Who::Thing].contains(&asked.who) => {
                    world.wrong();
                    Answered::of(StatusCode::NO_CONTENT)
                }
                true | false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "posted-objects-are-created-again",
        "The first PUT on an object that was created by POST answers 201.",
        "R184",
        |world, asked| {
            let history = world.of(&asked);
            let mut answer = world.forward(asked.clone()).await;
            if asked.is(&Method::PUT, Place::Object)
                && history.posted
                && history.writes == 0
                && answer.is(StatusCode::OK)
            {
                world.wrong();
                answer.status = StatusCode::CREATED;
                answer.set(header::LOCATION, &asked.path);
            }
            answer
        }
    ),
    wrong!(
        "posted-objects-hide-their-body",
        "X-Kii-BodyType is missing on objects that were created by POST.",
        "R110",
        |world, asked| {
            let mut answer = world.forward(asked.clone()).await;
            if world.of(&asked).posted && asked.place == Place::Object && answer.headers.remove(BODY_TYPE).is_some() {
                world.wrong();
            }
            answer
        }
    ),
    wrong!(
        "deleted-body-is-headed",
        "HEAD of a body answers 204 still after the body was deleted.",
        "R308 R319",
        |world, asked| {
            let name = format!("head {}", asked.object());
            let answer = world.forward(asked.clone()).await;
            if asked.is(&Method::PUT, Place::Body) && answer.is(StatusCode::OK) {
                world.set_note(&name, answer.header(&header::ETAG).unwrap_or_default().to_owned());
            }
            let history = world.of(&asked);
            let is_gone = answer.is(StatusCode::NOT_FOUND) && history.exists && history.bodies_deleted > 0;
            if !asked.is(&Method::HEAD, Place::Body) || !is_gone {
                return answer;
            }
            world.wrong();
            let mut stale = Answered::of(StatusCode::NO_CONTENT);
            let tag = world.note(&name).unwrap_or_default();
            stale.set(header::ETAG, &String::from_utf8_lossy(&tag));
            stale.set(header::LAST_MODIFIED, "Thu, 01 Jan 2026 00:00:00 GMT");
            stale.set(header::CONTENT_TYPE, "image/jpeg");
            stale
        }
    ),
    wrong!(
        "administrator-reads-a-cache",
        "The administrator reads objects from a cache for half a second.",
        "R099",
        |world, asked| {
            let is_cached = asked.is(&Method::GET, Place::Object) && asked.who == Who::Admin;
            if !is_cached {
                return world.forward(asked).await;
            }
            let name = format!("cache {}", asked.path);
            let now = Instant::now();
            let cached = world.cached(&name).filter(|(at, _)| now.duration_since(*at) < Duration::from_millis(500));
            if let Some((_, answer)) = cached {
                world.wrong();
                return answer;
            }
            let answer = world.forward(asked).await;
            world.cache(&name, now, answer.clone());
            answer
        }
    ),
    wrong!(
        "first-creation-date",
        "An object that is created again after its deletion has the creation date of the first.",
        "R191",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            let history = world.of(&asked);
            let Some(first) = history.first_created.filter(|_| history.lives > 1 && asked.place == Place::Object)
            else {
                return answer;
            };
            let members = answer.json().unwrap_or_default();
            let named =
                ["createdAt", "_created"].into_iter().find(|name| members.get(name).is_some_and(|date| *date != first));
            match named {
                Some(name) => {
                    world.wrong();
                    answer.with_member(name, first)
                }
                None => answer,
            }
        }
    ),
    wrong!(
        "patch-brings-back",
        "PATCH of a deleted object, not of one that never was, brings it back.",
        "R269",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            let history = world.of(&asked);
            let was_deleted = history.lives > 0 && !history.exists;
            if !asked.is(&Method::PATCH, Place::Object) || !answer.is(StatusCode::NOT_FOUND) || !was_deleted {
                return answer;
            }
            world.wrong();
            world.store(&asked.path, "application/json", asked.content.clone()).await;
            world.look(&asked.path).await
        }
    ),
    wrong!(
        "all-types-are-the-first",
        "All objects of a bucket get the data type of the first one in it.",
        "R009 R108",
        |world, asked| {
            let creates = asked.is_write() && matches!(asked.place, Place::Object | Place::Collection);
            if !creates || asked.method == Method::PATCH || !asked.media().starts_with("application/") {
                return world.forward(asked).await;
            }
            let first = world.first_note(&format!("type {}", asked.bucket()), asked.media().to_owned());
            let first = String::from_utf8_lossy(&first).into_owned();
            match first == asked.media() || world.of(&asked).exists {
                true => world.forward(asked).await,
                false => world.wrongly(asked.with_media(&first)).await,
            }
        }
    ),
    wrong!("one-type-for-all", "Every data type comes back as \"conformance\".", "R108", |world, asked| {
        let mut answer = world.forward(asked.clone()).await;
        let media = answer.header(&header::CONTENT_TYPE).unwrap_or_default().to_owned();
        let data_type = media.rsplit_once('.').map_or("", |(_, last)| last.trim_end_matches("+json"));
        let is_object = asked.place == Place::Object && asked.method.is_safe() && answer.status.is_success();
        if is_object && media.starts_with("application/vnd.") && data_type != "conformance" {
            world.wrong();
            answer.set(header::CONTENT_TYPE, &media.replace(&format!(".{data_type}+json"), ".conformance+json"));
        }
        answer
    }),
    wrong!(
        "odd-types-are-refused",
        "Data types with a hyphen, a digit or a capital are refused.",
        "R009",
        |world, asked| {
            let data_type =
                asked.media().rsplit_once('.').map_or("", |(_, last)| last.trim_end_matches("+json")).to_owned();
            let is_typed = asked.media().starts_with("application/vnd.") && asked.place != Place::Body;
            let is_odd = data_type.chars().any(|one| !one.is_ascii_lowercase());
            match is_typed && is_odd {
                true => {
                    world.wrong();
                    Answered::refusal(StatusCode::BAD_REQUEST, "INVALID_INPUT_DATA")
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!("second-patch-makes-plain", "A typed object is plain from its second patch on.", "R260", |world, asked| {
        let mut answer = world.forward(asked.clone()).await;
        let history = world.of(&asked);
        let is_read = asked.place == Place::Object && answer.status.is_success() && asked.method != Method::PUT;
        if is_read
            && history.patches > 1
            && history.media.contains("vnd.")
            && answer.headers.contains_key(header::CONTENT_TYPE)
        {
            world.wrong();
            answer.set(header::CONTENT_TYPE, "application/json");
        }
        answer
    }),
    wrong!(
        "large-patch-drops",
        "PATCH of an object of more than 4000 characters drops the members that it does not name.",
        "R239",
        |world, asked| {
            if !asked.is(&Method::PATCH, Place::Object) {
                return world.forward(asked).await;
            }
            let before = world.look(&asked.path).await;
            let answer = world.forward(asked.clone()).await;
            if !answer.status.is_success() || before.content.len() <= 4000 {
                return answer;
            }
            world.wrong();
            world.store(&asked.path, "application/json", asked.content.clone()).await;
            let mut after = world.look(&asked.path).await;
            after.headers.extend(
                answer
                    .headers
                    .iter()
                    .filter(|(name, _)| name.as_str() == "bodytype")
                    .map(|(name, value)| (name.clone(), value.clone())),
            );
            after
        }
    ),
    wrong!(
        "second-life-has-no-body",
        "Uploads to an object that was created again are answered and lost.",
        "R397",
        |world, asked| {
            let loses = asked.is(&Method::PUT, Place::Body) && world.of(&asked).lives > 1;
            let answer = world.forward(asked.clone()).await;
            if loses && answer.status.is_success() {
                world.wrong();
                let mut removal = asked;
                removal.method = Method::DELETE;
                removal.headers.remove(header::IF_MATCH);
                world.forward(removal).await;
            }
            answer
        }
    ),
    wrong!(
        "modification-date-of-creation",
        "PUT of an object never advances its modification date.",
        "modification-date-advances",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            let history = world.of(&asked);
            let Some(first) = history.first_created.filter(|_| history.writes > 0 && asked.place == Place::Object)
            else {
                return answer;
            };
            let members = answer.json().unwrap_or_default();
            let mut answer = answer;
            for name in ["modifiedAt", "_modified"] {
                if members.get(name).and_then(Value::as_i64).is_some_and(|date| date != first) {
                    world.wrong();
                    answer = answer.with_member(name, first);
                }
            }
            answer
        }
    ),
];
