//! Places that are taken for others: owners of another kind, objects with the same ID, buckets under `me`.

use http::{Method, StatusCode, header};

use super::{
    WrongServer,
    asked::{Answered, Asked, Place, Who},
    world::World,
    wrong,
};

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!(
        "users-are-groups",
        "The ID of a user where a group's belongs is that user's own group.",
        "R004",
        |world, asked| {
            let is_user = |id: &str| world.owner_of("users") == id;
            match asked.segment("groups").is_some_and(is_user) {
                true => {
                    let group = world.owner_of("groups");
                    world.wrongly(asked.with_segment("groups", &group)).await
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "users-are-things",
        "The ID of a user where a thing's belongs is taken for a thing.",
        "R004",
        |world, asked| owner_for_another(&world, asked, "things", "users").await
    ),
    wrong!(
        "groups-are-users",
        "The ID of a group where a user's belongs is taken for a user.",
        "R004",
        |world, asked| owner_for_another(&world, asked, "users", "groups").await
    ),
    wrong!(
        "things-are-groups",
        "The ID of a thing where a group's belongs is taken for a group.",
        "R004",
        |world, asked| owner_for_another(&world, asked, "groups", "things").await
    ),
    wrong!(
        "me-has-bodies-of-its-own",
        "Bodies under `me` are not those of the objects under the user's ID.",
        "me-is-the-token-user",
        |world, asked| {
            let name = if asked.path.contains("/users/me/") { "me" } else { "id" };
            let owner = format!("/users/{}/", world.owner_of("users"));
            let object = asked.object().replace("/users/me/", &owner);
            if asked.is(&Method::PUT, Place::Body) {
                world.set_note(&object, name);
            }
            let is_read = asked.place == Place::Body && asked.method.is_safe();
            match is_read && world.note(&object).is_some_and(|writer| writer != name) {
                true => {
                    world.wrong();
                    Answered::of(StatusCode::NOT_FOUND)
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "stranger-reads-bodies-of-me",
        "Under `me`, every user reads the bodies of the first one.",
        "me-is-the-token-user",
        |world, asked| {
            let is_read = asked.place == Place::Body && asked.method.is_safe() && asked.path.contains("/users/me/");
            match is_read && asked.who == Who::Stranger {
                true => {
                    let asked = world.permitted(asked);
                    world.wrongly(asked).await
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "version-of-any-bucket",
        "If-Match with the version of the object with the same ID in another bucket is accepted.",
        "R164 R242 R040",
        |world, asked| of_a_twin(&world, asked, Place::Object).await
    ),
    wrong!(
        "body-version-of-any-bucket",
        "If-Match with the version of the body of the object with the same ID in another bucket is accepted.",
        "R371 R410 R456",
        |world, asked| of_a_twin(&world, asked, Place::Body).await
    ),
];

/// What is answered if the owners of one kind of scope are found among those of another, too.
async fn owner_for_another(world: &World, asked: Asked, scope: &str, kind: &str) -> Answered {
    match asked.segment(scope).is_some_and(|id| world.owner_of(kind) == id) {
        true => {
            let owner = world.owner_of(scope);
            world.wrongly(asked.with_segment(scope, &owner)).await
        }
        false => world.forward(asked).await,
    }
}

/// What is answered if versions are known by the object's ID alone.
async fn of_a_twin(world: &World, asked: Asked, place: Place) -> Answered {
    let answer = world.forward(asked.clone()).await;
    let Some(version) = asked.header(&header::IF_MATCH).map(str::to_owned) else { return answer };
    let is_stale = [StatusCode::CONFLICT, StatusCode::PRECONDITION_FAILED].contains(&answer.status);
    match is_stale && asked.place == place && world.is_version_of_a_twin(&asked, &version) {
        true => world.wrongly(asked.without(&header::IF_MATCH)).await,
        false => answer,
    }
}
