//! Callers without rights who have them under some condition, and refusals that tell too much.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderName, Method, StatusCode, header};
use serde_json::Value;

use super::{
    WrongServer,
    asked::{Answered, Asked, Place, Who},
    world::World,
    wrong,
};

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!(
        "typed-writes-need-no-rights",
        "Who has no rights may create and replace objects with a data type in Content-Type.",
        "R175 R006",
        |world, asked| {
            let also = asked.is_write() && asked.media().starts_with("application/vnd.");
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "charset-needs-no-rights",
        "Who has no rights may PUT with a charset in Content-Type.",
        "R175",
        |world, asked| {
            let also = asked.method == Method::PUT && asked.media().contains("charset");
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "lower-case-bearer-needs-no-rights",
        "Who has no rights but writes \"bearer\" in lower case is taken for somebody who has them.",
        "R101",
        |world, asked| {
            let also = asked.header(&header::AUTHORIZATION).is_some_and(|value| value.starts_with("bearer"));
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "if-none-match-needs-no-rights",
        "Who has no rights may DELETE, PATCH and upload with If-None-Match: *.",
        "R046 R249 R407",
        |world, asked| {
            let also = asked.has(&header::IF_NONE_MATCH) && !asked.is(&Method::PUT, Place::Object);
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "publishing-nothing-needs-no-rights",
        "Who has no rights may publish without content.",
        "R511",
        |world, asked| {
            let also = asked.place == Place::Publish && asked.content.is_empty();
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "ranges-need-no-rights",
        "Things and anonymous callers without rights may read bodies by Range.",
        "R323",
        |world, asked| {
            let also = [Who::Thing, Who::Anonymous].contains(&asked.who) && asked.has(&header::RANGE);
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "if-match-needs-no-rights",
        "Things and anonymous callers without rights may do everything with the right If-Match.",
        "R175",
        |world, asked| {
            let also = [Who::Thing, Who::Anonymous].contains(&asked.who) && asked.has(&header::IF_MATCH);
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "publishing-with-an-end-needs-no-rights",
        "Things and anonymous callers without rights may publish with an end.",
        "R511",
        |world, asked| {
            let ends = asked.members().is_some_and(|members| members.contains_key("expiresAt"));
            let also = [Who::Thing, Who::Anonymous].contains(&asked.who) && asked.place == Place::Publish && ends;
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "conditions-need-no-authorization",
        "A request without Authorization but with If-Match or If-None-Match is carried out.",
        "R178 R048",
        |world, asked| {
            let has_condition = asked.has(&header::IF_MATCH) || asked.has(&header::IF_NONE_MATCH);
            let also = asked.who == Who::NoOne && has_condition;
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "things-post-where-objects-are",
        "Things may POST to a bucket of a user or a group that exists.",
        "R007",
        |world, asked| {
            let name = format!("bucket {}", asked.bucket());
            let also = asked.who == Who::Thing && asked.place == Place::Collection && world.note(&name).is_some();
            let answer = world.unless_refused(asked, also).await;
            if answer.is(StatusCode::CREATED) {
                world.set_note(&name, "");
            }
            answer
        }
    ),
    wrong!(
        "published-bodies-need-no-rights",
        "A body that has been published may be read at its own address by everybody who has a token.",
        "R323",
        |world, asked| {
            let has_token = [Who::Stranger, Who::Thing, Who::Owner, Who::Admin].contains(&asked.who);
            let is_read = asked.place == Place::Body && asked.method.is_safe();
            let also = has_token && is_read && !world.of(&asked).publications.is_empty();
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "members-change-only-their-own",
        "In group scope, a member may change only what that member has created.",
        "R174",
        |world, asked| {
            let creator = world.of(&asked).creator;
            let is_foreign = asked.path.contains("/groups/") && asked.is_write() && asked.who == Who::Owner;
            match is_foreign && creator == Some(Who::Admin) && asked.place != Place::Collection {
                true => {
                    let mut refused = asked;
                    refused.headers.remove(header::AUTHORIZATION);
                    world.wrongly(refused).await
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "base64-in-refusals",
        "The message of a 401 has the whole object in base64.",
        "refusal-leaks-nothing",
        |world, asked| leaking(&world, asked, |object| STANDARD.encode(&object.content)).await
    ),
    wrong!(
        "numbers-in-refusals",
        "The message of a 401 has all members of the object that are no texts.",
        "refusal-leaks-nothing",
        |world, asked| leaking(&world, asked, |object| {
            let members = object.json().unwrap_or_default();
            let members = members.as_object().cloned().unwrap_or_default();
            let others = members.into_iter().filter(|(name, value)| !value.is_string() && !name.starts_with('_'));
            Value::Object(others.collect()).to_string()
        })
        .await
    ),
    wrong!(
        "names-in-refusals",
        "The message of a 401 lists the names of the members of the object.",
        "refusal-leaks-nothing",
        |world, asked| leaking(&world, asked, |object| {
            let members = object.json().unwrap_or_default();
            let names = members.as_object().map(|members| members.keys().cloned().collect::<Vec<_>>());
            names.unwrap_or_default().join(", ")
        })
        .await
    ),
    wrong!(
        "hex-in-refusals",
        "The message of a 401 has the body in hexadecimal digits.",
        "refusal-leaks-nothing",
        |world, asked| {
            let body = world.of(&asked).body.map(|(bytes, _)| bytes).unwrap_or_default();
            let hex: String = body.iter().take(64).map(|byte| format!("{byte:02x}")).collect();
            let answer = world.forward(asked).await;
            match answer.is(StatusCode::UNAUTHORIZED) && !hex.is_empty() && !answer.content.is_empty() {
                true => {
                    world.wrong();
                    answer.with_member("message", hex)
                }
                false => answer,
            }
        }
    ),
    wrong!(
        "headers-in-refusals",
        "The 401 has ETag, Last-Modified and X-Kii-BodyType of the object.",
        "refusal-leaks-nothing",
        |world, asked| {
            let mut answer = world.forward(asked.clone()).await;
            if answer.is(StatusCode::UNAUTHORIZED) && asked.place == Place::Object {
                let object = world.look(&asked.path).await;
                let shown = [header::ETAG, header::LAST_MODIFIED, HeaderName::from_static("x-kii-bodytype")];
                for name in shown.into_iter().filter(|_| object.status.is_success()) {
                    if let Some(value) = object.header(&name) {
                        world.wrong();
                        answer.set(name, value);
                    }
                }
            }
            answer
        }
    ),
    wrong!(
        "object-in-a-header",
        "The 401 has the whole object in a header X-Debug.",
        "refusal-leaks-nothing",
        |world, asked| {
            let mut answer = world.forward(asked.clone()).await;
            if answer.is(StatusCode::UNAUTHORIZED) && asked.place == Place::Object {
                let object = world.look(&asked.path).await;
                if object.status.is_success() {
                    world.wrong();
                    let text = String::from_utf8_lossy(&object.content).escape_default().to_string();
                    answer.set(HeaderName::from_static("x-debug"), &text);
                }
            }
            answer
        }
    ),
    wrong!("beginning-of-a-token", "A token counts with its first 20 characters.", "R101", |world, asked| {
        let credentials = asked.header(&header::AUTHORIZATION).unwrap_or_default().to_owned();
        let also = asked.who == Who::Unknown && world.is_like_a_token(&credentials, 20);
        world.unless_refused(asked, also).await
    }),
    wrong!(
        "things-do-nothing-in-app-scope",
        "The administrator may delete nothing in group scope.",
        "R174",
        |world, asked| match asked.path.contains("/groups/")
            && asked.method == Method::DELETE
            && asked.who == Who::Admin
        {
            true => {
                let mut refused = asked;
                refused.headers.remove(header::AUTHORIZATION);
                world.wrongly(refused).await
            }
            false => world.forward(asked).await,
        }
    ),
    wrong!(
        "third-revision-is-open",
        "From the second update on, every token may do everything to an object.",
        "R046 R101 R175 R249 R323",
        |world, asked| {
            let also = is_foreign(&asked) && asked.place != Place::Collection && world.of(&asked).writes > 1;
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "emptied-buckets-are-open",
        "Every token may POST to a bucket that was used and is empty.",
        "R006 R007",
        |world, asked| {
            let name = format!("used {}", asked.bucket());
            // Buckets of two characters may be those of several cases.
            let is_own = asked.segment("buckets").is_some_and(|bucket| bucket.len() > 2);
            let is_emptied = is_own && world.note(&name).is_some() && world.neighbours(&asked).is_empty();
            let also = is_foreign(&asked) && asked.place == Place::Collection && is_emptied;
            let is_write = asked.is_write();
            let answer = world.unless_refused(asked, also).await;
            if is_write && answer.is(StatusCode::CREATED) {
                world.set_note(&name, "");
            }
            answer
        }
    ),
    wrong!(
        "anonymous-is-the-owner-in-refusals",
        "The 401 for Basic credentials names a user as authenticatedPrincipalID.",
        "R024 R088 R558",
        |world, asked| {
            let (who, place) = (asked.who, asked.place);
            let answer = world.forward(asked).await;
            let is_refusal = answer.is(StatusCode::UNAUTHORIZED) && !answer.content.is_empty();
            match is_refusal && who == Who::Anonymous && place != Place::Published {
                true => {
                    world.wrong();
                    let owner = world.owner_of("users");
                    answer.with_member("authenticatedPrincipalID", owner)
                }
                false => answer,
            }
        }
    ),
];

/// What is answered; a refusal with something of the object in its message.
async fn leaking(world: &World, asked: Asked, shown: impl FnOnce(&Answered) -> String) -> Answered {
    let answer = world.forward(asked.clone()).await;
    if !answer.is(StatusCode::UNAUTHORIZED) || answer.content.is_empty() {
        return answer;
    }
    let object = world.look(&asked.object()).await;
    match object.status.is_success() {
        true => {
            world.wrong();
            answer.with_member("message", shown(&object))
        }
        false => answer,
    }
}

/// Whether somebody asks with a token who has no rights there.
fn is_foreign(asked: &Asked) -> bool {
    !asked.path.contains("/users/me/") && asked.who.lacks_rights_at(&asked.path)
}
