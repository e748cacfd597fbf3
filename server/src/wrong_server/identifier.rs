//! IDs that are compared, cut or refused in ways that the documents do not allow.

use http::{Method, StatusCode};

use super::{
    WrongServer,
    asked::{Answered, Asked},
    world::World,
    wrong,
};

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!("object-ids-of-64", "objectIDs count with their first 64 characters only.", "R033 R035", |world, asked| {
        mapped(&world, asked, "objects", |id| id.chars().take(64).collect()).await
    }),
    wrong!("bucket-ids-of-50", "bucketIDs count with their first 50 characters only.", "R032", |world, asked| mapped(
        &world,
        asked,
        "buckets",
        |id| id.chars().take(50).collect()
    )
    .await),
    wrong!("object-ids-without-case", "Letters of an objectID are compared without case.", "R033", |world, asked| {
        mapped(&world, asked, "objects", str::to_ascii_lowercase).await
    }),
    wrong!("bucket-ids-without-case", "Letters of a bucketID are compared without case.", "R032", |world, asked| {
        mapped(&world, asked, "buckets", str::to_ascii_lowercase).await
    }),
    wrong!("hyphen-is-underscore", "- and _ are the same in an objectID.", "R033", |world, asked| mapped(
        &world,
        asked,
        "objects",
        |id| id.replace('-', "_")
    )
    .await),
    wrong!(
        "digits-are-a-number",
        "An objectID of three digits and more is a number: 0007 is 007.",
        "R033",
        |world, asked| mapped(&world, asked, "objects", |id| {
            let is_number = id.len() > 2 && id.bytes().all(|byte| byte.is_ascii_digit());
            if is_number { format!("{:0>3}", id.trim_start_matches('0')) } else { id.to_owned() }
        })
        .await
    ),
    wrong!(
        "words-are-reserved",
        "The objectIDs body, acl, publish, query and me are refused.",
        "R033",
        |world, asked| {
            let is_word =
                asked.segment("objects").is_some_and(|id| ["body", "acl", "publish", "query", "me"].contains(&id));
            match is_word {
                true => {
                    world.wrong();
                    Answered::refusal(StatusCode::BAD_REQUEST, "INVALID_OBJECT_ID")
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!("tilde-is-accepted", "~ is accepted in an objectID.", "R033", |world, asked| accepting(
        &world,
        asked,
        &["~", "%7E", "%7e"]
    )
    .await),
    wrong!("colon-and-at-are-accepted", ": and @ are accepted in an objectID.", "R033", |world, asked| accepting(
        &world,
        asked,
        &[":", "@", "%3A", "%3a", "%40"]
    )
    .await),
    wrong!("slash-is-accepted", "An encoded slash is accepted in an objectID.", "R033", |world, asked| accepting(
        &world,
        asked,
        &["%2F", "%2f"]
    )
    .await),
    wrong!("comma-plus-and-equals-are-accepted", ", + and = are accepted in an objectID.", "R033", |world, asked| {
        accepting(&world, asked, &[",", "+", "=", "%2C", "%2B", "%3D", "%2c", "%2b", "%3d"]).await
    }),
    wrong!("null-is-accepted", "An encoded U+0000 is accepted in an objectID.", "R033", |world, asked| accepting(
        &world,
        asked,
        &["%00"]
    )
    .await),
    wrong!("dots-at-the-end-are-cut", "A full stop at the end of an objectID is cut off.", "R033", |world, asked| {
        mapped(&world, asked, "objects", |id| {
            let cut = id.trim_end_matches('.');
            if cut.len() < 2 { id.to_owned() } else { cut.to_owned() }
        })
        .await
    }),
    wrong!(
        "line-feed-at-the-end-is-accepted",
        "A line feed behind an objectID is accepted.",
        "R033",
        |world, asked| {
            let is_last = asked.segment("objects").is_some_and(|id| id.to_ascii_lowercase().ends_with("%0a"));
            match is_last {
                true => accepting(&world, asked, &["%0A", "%0a"]).await,
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "buckets-begin-with-a-letter-or-digit",
        "A bucketID that begins with `-` or `_` is refused.",
        "R030",
        |world, asked| match asked.segment("buckets").is_some_and(|id| id.starts_with(['-', '_'])) {
            true => {
                world.wrong();
                Answered::refusal(StatusCode::BAD_REQUEST, "INVALID_BUCKET")
            }
            false => world.forward(asked).await,
        }
    ),
];

/// The answer to the same request with another ID, and with the ID that was sent wherever the answer has the other.
async fn mapped(world: &World, asked: Asked, kind: &str, map: impl Fn(&str) -> String) -> Answered {
    let Some(id) = asked.segment(kind).map(|id| id.split('?').next().unwrap_or_default().to_owned()) else {
        return world.forward(asked).await;
    };
    let other = map(&id);
    if other == id {
        return world.forward(asked).await;
    }
    let mut answer = world.wrongly(asked.with_segment(kind, &other)).await;
    if let Ok(text) = std::str::from_utf8(&answer.content)
        && text.contains("errorCode")
    {
        answer.content = text.replace(&other, &id).into();
    }
    if let Some(location) = answer.header(&http::header::LOCATION).map(|location| location.replace(&other, &id)) {
        answer.set(http::header::LOCATION, &location);
    }
    answer
}

/// Takes objectIDs with these texts for such that are allowed.
async fn accepting(world: &World, asked: Asked, texts: &[&str]) -> Answered {
    let id = asked.segment("objects").unwrap_or_default().to_owned();
    let allowed = texts.iter().fold(id.clone(), |id, text| id.replace(text, "-x-"));
    match allowed == id || asked.method == Method::POST {
        true => world.forward(asked).await,
        false => world.wrongly(asked.with_segment("objects", &allowed)).await,
    }
}
