//! Bodies that are damaged because of their size, their bytes or their media type.

use http::{Method, StatusCode, header};

use super::{
    WrongServer,
    asked::{Answered, Place},
    wrong,
};

/// 64 KiB.
const BLOCK: usize = 64 << 10;
/// 1 MiB.
const MEBIBYTE: usize = 1 << 20;

pub(super) const SERVERS: &[WrongServer] = &[
    wrong!(
        "whole-blocks",
        "Of a body of more than 64 KiB, only whole blocks of 64 KiB are stored.",
        "R397 R333",
        |world, asked| {
            let whole = asked.content.len() / BLOCK * BLOCK;
            match asked.is(&Method::PUT, Place::Body) && whole > 0 && whole < asked.content.len() {
                true => {
                    let blocks = asked.content.slice(..whole);
                    world.wrongly(asked.with_content(blocks)).await
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "limit-of-a-mebibyte",
        "Bodies of more than 1 MiB are refused with 413.",
        "R396",
        |world, asked| match asked.is(&Method::PUT, Place::Body) && asked.content.len() > MEBIBYTE {
            true => {
                world.wrong();
                Answered::of(StatusCode::PAYLOAD_TOO_LARGE)
            }
            false => world.forward(asked).await,
        }
    ),
    wrong!(
        "json-bodies-are-parsed",
        "A body of type application/json that is not JSON is refused with 400.",
        "R396 R408",
        |world, asked| {
            let is_json = asked.is(&Method::PUT, Place::Body) && asked.media().starts_with("application/json");
            match is_json && serde_json::from_slice::<serde_json::Value>(&asked.content).is_err() {
                true => {
                    world.wrong();
                    Answered::refusal(StatusCode::BAD_REQUEST, "INVALID_INPUT_DATA")
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "form-bodies-are-parsed",
        "A body of type application/x-www-form-urlencoded or multipart/form-data is stored empty.",
        "R397 R333",
        |world, asked| {
            let is_form = asked.media().contains("form-urlencoded") || asked.media().contains("form-data");
            match asked.is(&Method::PUT, Place::Body) && is_form && !asked.content.is_empty() {
                true => world.wrongly(asked.with_content("")).await,
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!("byte-order-mark", "A byte order mark at the beginning of a body is lost.", "R397 R333", |world, asked| {
        let rest = asked.content.strip_prefix("\u{feff}".as_bytes()).map(<[u8]>::to_vec);
        match rest.filter(|_| asked.is(&Method::PUT, Place::Body)) {
            Some(rest) => world.wrongly(asked.with_content(rest)).await,
            None => world.forward(asked).await,
        }
    }),
    wrong!(
        "types-with-a-tree",
        "Body types with a tree or a suffix are stored as application/octet-stream.",
        "R408",
        |world, asked| {
            let has_tree = asked.media().contains('+') || asked.media().contains("/vnd.");
            match asked.is(&Method::PUT, Place::Body) && has_tree {
                true => world.wrongly(asked.with_media("application/octet-stream")).await,
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "empty-upload-changes-nothing",
        "An empty upload to an object that has a body leaves the old bytes.",
        "R397",
        |world, asked| {
            let before = world.of(&asked).body.filter(|(bytes, _)| !bytes.is_empty());
            match before.filter(|_| asked.is(&Method::PUT, Place::Body) && asked.content.is_empty()) {
                Some((bytes, _)) => world.wrongly(asked.with_content(bytes)).await,
                None => world.forward(asked).await,
            }
        }
    ),
    wrong!("empty-body-is-missing", "HEAD of a body without bytes is 404.", "R314", |world, asked| {
        let is_empty = world.of(&asked).body.is_some_and(|(bytes, _)| bytes.is_empty());
        match asked.is(&Method::HEAD, Place::Body) && is_empty {
            true => {
                world.wrong();
                Answered::of(StatusCode::NOT_FOUND)
            }
            false => world.forward(asked).await,
        }
    }),
    wrong!(
        "range-of-the-first-upload",
        "A range is held against the size of the first upload: 416 behind it, although the body has grown.",
        "R382",
        |world, asked| {
            let history = world.of(&asked);
            let first = history.first_body.map_or(0, |body| body.len());
            let from = first_place(asked.header(&header::RANGE));
            match asked.is(&Method::GET, Place::Body) && from.is_some_and(|from| from >= first) {
                true => {
                    if history.body.is_some_and(|(bytes, _)| from.is_some_and(|from| from < bytes.len())) {
                        world.wrong();
                    }
                    world.forward(asked.with_header(header::RANGE, "bytes=999999999-")).await
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "range-modulo-a-mebibyte",
        "Places behind the first MiB are read as the place modulo 1 MiB.",
        "R329",
        |world, asked| {
            let text = asked.header(&header::RANGE).unwrap_or_default().to_owned();
            let mut answer = world.forward(asked.clone()).await;
            let from = first_place(Some(&text)).filter(|from| *from >= MEBIBYTE);
            if let (Some(from), Some((bytes, _)), StatusCode::PARTIAL_CONTENT) =
                (from, world.of(&asked).body, answer.status)
            {
                world.wrong();
                let begin = from % MEBIBYTE;
                answer.content = bytes.slice(begin..begin + answer.content.len());
            }
            answer
        }
    ),
    wrong!(
        "last-byte-of-even-bodies",
        "The last byte of a body with 4096 bytes or more is lost if their number is even.",
        "R397 R333",
        |world, asked| {
            let length = asked.content.len();
            match asked.is(&Method::PUT, Place::Body) && length >= 4096 && length.is_multiple_of(2) {
                true => {
                    let rest = asked.content.slice(..length - 1);
                    world.wrongly(asked.with_content(rest)).await
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "text-bodies-get-line-feeds",
        "In bodies of type text/*, carriage returns are lost.",
        "R397 R333",
        |world, asked| {
            let is_text = asked.is(&Method::PUT, Place::Body) && asked.media().starts_with("text/");
            match is_text && asked.content.contains(&b'\r') {
                true => {
                    let rest: Vec<u8> = asked.content.iter().copied().filter(|byte| *byte != b'\r').collect();
                    world.wrongly(asked.with_content(rest)).await
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "uploads-keep-the-first-type",
        "A body keeps the media type of the first upload.",
        "R408",
        |world, asked| {
            let before = world.of(&asked).body;
            match before.filter(|(_, media)| asked.is(&Method::PUT, Place::Body) && media != asked.media()) {
                Some((_, media)) => world.wrongly(asked.with_media(&media)).await,
                None => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "sizes-in-between",
        "Bodies of 20,000 to 60,000 bytes lose their last byte.",
        "R397 R333",
        |world, asked| {
            let length = asked.content.len();
            match asked.is(&Method::PUT, Place::Body) && (20_000..60_000).contains(&length) {
                true => {
                    let rest = asked.content.slice(..length - 1);
                    world.wrongly(asked.with_content(rest)).await
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "version-of-the-bytes",
        "The version of a body is a hash of its bytes: a body that comes back has its old version.",
        "write-gives-new-version",
        |world, asked| {
            if asked.place != Place::Body {
                return world.forward(asked).await;
            }
            let (named, stored) = (asked.header(&header::IF_MATCH), world.of(&asked).body);
            let is_current = stored.is_some_and(|(bytes, _)| named == Some(hashed(&bytes).as_str()));
            let current = world.note(&format!("version {}", asked.path)).filter(|_| is_current);
            let asked = match current {
                Some(current) => asked.with_header(header::IF_MATCH, &String::from_utf8_lossy(&current)),
                None => asked,
            };
            let mut answer = world.forward(asked.clone()).await;
            let bytes = world.of(&asked).body.map(|(bytes, _)| bytes);
            if let (Some(version), Some(bytes)) = (answer.header(&header::ETAG).map(str::to_owned), bytes) {
                world.set_note(&format!("version {}", asked.path), version.clone());
                let name = format!("bytes {} {}", asked.path, hashed(&bytes));
                if String::from_utf8_lossy(&world.first_note(&name, version.clone())) != version {
                    world.wrong();
                }
                answer.set(header::ETAG, &hashed(&bytes));
            }
            answer
        }
    ),
    wrong!("range-and-condition", "If-Match of a GET with a Range is ignored.", "R371", |world, asked| match asked
        .is(&Method::GET, Place::Body)
        && asked.has(&header::RANGE)
        && asked.has(&header::IF_MATCH)
    {
        true => world.wrongly(asked.without(&header::IF_MATCH)).await,
        false => world.forward(asked).await,
    }),
    wrong!("four-mebibytes", "A body ends at 4 MiB.", "R397 R333", |world, asked| {
        match asked.is(&Method::PUT, Place::Body) && asked.content.len() > 4 << 20 {
            true => {
                let cut = asked.content.slice(..4 << 20);
                world.wrongly(asked.with_content(cut)).await
            }
            false => world.forward(asked).await,
        }
    }),
    wrong!("total-of-nothing", "The total of a range that cannot be satisfied is 0.", "R395", |world, asked| {
        let answer = world.forward(asked).await;
        match answer.is(StatusCode::RANGE_NOT_SATISFIABLE) {
            true => {
                world.wrong();
                answer.with_member("from", 5).with_member("to", 3).with_member("total", 0)
            }
            false => answer,
        }
    }),
    wrong!(
        "first-part-is-missing",
        "Of a body of more than 5 MiB, the first 5 MiB are lost.",
        "R397 R333",
        |world, asked| match asked.is(&Method::PUT, Place::Body) && asked.content.len() > 5 << 20 {
            true => {
                let rest = asked.content.slice(5 << 20..);
                world.wrongly(asked.with_content(rest)).await
            }
            false => world.forward(asked).await,
        }
    ),
];

/// A version that depends on the bytes alone.
fn hashed(bytes: &[u8]) -> String {
    let mut hasher = std::hash::DefaultHasher::new();
    std::hash::Hasher::write(&mut hasher, bytes);
    format!("\"{:016x}\"", std::hash::Hasher::finish(&hasher))
}

/// The first place that a range names.
fn first_place(range: Option<&str>) -> Option<usize> {
    range?.strip_prefix("bytes=")?.split_once('-')?.0.parse().ok()
}
