//! Publications that end too early or too late, or serve something else.

use http::{Method, StatusCode};
use serde_json::Value;

use super::{
    WrongServer,
    asked::{Answered, Asked, Place},
    world::World,
    wrong,
};

/// The end of the time that 32 bits count, in milliseconds since 1970.
const END_OF_32_BITS: i64 = 2_147_483_647_000;

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!(
        "published-again-ends-the-first",
        "Publishing again ends the first publication.",
        "R508 R514",
        |world, asked| {
            let publisher = world.publisher(&asked).filter(|_| asked.place == Place::Published);
            let is_old = publisher.is_some_and(|(_, history)| {
                history.publications.last().is_some_and(|last| !asked.path.ends_with(last.as_str()))
            });
            gone_if(&world, asked, is_old).await
        }
    ),
    wrong!(
        "old-address-serves-the-new-body",
        "After DELETE of the object, its creation and an upload, the old address serves the new body.",
        "R451",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            if asked.place != Place::Published || answer.status.is_success() {
                return answer;
            }
            let Some((object, history)) = world.publisher(&asked) else { return answer };
            match history.body.filter(|_| history.lives > 1 && history.exists) {
                Some(_) => {
                    world.wrong();
                    world.look(&format!("{object}/body")).await
                }
                None => answer,
            }
        }
    ),
    wrong!(
        "end-of-32-bits",
        "An expiresAt behind 2038 overflows: the address is dead at once.",
        "R520",
        |world, asked| {
            if asked.place == Place::Published {
                let id = asked.path.rsplit('/').next().unwrap_or_default().to_owned();
                let is_dead = world.note(&format!("dead {id}")).is_some();
                return gone_if(&world, asked, is_dead).await;
            }
            let answer = world.forward(asked.clone()).await;
            let end = asked.members().and_then(|members| members.get("expiresAt")?.as_i64());
            if asked.place == Place::Publish
                && end.is_some_and(|end| end > END_OF_32_BITS)
                && let Some(id) = answer.json().and_then(|json| json["publicationID"].as_str().map(str::to_owned))
            {
                world.set_note(&format!("dead {id}"), "");
            }
            answer
        }
    ),
    wrong!(
        "lifetimes-in-minutes",
        "An expiresIn of 2 s or more is rounded up to whole minutes... and one above an hour is an hour.",
        "R515 R521",
        |world, asked| {
            let lifetime = asked.members().and_then(|members| members.get("expiresIn")?.as_i64());
            match lifetime.filter(|lifetime| asked.place == Place::Publish && (2..60).contains(lifetime)) {
                Some(_) => world.wrongly(asked.with_content(r#"{"expiresIn":60}"#)).await,
                None => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "one-publication-id",
        "Every publication has the publicationID of the first; their addresses differ.",
        "R524",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            let id = answer.json().and_then(|json| json["publicationID"].as_str().map(str::to_owned));
            match id.filter(|_| asked.place == Place::Publish && answer.status.is_success()) {
                Some(id) => {
                    let first = world.first_note("publication", id.clone());
                    let first = String::from_utf8_lossy(&first).into_owned();
                    if first != id {
                        world.wrong();
                    }
                    answer.with_member("publicationID", first)
                }
                None => answer,
            }
        }
    ),
    wrong!(
        "first-upload-is-published",
        "What is published is the first upload of the object ever.",
        "R508",
        |world, asked| {
            let mut answer = world.forward(asked.clone()).await;
            let first = world.publisher(&asked).and_then(|(_, history)| history.first_body);
            if let Some(first) = first.filter(|_| asked.place == Place::Published && answer.status.is_success())
                && first != answer.content
            {
                world.wrong();
                answer.content = first;
            }
            answer
        }
    ),
    wrong!(
        "published-without-parameters",
        "Published content loses the parameters of its media type.",
        allowed by "A44",
        |world, asked| {
            let mut answer = world.forward(asked.clone()).await;
            let media = answer.header(&http::header::CONTENT_TYPE).unwrap_or_default().to_owned();
            if let Some((bare, _)) = media.split_once(';').filter(|_| asked.place == Place::Published) {
                world.wrong();
                answer.set(http::header::CONTENT_TYPE, bare);
            }
            answer
        }
    ),
    wrong!(
        "publications-survive-the-body",
        "A publication by the administrator serves its content still after the body was deleted.",
        "R451",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            let id = answer.json().and_then(|json| json["publicationID"].as_str().map(str::to_owned));
            if let Some(id) = id.filter(|_| asked.place == Place::Publish && asked.who == super::asked::Who::Admin) {
                let (bytes, _) = world.of(&asked).body.unwrap_or_default();
                world.set_note(&format!("kept {id}"), bytes);
            }
            let id = asked.path.rsplit('/').next().unwrap_or_default();
            match world.note(&format!("kept {id}")) {
                Some(bytes) if asked.place == Place::Published && answer.status.is_client_error() => {
                    world.wrong();
                    Answered { content: bytes, ..Answered::of(StatusCode::OK) }
                }
                Some(_) | None => answer,
            }
        }
    ),
    wrong!(
        "one-publication-for-a-bucket",
        "Publishing a second object of a bucket answers with the address of the first.",
        "R524",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            if !asked.is(&Method::POST, Place::Publish) || !answer.status.is_success() {
                return answer;
            }
            let name = format!("first {}", asked.bucket());
            let kept = world
                .first_note(&name, [asked.object().into_bytes(), b"\n".to_vec(), answer.content.to_vec()].concat());
            let kept = String::from_utf8_lossy(&kept).into_owned();
            match kept.split_once('\n') {
                Some((object, first)) if object != asked.object() => {
                    world.wrong();
                    answer.with_json(&serde_json::from_str::<Value>(first).unwrap_or_default())
                }
                Some(_) | None => answer,
            }
        }
    ),
    wrong!(
        "written-publications-stay",
        "A publication with a lifetime does not end if the object or its body is written during it.",
        "R514 R515",
        |world, asked| {
            let answer = world.forward(asked.clone()).await;
            let note = |id: &str| format!("without an end {id}");
            if asked.place == Place::Published && answer.is(StatusCode::GONE) {
                let id = asked.path.rsplit('/').next().unwrap_or_default();
                let is_written = world.note(&format!("written {id}")).is_some();
                let shadow = world.note(&note(id)).filter(|_| is_written);
                let Some(shadow) = shadow else { return answer };
                let path = asked.path.replace(id, &String::from_utf8_lossy(&shadow));
                let other = world.forward(Asked { path, ..asked }).await;
                if other.status.is_success() {
                    world.wrong();
                }
                return other;
            }
            if !asked.is_write() || !answer.status.is_success() {
                return answer;
            }
            match published_id(&answer).filter(|_| asked.place == Place::Publish) {
                Some(id) if !asked.content.is_empty() => {
                    let other = world.forward(world.permitted(asked.with_content("{}"))).await;
                    if let Some(shadow) = published_id(&other) {
                        world.set_note(&note(&id), shadow);
                    }
                }
                Some(_) => {}
                None => {
                    let ids = world.of(&asked).publications;
                    ids.iter().for_each(|id| world.set_note(&format!("written {id}"), ""));
                }
            }
            answer
        }
    ),
    wrong!(
        "ended-publications-come-back",
        "A publication that has ended is served again when the body is published once more.",
        "R514 R515",
        |world, asked| {
            let earlier = world.of(&asked).publications;
            let answer = world.forward(asked.clone()).await;
            if let Some(id) = published_id(&answer).filter(|_| asked.place == Place::Publish) {
                for old in earlier {
                    let path = format!("/api/x/{old}");
                    if world.look(&path).await.is(StatusCode::GONE) {
                        world.set_note(&format!("again {old}"), id.clone());
                    }
                }
            }
            let id = asked.path.rsplit('/').next().unwrap_or_default();
            match world.note(&format!("again {id}")) {
                Some(other) if asked.place == Place::Published && answer.is(StatusCode::GONE) => {
                    let path = asked.path.replace(id, &String::from_utf8_lossy(&other));
                    world.wrongly(Asked { path, ..asked }).await
                }
                Some(_) | None => answer,
            }
        }
    ),
    wrong!(
        "published-content-refuses-credentials",
        "Published content is refused to whoever sends credentials.",
        "R508",
        |world, asked| match asked.place == Place::Published && asked.has(&http::header::AUTHORIZATION) {
            true => {
                world.wrong();
                Answered::refusal(StatusCode::UNAUTHORIZED, "UNAUTHORIZED")
            }
            false => world.forward(asked).await,
        }
    ),
];

/// The published content, or that there is none.
async fn gone_if(world: &World, asked: Asked, is_gone: bool) -> Answered {
    let answer = world.forward(asked).await;
    match is_gone && answer.status.is_success() {
        true => {
            world.wrong();
            Answered::of(StatusCode::GONE)
        }
        false => answer,
    }
}

/// The publication that an answer names.
fn published_id(answer: &Answered) -> Option<String> {
    answer.json()?["publicationID"].as_str().map(str::to_owned)
}
