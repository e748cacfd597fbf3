//! Conditions that are ignored under conditions.

use http::{Method, StatusCode, header};

use super::{
    WrongServer,
    asked::{Place, Who},
    wrong,
};

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!(
        "posted-if-match",
        "If-Match is ignored for objects that were created by POST.",
        "R164 R242 R040",
        |world, asked| match world.of(&asked).posted && asked.place == Place::Object && asked.has(&header::IF_MATCH) {
            true => world.wrongly(asked.without(&header::IF_MATCH)).await,
            false => world.forward(asked).await,
        }
    ),
    wrong!(
        "posted-if-none-match",
        "If-None-Match: * replaces objects that were created by POST.",
        "R169 R170",
        |world, asked| {
            let history = world.of(&asked);
            let ignores = history.posted && history.exists && asked.is(&Method::PUT, Place::Object);
            match ignores && asked.has(&header::IF_NONE_MATCH) {
                true => world.wrongly(asked.without(&header::IF_NONE_MATCH)).await,
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "administrator-if-none-match",
        "If-None-Match: * of the administrator is ignored.",
        "R169 R170",
        |world, asked| {
            let ignores = asked.who == Who::Admin && asked.is(&Method::PUT, Place::Object) && world.of(&asked).exists;
            match ignores && asked.has(&header::IF_NONE_MATCH) {
                true => world.wrongly(asked.without(&header::IF_NONE_MATCH)).await,
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!("large-upload-if-match", "If-Match is ignored for uploads of more than 256 KiB.", "R400", |world, asked| {
        match asked.is(&Method::PUT, Place::Body) && asked.content.len() > 256 << 10 && asked.has(&header::IF_MATCH) {
            true => world.wrongly(asked.without(&header::IF_MATCH)).await,
            false => world.forward(asked).await,
        }
    }),
    wrong!("empty-patch-if-match", "PATCH with an empty object ignores If-Match.", "R242", |world, asked| {
        let is_empty = asked.members().is_some_and(|members| members.is_empty());
        match asked.is(&Method::PATCH, Place::Object) && is_empty && asked.has(&header::IF_MATCH) {
            true => world.wrongly(asked.without(&header::IF_MATCH)).await,
            false => world.forward(asked).await,
        }
    }),
    wrong!("empty-body-if-match", "GET of a body without bytes ignores If-Match.", "R371", |world, asked| {
        let is_empty = world.of(&asked).body.is_some_and(|(bytes, _)| bytes.is_empty());
        match asked.is(&Method::GET, Place::Body) && is_empty && asked.has(&header::IF_MATCH) {
            true => world.wrongly(asked.without(&header::IF_MATCH)).await,
            false => world.forward(asked).await,
        }
    }),
    wrong!(
        "past-body-version",
        "If-Match of an upload may name any version that the body had before its last deletion.",
        "R400 R401",
        |world, asked| {
            let named = asked.header(&header::IF_MATCH).unwrap_or_default().to_owned();
            let is_past = world.of(&asked).past_body_versions.contains(&named);
            match asked.is(&Method::PUT, Place::Body) && is_past {
                true => world.wrongly(asked.without(&header::IF_MATCH)).await,
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "patched-twice-if-match",
        "If-Match is ignored from the third patch on.",
        "R242",
        |world, asked| match asked.is(&Method::PATCH, Place::Object)
            && world.of(&asked).patches > 1
            && asked.has(&header::IF_MATCH)
        {
            true => world.wrongly(asked.without(&header::IF_MATCH)).await,
            false => world.forward(asked).await,
        }
    ),
    wrong!(
        "recreated-if-match",
        "DELETE of an object that was created again ignores If-Match.",
        "R040",
        |world, asked| match asked.is(&Method::DELETE, Place::Object)
            && world.of(&asked).lives > 1
            && asked.has(&header::IF_MATCH)
        {
            true => world.wrongly(asked.without(&header::IF_MATCH)).await,
            false => world.forward(asked).await,
        }
    ),
    wrong!(
        "published-body-if-match",
        "If-Match of an upload is ignored once the body is published.",
        "R400",
        |world, asked| {
            let is_published = !world.of(&asked).publications.is_empty();
            match asked.is(&Method::PUT, Place::Body) && is_published && asked.has(&header::IF_MATCH) {
                true => world.wrongly(asked.without(&header::IF_MATCH)).await,
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!("beginning-of-a-version", "If-Match may name the beginning of the version.", "R164", |world, asked| {
        let answer = world.forward(asked.clone()).await;
        let named = asked.header(&header::IF_MATCH).unwrap_or_default().trim_matches('"').to_owned();
        let is_refused = [StatusCode::CONFLICT, StatusCode::PRECONDITION_FAILED].contains(&answer.status);
        if !is_refused || named.is_empty() || asked.place != Place::Object {
            return answer;
        }
        let current = world.look(&asked.object()).await;
        let is_beginning = current.header(&header::ETAG).is_some_and(|tag| tag.trim_matches('"').starts_with(&named));
        match is_beginning {
            true => world.wrongly(asked.without(&header::IF_MATCH)).await,
            false => answer,
        }
    }),
];
