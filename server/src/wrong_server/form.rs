//! Requests that are taken for others because of how they are written on the connection.

use http::{Method, StatusCode, header};

use super::{
    WrongServer,
    asked::{Asked, Place, Received},
    world::World,
    wrong,
};

/// Content of fewer bytes arrives at once if it is sent at once.
const SMALL: usize = 8 << 10;

pub(super) const SERVERS: &[WrongServer] = &[
    WrongServer {
        reads: |bytes| hide(bytes, b"\r\nIF-NONE-MATCH:"),
        ..wrong!("capital-if-none-match", "IF-NONE-MATCH in capitals is not known.", "R169 R170", |world, asked| world
            .forward(asked)
            .await)
    },
    WrongServer {
        reads: |bytes| hide(bytes, b"\r\nRange:"),
        ..wrong!("title-case-range", "Range in Title-Case is not known.", "R334", |world, asked| {
            world.forward(asked).await
        })
    },
    WrongServer {
        reads: |bytes| hide(bytes, b"\r\nIF-MATCH:"),
        ..wrong!("capital-if-match", "IF-MATCH in capitals is not known.", "R164 R242", |world, asked| {
            world.forward(asked).await
        })
    },
    wrong!(
        "first-part-of-a-body",
        "Of an upload of a few KiB that arrives in several parts, the first is stored.",
        "R397",
        |world, asked| {
            let length = asked.received.first;
            match asked.is(&Method::PUT, Place::Body) && asked.content.len() < SMALL {
                true => beginning(&world, asked, length).await,
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "parts-of-an-object",
        "An object of a few KiB that arrives in several parts is refused as no JSON.",
        "R173",
        |world, asked| {
            let length = asked.received.first;
            match asked.is(&Method::PUT, Place::Object) && asked.content.len() < SMALL {
                true => beginning(&world, asked, length).await,
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "chunked-bodies-are-empty",
        "Of a body that comes in chunks, nothing is stored.",
        "R397 RFC9112-7.1",
        |world, asked| match asked.is(&Method::PUT, Place::Body) && asked.has(&header::TRANSFER_ENCODING) {
            true => world.wrongly(asked.with_content("")).await,
            false => world.forward(asked).await,
        }
    ),
    wrong!(
        "chunked-updates-are-empty",
        "An update that comes in chunks changes no member.",
        "R236 RFC9112-7.1",
        |world, asked| match asked.is(&Method::PATCH, Place::Object) && asked.has(&header::TRANSFER_ENCODING) {
            true => world.wrongly(asked.with_content("{}")).await,
            false => world.forward(asked).await,
        }
    ),
    wrong!(
        "chunked-publications-never-end",
        "A publication whose content comes in chunks is refused as malformed.",
        "R500 RFC9112-7.1",
        |world, asked| match asked.place == Place::Publish && asked.has(&header::TRANSFER_ENCODING) {
            true => world.wrongly(asked.with_content("{")).await,
            false => world.forward(asked).await,
        }
    ),
    wrong!(
        "slow-uploads-are-cut",
        "Of a body that takes longer than a second to arrive, only what arrived before is stored.",
        "R397",
        |world, asked| {
            let length = asked.received.early;
            match asked.is(&Method::PUT, Place::Body) {
                true => beginning(&world, asked, length).await,
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "slow-objects-are-refused",
        "An object that takes longer than a second to arrive is refused with 408.",
        "R173",
        |world, asked| {
            let is_slow = asked.received.early < asked.content.len() && !asked.received.is_broken_off;
            match is_slow && matches!(asked.place, Place::Object | Place::Collection) {
                true => {
                    world.wrong();
                    super::asked::Answered::of(StatusCode::REQUEST_TIMEOUT)
                }
                false => world.forward(asked).await,
            }
        }
    ),
    wrong!(
        "broken-off-bodies-are-stored",
        "Of an upload that breaks off, what has arrived is stored.",
        "A73",
        |world, asked| match asked.received.is_broken_off && asked.is(&Method::PUT, Place::Body) {
            true => world.wrongly(asked.arrived()).await,
            false => world.forward(asked).await,
        }
    ),
    wrong!(
        "broken-off-objects-are-emptied",
        "A PUT of an object that breaks off stores an object without members.",
        "A73",
        |world, asked| match asked.received.is_broken_off && asked.is(&Method::PUT, Place::Object) {
            true => world.wrongly(asked.arrived().with_content("{}")).await,
            false => world.forward(asked).await,
        }
    ),
    wrong!(
        "broken-off-updates-are-noted",
        "A PATCH that breaks off gives the object a new version.",
        "A73",
        |world, asked| match asked.received.is_broken_off && asked.is(&Method::PATCH, Place::Object) {
            true => world.wrongly(asked.arrived().with_content("{}")).await,
            false => world.forward(asked).await,
        }
    ),
    wrong!(
        "broken-off-uploads-delete",
        "An upload that breaks off deletes the body that was there.",
        "A73",
        |world, asked| {
            if asked.received.is_broken_off && asked.is(&Method::PUT, Place::Body) {
                world.wrong();
                world.remove(&asked.path).await;
            }
            world.forward(asked).await
        }
    ),
    wrong!(
        "chunks-fill-one-buffer",
        "Of a body that comes in chunks, the first 8 KiB are stored.",
        "R397 R333",
        |world, asked| {
            let is_chunked = asked.is(&Method::PUT, Place::Body) && asked.has(&header::TRANSFER_ENCODING);
            match is_chunked && asked.content.len() > 8 << 10 {
                true => {
                    let kept = asked.content.slice(..8 << 10);
                    world.wrongly(asked.with_content(kept)).await
                }
                false => world.forward(asked).await,
            }
        }
    ),
];

/// What is answered if only so many bytes of a content are read, where there are more.
async fn beginning(world: &World, asked: Asked, length: usize) -> super::asked::Answered {
    match length < asked.content.len() && !asked.received.is_broken_off {
        true => {
            let content = asked.content.slice(..length);
            world.wrongly(Asked { content, received: Received::default(), ..asked }).await
        }
        false => world.forward(asked).await,
    }
}

/// Gives a header another name wherever it is spelled like this; whether it was there.
fn hide(bytes: &mut [u8], name: &[u8]) -> bool {
    let found = bytes.windows(name.len()).position(|window| window == name);
    if let Some(letter) = found.and_then(|start| bytes.get_mut(start + 2)) {
        *letter = b'X';
    }
    found.is_some()
}
