//! Refusals that are forgotten for objects to which more has happened than that they were made.

use http::{Method, StatusCode, header};

use super::{
    WrongServer,
    asked::{Answered, Asked, Place, Who},
    world::World,
    wrong,
};

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!(
        "updated-objects-are-open",
        "In user and group scope, any user's or thing's token admits to objects that have been updated.",
        "R175 R249 R046",
        |world, asked| {
            let is_somebody = [Who::Stranger, Who::Thing].contains(&asked.who);
            let is_scope = ["/users/", "/groups/", "/things/"].iter().any(|scope| asked.path.contains(scope));
            let is_own = asked.path.contains("/users/me/");
            let also = is_somebody && is_scope && !is_own && world.of(&asked).writes > 0;
            world.unless_refused(asked, also).await
        }
    ),
    wrong!(
        "large-body-if-match",
        "GET and DELETE of a body of more than 64 KiB ignore If-Match.",
        "R371 R456",
        |world, asked| {
            let is_large = world.of(&asked).body.is_some_and(|(bytes, _)| bytes.len() > 64 << 10);
            let ignores = asked.place == Place::Body && asked.method != Method::PUT && is_large;
            unconditionally(&world, asked, ignores).await
        }
    ),
    wrong!(
        "typed-if-none-match",
        "If-None-Match: * replaces objects that have a data type.",
        "R169 R170",
        |world, asked| {
            let is_typed = world.of(&asked).media.contains("vnd.");
            let answer = world.forward(asked.clone()).await;
            let ignores = asked.is(&Method::PUT, Place::Object) && is_typed && !asked.has(&header::IF_MATCH);
            match ignores && answer.is(StatusCode::CONFLICT) {
                true => world.wrongly(asked.without(&header::IF_NONE_MATCH)).await,
                false => answer,
            }
        }
    ),
    wrong!(
        "administrator-typed-if-match",
        "The administrator's If-Match on objects with a data type is ignored.",
        "R164 R242 R040",
        |world, asked| {
            let is_typed = world.of(&asked).media.contains("vnd.");
            let ignores = asked.place == Place::Object && asked.who == Who::Admin && is_typed;
            unconditionally(&world, asked, ignores).await
        }
    ),
    wrong!(
        "administrator-patches-typed-objects-of-groups",
        "The administrator's PATCH of an object with a data type ignores If-Match in group scope.",
        "R242",
        |world, asked| {
            let is_typed = world.of(&asked).media.contains("vnd.");
            let is_patch = asked.is(&Method::PATCH, Place::Object) && asked.path.contains("/groups/");
            let ignores = is_patch && asked.who == Who::Admin && is_typed;
            unconditionally(&world, asked, ignores).await
        }
    ),
];

/// The answer; but what is refused as stale is done all the same where the condition is ignored.
async fn unconditionally(world: &World, asked: Asked, ignores: bool) -> Answered {
    let answer = world.forward(asked.clone()).await;
    let is_stale = [StatusCode::CONFLICT, StatusCode::PRECONDITION_FAILED].contains(&answer.status);
    match ignores && is_stale && asked.has(&header::IF_MATCH) && !asked.has(&header::IF_NONE_MATCH) {
        true => world.wrongly(asked.without(&header::IF_MATCH)).await,
        false => answer,
    }
}
