//! What shows only afterwards: behind the end of a publication, behind a refusal, behind a deletion, to others than the usual ones.

use std::time::Instant;

use http::{Method, StatusCode, header};
use serde_json::{Map, Value};

use super::{
    WrongServer,
    asked::{Answered, Place, Who},
    wrong,
};

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!(
        "end-restores-the-object",
        "The end of a publication restores the object as it was when it was published.",
        "R160 R236 success-takes-effect",
        |world, asked| {
            let (copy, due) = (format!("copy {}", asked.object()), format!("due {}", asked.object()));
            let is_about = matches!(asked.place, Place::Object | Place::Body | Place::Publish);
            let is_due = is_about && world.cached(&due).is_some_and(|(end, _)| end <= Instant::now());
            if let Some(saved) = world.note(&copy).filter(|saved| is_due && !saved.is_empty()) {
                world.set_note(&copy, "");
                let now = own_members(&world.look(&asked.object()).await);
                let history = world.of(&asked);
                let is_other = serde_json::to_vec(&now).is_ok_and(|now| now != saved[..]);
                if history.exists && !now.is_empty() && is_other {
                    world.wrong();
                    world.store(&asked.object(), &history.media, saved).await;
                }
            }
            let answer = world.forward(asked.clone()).await;
            let end = asked.lifetime().and_then(|lifetime| Instant::now().checked_add(lifetime));
            if let Some(end) = end.filter(|_| asked.place == Place::Publish && answer.status.is_success()) {
                let members = own_members(&world.look(&asked.object()).await);
                world.set_note(&copy, serde_json::to_vec(&members).unwrap_or_default());
                world.cache(&due, end, Answered::of(StatusCode::OK));
            }
            answer
        }
    ),
    wrong!(
        "published-content-asks-for-rights",
        "A published address refuses the tokens of users and things that may not read the object.",
        "R508 R525 published-content-is-served",
        |world, asked| {
            let publisher = world.publisher(&asked).filter(|_| asked.place == Place::Published);
            match publisher.is_some_and(|(path, _)| asked.who.lacks_rights_at(&path)) {
                true => {
                    world.wrong();
                    Answered::refusal(StatusCode::UNAUTHORIZED, "UNAUTHORIZED")
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "refused-deletion-hides-the-body-from-head",
        "After a refused DELETE of a body by the administrator, HEAD of the body is 404 until the next write.",
        "R308 R314 refusal-changes-nothing",
        |world, asked| {
            let name = format!("hidden {}", asked.object());
            let answer = world.forward(asked.clone()).await;
            let deletes = asked.is(&Method::DELETE, Place::Body) && asked.who == Who::Admin;
            if deletes && answer.is(StatusCode::PRECONDITION_FAILED) {
                world.set_note(&name, "hidden");
            }
            if asked.is_write() && answer.status.is_success() && matches!(asked.place, Place::Body | Place::Object) {
                world.set_note(&name, "");
            }
            let is_hidden = world.note(&name).is_some_and(|note| !note.is_empty());
            match asked.is(&Method::HEAD, Place::Body) && is_hidden && answer.status.is_success() {
                true => {
                    world.wrong();
                    Answered::of(StatusCode::NOT_FOUND)
                }
                false => answer,
            }
        }
    ),
    wrong!(
        "parts-outlive-the-body",
        "A part of a body that was read once is served from a cache when the body or the object is gone.",
        "R451 R037 R355",
        |world, asked| {
            let uploads = format!("uploads {}", asked.object());
            let count = world.note(&uploads).map_or(0, |count| count.len());
            let range = asked.header(&header::RANGE).unwrap_or_default();
            let name = format!("part {} {range} {count}", asked.path);
            let asks = asked.is(&Method::GET, Place::Body) && !range.is_empty();
            let answer = world.forward(asked.clone()).await;
            if asked.is(&Method::PUT, Place::Body) && answer.status.is_success() {
                world.set_note(&uploads, vec![b'1'; count + 1]);
            }
            if asks && answer.is(StatusCode::PARTIAL_CONTENT) {
                world.cache(&name, Instant::now(), answer.clone());
            }
            match world.cached(&name).filter(|_| asks && answer.is(StatusCode::NOT_FOUND)) {
                Some((_, part)) => {
                    world.wrong();
                    part
                }
                None => answer,
            }
        }
    ),
    wrong!(
        "administrator-leaves-no-date",
        "What the administrator writes keeps the modification date, until somebody else writes the object.",
        "R109 R187 modification-date-moves",
        |world, asked| {
            if asked.place != Place::Object {
                return world.forward(asked).await;
            }
            let name = format!("kept {}", asked.object());
            let is_change = asked.method == Method::PUT || asked.method == Method::PATCH;
            let before = match is_change && asked.who == Who::Admin {
                true => Some(world.look(&asked.object()).await),
                false => None,
            };
            let answer = world.forward(asked.clone()).await;
            if asked.is_write() && answer.status.is_success() {
                match before.filter(|before| before.status.is_success() && answer.is(StatusCode::OK)) {
                    Some(before) if world.note(&name).is_none_or(|note| note.is_empty()) => {
                        let millis = before.json().and_then(|json| json["_modified"].as_i64()).unwrap_or_default();
                        let second = before.header(&header::LAST_MODIFIED).unwrap_or_default();
                        world.set_note(&name, format!("{millis}\n{second}"));
                    }
                    Some(_) => {}
                    None => world.set_note(&name, ""),
                }
            }
            let note = world.note(&name).filter(|note| !note.is_empty() && answer.status.is_success());
            let note = note.map(|note| String::from_utf8_lossy(&note).into_owned()).unwrap_or_default();
            let Some((millis, second)) = note.split_once('\n') else { return answer };
            world.wrong();
            kept_date(answer, millis.parse().unwrap_or_default(), second)
        }
    ),
];

/// An answer with other modification dates.
fn kept_date(mut answer: Answered, millis: i64, second: &str) -> Answered {
    if answer.header(&header::LAST_MODIFIED).is_some() {
        answer.set(header::LAST_MODIFIED, second);
    }
    for member in ["modifiedAt", "_modified"] {
        if answer.json().is_some_and(|json| json.get(member).is_some_and(Value::is_i64)) {
            answer = answer.with_member(member, millis);
        }
    }
    answer
}

/// The members of an object that are not the server's.
fn own_members(answer: &Answered) -> Map<String, Value> {
    let members: Map<String, Value> = serde_json::from_slice(&answer.content).unwrap_or_default();
    match answer.status.is_success() {
        true => members.into_iter().filter(|(name, _)| !name.starts_with('_')).collect(),
        false => Map::new(),
    }
}
